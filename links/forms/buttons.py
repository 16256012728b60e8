"""Which button of a form sends it, and which only goes on to the next step."""

from __future__ import annotations

from links.forms.lexicon import phrases
from links.forms.sight import Button, Control, FormSight
from links.pages.words import folded


def buttons_of(form: FormSight, *, messaged: bool) -> tuple[Button | None, Button | None]:
    """Return the button that sends and the one that only goes on to the next step; at most one of them is there.

    A button that says both ("Continue") goes on while the form has not asked for the message yet, or while more fields
    wait hidden behind it.
    """
    usable = [button for button in form.buttons if not button.hidden and _may_press(button)]
    if not usable:
        return None, None
    best = max(usable, key=lambda button: (_press_score(button, form), button.after))
    if _press_score(best, form) <= 0:
        return None, None
    words = folded(f"{best.text} {best.label}")
    goes_on = phrases("button.next").search(words) is not None
    sends = phrases("button.send_strong").search(words) is not None
    if goes_on and not sends:
        return None, best
    if not messaged and not sends and _more_waits(form):
        return None, best
    return best, None


def _may_press(button: Button) -> bool:
    words = folded(f"{button.text} {button.label}")
    if button.type == "reset" or button.popup:
        return False
    never = phrases("button.never").search(words)
    if never is None:
        return True
    send = phrases("button.send_strong").search(words)
    return send is not None and send.start() <= never.start()


def _press_score(button: Button, form: FormSight) -> float:
    words = folded(f"{button.text} {button.label}")
    score = 0.0
    if phrases("button.send_strong").search(words):
        score += 5
    elif phrases("button.send").search(words):
        score += 3
    elif phrases("button.next").search(words):
        score += 2.5
    if button.type in ("submit", "image"):
        score += 2
    elif button.type == "link":
        score -= 1.5
    if len(words.split()) > 7:
        score -= 2
    fields = len([field for field in form.fields if field.usable])
    if fields and button.after >= len(form.fields) * 0.6:
        score += 1.5
    if folded(f"{button.name} {button.classes}") and any(
        word in folded(f"{button.name} {button.classes}") for word in ("submit", "envoyer", "send", "primary")
    ):
        score += 0.5
    return score


def _more_waits(form: FormSight) -> bool:
    return any(_waits(field) for field in form.fields)


def _waits(field: Control) -> bool:
    return field.kind == "textarea" and field.hidden in ("display", "visibility", "clipped", "offscreen")
