"""Looks at every document of a page, its frames included, and keeps hold of the elements seen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from playwright.async_api import ElementHandle, Error, Frame, JSHandle, Page

from links.forms.human_tests import signs
from links.forms.sight import FormSight, PageSight

MOST_FRAMES = 12


@cache
def script(*names: str) -> str:
    """Return the named scripts of `js/` as one function of an argument `given`, to be evaluated in a page."""
    folder = files(__package__).joinpath("js")
    body = "\n".join(folder.joinpath(f"{name}.js").read_text("utf-8") for name in names)
    return f"(given) => {{\n{body}\n}}"


@dataclass(frozen=True)
class Document:
    """One frame as it was when looked at."""

    frame: Frame
    sight: PageSight
    nodes: JSHandle

    async def element(self, node: int) -> ElementHandle:
        """Return an element seen. Raises Playwright's Error when the document is gone."""
        found = (await self.nodes.get_property(str(node))).as_element()
        if found is None:
            raise Error(f"no element {node}")
        return found


async def look(page: Page) -> list[Document]:
    """Return the documents of a page, main frame first; a frame that cannot be read now is left out."""
    found = []
    for frame in page.frames[:MOST_FRAMES]:
        if (document := await look_at(frame)) is not None:
            found.append(document)
    return found


async def look_at(frame: Frame) -> Document | None:
    """Return one frame's document, or None when it is gone or hidden from us."""
    try:
        if frame.parent_frame is not None and not await _is_shown(frame):
            return None
        handle = await frame.evaluate_handle(script("dom", "forms"), {"tests": signs()})
        seen = await handle.evaluate("found => found.seen")
        nodes = await handle.get_property("nodes")
    except Error:
        return None
    return Document(frame, PageSight.model_validate(seen), nodes)


async def _is_shown(frame: Frame) -> bool:
    element = await frame.frame_element()
    box = await element.bounding_box()
    return box is not None and box["width"] > 30 and box["height"] > 30


def same_form(form: FormSight, documents: list[Document], frame: Frame) -> tuple[Document, FormSight] | None:
    """Find a form again after the page changed: the one of that frame which shares the most fields."""
    known = {(field.name, field.id, field.kind) for field in form.fields}
    best: tuple[Document, FormSight] | None = None
    most = 0
    for document in documents:
        if document.frame is not frame:
            continue
        for other in document.sight.forms:
            shared = sum((field.name, field.id, field.kind) in known for field in other.fields)
            if shared > most or (best is None and other.words == form.words and other.words.strip()):
                best, most = (document, other), shared
    return best
