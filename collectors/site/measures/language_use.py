"""Language: plain words, languages offered, the stated language, vague links."""

from __future__ import annotations

import re

from collectors.reading.folding import fold
from collectors.reading.text import sentences
from collectors.site.measures.registry import Found, Proof, measure
from collectors.site.measures.view import SiteView
from collectors.site.pages.page import Page

_EASE = {"en": (206.835, 1.015, 84.6), "fr": (207.0, 1.015, 73.6)}
"""Reading ease: constant, words a sentence, syllables a word (Flesch 1948, Kandel & Moles 1958)."""
_VAGUE = re.compile(
    r"(?:cliquez? (?:ici|la)|ici|en savoir (?:plus|\+)|savoir plus|lire (?:la suite|plus)|"
    r"plus d'infos?(?:rmations?)?|voir (?:plus|la suite)|suite|details?|lien|"
    r"click here|here|(?:read|learn|find out|see|show|view) more|more(?: info(?:rmation)?)?|link|"
    r"continue(?: reading)?|details)\W*"
)
_LANGUAGES = re.compile(
    r"(?:english|francais|deutsch|espanol|italiano|nederlands|portugues|polski|turkce|brezhoneg|breton|euskara|catala|corsu|occitan|elsassisch|cymraeg|gaeilge|"
    r"en|fr|de|es|it|nl|pt|ar|zh|ru|uk|pl|tr|br|eu|ca|cy|العربية|中文|русский|українська)"
)
_LEAST_WORDS = 80


def _prose(page: Page) -> str:
    """The lines of the main part that are sentences rather than menus or tables."""
    return "\n\n".join(line for line in page.main_text.split("\n") if len(line.split()) >= 6 and "|" not in line)


def _texts(view: SiteView) -> list[tuple[Page, str]]:
    pages = [view.found.reading.page] if view.found else []
    pages += [page for page in view.pages if page not in pages and page.language in _EASE]
    legal = set(
        map(
            id,
            [
                *view.atlas.topic_pages("legal"),
                *view.atlas.topic_pages("privacy"),
                *view.atlas.topic_pages("accessibility"),
            ],
        )
    )
    return [
        (page, text)
        for page in pages
        if id(page) not in legal and len(sentences.words(text := _prose(page))) >= _LEAST_WORDS
    ][:8]


@measure("site.reading_ease", version=1)
def reading_ease(view: SiteView) -> Found | None:
    """Mean reading ease (0 hard to 100 easy) of the pages' prose; legal notices are left out."""
    scores = []
    for page, text in _texts(view):
        words = sentences.words(text)
        count = max(1, len(sentences.split(text)))
        constant, per_word, per_syllable = _EASE[page.language if page.language in _EASE else "fr"]
        syllables = sum(sentences.syllables(word, page.language) for word in words) / len(words)
        scores.append((constant - per_word * len(words) / count - per_syllable * syllables, page))
    if not scores:
        return None
    mean = sum(score for score, _ in scores) / len(scores)
    hardest = min(scores, key=lambda entry: entry[0])[1]
    return Found(round(max(0.0, min(100.0, mean)), 1), (Proof(hardest.address),), 0.75)


@measure("site.sentence_words", version=1)
def sentence_words(view: SiteView) -> Found | None:
    """Mean words a sentence in the pages' prose."""
    words = count = 0
    longest = (0, "", "")
    for page, text in _texts(view):
        for sentence in sentences.split(text):
            size = len(sentences.words(text[sentence.start : sentence.end]))
            words, count = words + size, count + 1
            longest = max(longest, (size, page.address, text[sentence.start : sentence.end]))
    return Found(round(words / count, 1), (Proof(longest[1], longest[2]),), 0.8) if count else None


@measure("site.vague_links", version=1)
def vague_links(view: SiteView) -> Found | None:
    """Share of the links in the main parts whose words alone say nothing ("click here", "read more")."""
    inside = [(page, link) for page, link in view.atlas.links if link.region in ("main", "body") and link.text]
    if len(inside) < 10:
        return None
    vague = [(page, link) for page, link in inside if _VAGUE.fullmatch(fold(link.text.strip()))]
    return Found(
        round(len(vague) / len(inside), 4), tuple(Proof(page.address, link.text) for page, link in vague[:3]), 0.9
    )


@measure("site.languages", version=1)
def languages(view: SiteView) -> Found:
    """How many languages the home page offers, its own included; automatic translation counts as one more."""
    found = {(view.home.declared_language or view.home.language or "?")[:2]}
    for element in view.home.tree.iter("link"):
        if "alternate" in (element.get("rel") or "") and element.get("hreflang") not in (None, "x-default"):
            found.add((element.get("hreflang") or "")[:2].lower())
    codes = {"english": "en", "francais": "fr", "deutsch": "de", "espanol": "es", "italiano": "it", "nederlands": "nl"}
    for link in view.home.links:
        word = fold(link.text.strip())
        if link.text and _LANGUAGES.fullmatch(word):
            found.add(codes.get(word, word)[:2])
    if re.search(
        r"translate\.google|google_translate_element|gtranslate|gtransform|weglot|deepl|conveythis", view.home.source
    ):
        found.add("+")
    return Found(len(found), (Proof(view.home.address, ", ".join(sorted(found))),), 0.85)


@measure("site.headings_in_long_pages", version=1)
def headings_in_long_pages(view: SiteView) -> Found | None:
    """Share of the pages over 250 words that are cut up by at least two subheadings."""
    long = [page for page in view.pages if len(page.main_text.split()) > 250]
    if not long:
        return None
    cut = [page for page in long if sum(1 for level, _ in page.headings if level >= 2) >= 2]
    lacking = next((page for page in long if page not in cut), None)
    return Found(round(len(cut) / len(long), 3), (Proof(lacking.address),) if lacking else (), 0.85)
