"""Which field is which: weighs what a page says of each field against the words of each role."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from links.forms.lexicon import roles, says
from links.forms.sight import CHOICE_KINDS, DATE_KINDS, RADIO_KINDS, TICK_KINDS, Control
from links.pages.words import folded

WEIGHTS = {
    "label": 6.0, "aria": 5.0, "before": 4.5, "after": 3.0, "placeholder": 4.0, "name": 3.0, "id": 2.5, "host": 2.5,
    "title": 2.0, "question": 2.0, "described": 1.0,
}  # fmt: skip
"""What is said to people weighs more than what is said to machines: names are often left over from another form."""
SHOWN = frozenset({"label", "aria", "before", "question"})
AUTOCOMPLETE = 12.0
LEAST = 1.4
CLEAR = 5.0
"""From here on a field's words leave no doubt, even if another field is called the same."""
UNIQUE = (
    "given_name", "family_name", "full_name", "mail", "mail_confirm", "postcode", "city", "street", "message",
    "address", "postcode_city",
)  # fmt: skip

_SERIES = re.compile(r"(.+?)(?:\[[^\]]*\]|[.:_-]\d+)")
"""Names of ticks that answer one question together: `topics[]`, `topics[3]`, `input_8.2`."""
_BY_KIND = {"email": "mail", "tel": "phone", "url": "link", "password": "password", "search": "search", "file": "file"}
_TICK_ROLES = frozenset({"consent", "newsletter", "copy", "guard_question", "trap", "reply_channel", "who", "civility"})
_CHOICE_ROLES = frozenset(
    {
        "civility", "subject", "who", "reply_channel", "country", "region", "city", "date", "time", "phone_prefix",
        "birth_date", "consent", "newsletter", "copy", "postcode", "job", "company", "file", "message", "trap",
    }
)  # fmt: skip
_NEVER_TEXT = frozenset({"consent", "newsletter", "copy", "civility?", "file"})
_LONG_ROLES = frozenset({"message", "trap", "address"})


@dataclass(frozen=True)
class Mapped:
    """A field, or all the buttons of one choice, and what it is for. `role` is "" when nothing tells."""

    controls: tuple[Control, ...]
    role: str
    score: float = 0.0

    @property
    def control(self) -> Control:
        return self.controls[0]

    @property
    def caption(self) -> str:
        """The label by which a person knows the field."""
        if len(self.controls) > 1:
            return group_caption(self.controls) or self.control.name
        return self.control.caption


def map_fields(fields: Sequence[Control]) -> list[Mapped]:
    """Return every field with its role, in the page's order; choices of one question are one entry."""
    groups = _grouped(fields)
    found = [scores(group) for group in groups]
    mapped = [_best(group, score) for group, score in zip(groups, found, strict=True)]
    # fields that nobody sees do not compete with those that are seen
    shown = [i for i, entry in enumerate(mapped) if any(c.usable for c in entry.controls) and entry.role != "trap"]
    settled = _by_company(_resolve_repeats([mapped[i] for i in shown], [found[i] for i in shown]))
    for position, entry in zip(shown, settled, strict=True):
        mapped[position] = entry
    return mapped if shown else _by_company(mapped)


def scores(group: tuple[Control, ...]) -> dict[str, float]:
    """Return the weight of evidence for each role of a field (or of the buttons of one choice)."""
    control = group[0]
    evidence = _evidence(group)
    found: dict[str, float] = {}
    tokens = set(control.autocomplete.lower().split())
    for role, words in roles().items():
        if not _possible(role, control, grouped=len(group) > 1):
            continue
        if any(source in SHOWN and words.never.search(text) for source, text in evidence):
            continue
        total = sum(WEIGHTS[source] * words.strength(text) for source, text in evidence)
        if tokens & words.autocomplete:
            total += AUTOCOMPLETE
        if total:
            found[role] = total
    if "postcode_city" in found and any(
        source in SHOWN and roles()["postcode_city"].strong.search(text) for source, text in evidence
    ):
        # both are asked in one field: neither alone would do
        found = {role: total for role, total in found.items() if role not in ("postcode", "city")}
    _add_kind(control, found)
    return found


def group_caption(group: Sequence[Control]) -> str:
    """Return the question that the buttons of one choice answer."""
    first = group[0]
    return first.question or first.before or first.aria_label


def _evidence(group: tuple[Control, ...]) -> list[tuple[str, str]]:
    control = group[0]
    grouped = len(group) > 1
    pairs = [
        # the label of a radio button is one of the answers, not the question
        ("label", "" if grouped else control.label),
        ("aria", "" if grouped else control.aria_label),
        ("before", "" if (control.label or control.aria_label) and not grouped else control.before),
        ("after", "" if grouped or control.label else control.after),
        ("placeholder", control.prompt),
        ("name", control.name),
        ("id", "" if grouped else control.id),
        ("host", control.host_name),
        ("title", control.title),
        ("described", "" if grouped else control.described),
    ]
    question = control.question
    pairs.append(("label" if grouped and question else "question", question))
    return [(source, text) for source, raw in pairs if (text := folded(raw))]


def _possible(role: str, control: Control, *, grouped: bool) -> bool:
    kind = control.kind
    if kind in TICK_KINDS:
        return role in _TICK_ROLES or (grouped and role == "subject")
    if kind in RADIO_KINDS or kind in CHOICE_KINDS:
        return role in _CHOICE_ROLES
    if kind == "file":
        return role == "file"
    if kind in DATE_KINDS:
        return role in ("date", "time", "birth_date", "trap")
    if kind in ("textarea", "editable"):
        return role in _LONG_ROLES or role in ("guard_question", "subject", "street")
    if kind == "number":
        return role in ("phone", "postcode", "reference", "guard_question", "trap", "birth_date")
    return role not in ("consent", "newsletter", "copy", "file")


def _add_kind(control: Control, found: dict[str, float]) -> None:
    if role := _BY_KIND.get(control.kind):
        if role == "mail" and found.get("mail_confirm", 0) > 0:
            found["mail_confirm"] += 4.0
        found[role] = found.get(role, 0) + 5.0
    if control.kind in ("textarea", "editable"):
        found["message"] = found.get("message", 0) + 3.0
    if control.kind in DATE_KINDS and not found:
        found["time" if control.kind == "time" else "date"] = 4.0
    if control.kind in RADIO_KINDS | CHOICE_KINDS:
        _add_options(control, found)
    if control.inputmode == "email":
        found["mail"] = found.get("mail", 0) + 4.0
    if control.inputmode == "tel":
        found["phone"] = found.get("phone", 0) + 3.0


def _add_options(control: Control, found: dict[str, float]) -> None:
    texts = [option.text for option in control.options if option.text]
    if (
        2 <= len(texts) <= 6
        and sum(says("option.madam", t) for t in texts)
        and sum(says("option.sir", t) for t in texts)
    ):
        found["civility"] = found.get("civility", 0) + 5.0
    if len(texts) > 60 and any(says("option.france", t) for t in texts):
        found["country"] = found.get("country", 0) + 4.0
    if len(texts) > 90 and sum("+" in t for t in texts) > 40:
        found["phone_prefix"] = found.get("phone_prefix", 0) + 6.0


def _grouped(fields: Sequence[Control]) -> list[tuple[Control, ...]]:
    """Put radio buttons of one name together, and ticks that answer one question."""
    groups: list[list[Control]] = []
    keys: dict[tuple[str, str], list[Control]] = {}
    for field in fields:
        key = _group_key(field)
        if key is not None and key in keys:
            keys[key].append(field)
            continue
        group = [field]
        if key is not None:
            keys[key] = group
        groups.append(group)
    # one tick alone in a fieldset is a tick, not a choice
    return [tuple(group) for group in groups]


def _group_key(field: Control) -> tuple[str, str] | None:
    if field.kind in RADIO_KINDS:
        return ("radio", field.name or field.question or field.before)
    if field.kind in TICK_KINDS and (match := _SERIES.fullmatch(field.name)) and field.question:
        return ("tick", f"{match[1]} {field.question}")
    return None


def _best(group: tuple[Control, ...], found: dict[str, float]) -> Mapped:
    if len(group) > 1:
        found = found | _from_answers(group, found)
    if not found:
        return Mapped(group, "")
    role = max(found, key=lambda name: found[name])
    if found[role] < LEAST:
        return Mapped(group, "")
    return Mapped(group, role, found[role])


def _from_answers(group: tuple[Control, ...], found: dict[str, float]) -> dict[str, float]:
    """What the answers offered tell of a question: Mrs / Mr, by e-mail / by telephone, private individual / company."""
    answers = [control.caption if not control.label else control.label for control in group]
    told: dict[str, float] = {}
    if any(says("option.madam", a) for a in answers) and any(says("option.sir", a) for a in answers):
        told["civility"] = found.get("civility", 0) + 5.0
    phone = roles()["phone"].strong
    if any(says("option.by_mail", a) for a in answers) and any(phone.search(folded(a)) for a in answers):
        told["reply_channel"] = found.get("reply_channel", 0) + 5.0
    if any(says("option.citizen", a) for a in answers):
        told["who"] = found.get("who", 0) + 3.0
    return told


def _resolve_repeats(mapped: list[Mapped], found: list[dict[str, float]]) -> list[Mapped]:
    """Two fields do not mean the same: a second e-mail field repeats the first, others take their second best."""
    result = list(mapped)
    for role in UNIQUE:
        claims = sorted((i for i, entry in enumerate(result) if entry.role == role), key=lambda i: -result[i].score)
        for loser in claims[1:]:
            rest = {name: score for name, score in found[loser].items() if name not in UNIQUE or name == "mail_confirm"}
            rest |= {
                name: score for name, score in found[loser].items()
                if name in UNIQUE and name != role and all(entry.role != name for entry in result)
            }  # fmt: skip
            if (
                role == "mail"
                and result[loser].score > 4
                and result[claims[0]].control.kind == result[loser].control.kind
            ):
                rest["mail_confirm"] = 4.0
            best = max(rest, key=lambda name: rest[name], default="")
            score = rest.get(best, 0.0)
            if score < LEAST and result[loser].score >= CLEAR and role != "message":
                continue  # asked twice, then
            result[loser] = replace(result[loser], role=best if score >= LEAST else "", score=score)
    return _in_order(result)


def _in_order(mapped: list[Mapped]) -> list[Mapped]:
    """The confirmation of an address comes after the address, whatever their names say."""
    mail = next((i for i, entry in enumerate(mapped) if entry.role == "mail"), None)
    confirm = next((i for i, entry in enumerate(mapped) if entry.role == "mail_confirm"), None)
    if confirm is not None and mail is None:
        mapped[confirm] = replace(mapped[confirm], role="mail")
    return mapped


def _by_company(mapped: list[Mapped]) -> list[Mapped]:
    """Settle what only the neighbours can: "Nom" beside "Prénom" is the family name, alone it is the whole name."""
    held = {entry.role for entry in mapped}
    swaps: dict[str, str] = {}
    if "given_name" in held and "family_name" not in held and "full_name" in held:
        swaps["full_name"] = "family_name"
    if "family_name" in held and "given_name" not in held and "full_name" not in held:
        swaps["family_name"] = "full_name"
    if "family_name" in held and "given_name" not in held and "full_name" in held:
        # "Name" beside "Surname"; but "Full name" is what it says
        whole = next(entry for entry in mapped if entry.role == "full_name")
        family = next(entry for entry in mapped if entry.role == "family_name")
        if whole.score < family.score and not roles()["full_name"].strong.search(folded(whole.caption)):
            swaps["full_name"] = "given_name"
    if "address" in held and "street" not in held and held & {"city", "postcode"}:
        swaps["address"] = "street"
    elif "street" in held and not held & {"city", "postcode", "postcode_city"}:
        swaps["street"] = "address"
    if "message" not in held:
        swaps |= _message_by_default(mapped)
    return [replace(entry, role=swaps.get(entry.role, entry.role)) for entry in mapped]


def _message_by_default(mapped: list[Mapped]) -> dict[str, str]:
    if any(entry.role == "subject" and entry.control.kind in ("textarea", "editable") for entry in mapped):
        return {"subject": "message"}
    return {}
