"""Whose names and private numbers are hidden, and how: letter by letter, so that offsets stay valid."""

from __future__ import annotations

import re
from collections.abc import Iterator

from collectors.reading.folding import fold
from collectors.reading.measures.analysis import Analysis
from collectors.reading.measures.identification import display_person
from collectors.reading.text.coordinates import EMAIL
from collectors.reading.text.lexicon import family, listed
from collectors.reading.text.names import is_given_name, person_anywhere, person_in
from domain.reply import Part

MARK = "•"
_TITLED = re.compile(
    r"\b(?:M\.|[Mm]me|[Mm]lle|Mrs?\.?|Ms\.?|Miss|Dr\.?|Me|[Mm]adame|[Mm]onsieur|[Mm]ademoiselle|MM\.)\s+"
    r"((?:(?:de|du|la|le|des|van|von|d'|d’)\s*)?[A-ZÀ-Þ][\w'’\-]+\.?"
    r"(?:[ \u00a0](?:(?:de|du|la|le|des|van|von)\s)?[A-ZÀ-Þ][\w'’\-]+){0,2})"
)
_MOBILE = re.compile(
    r"(?<!\d)(?:(?:\+|00)33[\s.\-/()]*(?:0[\s.)\-/]*)?[67](?:[\s.\-/]{0,2}\d{2}){4}|0[67](?:[\s.\-/]{0,2}\d{2}){4}"
    r"|(?:\+|00)44[\s.\-()]*(?:0[\s.)\-]*)?7\d(?:[\s.\-]?\d){8}|07\d(?:[\s.\-]?\d){8})(?!\d)"
)
_DIRECT = re.compile(
    r"(?:mobile|portable|cell|ligne directe|direct(?: line| dial)?|port\.|mob\.?|\bdirecte?)\s*"
    r"(?:phone|number|:|\.|=|-|\s)*"
    r"((?:\+|\(?0)?[\d][\d\s.\-/()]{6,18}\d)",
    re.IGNORECASE,
)  # fmt: skip
_PERSONAL_LOCAL = re.compile(r"[a-z]{1,20}[._-][a-z][a-z\-]{1,25}\d{0,3}")
_SERVICE_LOCAL = frozenset(
    [
        "contact",
        "accueil",
        "mairie",
        "info",
        "infos",
        "service",
        "services",
        "etat",
        "civil",
        "etat-civil",
        "urbanisme",
        "scolaire",
        "ccas",
        "direction",
        "secretariat",
        "communication",
        "support",
        "help",
        "helpdesk",
        "enquiries",
        "customer",
        "care",
        "office",
        "admin",
        "reception",
        "library",
        "council",
        "complaints",
        "bibliotheque",
        "mediatheque",
        "noreply",
        "no",
        "reply",
        "ne",
        "pas",
        "repondre",
        "donotreply",
        "postmaster",
        "webmaster",
        "relation",
        "relations",
        "client",
        "clients",
        "clientele",
        "usager",
        "usagers",
        "citoyen",
        "citoyens",
        "population",
        "police",
        "municipale",
        "hotel",
        "ville",
        "eau",
        "dechets",
        "voirie",
        "culture",
        "sport",
        "jeunesse",
        "sav",
        "billing",
        "sales",
        "team",
        "tourisme",
        "office",
        "dpo",
        "rgpd",
        "cabinet",
        "maire",
        "courrier",
        "demande",
        "demandes",
        "reservation",
        "elections",
        "petite",
        "enfance",
        "guichet",
        "unique",
        "prefecture",
        "pref",
        "accueil-mairie",
        "home",
        "feedback",
        "hello",
        "bonjour",
        "public",
        "web",
        "online",
        "data",
        "protection",
        "general",
    ]
)
_NAME_WORD = re.compile(r"[^\W\d_]{2,}(?:['’\-][^\W\d_]{2,})*")


class Mask:
    """The people to hide in one message."""

    def __init__(self, words: frozenset[str], personal: frozenset[str]) -> None:
        self._words = words
        self._personal = personal

    @classmethod
    def of(cls, analysis: Analysis) -> Mask:
        """Find the agents a message names: signature, display name, "je suis …", "M. X", personal addresses."""
        kept = _kept_words(analysis)
        words: set[str] = set()
        for name in _names(analysis):
            for word in _NAME_WORD.findall(name):
                folded = fold(word)
                parts = [folded, *(part for part in re.split(r"[-'’]", folded) if len(part) > 2)]
                words.update(part for part in parts if part not in kept and len(part) > 1)
        barred = listed("not_names") - listed("given_names")
        words -= barred
        personal = frozenset(
            address.lower() for address in _addresses(analysis) if _is_personal(address, frozenset(words), analysis)
        )
        return cls(frozenset(words), personal)

    def hide(self, text: str) -> str:
        """Return `text` with each letter of a hidden name or address, and each digit of a private number, replaced."""
        if not text:
            return text
        characters = list(text)
        for start, end in self._places(text):
            for index in range(start, end):
                if characters[index].isalnum():
                    characters[index] = MARK
        return "".join(characters)

    def _places(self, text: str) -> Iterator[tuple[int, int]]:
        if self._words:
            for match in _NAME_WORD.finditer(text):
                folded = fold(match.group())
                # a given name that is also a plain word (rose, pierre, constant) is hidden only as a name
                if (folded in self._words and (match.group()[0].isupper() or not is_given_name(folded))) or (
                    "-" in folded and match.group()[0].isupper() and set(folded.split("-")) <= self._words
                ):
                    yield match.span()
        for match in EMAIL.finditer(text):
            if match.group().lower() in self._personal:
                yield match.start(), match.start() + match.group().index("@")
        for match in _MOBILE.finditer(text):
            yield match.span()
        for match in _DIRECT.finditer(text):
            yield match.span(1)


def _kept_words(analysis: Analysis) -> frozenset[str]:
    """Words never hidden: the citizen's own name, and the structure's name and place."""
    context = analysis.context
    kept: set[str] = set()
    if context.persona is not None:
        kept |= set(re.findall(r"[^\W\d_]+", fold(context.persona.name)))
        kept.add(fold(context.persona.family_name))
        kept.add(fold(context.persona.given_name))
    elif analysis.greeting is not None:
        kept |= {word for _, _, word in analysis.greeting.words}
    if context.structure is not None:
        kept |= set(re.findall(r"[^\W\d_]+", fold(f"{context.structure.name} {context.structure.place}")))
    return frozenset(kept)


def _names(analysis: Analysis) -> Iterator[str]:
    yield display_person(analysis)
    excluded = analysis.organisation
    if analysis.zone.person is not None:
        yield analysis.zone.person.text
    for line in analysis.zone.lines:
        found = person_anywhere(line.text, excluded=excluded)
        if found is not None and found.sure >= 0.65:
            yield found.text
    text = analysis.reply.text
    for segment in analysis.reply.segments:
        if segment.part is not Part.ATTRIBUTION:
            yield from (match.group(1) for match in _TITLED.finditer(text, segment.start, segment.end))
    for language in analysis.languages:
        entries = family(language, "self_naming")
        for match in entries.find_all(analysis.said.folded) if entries else ():
            yield from _named_after(analysis, match.end(), excluded)
    if analysis.reply.substitute:
        found = person_in(EMAIL.sub("", analysis.reply.substitute), excluded=excluded)
        if found is not None:
            yield found.text


def _named_after(analysis: Analysis, position: int, excluded: frozenset[str]) -> Iterator[str]:
    """A name right after "je suis", "votre interlocutrice est", "please contact"; a lone one must be a given name."""
    raw = analysis.said.raw
    match = re.compile(r"[\s,:]*((?:[A-ZÀ-Þ][\w'’\-]+\.?[ \u00a0]?){1,3})").match(raw, position)
    if match is None:
        return
    found = person_in(match.group(1), excluded=excluded, alone=True)
    if found is not None and found.sure >= 0.65:
        yield found.text


def _addresses(analysis: Analysis) -> Iterator[str]:
    headers = analysis.reply.headers
    yield from (match.group() for match in EMAIL.finditer(analysis.reply.text))
    yield from (match.group() for match in EMAIL.finditer(analysis.reply.substitute))
    yield from filter(None, (headers.from_address, headers.reply_to, *headers.cc, *headers.to))


def _is_personal(address: str, names: frozenset[str], analysis: Analysis) -> bool:
    local = fold(address.partition("@")[0]).partition("+")[0]
    persona = analysis.context.persona
    if persona is not None and local == fold(persona.mailbox):
        return False
    if address.lower() in (to.lower() for to in analysis.reply.headers.delivered_to):
        return False
    parts = [part for part in re.split(r"[._\-\d]+", local) if part]
    if persona is not None and {fold(persona.family_name), fold(persona.given_name)} & set(parts):
        return False
    if any(part in names or (len(local) > 4 and local.endswith(part) and part in names) for part in parts):
        return True
    if any(len(name) > 3 and local.endswith(name) for name in names):
        return True
    if any(part in _SERVICE_LOCAL or part in analysis.organisation for part in parts):
        return False
    return bool(_PERSONAL_LOCAL.fullmatch(local)) and (is_given_name(parts[0]) or len(parts[0]) == 1)
