"""Plans one step of a form: roles, traps, what must be filled in, the button to press."""

from __future__ import annotations

from collections.abc import Collection

from domain.failure import Failure
from links.forms.buttons import buttons_of
from links.forms.lexicon import says
from links.forms.mapping import Mapped, map_fields
from links.forms.requirements import is_required, says_all_required
from links.forms.sight import DATE_KINDS, TICK_KINDS, FormSight, PageSight
from links.forms.traps import captcha_of, trap_reason
from probes.webform.answers import Citizen, answer, as_option
from probes.webform.choices import by_text
from probes.webform.given import NOTHING, Given
from probes.webform.plan import Act, Entry, Obstacle, Plan, Why

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


def _takes_message(entries: list[Entry]) -> bool:
    return any(entry.role == "message" and entry.act is Act.WRITE for entry in entries)


def is_personal(entry: Entry) -> bool:
    """Whether a field asks for something about the person (name, address, telephone…)."""
    return entry.role not in _NOT_PERSONAL
