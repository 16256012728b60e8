"""News with their dates: fresh, or old where nobody writes any more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sandbox.web.page import Block, Page, p
from sandbox.web.plan import Plan


def news_pages(plan: Plan) -> Iterator[Page]:
    """Yield the news of a site, newest first, and before them the page that lists them."""
    if not plan.facts.news:
        return
    stories = plan.texts["news"][plan.resident.sector]
    draws = plan.draws("news")
    chosen = draws.some(stories, min(len(stories), draws.whole(4, 7)))
    day = plan.today - timedelta(days=int(plan.facts.news_age_days))
    pages = []
    for number, (title, text) in enumerate(chosen):
        page = Page(f"news-{number}", title, lead=_first(text), parent="news", written=day)
        page.blocks = [Block("picture", title), p(text)]
        pages.append(page)
        day -= timedelta(days=draws.whole(4, 40))
    listing = Page("news", plan.words.news, nav=True)
    listing.blocks = [Block("news", items=tuple(page.key for page in pages))]
    yield listing
    yield from pages


def _first(text: str) -> str:
    return text.partition(". ")[0].rstrip(".") + "."
