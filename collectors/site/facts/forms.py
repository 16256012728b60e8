"""Forms of a page: which is for writing to the structure, which for searching, which for logging in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml.etree import _Element as Element

from collectors.reading.folding import fold
from collectors.site.facts.form_sight import page_sight
from collectors.site.pages.page import Page, label_of
from collectors.site.pages.tree import hidden, words_of
from links.forms.contact_words import CONTACT, contact_strength
from links.forms.judging import FAIR, GOOD, best_form
from links.forms.mapping import map_fields
from links.forms.requirements import is_required, says_all_required
from links.forms.sight import Control, PageSight
from links.forms.traps import captcha_of, trap_reason
from links.pages.addresses import absolute, path_words
from links.pages.words import folded

_SEARCH_NAMES = re.compile(
    r"^(?:q|s|search\w*|query|recherche\w*|rechercher|keys?|keywords?|mots?[-_]?cles?|terms?|tx_\w+\[(?:q|sword|query)\]|word|text)$",
    re.IGNORECASE,
)
_SEARCH_WORDS = re.compile(r"recherch|search|chercher")
_LOGIN = re.compile(r"connexion|se connecter|identifiant|log ?in|sign ?in|mot de passe|password")


@dataclass(frozen=True)
class SearchForm:
    """A search form that is submitted by GET: where to, the field's name, and fixed fields."""

    action: str
    field: str
    fixed: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ContactForm:
    """A form to write to the structure: fields, those required, and what stands in the way."""

    quote: str
    fields: int
    required: int
    captcha: bool
    consent: bool
    unlabelled: int


def search_form(page: Page) -> SearchForm | None:
    """Return the site's search form, None when there is none that a plain request can use."""
    for form in page.tree.iter("form"):
        if (form.get("method") or "get").lower() != "get":
            continue
        field = _search_field(form)
        if field is not None and field.get("name"):
            fixed = tuple(
                (element.get("name") or "", element.get("value") or "")
                for element in form.iter("input")
                if (element.get("type") or "").lower() == "hidden" and element.get("name")
            )
            action = absolute(form.get("action") or page.address, page.base)
            if action:
                return SearchForm(action, field.get("name") or "", fixed)
    return None


def has_search(page: Page) -> Element | None:
    """Return the field of any search, whatever it is made of."""
    for element in page.tree.iter("input"):
        kind = (element.get("type") or "text").lower()
        if kind == "search":
            return element
        if kind == "text" and _SEARCH_WORDS.search(
            fold(" ".join(filter(None, map(element.get, ("name", "id", "placeholder", "aria-label", "title")))))
        ):
            return element
    for form in page.tree.iter("form"):
        field = _search_field(form)
        if field is not None:
            return field
    return None


def _search_field(form: Element) -> Element | None:
    named = (form.get("role") or "").lower() == "search" or _SEARCH_WORDS.search(
        fold(" ".join(filter(None, map(form.get, ("id", "class", "action", "aria-label", "name")))))
    )
    fields = [e for e in form.iter("input") if (e.get("type") or "text").lower() in ("text", "search")]
    if len(fields) != 1 or form.find(".//textarea") is not None:
        return None
    if named or fields[0].get("type") == "search" or _SEARCH_NAMES.match(fields[0].get("name") or ""):
        return fields[0]
    return None


def contact_form(page: Page, shown: Sequence[PageSight] = ()) -> ContactForm | None:
    """Return the form by which one can write to the structure, as the form probe judges it; None without one.

    `shown` are the page's documents as a browser showed them (frames, what scripts built); without them the markup
    tells. On a page that speaks of contact a form need not be as plain: it may be the first step of several.
    """
    found = (_contact_form(page, sight) for sight in (*shown, page_sight(page)))
    return next((form for form in found if form is not None), None)


def _contact_form(page: Page, sight: PageSight) -> ContactForm | None:
    spoken = " ".join((page.title, sight.title, *sight.headings[:3], path_words(page.address)))
    led_here = contact_strength(folded(spoken)) >= CONTACT
    form, score = best_form(sight, led_here=led_here)
    if form is None or score < (FAIR if led_here else GOOD):
        return None
    # what hides the whole form may open (a dialog, an accordion): its fields count as if it had
    mapped = map_fields(form.fields)
    asked = [item for item in mapped if not form.usable or not trap_reason(item)]
    every = says_all_required(form)
    said = fold(f"{form.text} {' '.join(item.caption for item in asked)}")
    return ContactForm(
        quote=form.text[:240],
        fields=sum(len(item.controls) for item in asked),
        required=sum(is_required(item, every=every) for item in asked),
        captcha=captcha_of(sight, form, mapped) != "",
        consent=re.search(r"donnees|rgpd|confidentialite|privacy|personal data|gdpr", said) is not None,
        unlabelled=sum(not _is_named(control) for item in asked for control in item.controls),
    )


def _is_named(control: Control) -> bool:
    return bool(control.label or control.aria_label or control.title)


def asks_login(page: Page) -> bool:
    """Tell whether the page is a wall: little but a form with a password."""
    has_password = any((e.get("type") or "").lower() == "password" for e in page.tree.iter("input"))
    return has_password and len(page.text) < 1500 and _LOGIN.search(page.folded) is not None


def unlabelled_fields(page: Page) -> list[Element]:
    return [e for e in page.tree.iter("input", "textarea", "select") if _fillable(e) and not _label(page, e)]


def _fillable(element: Element) -> bool:
    kind = (element.get("type") or "text").lower()
    if kind in ("hidden", "submit", "button", "image", "reset") or hidden(element):
        return False
    return not any(hidden(above) for above in element.iterancestors())


def _signs(element: Element) -> str:
    return " ".join(
        filter(None, map(element.get, ("name", "id", "placeholder", "aria-label", "autocomplete", "title")))
    )


def _label(page: Page, element: Element) -> str:
    if element.get("aria-label") or element.get("title"):
        return element.get("aria-label") or element.get("title") or ""
    wanted = element.get("id")
    references = (element.get("aria-labelledby") or "").split()
    for label in page.tree.iter("label"):
        if wanted and label.get("for") == wanted:
            return words_of(label) or label_of(label)
    if references:
        for other in page.tree.iterfind(".//*[@id]"):
            if other.get("id") in references:
                return words_of(other)
    return next((words_of(above) for above in element.iterancestors("label")), "")
