"""A site's answers: pages, search, robots, feed, pictures, documents, and what is posted to its forms."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from sandbox.draws import Draws
from sandbox.web import pictures
from sandbox.web.bodies import read_posted
from sandbox.web.page import Block, Page
from sandbox.web.posting import Posting
from sandbox.web.site import Site
from sandbox.web.sources import THEMES
from sandbox.web.submissions import Desk

_ASSETS = {"style.css": "text/css", "site.js": "text/javascript"}


class SiteAnswers:
    """Answers requests to one site."""

    def __init__(self, site: Site, desk: Desk) -> None:
        self.site = site
        self._posting = Posting(site, desk)

    async def answer(self, request: Request) -> Response:
        """Return the answer, with the site's headers and cookies."""
        response = await self._answer(request)
        self._dress(request, response)
        return response

    async def answer_framed(self, request: Request) -> Response:
        """Answer for the form host: this site's form alone, shown inside its page."""
        site = self.site
        if request.method == "POST":
            posted = read_posted(request.headers.get("content-type", ""), await request.body())
            return self._posting.answer_framed(posted, request.url.path)
        return self._html(site.piece("framed.html", page=site.form_page, filled=self._posting.fresh({})))

    async def _answer(self, request: Request) -> Response:
        site, path = self.site, request.url.path
        if request.method == "POST":
            posted = read_posted(request.headers.get("content-type", ""), await request.body(), site.theme.charset)
            return self._posting.answer(path, posted)
        asked = dict(request.query_params)
        for found in (self._page(path, asked), self._posting.look(path, asked), self._file(path), self._machine(path)):
            if found is not None:
                return found
        if f"{path}/" in site.by_path:
            return RedirectResponse(f"{path}/", 301)
        return self._missing(soft=not path.startswith("/documents/"))

    def _page(self, path: str, asked: Mapping[str, str]) -> Response | None:
        site = self.site
        if site.theme.paths == "php" and path == "/index.php":
            path = f"{path}?page={asked.get('page', '')}"
        if path in site.theme.extra:
            return self._html(site.piece(site.theme.extra[path], page=site.pages["home"], filled=None))
        page = site.by_path.get(path)
        if page is None and path in ("/index.html", "/index.php", "/index.php?page=", "/Default.aspx", "/index.htm"):
            page = site.pages["home"]
        if page is None:
            return None
        if page.key == "search":
            query = next((asked[name] for name in ("s", "q", "keys", "search", "recherche") if name in asked), "")
            return self._html(site.html(page, query=query, found=site.search(query) if query else None))
        if page.key == "contact" or any(block.kind == "form" for block in page.blocks):
            return self._html(site.html(page, self._posting.fresh(asked)))
        return self._html(site.html(page))

    def _html(self, text: str, status: int = 200) -> Response:
        charset = self.site.theme.charset
        content = text.encode(charset, "xmlcharrefreplace")
        return Response(content, status, media_type=None, headers={"Content-Type": f"text/html; charset={charset}"})

    def _missing(self, *, soft: bool) -> Response:
        """Say that there is no such page, some sites with a status that says there is; a lost file is always lost."""
        page = Page("missing", self.site.plan.words.not_found)
        if self.site.facts.missing_helps:
            page.blocks = [Block("p", self.site.plan.words.not_found_help)]
        return self._html(self.site.html(page), 200 if soft and not self.site.facts.missing_is_404 else 404)

    def _file(self, path: str) -> Response | None:
        """Style sheets, scripts, pictures and documents."""
        site, name = self.site, path.rpartition("/")[2]
        if path.startswith("/assets/") and name in _ASSETS:
            if not (THEMES / site.theme.name / name).is_file():
                return None
            return Response(site.piece(name, page=site.pages["home"], filled=None), media_type=_ASSETS[name])
        if path.startswith("/assets/") and name.endswith(".svg"):
            draws = Draws(site.plan.seed, site.resident.key, name)
            drawn = (
                pictures.logo(site.name, site.palette)
                if name == "logo.svg"
                else pictures.landscape(draws, site.palette)
            )
            return Response(drawn, media_type="image/svg+xml")
        if path.startswith("/assets/") and name.endswith(".png"):
            draws = Draws(site.plan.seed, site.resident.key, name)
            return Response(pictures.photograph(draws, 700, 400), media_type="image/png")
        if path.startswith("/documents/public-"):
            return Response(pictures.pdf([site.name, site.plan.resident.place, name]), media_type="application/pdf")
        return None

    def _machine(self, path: str) -> Response | None:
        """What programs read: robots, site map, feed, the content of a site built by JavaScript."""
        site, facts = self.site, self.site.facts
        base = f"https://{site.host}"
        if path == "/robots.txt" and facts.robots:
            lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /teleservice/", ""]
            lines += [f"Sitemap: {base}/sitemap.xml", ""] if facts.sitemap_xml else []
            return Response("\n".join(lines), media_type="text/plain")
        if path == "/sitemap.xml" and facts.sitemap_xml:
            entries = "".join(f"<url><loc>{base}{escape(page.path)}</loc></url>" for page in site.pages.values())
            space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
            return Response(
                f'<?xml version="1.0" encoding="UTF-8"?><urlset {space}>{entries}</urlset>',
                media_type="application/xml",
            )
        if path == "/feed.xml" and facts.feed:
            return Response(self._feed(base), media_type="application/rss+xml")
        if path == "/api/content.json" and site.theme.client:
            return JSONResponse(_content(site))
        if path.startswith("/teleservice/"):
            page = Page("service", site.plan.words.services, blocks=[Block("sign_on", site.plan.words.login)])
            return self._html(site.html(page))
        return None

    def _feed(self, base: str) -> str:
        items = "".join(
            f"<item><title>{escape(page.title)}</title><link>{base}{escape(page.path)}</link>"
            f"<pubDate>{page.written:%a, %d %b %Y} 08:00:00 GMT</pubDate></item>"
            for page in self.site.pages.values()
            if page.key.startswith("news-") and page.written
        )
        head = f'<?xml version="1.0"?><rss version="2.0"><channel><title>{escape(self.site.name)}</title>'
        return f"{head}{items}</channel></rss>"

    def _dress(self, request: Request, response: Response) -> None:
        site = self.site
        for name, value in site.theme.headers.items():
            response.headers[name] = value
        if request.url.scheme == "https" and site.theme.tls == "strict":
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if response.headers.get("content-type", "").startswith("text/html"):
            if "session" not in request.cookies:
                response.set_cookie("session", Draws(site.plan.seed, site.host).hexadecimal(16), httponly=True)
            if site.facts.trackers and "choice" not in request.cookies:
                response.set_cookie("_visitor", "1.2." + site.resident.key, max_age=33696000)
        body = bytes(response.body)
        text = response.headers.get("content-type", "").startswith(("text/", "application/json", "image/svg"))
        if site.facts.compressed and text and len(body) > 500 and "gzip" in request.headers.get("accept-encoding", ""):
            response.body = gzip.compress(body, 5)
            response.headers["Content-Encoding"] = "gzip"
            response.headers["Content-Length"] = str(len(response.body))


def _content(site: Site) -> dict[str, Any]:
    """Everything that a site built in the browser shows, as its program fetches it."""
    pages = {}
    for page in site.pages.values():
        html = site.piece("page.html", page=page, filled=None) if page.blocks or page.lead else ""
        pages[page.path] = {"title": page.title, "key": page.key, "html": html, "search": json.dumps(page.lead)[:80]}
    return {"name": site.name, "pages": pages, "nav": [[page.title, page.path] for page in site.nav]}
