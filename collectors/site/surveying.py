"""How the site is served: certificate, names, sitemap, missing pages, dead links. Plain requests only."""

from __future__ import annotations

import ipaddress
from dataclasses import replace
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from collectors.site.expedition import Expedition, plain_page
from collectors.site.measures.view import Checked
from domain.failure import Failure
from links.pages.addresses import absolute, harmless, key, registrable, same_site
from links.pages.sitemaps import SiteMap, parse_sitemap
from links.web_certificate import Certificate
from links.web_fetch import WebFetcher

_MISSING = "/page-qui-n-existe-pas-7f3a"
_SITEMAPS = 3
_SAMPLE = 14
_SMALL = 100_000
_GONE = frozenset({404, 410})
_UNSUPPORTED = frozenset({400, 403, 405, 406, 501})
"""What servers answer to HEAD when they only know GET."""


async def read_sitemap(expedition: Expedition) -> None:
    """Keep the addresses that the sitemap lists, of at most a few files."""
    home = expedition.home.address
    stated = (await expedition.polite.robots(home)).sitemaps
    queue = [address for one in (*stated, urljoin(home, "/sitemap.xml")) if (address := absolute(one, home))]
    listed: list[str] = []
    read = 0
    for address in queue:
        if read >= _SITEMAPS or not same_site(address, home):
            continue
        fetched = await expedition.polite.get(address, limit=5_000_000)
        found = parse_sitemap(fetched.body) if fetched is not None and fetched.status == 200 else SiteMap()
        if not (found.pages or found.children):
            continue
        read += 1
        expedition.delivery = replace(expedition.delivery, sitemap=True)
        listed += [page for page, _ in found.pages if same_site(page, home)]
        queue += [child for child in found.children if child not in queue][:_SITEMAPS]
    expedition.listed = tuple(dict.fromkeys(listed))


async def read_certificate(expedition: Expedition, fetcher: WebFetcher, now: datetime) -> None:
    """Note how long the certificate is still valid."""
    parts = urlsplit(expedition.home.address)
    if parts.scheme != "https" or not parts.hostname:
        return
    found = await fetcher.certificate(parts.hostname, parts.port or 443, seconds=8.0)
    if isinstance(found, Certificate):
        days = (found.ends - now).total_seconds() / 86400 if found.ends else None
        expedition.delivery = replace(expedition.delivery, certificate_days=days, certificate_fault=found.problem)


async def try_names(expedition: Expedition) -> None:
    """See whether the address without security leads to the secure one, and the name with or without "www." too."""
    parts = urlsplit(expedition.home.address)
    host = parts.hostname or ""
    if parts.port is not None or _is_address(host):
        return
    fetched = await expedition.polite.get(f"http://{host}/", limit=_SMALL)
    if fetched is not None and fetched.status:
        secure = fetched.final_url.startswith("https://")
        expedition.delivery = replace(expedition.delivery, http_redirects=secure)
    elif fetched is not None and parts.scheme == "https":
        # nothing listens without security: nobody can be overheard
        expedition.delivery = replace(expedition.delivery, http_redirects=True)
    bare = host.removeprefix("www.")
    if bare != registrable(bare) or "." not in bare:
        return
    other = bare if host.startswith("www.") else f"www.{bare}"
    fetched = await expedition.polite.get(f"{parts.scheme}://{other}/", limit=_SMALL)
    if fetched is not None:
        answers = 0 < fetched.status < 400 and same_site(fetched.final_url, expedition.home.address)
        expedition.delivery = replace(expedition.delivery, other_name=answers)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


async def ask_for_nothing(expedition: Expedition) -> None:
    """Ask for a page that does not exist."""
    fetched = await expedition.polite.get(urljoin(expedition.home.address, _MISSING), limit=_SMALL * 4)
    if fetched is not None and fetched.status:
        expedition.delivery = replace(expedition.delivery, missing=plain_page(fetched))


async def check_links(expedition: Expedition) -> None:
    """Try a sample of the site's links, spread over the pages seen; pages already got count as tried."""
    atlas = expedition.atlas
    if atlas is None:
        return
    checked: dict[str, Checked] = {}
    fresh: list[tuple[str, str, str]] = []
    for page, link in atlas.links:
        mark = key(link.address) if link.address else ""
        if not mark or mark in checked or not same_site(link.address, expedition.home.address):
            continue
        target = atlas.get(link.address)
        status = target.status if target is not None else expedition.failures.get(link.address, 0)
        if status:
            checked[mark] = Checked(page.address, link.text, link.address, status, _dead(status))
        elif harmless(link.address):
            fresh.append((page.address, link.text, link.address))
    step = max(1, len(fresh) // _SAMPLE)
    for page_address, text, address in fresh[::step][:_SAMPLE]:
        tried = await _tried(expedition, address)
        if tried is not None:
            status, dead = tried
            checked[key(address)] = Checked(page_address, text, address, status, dead)
    expedition.checked = tuple(checked.values())


async def _tried(expedition: Expedition, address: str) -> tuple[int, bool] | None:
    fetched = await expedition.polite.get(address, method="HEAD", limit=0)
    if fetched is not None and fetched.status in _UNSUPPORTED:
        fetched = await expedition.polite.get(address, limit=_SMALL)
    if fetched is None or fetched.failure is Failure.TOO_SLOW:
        return None
    if not fetched.status:
        return 0, fetched.failure in (Failure.DNS_ERROR, Failure.UNREACHABLE, Failure.NOT_A_SITE)
    return fetched.status, _dead(fetched.status)


def _dead(status: int) -> bool:
    return status in _GONE or status >= 500
