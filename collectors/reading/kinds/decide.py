"""The kind of a message: a report, automatic, or what a person does; with a confidence and the rule that said so."""

from __future__ import annotations

import re
from typing import NamedTuple
from unicodedata import category

from collectors.reading.decoded import Decoded, Report
from collectors.reading.folding import fold
from collectors.reading.kinds.concepts import UNDERSTOOD
from collectors.reading.kinds.machine import Machine, is_noreply, machine_signs
from collectors.reading.kinds.promises import ticket_of
from collectors.reading.kinds.roles import Role, Understood, understand
from collectors.reading.kinds.subjects import SubjectSays, Topic, is_reply, subject_says
from collectors.reading.segments.closing import words_of
from collectors.reading.segments.shapes import is_name_like
from domain.vocabulary import ReplyKind

_LITTLE = 14  # words of substance that do not yet make an answer
_TEMPLATE = 45  # words around "received … will answer" that a form letter may have
_AUTOMATIC = 0.5
_SAMPLE = 2000
_NO_SCRIPT = frozenset(("Cc", "Cn", "Co", "Cs", "So", "Sm"))
_DIFFERENT = 12
_DENIES = re.compile(r"\b(?:not|no|never|cannot|unable|pas|plus|jamais|aucun|nicht|kein\w*|no|non)\b|n't\b")
_LETTER = re.compile(r"\w")


class Verdict(NamedTuple):
    """A kind, how sure it is in [0, 1], and the rule that gave it."""

    kind: ReplyKind
    confidence: float
    reason: str


def kind_of(
    decoded: Decoded, new_text: str, language: str, report: Report | None, *, signature: str = ""
) -> tuple[ReplyKind, float, str]:
    """Return kind, confidence and reason of a message whose new text is `new_text`; `signature` tells a person."""
    return judge(decoded, new_text, understand(new_text, language), report, signature, machine_signs(decoded))


def judge(
    decoded: Decoded, new_text: str, understood: Understood, report: Report | None, signature: str, machine: Machine
) -> Verdict:
    """`kind_of` for a text that is already understood."""
    if report is not None:
        return Verdict(report.kind, report.confidence, report.reason)
    if decoded.report_type == "feedback-report":
        return Verdict(ReplyKind.AUTO_REPLY, 0.9, "feedback_report")  # RFC 5965: nobody wrote it
    says = subject_says(decoded.headers.subject)
    if not _LETTER.search(new_text) or _is_garbage(new_text):
        return _nothing_said(decoded, machine, says)
    automatic = _automatic_weight(machine, says, understood)
    if automatic >= _AUTOMATIC:
        verdict = _automatic(machine, says, understood, automatic, decoded.headers.subject)
        if verdict is not None:
            return verdict
    return _human(decoded, understood, says, machine, signature)


def _is_garbage(text: str) -> bool:
    """Tell whether this is data and no writing: many different signs that no script has (emoji are writing)."""
    sample = text[:_SAMPLE]
    if sample.isascii() and sample.replace("\n", "").isprintable():
        return False
    odd = [
        char for char in set(sample)
        if char < "\U0001f000" and category(char) in _NO_SCRIPT and char not in "\n\t\r"
    ]  # fmt: skip
    return len(odd) >= _DIFFERENT and sum(map(sample.count, odd)) > 0.05 * len(sample)


def _nothing_said(decoded: Decoded, machine: Machine, says: SubjectSays) -> Verdict:
    automatic = max(machine.weight, 0.9 if says.precise and says.topic else 0)
    if automatic >= _AUTOMATIC:
        kind = {Topic.ABSENCE: ReplyKind.OUT_OF_OFFICE, Topic.RECEIVED: ReplyKind.ACKNOWLEDGEMENT}
        topic = says.topic or Topic.AUTOMATIC
        return Verdict(
            kind.get(topic, ReplyKind.AUTO_REPLY), min(0.8, automatic), f"no_text:{machine.sign or 'subject'}"
        )
    if decoded.attachments:
        return Verdict(ReplyKind.ANSWER, 0.4, "attachment_only")
    if _LETTER.search(decoded.text) and any(mark.part.value == "forwarded" for mark in decoded.marks):
        return Verdict(ReplyKind.ANSWER, 0.3, "forward_only")
    return Verdict(ReplyKind.EMPTY, 0.9, "no_text")


def _automatic_weight(machine: Machine, says: SubjectSays, understood: Understood) -> float:
    doubt = 1 - machine.weight
    if says.topic is Topic.AUTOMATIC:
        doubt *= 0.1 if says.precise else 0.5
    elif says.topic is Topic.ABSENCE:
        doubt *= 0.3 if says.precise else 0.7
    elif says.topic is Topic.RECEIVED:
        doubt *= 0.45 if says.precise else 0.7
    notices = understood.of(Role.NOTICE)
    if any(sentence.has("automatic") for sentence in notices):
        doubt *= 0.25
    elif notices:
        doubt *= 0.6
    return 1 - doubt


def _automatic(
    machine: Machine, says: SubjectSays, understood: Understood, weight: float, subject: str
) -> Verdict | None:
    """Return the automatic kind, None when the text is a person's work that a platform carried."""
    sign = machine.sign or (f"subject_{says.topic.value}" if says.topic else "notice")
    substance = understood.words(Role.SUBSTANCE)
    absent = bool(understood.of(Role.ABSENCE))
    received = understood.received
    promised = bool(understood.of(Role.PROMISE))
    sure = machine.replied or says.topic is Topic.AUTOMATIC or machine.weight >= 0.9
    if says.topic is Topic.ABSENCE or (absent and not _only_aside(understood, sure)):
        return Verdict(ReplyKind.OUT_OF_OFFICE, _bounded(weight + 0.05), f"absence:{sign}")
    if says.topic is Topic.RECEIVED and (sure or substance < 80 or received):
        return Verdict(ReplyKind.ACKNOWLEDGEMENT, _bounded(weight), f"received:{sign}")
    if received and (sure or promised or substance < 60):
        return Verdict(ReplyKind.ACKNOWLEDGEMENT, _bounded(weight), f"received:{sign}")
    if promised and understood.of(Role.THANKS) and (sure or substance < 40):
        return Verdict(ReplyKind.ACKNOWLEDGEMENT, _bounded(weight - 0.05), f"promised:{sign}")
    if promised and understood.language in UNDERSTOOD and sure and substance < 60:
        return Verdict(ReplyKind.ACKNOWLEDGEMENT, _bounded(weight - 0.15), f"promised:{sign}")
    if ticket_of(subject, understood) and (sure or substance < 80):
        return Verdict(ReplyKind.ACKNOWLEDGEMENT, _bounded(weight - 0.1), f"received_number:{sign}")
    if machine.replied and not absent and _speaks_of_ours(understood):
        # RFC 3834: sent in answer to a message of ours, and it speaks of it: the machine says that it has it
        return Verdict(ReplyKind.ACKNOWLEDGEMENT, _bounded(weight - 0.25), f"replied:{sign}")
    if sure:
        return Verdict(ReplyKind.AUTO_REPLY, _bounded(weight), sign)
    if understood.language in UNDERSTOOD and (substance >= 12 or understood.of(Role.REQUEST, Role.FORWARD)):
        return None
    return Verdict(ReplyKind.AUTO_REPLY, _bounded(weight - 0.1), sign)


def _speaks_of_ours(understood: Understood) -> bool:
    """Tell whether a sentence is about the message received, not only about this automatic one, and denies nothing."""
    return any(
        role is not Role.NOTICE and sentence.has("message") and _DENIES.search(sentence.folded) is None
        for role, sentence in understood.sentences
    )


def _only_aside(understood: Understood, sure: bool) -> bool:
    """An acknowledgement may mention closing days; an absence message speaks of little else."""
    absences = understood.of(Role.ABSENCE)
    personal = any(sentence.has("absent") for sentence in absences)
    if personal:
        return not sure and understood.words(Role.SUBSTANCE) > 60
    return understood.received and not any(sentence.any("until", "back") for sentence in absences)


def _human(decoded: Decoded, understood: Understood, says: SubjectSays, machine: Machine, signature: str) -> Verdict:
    if understood.of(Role.OPT_OUT) and machine.weight < _AUTOMATIC:
        return Verdict(ReplyKind.OPT_OUT, 0.85 if understood.words(Role.SUBSTANCE) < 40 else 0.65, "asks_to_stop")
    substance = understood.words(Role.SUBSTANCE)
    little = substance <= _LITTLE
    absences = understood.of(Role.ABSENCE)
    if absences and _announces_absence(understood, says):
        return Verdict(ReplyKind.OUT_OF_OFFICE, 0.8 if says.topic or little else 0.65, "absence_in_text")
    # an address that takes no answers neither asks back nor holds: what it says it files was filed
    deaf = is_noreply(decoded)
    if deaf and substance <= _TEMPLATE and (understood.received or understood.of(Role.FORWARD, Role.PROMISE)):
        return Verdict(ReplyKind.ACKNOWLEDGEMENT, 0.7, "received_from_noreply")
    if not deaf and understood.of(Role.REQUEST) and _asks_back(understood, substance):
        return Verdict(ReplyKind.CLARIFICATION, 0.8 if little else 0.6, "asks_back")
    if understood.of(Role.FORWARD) and substance <= _LITTLE + 6:
        return Verdict(ReplyKind.HOLDING, 0.8, "forwarded")
    received = understood.received
    promised = bool(understood.of(Role.PROMISE))
    if says.topic is Topic.RECEIVED and says.precise and (received or promised):
        return Verdict(ReplyKind.ACKNOWLEDGEMENT, 0.75, "received_in_subject")
    if promised and (little or (received and substance <= _TEMPLATE)):
        if _impersonal_receipt(decoded, understood, signature):
            return Verdict(ReplyKind.ACKNOWLEDGEMENT, 0.65, "received_impersonal")
        return Verdict(ReplyKind.HOLDING, 0.75, "promised")
    if received and little and not understood.of(Role.NEED):
        return Verdict(ReplyKind.ACKNOWLEDGEMENT, 0.75, "received")
    if understood.language not in UNDERSTOOD:
        return Verdict(ReplyKind.ANSWER, 0.4, "language_not_understood")
    if substance == 0 and understood.of(Role.THANKS) and not decoded.attachments:
        return Verdict(ReplyKind.ACKNOWLEDGEMENT, 0.5, "thanks_only")
    return Verdict(ReplyKind.ANSWER, 0.9 if substance > _LITTLE else 0.6, "substance")


def _announces_absence(understood: Understood, says: SubjectSays) -> bool:
    """A person's absence message speaks of the absence; an answer may mention one in passing."""
    own = [
        sentence for sentence in understood.of(Role.ABSENCE) if sentence.has("absent") and sentence.any("i", "urgent")
    ]
    substance = understood.words(Role.SUBSTANCE)
    if says.topic is Topic.ABSENCE:
        return substance <= 60
    if not own:
        return False
    about = understood.words(Role.ABSENCE, Role.SUBSTITUTE)
    others = understood.words(Role.FORWARD, Role.REQUEST)
    return substance <= max(_LITTLE, about // 2) and others <= about


def _asks_back(understood: Understood, substance: int) -> bool:
    asked = understood.words(Role.REQUEST, Role.NEED)
    return substance <= max(_LITTLE + 6, asked // 2)


def _impersonal_receipt(decoded: Decoded, understood: Understood, signature: str) -> bool:
    """Received, will answer, and nobody says "I" nor signs: a form letter, whatever sent it."""
    if not understood.received or (is_reply(decoded.headers.subject) and understood.of(Role.FORWARD)):
        return False
    if any(sentence.has("i") for sentence in understood.of(Role.PROMISE, Role.RECEIVED)):
        return False
    return not signed_by_person(signature)


def signed_by_person(signature: str) -> bool:
    """Tell whether a signature begins with a person's name rather than a service's."""
    for line in signature.strip().split("\n")[:4]:
        shown = line.strip(" ,-*_")
        if is_name_like(shown) and len(shown.split()) >= 2 and "service" not in words_of().concepts(fold(shown)):
            return True
    return False


def _bounded(confidence: float) -> float:
    return round(max(0.3, min(0.98, confidence)), 2)
