"""Plans one step of a form: roles, traps, what must be filled in, the button to press."""

from __future__ import annotations

from collections.abc import Collection

from domain.failure import Failure
from probes.webform.answers import Citizen, answer, as_option
from probes.webform.choices import by_text
from probes.webform.given import NOTHING, Given
from probes.webform.lexicon import folded, phrases, says
from probes.webform.mapping import Mapped, map_fields
from probes.webform.plan import Act, Entry, Obstacle, Plan, Why
from probes.webform.sight import DATE_KINDS, TICK_KINDS, Button, Control, FormSight, PageSight
from probes.webform.traps import captcha_of, trap_reason

_NOT_PERSONAL = frozenset(
    {"", "subject", "message", "consent", "newsletter", "copy", "reply_channel", "file", "trap", "search"}
)


def plan_step(
    page: PageSight,
    form: FormSight,
    citizen: Citizen,
    *,
    also_required: Collection[str] = (),
    messaged: bool = False,
    given: Given = NOTHING,
) -> Plan:
    """Plan what a form shows now.

    `also_required` are captions that the form was seen to insist on; `messaged` says that an earlier step took the
    message; `given` is what a recipe says of this step, and has the last word.
    """
    mapped = [_as_given(item, given) for item in map_fields(form.fields)]
    entries: list[Entry] = []
    obstacles: list[Obstacle] = []
    if kind := captcha_of(page, form, mapped):
        obstacles.append(Obstacle(Failure.CAPTCHA, "captcha", kind))
    if form.action.lower().startswith("mailto:"):
        obstacles.append(Obstacle(Failure.FORM_REJECTED, "mailto"))
    every = says_all_required(form)
    obstacles += [Obstacle(Failure.FORM_REJECTED, "recipe_selector", selector) for selector in given.missing]
    for item in mapped:
        if (fixed := _fixed(item, given)) is not None:
            entries.append(fixed)
            continue
        entry, obstacle = _decide(item, citizen, every=every, also_required=also_required)
        entries.append(entry)
        if obstacle is not None:
            obstacles.append(obstacle)
    send, onward = buttons_of(form, messaged=messaged or _takes_message(entries))
    if given.send >= 0 or given.next >= 0:
        named = {button.node: button for button in form.buttons}
        send, onward = named.get(given.send), named.get(given.next)
    return Plan(tuple(entries), tuple(obstacles), send, onward)


def _decide(
    item: Mapped, citizen: Citizen, *, every: bool, also_required: Collection[str]
) -> tuple[Entry, Obstacle | None]:
    if trap := trap_reason(item):
        role = "trap" if item.control.is_text and trap != "hidden_disabled" else item.role
        if not any(control.usable for control in item.controls):
            return Entry(Mapped(item.controls, role, item.score), Act.LEAVE, Why.TRAP, trap=trap), None
        if trap and not item.control.hidden:
            return Entry(Mapped(item.controls, role, item.score), Act.LEAVE, Why.TRAP, trap=trap), None
    required = is_required(item, every=every) or item.caption in also_required
    found = answer(item, citizen, required=required)
    if isinstance(found, Obstacle):
        return Entry(item, Act.LEAVE, Why.OBSTACLE, required=required), found
    return found, None


def _as_given(item: Mapped, given: Given) -> Mapped:
    role = next((given.roles[c.node] for c in item.controls if c.node in given.roles), None)
    return item if role is None else Mapped(item.controls, role, 100.0)


def _fixed(item: Mapped, given: Given) -> Entry | None:
    """Return what a recipe lays down for a field, None when it leaves that to us."""
    nodes = {control.node for control in item.controls}
    if nodes & given.leave:
        return Entry(item, Act.LEAVE, Why.RECIPE)
    value = next((given.fixed[node] for node in nodes if node in given.fixed), None)
    if value is None:
        return None
    control = item.control
    if control.kind in TICK_KINDS and len(item.controls) == 1:
        return Entry(item, Act.UNTICK if says("option.no", value) else Act.TICK, Why.RECIPE, value, required=True)
    options = control.options if control.options else [as_option(one) for one in item.controls]
    if control.is_text or control.kind in DATE_KINDS:
        return Entry(item, Act.WRITE, Why.RECIPE, value, required=True)
    chosen = by_text(options, value)
    return Entry(item, Act.CHOOSE, Why.RECIPE, value, -1 if chosen is None else chosen, required=True)


def is_required(item: Mapped, *, every: bool = False) -> bool:
    """Whether a form says that a field must be filled in: by attribute, star, word, or for all of them at once."""
    texts = [text for control in item.controls[:1] for text in (control.label, control.before, control.question)]
    if len(item.controls) == 1:
        texts += [item.control.aria_label, item.control.placeholder, item.control.after]
    if any(control.required for control in item.controls):
        return True
    if any(says("label.optional", text) for text in texts):
        return False
    if any(control.starred for control in item.controls[:1]) or any(_starred(text) for text in texts):
        return True
    if any(says("label.required", text) and len(text) < 120 for text in texts):
        return True
    return every and item.control.is_text and item.role != "newsletter"


def _starred(text: str) -> bool:
    bare = text.rstrip(" :").strip()
    return bare.endswith(("*", "＊", "✱")) or bare.startswith("*") or " *" in bare[-24:] or "(*)" in bare


def says_all_required(form: FormSight) -> bool:
    """Whether a form says once for all that every field is required."""
    text = folded(form.text)
    return any(
        p in text
        for p in (
            "tous les champs sont obligatoires",
            "tous les champs sont requis",
            "all fields are required",
            "all fields are mandatory",
            "all fields must be",
        )
    )


def _takes_message(entries: list[Entry]) -> bool:
    return any(entry.role == "message" and entry.act is Act.WRITE for entry in entries)


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


def is_personal(entry: Entry) -> bool:
    """Whether a field asks for something about the person (name, address, telephone…)."""
    return entry.role not in _NOT_PERSONAL
