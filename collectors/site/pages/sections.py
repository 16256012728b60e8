"""The sections of a page: each heading with the text below it."""

from __future__ import annotations

from typing import NamedTuple

from collectors.reading.folding import fold
from collectors.site.pages.page import Page


class Section(NamedTuple):
    """A heading and the text down to the next heading of its level or a higher one."""

    level: int
    heading: str
    text: str


def sections(page: Page) -> list[Section]:
    """Return the sections of the main part, in order."""
    lines = page.main_text.split("\n")
    folded = [fold(line) for line in lines]
    starts: list[tuple[int, int, str]] = []
    position = 0
    for level, heading in page.headings:
        wanted = fold(" ".join(heading.split()))
        found = next((i for i in range(position, len(lines)) if wanted and folded[i] == wanted), None)
        if found is not None:
            starts.append((found, level, lines[found]))
            position = found + 1
    made = []
    for index, (start, level, heading) in enumerate(starts):
        end = next((other for other, above, _ in starts[index + 1 :] if above <= level), len(lines))
        made.append(Section(level, heading, "\n".join(lines[start:end])))
    return made
