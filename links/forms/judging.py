"""Tells a contact form from the other forms of a site: searches, newsletters, logins, comments, orders."""

from __future__ import annotations

from links.forms.buttons import buttons_of
from links.forms.lexicon import says
from links.forms.mapping import Mapped, map_fields
from links.forms.sight import DATE_KINDS, FormSight, PageSight
from links.forms.traps import trap_reason

GOOD = 7.0
"""Such a form is taken wherever it is."""
FAIR = 3.5
"""Such a form is taken on a page that people would go to for writing, or when there is no better one."""

_POSITIVE = {
    "mail": 2.0,
    "subject": 1.5,
    "given_name": 0.5,
    "family_name": 0.7,
    "full_name": 1.0,
    "phone": 0.5,
    "consent": 0.5,
}


def contact_score(page: PageSight, form: FormSight, *, led_here: bool = False) -> float:
    """Return how much a form looks like one for writing to the people of a site.

    `led_here` says that a link that speaks of writing or contact led to the page. A hidden form is judged as if it were
    shown: what hides it may open.
    """
    hidden = not form.usable
    fields = [item for item in map_fields(form.fields) if hidden or not trap_reason(item)]
    held = {item.role for item in fields}
    if _is_other(page, form, fields, held):
        return 0.0
    score = sum(_POSITIVE.get(role, 0.0) for role in held)
    message = next((item for item in fields if item.role == "message"), None)
    if message is not None:
        score += 4.0 if message.control.kind in ("textarea", "editable") else 2.0
    around = " ".join((form.before, form.label, *form.headings, form.words, form.action))
    if says("page.contact", around):
        score += 2.0
    if says("page.contact", " ".join((page.title, *page.headings, page.url))) or page.contact_page:
        score += 1.0
    if led_here:
        score += 1.0
    if says("page.not_contact", " ".join((form.before, form.label, *form.headings))):
        score -= 3.0
    score -= 1.5 * sum(item.role in ("birth_date", "reference") or item.control.kind in DATE_KINDS for item in fields)
    if message is not None and not _can_be_answered(form, message):
        return 0.0
    if message is None:
        score = min(score, _first_step(form, fields, led_here=led_here))
    return max(score, 0.0)


def _first_step(form: FormSight, fields: list[Mapped], *, led_here: bool) -> float:
    """Return the most that a form without a message field is worth: the first step of several, at best."""
    _, onward = buttons_of(form, messaged=False)
    waits = any(item.role == "message" for item in map_fields([field for field in form.fields if not field.usable]))
    if waits:
        return 6.0
    asks = [item for item in fields if item.role not in ("search", "newsletter", "")] or [
        item for item in fields if item.control.options or len(item.controls) > 1
    ]
    if onward is not None and asks:
        return 5.0 if led_here else 3.6
    return 0.0


def _can_be_answered(form: FormSight, message: Mapped) -> bool:
    """Whether there is anything beside the message by which the people of the site could answer: another text to
    write, now or in a further step."""
    others = [field for field in form.fields if field.node != message.control.node and field.is_text]
    _, onward = buttons_of(form, messaged=True)
    return bool(others) or onward is not None


def _is_other(page: PageSight, form: FormSight, fields: list[Mapped], held: set[str]) -> bool:
    kinds = {item.control.kind for item in fields}
    words = " ".join((form.words, form.label, form.action, form.role))
    asked = [item for item in fields if item.role not in ("consent", "newsletter")]
    if "password" in kinds or not fields:
        return True
    if form.role == "search" or (len(asked) == 1 and ("search" in kinds or "search" in held)):
        return True
    if "message" not in held and len(asked) <= 2 and held & {"mail"} and not held & {"subject", "who"}:
        return True  # an address and a button: a newsletter
    if says(
        "page.comment", " ".join((form.before, form.label, *form.headings, form.words, *[b.text for b in form.buttons]))
    ):
        return True
    said = " ".join((form.before, form.label, *form.headings, form.text[:400]))
    if says("page.feedback", said) and not held & {"mail", "phone"}:
        return True
    if "comment" in words.lower() and "link" in held and "subject" not in held:
        return True
    return "reference" in held and any("cc-" in item.control.autocomplete for item in fields)


def best_form(page: PageSight, *, led_here: bool = False) -> tuple[FormSight | None, float]:
    """Return the form of a document that looks most like a contact form, and its score; shown ones go first."""
    scored = [
        (contact_score(page, form, led_here=led_here) - (0.5 if not form.usable else 0), form) for form in page.forms
    ]
    if not scored:
        return None, 0.0
    score, form = max(scored, key=lambda pair: pair[0])
    return (form, score) if score > 0 else (None, 0.0)
