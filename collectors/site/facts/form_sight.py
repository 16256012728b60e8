"""The forms of a page as its markup tells them, in the terms in which a browser shows them (`links.forms.sight`).

Without a browser only what attributes hide is known to be hidden, and positions are not known at all.
"""

from __future__ import annotations

from lxml.etree import _Element as Element

from collectors.site.pages.page import Page
from collectors.site.pages.regions import region_of
from collectors.site.pages.tree import hidden, name_of, words_of
from links.forms.human_tests import kind_of_test
from links.forms.sight import Button, Control, FormSight, Guard, Option, PageSight

_CONTROLS = ("input", "textarea", "select")
_BUTTON_KINDS = frozenset({"submit", "button", "image", "reset"})
_HEADINGS = ("h1", "h2", "h3", "h4", "legend")
_MOST_FORMS = 30
_NEAR = 300


def page_sight(page: Page) -> PageSight:
    """Return a page's forms; fields outside any form are left to a browser."""
    order = {element: number for number, element in enumerate(page.tree.iter())}
    found = list(page.tree.iter("form"))[:_MOST_FORMS]
    labels = {label.get("for"): label for label in page.tree.iter("label") if label.get("for")}
    forms = tuple(_form(page, form, index, order, labels) for index, form in enumerate(found))
    return PageSight(
        url=page.address,
        title=page.title,
        language=page.declared_language,
        headings=tuple(text for level, text in page.headings if level <= 2)[:8],
        passwords=sum((e.get("type") or "").lower() == "password" for e in page.tree.iter("input")),
        contact_page=any("ContactPage" in thing.types for thing in page.things),
        text=page.text[:6000],
        forms=forms,
        guards=tuple(_guards(page, found)),
    )


def _form(
    page: Page, form: Element, index: int, order: dict[Element, int], labels: dict[str | None, Element]
) -> FormSight:
    controls = [e for e in form.iter(*_CONTROLS) if not _is_button(e) and (e.get("type") or "").lower() != "hidden"]
    inside = set(controls)
    fields = tuple(_control(page, e, index, order[e], labels, inside) for e in controls)
    buttons = [e for e in form.iter("button", "input") if _is_button(e)]
    above = [element for element in page.tree.iter("h1", "h2", "h3", "h4") if order[element] < order[form]]
    return FormSight(
        index=index,
        node=order[form],
        action=form.get("action") or "",
        method=(form.get("method") or "get").lower(),
        words=" ".join(filter(None, map(form.get, ("id", "name", "class"))))[:300],
        label=form.get("aria-label") or "",
        role=form.get("role") or "",
        headings=tuple(words_of(e)[:120] for e in form.iter(*_HEADINGS))[:6],
        before=words_of(above[-1])[:120] if above else "",
        region=region_of(form, page.regions),
        hidden=_hidden(form),
        text=words_of(form, limit=3000)[:3000],
        fields=fields,
        buttons=tuple(_button(e, order[e], sum(order[c] < order[e] for c in controls)) for e in buttons),
    )


def _is_button(element: Element) -> bool:
    if name_of(element) == "button":
        return True
    return name_of(element) == "input" and (element.get("type") or "").lower() in _BUTTON_KINDS


def _button(element: Element, node: int, after: int) -> Button:
    return Button(
        node=node,
        text=(words_of(element, alternatives=True) or element.get("value") or element.get("alt") or "")[:80],
        label=(element.get("aria-label") or element.get("title") or "")[:80],
        type=(element.get("type") or "submit").lower(),
        name=" ".join(filter(None, map(element.get, ("name", "id")))),
        classes=element.get("class") or "",
        hidden=_hidden(element),
        disabled=element.get("disabled") is not None,
        after=after,
    )


def _control(
    page: Page, element: Element, form: int, node: int, labels: dict[str | None, Element], inside: set[Element]
) -> Control:
    kind = name_of(element) if name_of(element) != "input" else (element.get("type") or "text").lower()
    label = _label(element, labels, page)
    value = element.get("value") or ""
    return Control(
        node=node,
        form=form,
        kind="select-multiple" if kind == "select" and element.get("multiple") is not None else kind,
        name=element.get("name") or "",
        id=element.get("id") or "",
        autocomplete=element.get("autocomplete") or "",
        placeholder=element.get("placeholder") or "",
        label=label,
        aria_label=element.get("aria-label") or "",
        title=element.get("title") or "",
        before="" if label else _before(element, inside),
        question=next((words_of(legend) for f in element.iterancestors("fieldset") for legend in f.iter("legend")), ""),
        required=element.get("required") is not None or (element.get("aria-required") or "").lower() == "true",
        value=value,
        checked=element.get("checked") is not None,
        maxlength=_number(element.get("maxlength")),
        readonly=element.get("readonly") is not None,
        disabled=element.get("disabled") is not None,
        tabindex=element.get("tabindex") or "",
        hidden=_hidden(element),
        options=tuple(_option(option) for option in element.iter("option"))[:400],
    )


def _option(element: Element) -> Option:
    text = "".join(element.itertext()).strip()
    value = element.get("value")
    return Option(
        text=text,
        value=text if value is None else value,
        disabled=element.get("disabled") is not None,
        selected=element.get("selected") is not None,
    )


def _hidden(element: Element) -> str:
    # options and select are no visible text, but a select is a field that people see
    around = [element, *element.iterancestors()]
    if any(e.get("aria-hidden") == "true" for e in around):
        return "aria-hidden"
    seen = [e for e in around if name_of(e) not in ("select", "html", "body", "head")]
    return "display" if any(hidden(e) for e in seen) else ""


def _label(element: Element, labels: dict[str | None, Element], page: Page) -> str:
    references = (element.get("aria-labelledby") or "").split()
    named = [other for other in page.tree.iterfind(".//*[@id]") if other.get("id") in references] if references else []
    if named:
        return " ".join(words_of(other) for other in named)
    own = labels.get(element.get("id")) if element.get("id") else None
    around = own if own is not None else next(element.iterancestors("label"), None)
    return words_of(around, alternatives=True) if around is not None else ""


def _before(element: Element, inside: set[Element]) -> str:
    """Return the words right before a field, up to the field before it: "Nom :" in the cell on its left."""
    at = element
    for _ in range(4):
        previous = at.getprevious()
        while previous is not None:
            if any(one in inside for one in previous.iter()):
                return ""
            text = " ".join(f"{words_of(previous)} {previous.tail or ''}".split())
            if text:
                return text[-_NEAR:]
            previous = previous.getprevious()
        parent = at.getparent()
        if parent is None or name_of(parent) == "form":
            return ""
        if (parent.text or "").strip():
            return " ".join((parent.text or "").split())[-_NEAR:]
        at = parent
    return ""


def _guards(page: Page, forms: list[Element]) -> list[Guard]:
    found = []
    for element in page.tree.iter():
        name = name_of(element)
        if not name:
            continue
        kind = kind_of_test(
            name,
            source=element.get("src") or element.get("data-src") or "",
            words=" ".join(filter(None, map(element.get, ("id", "class", "name")))),
            alternative=element.get("alt") or "",
            site_key=element.get("data-sitekey") is not None,
        )
        if kind == "block" and len(element) >= 12:
            continue
        if kind:
            owner = next((forms.index(above) for above in element.iterancestors("form") if above in forms), -1)
            found.append(Guard(kind=kind, form=owner, whole_document=name == "script", seen=not _hidden(element)))
    return found


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.strip().isdigit() else 0
