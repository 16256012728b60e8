"""What it took to leave a message in a structure's contact form, and what the site said then (facts of the probe)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

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


@measure("form.required_personal_fields", version=1, scope="exchange")
def required_personal_fields(view: View) -> Found | None:
    every, optional = _number(view, "form.personal_fields"), _number(view, "form.optional_personal_fields")
    return None if every is None or optional is None else Found(int(every - optional), _SHOWN, 0.85)


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


@measure("form.load_seconds", version=1, scope="exchange")
def load_seconds(view: View) -> Found | None:
    milliseconds = _number(view, "form.load_ms")
    return None if milliseconds is None else Found(round(milliseconds / 1000, 2), _SHOWN, 0.9)


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


_AS_SHOWN: dict[str, Callable[[View], Found | None]] = {
    "form.clicks_from_home": partial(_count, name="form.clicks_from_home"),
    "form.steps": partial(_count, name="form.steps"),
    "form.fields": partial(_count, name="form.fields"),
    "form.required_fields": partial(_count, name="form.required_fields"),
    "form.message_room": partial(_count, name="form.message_maxlength"),
    "form.labelled_share": partial(_share, part="form.labelled_fields", whole="form.fields"),
    "form.autocomplete_share": partial(_share, part="form.autocomplete_fields", whole="form.personal_fields"),
    "form.https": partial(_flag, name="form.https"),
    "form.consent_asked": partial(_flag, name="form.consent_text"),
    "form.newsletter_preticked": partial(_flag, name="form.newsletter_preticked"),
    "form.copy_offered": partial(_flag, name="form.copy_offered"),
    "form.file_offered": partial(_flag, name="form.file_offered"),
    "form.cookie_banner": partial(_flag, name="form.cookie_banner"),
    "form.mended": partial(_flag, name="form.mended"),
}
"""Measures that are a fact of the probe as it stands."""
for _name, _told in _AS_SHOWN.items():
    measure(_name, version=1, scope="exchange")(_told)
