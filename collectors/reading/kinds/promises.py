"""What an acknowledgement promises: a ticket number and a delay."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from collectors.reading.folding import fold
from collectors.reading.kinds.concepts import Sentence
from collectors.reading.kinds.roles import Role, Understood

_KEYWORD = (
    r"ticket|case|request|incident|reference|ref|dossier|demande|suivi|enquiry|vorgang\w*|fall|aktenzeichen|anfrage|caso|referencia"
    r"|expediente|pratica|protocollo|protocolo|processo|zaak\w*|kenmerk|meldung\w*|numero|number|no|nr|n\u00ba|n\u00b0|id|tracking|signalement"
    r"|melding\w*|aanvraag\w*|registratie\w*|referen[zt]\w*|bearbeitung\w*|diarienummer|journal\w*"
    r"|requete|service request|radicado|arende\w*|sag\w*|sak\w*|solicitud|richiesta|pedido"
)
_TICKET = re.compile(
    rf"(?<!\w)(?:{_KEYWORD})(?:\s?(?:de|of|der|du|number|id|no|nr|num\w*|n[\u00b0\u00bao]?|is|est|ist|lautet|es|e|assigned)(?!\w)\.?){{0,4}}"
    r"\s*[:#=\[(]{0,2}\s*#?\s?(?P<id>(?:[a-z]{1,8}[-_/.]){0,3}[a-z]{0,6}\d[\w/.-]{1,24})"
)
_BRACKETED = re.compile(
    r"\[\s?(?:[\w .-]{0,24}?)[#:\s-]\s?(?P<id>(?:[a-z]{1,10}-?)?\d{3,}[\w-]*)\s?\]"
    r"|\[(?P<key>[a-z]{2,10}-\d{1,9})\]|(?<!\w)#\s?(?P<hash>\d{3,})\b|##-?(?P<double>\d{3,})"
)
# A tracker's own key opens the subject ("ABC-1234 Street light"), in capitals.
_KEY_FIRST = re.compile(r"\s*(?:(?:R[eE]|AW|TR|Fwd?):\s*)?(?P<id>[A-Z]{2,10}-\d{3,9})(?=[\s:])", re.ASCII)
_NOT_TICKET = re.compile(r"\d{1,2}[./-]\d{1,2}(?:[./-]\d{2,4})?$|(?:19|20)\d{2}$|\d{1,2}h\d{0,2}$|\d{1,2}$|0\d{9}$")
_DIGIT = re.compile(r"\d")
_NUMBER_WORDS = {
    "un": 1, "une": 1, "one": 1, "ein": 1, "einem": 1, "einer": 1, "una": 1, "uno": 1, "een": 1, "um": 1, "uma": 1,
    "deux": 2, "two": 2, "zwei": 2, "dos": 2, "due": 2, "twee": 2, "dois": 2, "duas": 2,
    "trois": 3, "three": 3, "drei": 3, "tres": 3, "tre": 3, "drie": 3,
    "quatre": 4, "four": 4, "vier": 4, "cuatro": 4, "quattro": 4, "quatro": 4,
    "cinq": 5, "five": 5, "funf": 5, "cinco": 5, "cinque": 5, "vijf": 5,
    "six": 6, "sechs": 6, "seis": 6, "sei": 6, "zes": 6, "sept": 7, "seven": 7, "sieben": 7, "siete": 7, "sette": 7,
    "zeven": 7, "sete": 7, "huit": 8, "eight": 8, "acht": 8, "ocho": 8, "otto": 8, "oito": 8, "dix": 10, "ten": 10,
    "zehn": 10, "diez": 10, "dieci": 10, "tien": 10, "dez": 10, "quinze": 15, "fifteen": 15, "quindici": 15,
    "quince": 15, "twenty": 20, "vingt": 20, "thirty": 30, "trente": 30,
}  # fmt: skip
_WORKING = r"ouvr\w+|working|business|werk\w*|arbeits\w*|habil\w*|laborabl\w*|lavorativ\w*|uteis|util"
_UNITS = (
    ("hours", 1 / 24, r"heures?|hours?|hrs?|h|stunden?|horas?|ore|uur|uren"),
    ("days", 1.0, r"jours?|days?|tagen?|dias?|giorn[io]|dag(?:en)?|werktag\w*|arbeitstag\w*|werkdag\w*"),
    ("days", 7.0, r"semaines?|weeks?|wochen?|semanas?|settiman[ae]|week|weken"),
    ("days", 30.0, r"mois|months?|monat\w*|mes(?:es|i|e)?|maand\w*"),
)


@dataclass(frozen=True)
class Delay:
    """An announced delay in days; `unit` is working_days, days or hours (hours are a part of a day)."""

    days: float
    unit: str


@cache
def _delay() -> re.Pattern[str]:
    number = r"(?P<low>\d{1,3}|" + "|".join(sorted(_NUMBER_WORDS, key=len, reverse=True)) + r")"
    high = r"(?:\s?(?:-|a|to|bis|tot|e|ou|or|oder|o|of)\s?(?P<high>\d{1,3}))?"
    units = "|".join(f"(?P<u{index}>{words})" for index, (_, _, words) in enumerate(_UNITS))
    return re.compile(
        rf"(?<!\w){number}{high}(?:\s?\(\w+\))?\s?(?:(?P<work>{_WORKING})\s+)?(?:{units})(?!\w)(?:\s+(?P<after>{_WORKING})(?!\w))?"
    )


def delay_of(understood: Understood) -> Delay | None:
    """Return the delay announced for an answer: the upper end of a range, in a sentence about answering."""
    for sentence in understood.of(Role.PROMISE, Role.RECEIVED, Role.THANKS, Role.FORWARD, Role.NOTICE):
        found = _delay_in(sentence)
        if found is not None:
            return found
    for sentence in understood.of(Role.SUBSTANCE):
        if sentence.any("reply", "process") and sentence.has("within") and (found := _delay_in(sentence)) is not None:
            return found
    return None


def _delay_in(sentence: Sentence) -> Delay | None:
    match = _delay().search(sentence.folded)
    if match is None:
        return None
    value = match["high"] or match["low"]
    count = int(value) if value.isdigit() else _NUMBER_WORDS[value]
    index = next(number for number in range(len(_UNITS)) if match[f"u{number}"])
    unit, days, _ = _UNITS[index]
    working = match["work"] or match["after"] or match[f"u{index}"].startswith(("werk", "arbeits"))
    return Delay(count * days, "working_days" if working and unit == "days" else unit)


def ticket_of(subject: str, understood: Understood) -> str:
    """Return the number under which the message was filed, "" when none is told."""
    folded = fold(subject[:300])
    if (key := _KEY_FIRST.match(subject)) is not None:
        return key["id"]
    for pattern in (_BRACKETED, _TICKET):
        for match in pattern.finditer(folded):
            if (found := _ticket(match, subject)) != "":
                return found
    for role in (Role.TICKET, Role.RECEIVED, Role.PROMISE, Role.THANKS, Role.NOTICE, Role.SUBSTANCE, Role.CLOSING):
        for sentence in understood.of(role):
            # every ticket has a digit, and most sentences have none
            for match in _TICKET.finditer(sentence.folded) if _DIGIT.search(sentence.folded) else ():
                if (found := _ticket(match, sentence.shown)) != "":
                    return found
    return ""


def _ticket(match: re.Match[str], shown: str) -> str:
    group = next(name for name in match.re.groupindex if match[name])
    found = shown[match.start(group) : match.end(group)].strip(".-/")
    if len(found) < 3 or _NOT_TICKET.match(found) or sum(map(str.isdigit, found)) < 2:
        return ""
    return found
