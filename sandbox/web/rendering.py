"""Pages as HTML: the theme's layout around the blocks' templates."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from sandbox.web.sources import SITES


@cache
def environment() -> Environment:
    """Return the templates of `sites/`: `themes/NAME/…` first, then `shared/…`."""
    templates = Environment(
        loader=FileSystemLoader(SITES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    templates.filters["url"] = _url
    templates.filters["json_ld"] = lambda value: Markup(json.dumps(value, ensure_ascii=False).replace("</", "<\\/"))  # noqa: S704
    templates.filters["entities"] = lambda text: Markup("".join(f"&#{ord(letter)};" for letter in text))  # noqa: S704
    templates.filters["paragraphs"] = lambda text: Markup("<br>").join(map(escape, text.splitlines()))
    return templates


def render(template: str, **values: Any) -> str:
    return environment().get_template(template).render(**values)


@pass_context
def _url(context: Context, href: str) -> str:
    """Turn `page:KEY` into that page's address on the site; a page that the site lacks is the home page."""
    if not href.startswith("page:"):
        return href
    pages = context["site"].pages
    page = pages.get(href.removeprefix("page:"))
    return page.path if page is not None else "/"
