"""Finds what a recipe names among the elements of a document that was looked at."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.async_api import Error, Page

from links.forms.looking import Document
from links.forms.sight import FormSight
from probes.webform.recipe import Recipe, StepRecipe

_MATCH = """(nodes, selectors) => selectors.map((selector) => {
  try { return nodes.findIndex((el) => el.matches(selector)); } catch (wrong) { return -2; }
})"""


@dataclass(frozen=True)
class Given:
    """A recipe's step in terms of the elements seen: `roles`, `fixed` and `leave` by node; -1 is not named.

    `missing` are selectors that fit no element (the page has changed since the recipe was written).
    """

    roles: dict[int, str] = field(default_factory=dict)
    fixed: dict[int, str] = field(default_factory=dict)
    leave: frozenset[int] = frozenset()
    send: int = -1
    next: int = -1
    missing: tuple[str, ...] = ()


NOTHING = Given()


async def resolve(document: Document, recipe: Recipe, step: int) -> Given:
    """Return what one step of a recipe names in a document; a recipe with fewer steps names only the button."""
    part = recipe.steps[step] if step < len(recipe.steps) else StepRecipe()
    last = step >= len(recipe.steps) - 1
    button = recipe.submit if last else part.next
    names = [*part.fields.values(), *(entry.selector for entry in part.fixed), *part.leave, *filter(None, [button])]
    if not names:
        return NOTHING
    try:
        found: list[int] = await document.nodes.evaluate(_MATCH, names)
    except Error:
        return Given(missing=tuple(names))
    node = dict(zip(names, found, strict=True))
    return Given(
        roles={node[selector]: role for role, selector in part.fields.items() if node[selector] >= 0},
        fixed={node[entry.selector]: entry.value for entry in part.fixed if node[entry.selector] >= 0},
        leave=frozenset(node[selector] for selector in part.leave),
        send=node[button] if last and button else -1,
        next=node[button] if not last and button else -1,
        missing=tuple(name for name, position in node.items() if position < 0 and name not in part.leave),
    )


async def form_named(page: Page, documents: list[Document], recipe: Recipe) -> tuple[Document, FormSight] | None:
    """Return the form that holds the first fields a recipe names, within its frame if it names one."""
    for document in documents:
        if recipe.frame and not await _is_frame(document, recipe.frame):
            continue
        given = await resolve(document, recipe, 0)
        named = set(given.roles) | set(given.fixed) | {given.send, given.next} - {-1}
        for form in document.sight.forms:
            held = {entry.node for entry in form.fields} | {button.node for button in form.buttons}
            if named & held:
                return document, form
    return None


async def _is_frame(document: Document, selector: str) -> bool:
    if document.frame.parent_frame is None:
        return False
    try:
        element = await document.frame.frame_element()
        return bool(await element.evaluate("(element, selector) => element.matches(selector)", selector))
    except Error:
        return False
