"""What it took to leave a message in a structure's contact form, and what the site said then (facts of the probe)."""

from __future__ import annotations

from collectors.reading.measures.registry import Found, Span, measure
from collectors.reading.measures.view import View
from domain.failure import Failure
from domain.observation import Value
from domain.vocabulary import Channel

_SHOWN = (Span(source="dispatch"),)
_NOT_SEEN = frozenset({Failure.NO_FORM})
_WITHOUT_A_PAGE = frozenset(
    {
        *(Failure.UNREACHABLE, Failure.TLS_ERROR, Failure.DNS_ERROR, Failure.HTTP_4XX, Failure.HTTP_5XX),
        *(Failure.TOO_SLOW, Failure.NOT_A_SITE),
    }
)
"""What kept anybody from seeing whether there was a form."""


def _of_form(view: View, name: str) -> Value | None:
    return view.shown.get(name) if view.exchange.channel is Channel.WEBFORM else None


def _number(view: View, name: str) -> float | None:
    value = _of_form(view, name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _count(view: View, name: str) -> Found | None:
    number = _number(view, name)
    return None if number is None else Found(int(number), _SHOWN, 0.9)


def _flag(view: View, name: str) -> Found | None:
    """Yes or no for a form that was gone through; a fact that is absent then did not occur."""
    if _number(view, "form.steps") is None:
        return None
    return Found(bool(_of_form(view, name)), _SHOWN, 0.9)


def _share(view: View, part: str, whole: str) -> Found | None:
    number, total = _number(view, part), _number(view, whole)
    return Found(min(1.0, number / total), _SHOWN, 0.85) if number is not None and total else None


@measure("form.found", version=1, scope="exchange")
def found(view: View) -> Found | None:
    """Absent when the site itself could not be seen."""
    value = _of_form(view, "form.found")
    if value is None or view.failure in _WITHOUT_A_PAGE:
        return None
    return Found(bool(value), _SHOWN, 0.85 if view.failure in _NOT_SEEN else 0.95)


@measure("form.clicks_from_home", version=1, scope="exchange")
def clicks_from_home(view: View) -> Found | None:
    return _count(view, "form.clicks_from_home")


@measure("form.steps", version=1, scope="exchange")
def steps(view: View) -> Found | None:
    return _count(view, "form.steps")


@measure("form.fields", version=1, scope="exchange")
def fields(view: View) -> Found | None:
    return _count(view, "form.fields")


@measure("form.required_fields", version=1, scope="exchange")
def required_fields(view: View) -> Found | None:
    return _count(view, "form.required_fields")


@measure("form.required_personal_fields", version=1, scope="exchange")
def required_personal_fields(view: View) -> Found | None:
    every, optional = _number(view, "form.personal_fields"), _number(view, "form.optional_personal_fields")
    return None if every is None or optional is None else Found(int(every - optional), _SHOWN, 0.85)


@measure("form.labelled_share", version=1, scope="exchange")
def labelled_share(view: View) -> Found | None:
    return _share(view, "form.labelled_fields", "form.fields")


@measure("form.autocomplete_share", version=1, scope="exchange")
def autocomplete_share(view: View) -> Found | None:
    return _share(view, "form.autocomplete_fields", "form.personal_fields")


@measure("form.https", version=1, scope="exchange")
def https(view: View) -> Found | None:
    return _flag(view, "form.https")


@measure("form.captcha", version=1, scope="exchange")
def captcha(view: View) -> Found | None:
    if view.exchange.channel is not Channel.WEBFORM or _of_form(view, "form.found") is not True:
        return None
    refused = any(act.failure is Failure.CAPTCHA for act in view.openings)
    return Found(refused or bool(_of_form(view, "form.captcha")), _SHOWN, 0.93)


@measure("form.login_required", version=1, scope="exchange")
def login_required(view: View) -> Found | None:
    if view.exchange.channel is not Channel.WEBFORM or view.failure in _WITHOUT_A_PAGE or not view.openings:
        return None
    return Found(any(act.failure is Failure.LOGIN_REQUIRED for act in view.openings), _SHOWN, 0.93)


@measure("form.consent_asked", version=1, scope="exchange")
def consent_asked(view: View) -> Found | None:
    return _flag(view, "form.consent_text")


@measure("form.newsletter_preticked", version=1, scope="exchange")
def newsletter_preticked(view: View) -> Found | None:
    return _flag(view, "form.newsletter_preticked")


@measure("form.copy_offered", version=1, scope="exchange")
def copy_offered(view: View) -> Found | None:
    return _flag(view, "form.copy_offered")


@measure("form.file_offered", version=1, scope="exchange")
def file_offered(view: View) -> Found | None:
    return _flag(view, "form.file_offered")


@measure("form.cookie_banner", version=1, scope="exchange")
def cookie_banner(view: View) -> Found | None:
    return _flag(view, "form.cookie_banner")


@measure("form.mended", version=1, scope="exchange")
def mended(view: View) -> Found | None:
    return _flag(view, "form.mended")


@measure("form.load_seconds", version=1, scope="exchange")
def load_seconds(view: View) -> Found | None:
    milliseconds = _number(view, "form.load_ms")
    return None if milliseconds is None else Found(round(milliseconds / 1000, 2), _SHOWN, 0.9)


@measure("form.message_room", version=1, scope="exchange")
def message_room(view: View) -> Found | None:
    return _count(view, "form.message_maxlength")


@measure("confirmation.shown", version=1, scope="exchange")
def confirmation_shown(view: View) -> Found | None:
    value = _of_form(view, "confirmation.shown")
    return None if value is None else Found(bool(value), _SHOWN, 0.9)


@measure("confirmation.has_reference", version=1, scope="exchange")
def confirmation_has_reference(view: View) -> Found | None:
    if _of_form(view, "confirmation.shown") is None:
        return None
    return Found(bool(_of_form(view, "confirmation.reference")), _SHOWN, 0.9)


@measure("confirmation.announces_delay", version=1, scope="exchange")
def confirmation_announces_delay(view: View) -> Found | None:
    if _of_form(view, "confirmation.shown") is None:
        return None
    return Found(_number(view, "confirmation.delay_days") is not None, _SHOWN, 0.85)


@measure("confirmation.delay_days", version=1, scope="exchange")
def confirmation_delay_days(view: View) -> Found | None:
    days = _number(view, "confirmation.delay_days")
    return None if days is None else Found(days, _SHOWN, 0.85)


@measure("confirmation.seconds", version=1, scope="exchange")
def confirmation_seconds(view: View) -> Found | None:
    seconds = _number(view, "confirmation.seconds")
    return None if seconds is None else Found(seconds, _SHOWN, 0.9)
