"""Runs axe-core in an open page and says its findings in French and English (`axe.toml`)."""

from __future__ import annotations

import logging
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from playwright.async_api import Error, Page

from collectors.site.looking.look import Audit, Violation

_LOG = logging.getLogger(__name__)
_RUN = """async () => {
  const found = await axe.run(document, { resultTypes: ['violations'], iframes: false, preload: false,
    runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] } });
  return { passes: found.passes.length, violations: found.violations.map(v => ({ id: v.id, impact: v.impact,
    tags: v.tags,
    nodes: v.nodes.length, sample: v.nodes.length ? v.nodes[0].html.slice(0, 200) : '' })) };
}"""


@cache
def _source() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


async def audit(page: Page) -> Audit | None:
    """Return what axe-core finds on an open page, None when it cannot run there."""
    try:
        # evaluated, not injected as an element: the page's own security policy would refuse that
        await page.evaluate(_source())
        found: dict[str, Any] = await page.evaluate(_RUN)
    except Error as error:
        _LOG.info("axe-core failed on %s: %s", page.url, error)
        return None
    violations = tuple(
        Violation(entry["id"], entry["impact"] or "minor", int(entry["nodes"]), entry["sample"], tuple(entry["tags"]))
        for entry in found["violations"]
    )
    return Audit(page.url, violations, int(found["passes"]))


@cache
def _sentences() -> dict[str, dict[str, str]]:
    with files(__package__).joinpath("axe.toml").open("rb") as stream:
        return tomllib.load(stream)


def sentence(rule: str, language: str) -> str:
    """Return what a rule of axe-core found wrong, in the reader's language; its id when it has no sentence here."""
    entry = _sentences().get(rule)
    return entry.get(language, entry["en"]) if entry else rule
