"""What a person's name looks like, as people sign and as mail programs display it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from collectors.reading.folding import fold
from collectors.reading.text.lexicon import listed

_PARTICLE_WORDS = "de du des la le van von der den el al ben bin d da dos di o mc st ter ten y e"
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_TITLE = re.compile(
    r"(?:m(?:me|lle|mes|r|rs|s|x)?|dr|prof|madame|monsieur|mademoiselle|maitre|me|miss|sir)\.?(?=\s)\s*"
)
_LEAD = re.compile(
    r"(?:p\s?/\s?o\.?|pour le maire,?|signe\s?:?|par delegation,?|l'agent(?:e)?|from|de la part de|contact\s?:"
    r"|(?:votre|your) [a-z]{5,16}\s?[:,]|nom\s?:|name\s?:|[-*•>|~_.]+)\s*"
)
_CUT = re.compile(
    r"\s[-–—|/·•~]\s?|[,;|(\[<:@/\t]|\s{3,}|\s-|(?<=\w\w\w)\.\s|\b(?:du service|du pole|from the|from|service)\b"
)
_PIECES = re.compile(r"[,;|/]|\s[-–—]\s")
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+|-[^\W\d_]+|\.(?=[^\W\d_])|\.)*")
_INITIAL = re.compile(r"(?:[A-ZÀ-Ý]\.?-?){1,3}\.?$")


@dataclass(frozen=True)
class Name:
    """A person's name at [start, end) of the line it was found in. `sure` is 0…1."""

    start: int
    end: int
    text: str
    sure: float


def is_given_name(token: str) -> bool:
    """Tell whether a token (or each part of a compound one) is a common given name."""
    parts = [part for part in re.split(r"[-.]", fold(token)) if part]
    given = listed("given_names")
    return bool(parts) and all(part in given for part in parts)


def person_anywhere(line: str, *, excluded: frozenset[str] = frozenset(), alone: bool = False) -> Name | None:
    """Return the person's name a line starts with, or one after a comma, bar or dash ("L'agent d'accueil, Mme X")."""
    start = 0
    for number, piece in enumerate(_PIECES.split(line)[:4]):
        at = line.index(piece, start)
        found = person_in(piece, excluded=excluded, alone=alone and number == 0) if piece.strip() else None
        if found is not None:
            return Name(at + found.start, at + found.end, found.text, found.sure)
        start = at + len(piece)
    return None


def person_in(line: str, *, excluded: frozenset[str] = frozenset(), alone: bool = False) -> Name | None:
    """Return the person's name a line starts with, or None.

    `excluded` are folded words that belong to the organisation (its name, place, domain). `alone` accepts one bare
    given name, as after a closing formula.
    """
    folded = fold(line)
    start = 0
    titled = False
    while match := _LEAD.match(folded, start) or _TITLE.match(folded, start):
        if match.end() == start:
            break
        titled = titled or bool(_TITLE.match(folded, start))
        start = match.end()
    cut = _CUT.search(folded, start)
    end = cut.start() if cut and cut.start() > start else len(line)
    piece = line[start:end].strip(" .*_\"'!")
    piece = re.sub(r"\s+x{1,3}$", "", piece)
    if not piece or any(character.isdigit() for character in piece) or len(piece) > 45:
        return None
    sure = _sureness(piece, excluded, alone=alone or titled, titled=titled)
    if sure == 0:
        return None
    begin = line.index(piece, start)
    return Name(begin, begin + len(piece), piece, sure)


def _sureness(piece: str, excluded: frozenset[str], *, alone: bool, titled: bool) -> float:
    tokens = piece.split()
    if not 1 <= len(tokens) <= 5 or any(not _TOKEN.fullmatch(token) for token in tokens):
        return 0
    core = [token for token in tokens if fold(token).strip(".") not in _PARTICLES]
    if not core or any(_is_barred(token, excluded) for token in core):
        return 0
    given = sum(is_given_name(token) for token in core)
    initials = sum(bool(_INITIAL.match(token)) and len(token.strip(".")) <= 2 for token in core)
    shaped = all(token[0].isupper() for token in core)
    if len(core) == 1:
        if not alone or len(core[0].strip(".")) < 2:
            return 0
        if given:
            return 0.9 if shaped else 0.7
        return (0.85 if titled else 0.55) if shaped and len(core[0]) >= 3 else 0
    if initials == len(core):
        return 0
    if not shaped:
        first_given = bool(given) and len(core) <= 3 and fold(core[0]) in listed("given_names")
        return 0.65 if first_given or (len(core) == 2 and tokens[0].endswith(".") and len(tokens[0]) == 2) else 0
    if given:
        return 0.95
    return 0.85 if titled or initials else (0.65 if len(core) <= 3 else 0)


def _is_barred(token: str, excluded: frozenset[str]) -> bool:
    folded = fold(token).strip(".")
    if len(folded) == 1:
        return False
    if folded in excluded:
        return True
    parts = re.split(r"[-'.]", folded)
    barred = listed("not_names")
    return folded in barred or (len(parts) > 1 and any(part in barred and len(part) > 2 for part in parts))


def organisation_words(name: str, place: str, address: str, display: str = "") -> frozenset[str]:
    """Return the folded words of an organisation's name, place and mail domain; none of them is a person."""
    domain = address.rpartition("@")[2]
    text = fold(f"{name} {place} {re.sub(r'[.-]', ' ', domain)} {display}")
    return frozenset(word for word in re.findall(r"[a-z]{3,}", text))
