"""Ways to write one value: telephone numbers, dates, and whether a field takes a text as it is."""

from __future__ import annotations

import re
from datetime import date, timedelta

import phonenumbers

from links.forms.sight import Control
from links.pages.words import folded

_STYLES = phonenumbers.PhoneNumberFormat


def phone_forms(number: str, language: str) -> list[str]:
    """Return the ways to write a number, the most usual first: national, digits only, E.164, international."""
    region = "FR" if language == "fr" else "GB"
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return [number] if number else []
    national = phonenumbers.format_number(parsed, _STYLES.NATIONAL)
    digits = re.sub(r"\D", "", national)
    e164 = phonenumbers.format_number(parsed, _STYLES.E164)
    international = phonenumbers.format_number(parsed, _STYLES.INTERNATIONAL)
    dotted = ".".join(digits[i : i + 2] for i in range(0, len(digits), 2))
    dashed = dotted.replace(".", "-")
    national_part = str(parsed.national_number)
    forms = [national, digits, e164, international, dotted, dashed, f"00{e164[1:]}", national_part]
    return list(dict.fromkeys(forms))


def phone_for(control: Control, number: str, language: str, *, avoid: tuple[str, ...] = ()) -> str | None:
    """Return the number as this field takes it, or None when it takes none of the ways to write it."""
    forms = [form for form in phone_forms(number, language) if form not in avoid]
    wants_plus = "+" in control.placeholder or re.search(
        r"\+\s?\d\d", f"{control.described} {control.label} {control.title}"
    )
    if wants_plus:
        forms.sort(key=lambda form: not form.startswith("+"))
    if (
        control.kind == "number"
        or control.inputmode == "numeric"
        or re.fullmatch(r"\d{9,10}", control.placeholder)
        or re.search(
            r"sans espace|without spaces|\b10 chiffres|\b10 digits|digits only",
            folded(" ".join((control.placeholder, control.described, control.title, control.label))),
        )
    ):
        forms.sort(key=lambda form: not form.isdigit())
    elif control.value.startswith("+") and not control.pattern:
        forms.sort(key=lambda form: not form.startswith("+"))
    return next((form for form in forms if fits(control, form)), None)


def fits(control: Control, text: str) -> bool:
    """Whether a field's own rules (pattern, maxlength, minlength) take a text; patterns Python cannot read take all."""
    if control.maxlength and len(text) > control.maxlength:
        return False
    if control.minlength and len(text) < control.minlength:
        return False
    if control.pattern and text:
        try:
            return re.fullmatch(control.pattern, text) is not None
        except re.error:
            return True
    return True


_ORDERS = (
    # what the field says of its form, the strftime pattern
    (r"j{1,2}(?P<s>[/. -])m{1,2}[/. -]a{2,4}", "%d{s}%m{s}%Y"),
    (r"d{1,2}(?P<s>[/. -])m{1,2}[/. -]y{2,4}", "%d{s}%m{s}%Y"),
    (r"m{1,2}(?P<s>[/. -])d{1,2}[/. -]y{2,4}", "%m{s}%d{s}%Y"),
    (r"[ya]{4}(?P<s>[/. -])m{1,2}[/. -][dj]{1,2}", "%Y{s}%m{s}%d"),
    (r"(?:3[01]|2[0-9]|1[3-9])(?P<s>[/.-])[01]?\d[/.-](?:19|20)\d\d", "%d{s}%m{s}%Y"),
    (r"(?:19|20)\d\d(?P<s>[/.-])[01]?\d[/.-][0-3]\d", "%Y{s}%m{s}%d"),
)


def date_forms(control: Control, day: date, language: str) -> list[str]:
    """Return the ways to write a date into a field, the one it asks for first."""
    native = {
        "date": "%Y-%m-%d", "datetime-local": "%Y-%m-%dT10:00", "month": "%Y-%m", "week": "%G-W%V", "time": "10:00",
    }  # fmt: skip
    if control.kind in native:
        return [within(control, day).strftime(native[control.kind])]
    said = " ".join((control.placeholder, control.described, control.title, control.label, control.before)).lower()
    forms = []
    for order, pattern in _ORDERS:
        if match := re.search(order, said):
            forms.append(day.strftime(pattern.replace("{s}", match["s"])))
    usual = ["%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%m/%d/%Y"]
    forms += [day.strftime(pattern) for pattern in usual]
    return [form for form in dict.fromkeys(forms) if fits(control, form)]


def within(control: Control, day: date) -> date:
    """Return the day, moved into the field's min…max."""
    low, high = _iso(control.min), _iso(control.max)
    if low and day < low:
        day = low
    if high and day > high:
        day = high
    return day


def next_working_day(day: date) -> date:
    """Return the next weekday after a day."""
    found = day + timedelta(days=1)
    while found.weekday() > 4:
        found += timedelta(days=1)
    return found


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
