"""What each sentence of a message does: greet, acknowledge, promise, ask, announce an absence … or say something.

The rules combine concepts and are the same in every language. What no rule claims is substance, and how much of it
there is decides between an answer and the kinds that are not one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from collectors.reading.kinds.concepts import Sentence, sentences_of
from collectors.reading.segments.closing import closing_of


class Role(Enum):
    GREETING = "greeting"
    THANKS = "thanks"
    CLOSING = "closing"
    COURTESY = "courtesy"
    NOTICE = "notice"  # "this is an automatic message"
    OPT_OUT = "opt_out"
    ABSENCE = "absence"
    SUBSTITUTE = "substitute"
    FORWARD = "forward"
    PROMISE = "promise"
    RECEIVED = "received"
    REQUEST = "request"
    NEED = "need"
    TICKET = "ticket"
    SUBSTANCE = "substance"


_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}|\b(?:19|20)\d{2}\b|\b\d{1,2}(?:er|st|nd|rd|th|\.)?\s+(?:de\s+)?[a-z]{3,}")
_CONTACT = re.compile(r"@|(?:\+|\b0)\d(?:[\s./-]?\d){7,}")
_NOT_RECEIVED = re.compile(
    r"(?:not|cannot|never|unable|no longer|to|longer) (?:be (?:able )?)?(?:to )?receiv"
    r"|(?:ne|n'avons|n'ai) (?:pas|plus|jamais) rec"
    r"|(?:nicht|kein\w*) (?:mehr )?(?:\w+ )?(?:erhalten|empfangen|eingegangen)"
    r"|\bno (?:hemos|he) recib|\bnon (?:abbiamo|ho) ricev"
)
_DIGIT = re.compile(r"\d")
_LINK = re.compile(r"https?://|www\.")


@dataclass(frozen=True)
class Understood:
    """The sentences of a message's new text, each with its role."""

    language: str
    sentences: tuple[tuple[Role, Sentence], ...]

    def of(self, *roles: Role) -> list[Sentence]:
        return [sentence for role, sentence in self.sentences if role in roles]

    @property
    def received(self) -> bool:
        """Whether some sentence, whatever else it does, says that the message arrived."""
        return any(
            role not in (Role.REQUEST, Role.SUBSTANCE) and _receives(sentence) for role, sentence in self.sentences
        )

    def words(self, *roles: Role) -> int:
        return sum(sentence.words for role, sentence in self.sentences if role in roles)


def understand(new_text: str, language: str) -> Understood:
    """Return the sentences of `new_text` with their roles."""
    found: list[tuple[Role, Sentence]] = []
    absent = False
    for number, sentence in enumerate(sentences_of(new_text, language)):
        role = role_of(sentence, number, absent=absent)
        absent = absent or role is Role.ABSENCE
        found.append((role, sentence))
    return Understood(language, tuple(found))


def role_of(sentence: Sentence, number: int, *, absent: bool) -> Role:
    """Return the role of one sentence; `absent` when an absence was announced above it."""
    if number < 3 and _greets(sentence):
        return Role.GREETING
    if absent and not _is_absence(sentence) and _names_substitute(sentence):
        return Role.SUBSTITUTE
    if sentence.concepts.isdisjoint(_TELLING) and "?" not in sentence.folded:
        # most sentences of an answer end here
        return Role.CLOSING if _closes(sentence) else Role.SUBSTANCE
    for role, applies in _RULES:
        if applies(sentence):
            return role
    return Role.SUBSTANCE


def _greets(sentence: Sentence) -> bool:
    return sentence.words <= 7 and sentence.has("greet") and "?" not in sentence.folded


def opts_out(sentence: Sentence) -> bool:
    """Tell whether a sentence asks us to stop writing.

    "Do not contact us by telephone" narrows a channel, and the unsubscribe line of a newsletter speaks to its reader.
    """
    if not sentence.has("opt_out") or sentence.words > 40:
        return False
    if sentence.any("condition", "footer", "noreply", "urgent") or "?" in sentence.folded:
        return False
    return _LINK.search(sentence.folded) is None and not (sentence.has("narrowing") and sentence.words > 6)


def _notifies(sentence: Sentence) -> bool:
    if sentence.has("noreply"):
        return True
    return (
        sentence.has("automatic")
        and (sentence.any("this", "message") and sentence.words <= 30)
        and not sentence.has("you", "future")
    )


def _is_absence(sentence: Sentence) -> bool:
    if sentence.has("condition") and not sentence.any("until", "back") and not sentence.has("i"):
        return False
    if sentence.has("absent"):
        return "?" not in sentence.folded
    if sentence.has("closed"):
        dated = _DATE.search(sentence.folded) is not None
        return sentence.any("until", "back", "holiday") and (dated or sentence.has("holiday"))
    return sentence.has("back", "i") and _DATE.search(sentence.folded) is not None and sentence.words <= 25


def _names_substitute(sentence: Sentence) -> bool:
    return sentence.has("reach") or sentence.has("urgent") or _CONTACT.search(sentence.folded) is not None


def _is_courtesy(sentence: Sentence) -> bool:
    if sentence.has("condition", "urgent"):
        return True
    if not sentence.has("courtesy") or sentence.words > 40:
        return False
    return not (sentence.any("receive", "forward") and sentence.has("message"))


def _forwards(sentence: Sentence) -> bool:
    if not sentence.has("forward") or sentence.any("ask", "condition") or "?" in sentence.folded:
        return False
    return sentence.any("message", "desk") and sentence.any("we", "i", "message", "you")


def _asks(sentence: Sentence) -> bool:
    if sentence.has("noreply"):
        return False
    if sentence.folded.rstrip().endswith("?"):
        return sentence.any("you", "ask", "question") or sentence.words <= 12
    if sentence.has("condition") and not sentence.has("need"):
        return False
    if sentence.has("forbid") or sentence.has("reach", "urgent"):
        return False
    return sentence.has("ask") and sentence.any("identifier", "question")


def _needs(sentence: Sentence) -> bool:
    return sentence.has("need") and sentence.any("identifier", "process", "reply") and sentence.any("we", "i", "you")


def _promises(sentence: Sentence) -> bool:
    if sentence.any("condition") and not sentence.has("soon"):
        return False
    if sentence.has("reply", "future") and sentence.any("we", "i", "you", "message", "desk", "soon"):
        return True
    if sentence.has("process") and sentence.any("message", "we", "i") and sentence.words <= 30:
        return True
    return sentence.has("reply", "soon")


def _receives(sentence: Sentence) -> bool:
    if sentence.has("condition") or sentence.words > 45 or not sentence.has("receive"):
        return False
    if _NOT_RECEIVED.search(sentence.folded) is not None:
        return False
    return sentence.has("message") or (sentence.words <= 6 and "?" not in sentence.folded)


def _has_ticket(sentence: Sentence) -> bool:
    if sentence.words > 25:
        return False
    return sentence.has("number", "message") and re.search(r"\d{3}", sentence.folded) is not None


def _closes(sentence: Sentence) -> bool:
    return sentence.words <= 8 and closing_of(sentence.folded) is not None


def _thanks(sentence: Sentence) -> bool:
    if not sentence.has("thank") or sentence.any("forbid", "instruct"):
        return False
    if not sentence.any("message", "receive") and sentence.words > 5:
        return False
    return sentence.words <= 10 or (sentence.words <= 22 and _DIGIT.search(sentence.folded) is None)


def _is_sorry(sentence: Sentence) -> bool:
    return sentence.has("sorry") and sentence.words <= 14


# The first rule that applies gives the role.
_RULES: tuple[tuple[Role, Callable[[Sentence], bool]], ...] = (
    (Role.OPT_OUT, opts_out),
    (Role.NOTICE, _notifies),
    (Role.ABSENCE, _is_absence),
    (Role.COURTESY, _is_courtesy),
    (Role.FORWARD, _forwards),
    (Role.REQUEST, _asks),
    (Role.PROMISE, _promises),
    (Role.RECEIVED, _receives),
    (Role.TICKET, _has_ticket),
    (Role.THANKS, _thanks),
    (Role.CLOSING, _closes),
    (Role.NEED, _needs),
    (Role.COURTESY, _is_sorry),
)
# Every rule but the closing needs one of these.
_TELLING = frozenset(
    {"opt_out", "noreply", "automatic", "absent", "closed", "back", "courtesy", "condition", "forward", "ask", "reply"}
    | {"process", "receive", "number", "thank", "need", "sorry"}
)
