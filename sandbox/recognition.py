"""Reading the citizen's message as an agent would: what it is about, and who writes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from sandbox.reply_texts import Fragment

_QUOTED = re.compile(r"^\s*>.*$", re.MULTILINE)
_CIVILITIES = {
    "fr": {"madame": "Mme", "mme": "Mme", "mlle": "Mme", "monsieur": "M.", "m": "M.", "mr": "M."},
    "en": {"ms": "Ms", "mrs": "Ms", "miss": "Ms", "madam": "Ms", "mr": "Mr", "mme": "Ms", "m": "Mr"},
}
_IN_FULL = {"Mme": "Madame", "M.": "Monsieur", "Ms": "Ms", "Mr": "Mr", "": ""}
_NEUTRAL = {"fr": "Madame, Monsieur", "en": "Sir or Madam"}


@dataclass(frozen=True)
class Citizen:
    """The sender as the agent sees them; `civility` is "" when nothing tells."""

    given: str
    family: str
    civility: str
    language: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}".strip()

    @property
    def civility_full(self) -> str:
        return _IN_FULL.get(self.civility) or _NEUTRAL.get(self.language, "")

    @property
    def civility_short(self) -> str:
        return self.civility or _NEUTRAL.get(self.language, "")


def plain(text: str) -> str:
    """Return the text in lower case, without accents or punctuation, between single spaces."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return " " + " ".join(re.findall(r"[a-z0-9]+", bare.replace("œ", "oe"))) + " "


def body_of(message: EmailMessage) -> str:
    """Return the readable text of a message, "" when it has none."""
    part = message.get_body(("plain", "html"))
    if part is None:
        return ""
    try:
        text = str(part.get_content())
    except (LookupError, UnicodeError, AttributeError, KeyError):
        payload = part.get_payload(decode=True)
        text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    return re.sub(r"<[^>]+>", " ", text) if part.get_content_type() == "text/html" else text.replace("\r\n", "\n")


class Recogniser:
    """Tells the theme of a text by the words of the fragments."""

    def __init__(self, fragments: Sequence[Fragment]) -> None:
        self._words: list[tuple[Fragment, str, list[tuple[re.Pattern[str], int]]]] = []
        for fragment in fragments:
            for language, words in fragment.recognise.items():
                self._words.append((fragment, language, [_pattern(word) for word in words]))

    def theme(self, text: str, language: str) -> Fragment | None:
        """Return the fragment with most words found; the structure's language counts first, then any other."""
        bare = plain(_QUOTED.sub("", text))
        for own in (True, False):
            best: tuple[int, Fragment | None] = (0, None)
            for fragment, spoken, patterns in self._words:
                if (spoken == language) is own:
                    score = sum(weight for pattern, weight in patterns if pattern.search(bare))
                    if score > best[0]:
                        best = (score, fragment)
            if best[1] is not None:
                return best[1]
        return None


def _pattern(word: str) -> tuple[re.Pattern[str], int]:
    pieces = [plain(piece.rstrip("*")).strip() + ("[a-z0-9]*" if piece.endswith("*") else "") for piece in word.split()]
    return re.compile(" " + " ".join(pieces) + " "), len(pieces)


def read_citizen(
    display_name: str, body: str, given_names: Mapping[str, Mapping[str, Sequence[str]]], language: str
) -> Citizen:
    """Work out the sender's name and civility from the display name, the closing lines and known given names."""
    name = display_name or _last_line(body)
    words = name.split()
    civilities = _CIVILITIES.get(language, {})
    civility = ""
    if words and words[0].rstrip(".").lower() in civilities:
        civility = civilities[words.pop(0).rstrip(".").lower()]
    given, family = _split_name(words)
    if not civility and family:
        found = re.search(rf"\b(\w+)\.?\s+(?:{re.escape(given)}\s+)?{re.escape(family)}\b", body, re.IGNORECASE)
        civility = civilities.get(found[1].lower(), "") if found else ""
    for known in (language, *given_names):  # a foreign given name is still a clue
        if not civility:
            title = next((title for title, names in given_names.get(known, {}).items() if given in names), "")
            civility = title if known == language else civilities.get(title.rstrip(".").lower(), "")
    return Citizen(given, family, civility, language)


def _last_line(body: str) -> str:
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    return lines[-1] if lines and len(lines[-1].split()) <= 4 else ""


def _split_name(words: list[str]) -> tuple[str, str]:
    if not words:
        return "", ""
    if len(words) > 1 and words[0].isupper() and not words[-1].isupper():
        return words[-1], " ".join(words[:-1]).title()
    return words[0], " ".join(words[1:])


def misspell(name: str, position: int) -> str:
    """Return the name with one believable typing mistake inside it."""
    letters = [index for index, letter in enumerate(name) if letter.isalpha() and index > 0]
    if len(letters) < 2:
        return name + name[-1:]
    at = letters[position % (len(letters) - 1)]
    if name[at].lower() != name[at + 1].lower() and name[at + 1].isalpha():
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return name[:at] + name[at + 1 :]
