"""Which entries of the lexicon are worth trying in a text, and where, told by the words the text holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from collectors.reading.text.lexicon.beginnings import Word, beginnings
from collectors.reading.text.lexicon.literals import needed
from collectors.reading.text.tokens import whole_of, words_of

_TEXTS_REMEMBERED = 64
_WORDS_REMEMBERED = 20_000
_PAIRS_REMEMBERED = 500
_SHORT = 400
_REACH = 200
"""Characters around the needed letters within which a match lies."""

Places = list[int]


def expand(entry: str) -> str:
    """Return the regular expression an entry stands for."""
    free = entry.endswith("~")
    body = re.sub(r" ?<\d+>$", "", entry.rstrip("~ "))
    # a look-behind has a fixed width, so its blanks stay single
    body = re.sub(r"\(\?<[!=][^()]*\)", lambda match: match.group().replace(" ", r"[\s]"), body)
    body = body.replace(" ?", r"\s*")
    body = re.sub(r" ?<(\d+)> ?", r"\\s*(?:[^\\s.!?\\x00]++[ \\n]+){0,\1}?(?:(?:[cdjlmnst]|qu)'\\s?)?", body)
    body = re.sub(r"'(?!\\s\?)", r"'\\s?", body)
    body = re.sub(r"(?<!\\)(?<!\[) (?![^\[]*\])", r"\\s+", body)
    # no blank is due after an elision: "(?:de|d') votre" also matches "d'usager"
    body = re.sub(r"(\([^()]*'\\s\?(?:\|[^()]*)?\))\\s\+", r"\1\\s*", body)
    end = "" if free else r"(?!\w)"
    return f"(?:{body}){end}"


class Entry:
    """One entry of a family; compiled when it is first worth trying.

    `beginnings` are the first words of its matches; when they are not sure, `letters` are strings one of which every
    match holds, empty when these are not sure either.
    """

    __slots__ = ("_match", "_search", "beginnings", "family", "letters", "source")

    def __init__(self, family: str, source: str) -> None:
        self.family = family
        self.source = source
        self.beginnings = beginnings(source)
        self.letters = () if self.beginnings else needed(source.rstrip("~ "))
        self._match: Callable[[str, int, int], re.Match[str] | None] | None = None
        self._search: Callable[[str, int, int], re.Match[str] | None] | None = None

    @property
    def is_told(self) -> bool:
        """Whether its places tell where a match can be: else it can be anywhere."""
        return bool(self.beginnings or self.letters)

    def matches(self, folded: str, places: Places, start: int, stop: int) -> list[re.Match[str]]:
        """Return the matches in [start, stop) that begin a word.

        `places` are the words that begin as the entry does or, for one whose beginnings are not sure, what `letters`
        it holds. The engine is led to where a match can be: left to itself it would try every position of the text.
        """
        if not self.beginnings:
            return list(self._within(folded, self._windows(folded, places, start, stop)))
        match = self._match or self._compiled()
        found: list[re.Match[str]] = []
        position = start
        for place in places:
            if place >= stop:
                break
            if place >= position and (one := match(folded, place, stop)):
                found.append(one)
                position = one.end()
        return found

    def first(self, folded: str, places: Places, start: int, stop: int) -> re.Match[str] | None:
        """Return the first of `matches`."""
        if not self.beginnings:
            return next(self._within(folded, self._windows(folded, places, start, stop)), None)
        match = self._match or self._compiled()
        for place in places:
            if place >= stop:
                return None
            if place >= start and (one := match(folded, place, stop)):
                return one
        return None

    def _compiled(self) -> Callable[[str, int, int], re.Match[str] | None]:
        self._match = re.compile(expand(self.source)).match
        return self._match

    def _within(self, folded: str, windows: list[tuple[int, int]]) -> Iterator[re.Match[str]]:
        if self._search is None:
            self._search = re.compile(expand(self.source)).search
        position = 0
        for first, last in windows:
            position = max(position, first)
            while position < last and (found := self._search(folded, position, last)):
                begin = found.start()
                if not _begins_word(folded, begin):
                    position = begin + 1
                    continue
                yield found
                position = max(found.end(), begin + 1)

    def held_at(self, folded: str) -> Places:
        """Return where the letters stand that an entry needs."""
        found: Places = []
        for letters in self.letters:
            at = folded.find(letters)
            while at >= 0:
                found.append(at)
                at = folded.find(letters, at + 1)
        return sorted(found)

    def _windows(self, folded: str, places: Places, start: int, stop: int) -> list[tuple[int, int]]:
        """Return the stretches around the letters the entry needs, ending at blanks."""
        if not self.letters or stop - start <= _SHORT:
            return [(start, stop)]
        windows: list[tuple[int, int]] = []
        for place in places:
            if not start - _REACH <= place < stop:
                continue
            end = folded.find(" ", min(stop, place + _REACH), stop)
            first, last = max(start, place - _REACH), stop if end < 0 else end
            if windows and first <= windows[-1][1]:
                windows[-1] = (windows[-1][0], max(last, windows[-1][1]))
            else:
                windows.append((first, last))
        return windows


Worthy = list[tuple[Entry, Places]]
Worth = dict[str, Worthy]
"""By family, entries that may match in a text, with the places that tell so."""


def _begins_word(folded: str, place: int) -> bool:
    return not (place and folded[place].isalnum() and folded[place - 1].isalnum())


class _Table:
    """Entries by a word, or by the letters a word begins with."""

    __slots__ = ("begun", "lengths", "whole")

    def __init__(self) -> None:
        self.whole: dict[str, dict[Entry, None]] = {}
        self.begun: dict[str, dict[Entry, None]] = {}
        self.lengths: list[int] = []

    def add(self, word: Word, entry: Entry) -> None:
        (self.whole if word.whole else self.begun).setdefault(word.text, {})[entry] = None
        if not word.whole and len(word.text) not in self.lengths:
            self.lengths.append(len(word.text))

    def of(self, word: str) -> dict[Entry, None] | None:
        """Return the entries of a word, None when it has none."""
        found = self.whole.get(word)
        for length in self.lengths:
            if (more := self.begun.get(word[:length])) is not None:
                found = more if found is None else found | more
        return found


class _Meaning:
    """What a word tells: the entries that may begin with it, and those of them that need some word after it."""

    __slots__ = ("alone", "followed", "pairs")

    def __init__(self, alone: dict[Entry, None] | None, followed: _Table | None) -> None:
        self.alone = tuple(alone or ())
        self.followed = followed
        self.pairs: dict[str, tuple[Entry, ...]] = {}

    def before(self, word: str) -> tuple[Entry, ...]:
        """Return the entries that may begin here when `word` follows."""
        found = self.followed.of(word) if self.followed is not None else None
        pair = tuple(dict.fromkeys((*self.alone, *found))) if found else self.alone
        if len(self.pairs) >= _PAIRS_REMEMBERED:
            self.pairs.clear()
        self.pairs[word] = pair
        return pair


class _Firsts:
    """Entries by the first word of their matches."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._alone = _Table()
        self._whole: dict[str, _Table] = {}
        for entry in entries:
            for first, second in entry.beginnings:
                if second is None:
                    self._alone.add(first, entry)
                else:
                    self._whole.setdefault(first.text, _Table()).add(second, entry)

    def meaning(self, word: str) -> _Meaning | None:
        """Return what a word tells, None when nothing."""
        alone, followed = self._alone.of(word), self._whole.get(word)
        return _Meaning(alone, followed) if alone or followed else None


class Index:
    """Entries of a language. People write few different words, so each is looked at once and remembered."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.names = frozenset(entry.family for entry in entries)
        self._firsts = _Firsts(entries)
        self._unsure = [entry for entry in entries if not entry.beginnings]
        self._words: dict[str, _Meaning | None] = {}
        self._recent: dict[str, Worth] = {}

    def remembered(self, folded: str) -> Worth | None:
        """Return what is worth trying in a text that was lately asked about, or of which it is a beginning."""
        known = self._recent.get(folded)
        return self._recent.get(whole_of(folded)) if known is None else known

    def worth_trying(self, folded: str) -> Worth:
        """Return, by family, the entries that may match in a text, each with the places of the words that tell so.

        The last texts asked about are remembered. What is worth trying in a text is enough for any beginning of it:
        places past the end, and entries whose letters come later, only find nothing.
        """
        known = self.remembered(folded)
        if known is not None:
            return known
        if (whole := whole_of(folded)) is not folded:
            return self.worth_trying(whole)
        found: Worth = {}
        for entry, places in self._met(folded).items():
            found.setdefault(entry.family, []).append((entry, places))
        for entry in self._unsure:
            if (places := entry.held_at(folded)) or not entry.letters:
                found.setdefault(entry.family, []).append((entry, places))
        if len(self._recent) >= _TEXTS_REMEMBERED:
            self._recent.clear()
        self._recent[folded] = found
        return found

    def _met(self, folded: str) -> dict[Entry, Places]:
        words = words_of(folded)
        texts = words.texts
        known = self._words
        if unknown := set(texts).difference(known):
            if len(known) >= _WORDS_REMEMBERED:
                known.clear()
                unknown = set(texts)
            known.update((word, self._firsts.meaning(word)) for word in unknown)
        met: dict[Entry, Places] = {}
        last = len(texts) - 1
        for number, meaning in enumerate(map(known.__getitem__, texts)):
            if meaning is None:
                continue
            entries = meaning.alone
            if number < last and meaning.followed is not None:
                following = texts[number + 1]
                pair = meaning.pairs.get(following)
                entries = meaning.before(following) if pair is None else pair
            if entries:
                place = words.starts[number]
                for entry in entries:
                    if entry in met:
                        met[entry].append(place)
                    else:
                        met[entry] = [place]
        return met
