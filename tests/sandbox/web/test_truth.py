"""What the truth log says of each site is what its pages show."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup

from sandbox.web.theme import theme_names
from tests.sandbox.web.visiting import Visitor, visited

SLOW = {"joomla"}
BROWSER = {"spa"}


async def crawl(visitor: Visitor, theme: str) -> tuple[dict[str, BeautifulSoup], set[str]]:
    """Follow every link of a site as far as it goes; return its pages by path, and the dead links."""
    host = f"www.{theme}.example"
    secure = visitor.web["hosts"][f"{host}:443"] == visitor.web["https"]
    start = f"{'https' if secure else 'http'}://{host}/"
    pages: dict[str, BeautifulSoup] = {}
    dead: set[str] = set()
    waiting = {start}
    while waiting:
        url = waiting.pop()
        answer = await visitor.ask(url)
        if answer.status_code >= 400:
            dead.add(url)
            continue
        if "html" not in answer.headers.get("content-type", ""):
            pages[url] = BeautifulSoup("", "html.parser")
            continue
        page = visitor.read(answer)
        pages[url] = page
        for tag in page.select("a[href], link[href], [src]"):
            target = urljoin(url, str(tag.get("href") or tag.get("src"))).partition("#")[0]
            if urlsplit(target).hostname == host and target not in pages and target not in dead:
                waiting.add(target if secure else target.replace("https:", "http:"))
    return pages, dead


Seen = dict[str, tuple[dict[str, BeautifulSoup], set[str], dict[str, Any]]]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """Every theme's site, crawled once: its pages, its dead links, its truth."""

    async def look() -> Seen:
        themes = [name for name in theme_names() if name not in SLOW | BROWSER]
        async with visited(tmp_path_factory.mktemp("truth"), *themes) as visitor:
            found = {}
            for theme in themes:
                pages, dead = await crawl(visitor, theme)
                found[theme] = (pages, dead, visitor.truth(f"www.{theme}.example"))
            return found

    return asyncio.run(look())


def test_there_are_twenty_themes() -> None:
    assert len(theme_names()) == 20


def test_dead_links_are_as_many_as_said(seen: Seen) -> None:
    for theme, (_, dead, truth) in seen.items():
        assert len(dead) == truth["labels"]["site.dead_links"], (theme, dead)


def test_every_page_can_be_reached(seen: Seen) -> None:
    for theme, (pages, _, truth) in seen.items():
        paths = {urlsplit(url).path + (f"?{urlsplit(url).query}" if urlsplit(url).query else "") for url in pages}
        missing = {key: path for key, path in truth["pages"].items() if path not in paths}
        assert set(missing) <= {"search", "english"}, (theme, missing)


def test_phone_and_mail_stand_where_the_labels_say(seen: Seen) -> None:
    for theme, (pages, _, truth) in seen.items():
        text = " ".join(page.get_text(" ") for page in pages.values())
        digits = re.sub(r"\D", "", text)
        assert ("199001122" in digits) == truth["labels"]["site.phone"], theme
        links = [str(tag["href"]) for page in pages.values() for tag in page.select("a[href^='tel:']")]
        assert bool(links) <= truth["labels"]["site.phone_clickable"], theme


def test_notices_exist_exactly_where_said(seen: Seen) -> None:
    keys = {"legal": "site.legal_notice", "privacy": "site.privacy_notice", "statement": "site.statement",
            "complaint": "site.complaint_procedure", "faq": "site.faq", "news": "site.news"}  # fmt: skip
    for theme, (_, _, truth) in seen.items():
        for key, label in keys.items():
            assert (key in truth["pages"]) == truth["labels"][label], (theme, label)


def test_topics_give_the_points_they_claim(seen: Seen) -> None:
    for theme, (pages, _, truth) in seen.items():
        assert truth["topics"], theme
        for scenario, topic in truth["topics"].items():
            assert topic["points"], (theme, scenario)
            page = next(page for url, page in pages.items() if url.endswith(topic["path"]))
            assert len(page.get_text(" ").split()) > 25


def test_markup_facts_hold(seen: Seen) -> None:
    for theme, (pages, _, truth) in seen.items():
        home = next(iter(pages.values()))
        labels = truth["labels"]
        assert bool(home.select("meta[name=viewport]")) == labels["site.viewport"], theme
        if theme not in ("frameset", "broken"):
            assert bool(home.html and home.html.get("lang")) == labels["site.page_language_stated"], theme
        assert bool(home.select("meta[name=description]")) == labels["site.meta_description"], theme


def test_a_bilingual_site_speaks_english_too(seen: Seen) -> None:
    pages, _, truth = seen["modal"]
    own = [key for key in truth["pages"] if key.startswith("english-")]
    assert len(own) >= 3
    welcome = next(page for url, page in pages.items() if url.endswith(truth["pages"]["english"]))
    assert "Opening hours" in welcome.get_text() and "Monday" in welcome.get_text()


async def test_the_same_seed_makes_the_same_site(tmp_path: Path) -> None:
    texts = []
    for name in ("one", "two"):
        async with visited(tmp_path / name, "drupal") as visitor:
            texts.append(re.sub(r"form-\w+", "", (await visitor.ask("https://www.drupal.example/")).text))
    assert texts[0] == texts[1]
