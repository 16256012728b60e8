"""What an absence message promises: when its author is back, and whom to write to meanwhile."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from collectors.reading.kinds.calendar_words import WrittenDate, dates_in
from collectors.reading.kinds.concepts import Sentence
from collectors.reading.kinds.roles import Role, Understood

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?:\+\d|\b0)\d?(?:[\s./()-]{0,2}\d){7,12}")
_NAME = re.compile(
    r"(?:\b(?:M|Mme|Mr|Mrs|Ms|Herrn?|Frau|Sr|Sra|Dr)\.?\s+)?\b[A-Z\u00c0-\u00dd][\w'-]+(?:\s+(?:de|van|von|der|di|da)\s)?(?:\s+[A-Z\u00c0-\u00dd][\w'-]+)+"
)


@dataclass(frozen=True)
class Absence:
    """`return_date` is ISO when it could be resolved, else as written; `substitute` an address, a number or a name."""

    return_date: str = ""
    substitute: str = ""
    substitute_name: str = ""
    substitute_phone: str = ""


def absence_of(understood: Understood, sent: date | None, own_address: str) -> Absence:
    """Read the sentences that speak of the absence."""
    name, phone, address = "", "", ""
    for sentence in understood.of(Role.SUBSTITUTE, Role.ABSENCE, Role.COURTESY, Role.PROMISE, Role.SUBSTANCE):
        if not sentence.any("reach", "urgent") and "@" not in sentence.shown:
            continue
        addresses = [found for found in _ADDRESS.findall(sentence.shown) if found.lower() != own_address.lower()]
        address = address or (addresses[0].rstrip(".") if addresses else "")
        numbers = _PHONE.findall(_ADDRESS.sub("", sentence.shown))
        phone = phone or (numbers[0].strip() if numbers else "")
        if not name and sentence.any("reach", "urgent"):
            names = _NAME.findall(_ADDRESS.sub("", sentence.shown))
            name = names[0] if names else ""
    return Absence(_return_date(understood, sent), address or phone or name, name, phone)


def _return_date(understood: Understood, sent: date | None) -> str:
    """ "Back on <date>" says it best, then "until <date>", then the last date of the absence."""
    best: tuple[int, WrittenDate] | None = None
    for sentence in understood.of(Role.ABSENCE, Role.SUBSTITUTE, Role.PROMISE, Role.SUBSTANCE):
        if not sentence.any("absent", "closed", "back", "until", "holiday"):
            continue
        found = dates_in(sentence.folded, understood.language, sent)
        if not found:
            continue
        rank, chosen = _rank(sentence), found[-1]
        if best is None or rank > best[0]:
            best = rank, chosen
    if best is None:
        return ""
    return best[1].day.isoformat() if best[1].day else best[1].written


def _rank(sentence: Sentence) -> int:
    if sentence.has("back"):
        return 3
    return 2 if sentence.has("until") else 1
