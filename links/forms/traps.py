"""What a form holds that is not meant for a citizen: fields that catch robots, and tests that only humans may pass.

A trap is left empty. A test is never tried: the result is `captcha`, and a person takes over.
"""

from __future__ import annotations

import re

from links.forms.lexicon import roles, says
from links.forms.mapping import Mapped
from links.forms.sight import RADIO_KINDS, TICK_KINDS, Control, FormSight, PageSight
from links.pages.words import folded, unaccented

_TRAP_NAME = re.compile(
    r"(?:^|[ _-])(?:honey ?pot|hp|hpot|gotcha|trap|nobot|no bot|nospam|antispam|leave ?blank|winnie)(?:$|[ _-])"
)
_NUMBER = "zero|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|one|two|three|four|five|seven|eight|nine|ten"
_SUM = re.compile(
    rf"(?:\b\d{{1,3}}|\b(?:{_NUMBER}))\s*(?:[+×x*÷−-]|plus|moins|fois|minus|times|multipli\w+ (?:par|by)|and|et)\s*"
    rf"(?:\d{{1,3}}\b|(?:{_NUMBER})\b)\s*(?:=|\?|font|equals|make|$|\s*:)",
    re.IGNORECASE,
)
_RIDDLE = re.compile(
    r"^\W*(?:quelle? (?:est|sont|couleur|jour|mois|annee)|combien (?:de|font|y a)|en quelle|comment s'appelle"
    r"|what (?:is|colou?r|day)|how (?:many|much is)|which (?:of|is|day|colou?r)|type the|enter the (?:word|number)"
    r"|ecrivez le|tapez le|saisissez le mot)\b.*",
    re.IGNORECASE,
)
_ABOUT_ME = re.compile(r"\b(?:votre|vos|your|you|vous)\b", re.IGNORECASE)


def trap_reason(entry: Mapped) -> str:
    """Return why a field is taken for a trap, or "": hidden from people, said to be left empty, or so named."""
    control = entry.control
    if entry.role == "trap":
        return "says_leave_empty"
    if any(
        roles()["trap"].strong.search(folded(text))
        for text in (
            control.label,
            control.before,
            control.placeholder,
            control.described,
            control.aria_label,
            control.title,
        )
    ):
        return "says_leave_empty"
    if not control.usable:
        return f"hidden_{control.hidden or 'disabled'}"
    if control.is_text and not control.required:
        if control.tabindex == "-1":
            return "out_of_reach"
        if _TRAP_NAME.search(f"{folded(control.name)}") or _TRAP_NAME.search(folded(control.id)):
            return "named_trap"
    return ""


def captcha_of(page: PageSight, form: FormSight, fields: list[Mapped]) -> str:
    """Return the kind of test a form asks humans to pass, or "" when it asks none.

    A widget inside another form is that form's; one that belongs to no form guards ours, for who could tell otherwise.
    """
    for guard in page.guards:
        if guard.form == form.index and (guard.seen or guard.kind in ("widget", "score", "image")):
            return guard.kind
    for entry in fields:
        if kind := _asked(entry):
            return kind
    if any(guard.form >= 0 for guard in page.guards):
        return ""
    return next((guard.kind for guard in page.guards if guard.whole_document or guard.seen), "")


def _asked(entry: Mapped) -> str:
    control = entry.control
    if not control.usable or trap_reason(entry):
        return ""
    if control.kind in TICK_KINDS | RADIO_KINDS:
        return (
            "tick"
            if says("label.human", control.caption) and entry.role in ("", "guard_question", "consent", "who")
            else ""
        )
    if entry.role == "guard_question":
        return "question"
    if control.is_text and entry.role in ("", "reference", "subject", "message", "date", "link") and is_riddle(control):
        return "question"
    return ""


def is_riddle(control: Control) -> bool:
    """Whether a field asks what only a person is thought to know: a sum, the colour of the sky."""
    for text in (control.label, control.before, control.aria_label, control.placeholder, control.question):
        bare = " ".join(text.split())
        if _SUM.search(bare):
            return True
        if (
            control.kind != "textarea"
            and "?" in bare
            and _RIDDLE.match(unaccented(bare))
            and not _ABOUT_ME.search(bare)
        ):
            return True
    return False


def is_login(page: PageSight) -> bool:
    """Whether a page asks who we are before it lets anyone write."""
    if not page.passwords:
        return False
    return any(
        any(field.kind == "password" and field.usable for field in form.fields)
        and not any(field.kind in ("textarea", "editable") and field.usable for field in form.fields)
        for form in page.forms
    )
