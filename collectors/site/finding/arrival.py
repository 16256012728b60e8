"""Whether the page at which one arrives is a site at all: parked, a wall, a file, an error."""

from __future__ import annotations

import re

from collectors.site.facts.forms import asks_login
from collectors.site.pages.page import Page
from collectors.site.phrases import phrases
from domain.failure import Failure

_PARKED = phrases("arrival.parked")
_CHALLENGE = phrases("arrival.challenge")
_SHOWN = re.compile(r"<(?:img|frame|iframe|canvas|svg)\b", re.IGNORECASE)
_FEW_WORDS = 220
"""A page that is parked or a wall says little else."""


def failure_of(page: Page) -> tuple[Failure, str] | None:
    """Return why a page is no home page of a site, with its words; None when it is one."""
    words = page.folded.split()
    few = len(words) < _FEW_WORDS
    quote = " ".join(page.text.split())[:200]
    # a redirect by script or a challenge comes with 403 or 503: its words tell more than the status
    if few and _CHALLENGE.search(f"{page.title.lower()}\n{page.folded}\n{page.source[:20_000].lower()}"):
        return Failure.CAPTCHA, quote
    if page.status == 401 or (asks_login(page) and few):
        return Failure.LOGIN_REQUIRED, quote
    if page.status >= 500:
        return Failure.HTTP_5XX, f"HTTP {page.status}"
    if page.status >= 400:
        return Failure.HTTP_4XX, f"HTTP {page.status}"
    if few and _PARKED.search(f"{page.title.lower()}\n{page.folded}"):
        return Failure.NOT_A_SITE, quote
    if (
        not words
        and not page.links
        and not re.search(r"<(?:img|frame|iframe|canvas|svg)\b", page.source, re.IGNORECASE)
    ):
        return Failure.NOT_A_SITE, ""
    return None
