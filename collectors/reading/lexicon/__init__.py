"""Words by language and by meaning, as data: one TOML file a language, loaded once.

An entry is a few words: `word*` takes any ending, `(word)` may be missing, `..` leaves room for up to six words.
Case, accents and typographic variants never count. Sections: `labels` and `mail` are words of mail programs,
`subjects` begin a subject, `closings` end a letter, `disclaimer` the families of legal notices, `concepts` what
sentences are made of (`collectors.reading.kinds` combines them the same way in every language).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from collectors.reading.folding import fold

_HERE = Path(__file__).parent
_GAP = r"(?:\W+[\w'-]+){0,6}?"


@cache
def _files() -> dict[str, dict[str, Any]]:
    return {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(_HERE.glob("*.toml"))}


def languages() -> tuple[str, ...]:
    """Return the two-letter codes of the languages that have a file."""
    return tuple(_files())


def entries(language: str, section: str, key: str) -> tuple[str, ...]:
    """Return the folded entries of one language, () when it has none."""
    found = _files().get(language, {}).get(section, {}).get(key, ())
    return tuple(fold(entry) for entry in found)


def everywhere(section: str, key: str) -> tuple[str, ...]:
    """Return the folded entries of all languages, without repeats."""
    return tuple(dict.fromkeys(entry for language in languages() for entry in entries(language, section, key)))


def words(language: str, key: str) -> tuple[str, ...]:
    """Return a top-level list (`months`, `weekdays`, `tomorrow`) or the space-separated `stopwords`, folded."""
    found = _files().get(language, {}).get(key, ())
    return tuple(fold(word) for word in (found.split() if isinstance(found, str) else found))


def keys(language: str, section: str) -> tuple[str, ...]:
    """Return the keys of a section of one language."""
    return tuple(_files().get(language, {}).get(section, {}))


def pattern_of(entry: str) -> str:
    """Return the regular expression of an entry, without word boundaries at its ends when it ends in `*`."""
    pieces: list[str] = []
    for word in entry.split():
        gap = r"[\W_]+" if pieces and pieces[-1] != _GAP else (r"\W+" if pieces else "")
        if word == "..":
            pieces.append(_GAP)
        elif word.startswith("(") and word.endswith(")"):
            inner = "|".join(map(_word, word[1:-1].split("|")))
            pieces.append(f"(?:{gap}(?:{inner}))?")
        else:
            pieces.append(gap + _word(word))
    start = r"(?<!\w)" if entry[:1].isalnum() and not is_unspaced(entry) else ""
    end = "" if entry.endswith("*") or is_unspaced(entry) or not entry[-1:].isalnum() else r"(?!\w)"
    return start + "".join(pieces) + end


def _word(word: str) -> str:
    if word.endswith("*"):
        return re.escape(word[:-1]) + r"\w*"
    return re.escape(word)


def is_unspaced(entry: str) -> bool:
    """Tell whether an entry is of a script that sets no blanks between words (or joins endings to them)."""
    return any("\u2e80" <= char <= "\uffdc" for char in entry)


def compiled(found: Iterable[str], *, before: str = "", after: str = "") -> re.Pattern[str]:
    """Compile entries into one expression for folded text; an empty list never matches."""
    longest_first = sorted(set(found), key=lambda entry: (-len(entry), entry))
    if not longest_first:
        return re.compile(r"(?!)")
    return re.compile(before + "(?:" + "|".join(map(pattern_of, longest_first)) + ")" + after)
