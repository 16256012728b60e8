"""Addresses, robots.txt and sitemaps."""
# ruff: noqa: E501 - pages as they are made

from __future__ import annotations

import gzip
from dataclasses import replace

import pytest

from collectors.site.getting.encoding import is_page, text_of_answer
from collectors.site.getting.robots import parse_robots
from links.pages.addresses import absolute, document_kind, harmless, key, maybe_page, registrable, same_site, ways_to
from links.pages.sitemaps import parse_sitemap
from links.web_fetch import Fetched


def test_addresses_become_absolute_and_comparable():
    base = "https://www.ville.fr/a/b.html"
    assert absolute("../c?utm_source=x&id=2#top", base) == "https://www.ville.fr/c?id=2"
    assert absolute("//WWW.Ville.fr:443/x", base) == "https://www.ville.fr/x"
    assert absolute("#/contact", "https://app.fr/") == "https://app.fr/#/contact"
    assert [
        absolute(odd, base)
        for odd in ("mailto:a@b.fr", "javascript:void(0)", "tel:+33", "http://[::1", "http://x:99999/")
    ] == [""] * 5
    assert key("http://www.ville.fr/accueil.html") == key("https://ville.fr/")
    assert key("https://ville.fr/contact/") == key("http://ville.fr/contact")


def test_a_site_is_its_host_with_and_without_www_and_its_subdomains():
    home = "https://www.ville.fr/"
    assert same_site("http://ville.fr/x", home) and same_site("https://services.ville.fr/", home)
    assert not same_site("https://autre.fr/", home)
    assert registrable("www.seine.gouv.fr") == "seine.gouv.fr" and registrable("www.burgh.gov.uk") == "burgh.gov.uk"
    assert not same_site("https://eure.gouv.fr/", "https://www.seine.gouv.fr/")
    assert not same_site("http://127.0.0.1:8001/", "http://127.0.0.1:8002/")


def test_files_and_dangerous_links_are_told_from_pages():
    assert document_kind("https://v.fr/Guide.PDF?x=1") == "pdf" and document_kind("https://v.fr/page") == ""
    assert maybe_page("https://v.fr/page.html") and not maybe_page("https://v.fr/photo.jpg")
    assert (
        not harmless("https://v.fr/logout")
        and not harmless("https://v.fr/?action=supprimer")
        and harmless("https://v.fr/deliberations")
    )


ROBOTS = """User-agent: *
Disallow: /
Crawl-delay: 3

User-agent: Googlebot
User-agent: Barometer/1.0
Disallow: /prive
Allow: /prive/ouvert
Disallow: /*.php$
Disallow:
Sitemap: https://v.fr/plan.xml
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/prive/x", False),
        ("/prive/ouvert/y", True),
        ("/index.php", False),
        ("/index.php?a=1", True),
        ("/robots.txt", True),
    ],
)
def test_robots_txt_is_read_as_the_standard_says(path: str, allowed: bool):
    robots = parse_robots(ROBOTS)
    assert robots.allows(f"https://v.fr{path}") is allowed
    assert robots.sitemaps == ("https://v.fr/plan.xml",)


def test_without_a_group_of_ours_everybodys_counts():
    everybody = parse_robots("\ufeffuser-agent: *\ndisallow: /\ncrawl-delay: 2,5")
    assert not everybody.allows("https://v.fr/") and everybody.delay == 2.5
    assert parse_robots("<html>not found</html>").allows("https://v.fr/x")
    assert parse_robots("User-agent: *\nDisallow: " + "/" + "*a" * 160).allows("https://v.fr/" + "a" * 2000) is False


def test_sitemaps_are_read_plain_zipped_and_as_indexes():
    plain = b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc> https://v.fr/a </loc><lastmod>2026-01-02</lastmod></url></urlset>'
    assert parse_sitemap(plain).pages == (("https://v.fr/a", "2026-01-02"),)
    assert parse_sitemap(gzip.compress(plain)).pages == (("https://v.fr/a", "2026-01-02"),)
    assert parse_sitemap(
        b"<sitemapindex><sitemap><loc>https://v.fr/s.xml.gz</loc></sitemap></sitemapindex>"
    ).children == ("https://v.fr/s.xml.gz",)
    assert parse_sitemap(b"https://v.fr/a\nhttps://v.fr/b").pages[1][0] == "https://v.fr/b"
    assert parse_sitemap(b"\x1f\x8bnot gzip").pages == () and parse_sitemap(b"").pages == ()


def test_a_bomb_is_not_inflated_whole():
    bomb = gzip.compress(b"<urlset>" + b" " * 60_000_000)
    assert parse_sitemap(bomb).pages == ()


def test_bytes_become_text_as_in_a_browser():
    def answer(body: bytes, content_type: str = "text/html") -> Fetched:
        return Fetched("", "", 200, {"content-type": content_type}, body)

    assert text_of_answer(answer("é".encode("latin-1"), "text/html; charset=ISO-8859-1")) == "é"
    assert text_of_answer(answer(b'<meta charset="windows-1252">\x80')).endswith("€")
    assert text_of_answer(answer("é".encode())) == "é" and text_of_answer(answer(b"\xe9")) == "é"
    assert text_of_answer(replace(answer("été".encode()[:-1]), cut=True)).startswith("ét")
    assert is_page(answer(b"", "application/xhtml+xml")) and not is_page(answer(b"<html>", "application/pdf"))
    assert is_page(answer(b"<!DOCTYPE html><p>", ""))


def test_a_site_is_tried_without_encryption_when_nobody_answers():
    assert ways_to("www.ville.fr") == ["https://www.ville.fr/", "http://www.ville.fr/"]
    assert ways_to(" https://ville.fr/mairie ") == ["https://ville.fr/mairie", "http://ville.fr/mairie"]
    assert ways_to("http://ville.fr/") == ["http://ville.fr/"]
    assert ways_to("https://[::1") == []
