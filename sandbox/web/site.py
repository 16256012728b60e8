"""One website: its pages, built when somebody first looks, and how they are written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

from sandbox.web.facts import Facts
from sandbox.web.form import PATTERNS, Filled, Form, captcha_text
from sandbox.web.inventory import build_pages
from sandbox.web.notices import statement_rate
from sandbox.web.page import Block, Page
from sandbox.web.plan import Plan
from sandbox.web.rendering import render

_FOOTER = (
    "legal", "privacy", "cookies", "statement", "sitemap", "complaint", "quality", "commitments", "tariffs",
    "directory", "newsletter", "feedback", "easy",
)  # fmt: skip
SOCIAL = ("facebook", "instagram", "x", "mastodon")


class Site:
    """A structure's site, as templates see it."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.theme = plan.theme
        self.host = plan.host
        self.resident = plan.resident
        self.language = plan.language
        self.form = Form(plan)
        self.patterns = PATTERNS

    @cached_property
    def pages(self) -> dict[str, Page]:
        return build_pages(self.plan)

    @cached_property
    def by_path(self) -> dict[str, Page]:
        return {page.path: page for page in self.pages.values()}

    @property
    def facts(self) -> Facts:
        return self.plan.facts

    @property
    def name(self) -> str:
        return self.resident.name

    @cached_property
    def palette(self) -> tuple[str, str, str]:
        return self.plan.draws("palette").one(self.theme.palettes)

    @cached_property
    def form_page(self) -> Page:
        """The page on which the contact form stands, or would."""
        return next((page for page in self.pages.values() if _has(page, "form")), self.pages["contact"])

    @cached_property
    def form_action(self) -> str:
        """Where the contact form is posted."""
        number = self.plan.draws("form number").whole(3, 900)
        return self.theme.form.action.format(number=number) or self.form_page.path

    @property
    def thanks_path(self) -> str:
        """Where a redirect after sending leads."""
        return f"{self.form_page.path.rstrip('/')}/{'confirmation' if self.language == 'fr' else 'thank-you'}"

    @property
    def login_path(self) -> str:
        return "/connexion" if self.language == "fr" else "/sign-in"

    @property
    def nav(self) -> list[Page]:
        return [page for page in self.pages.values() if page.nav]

    @property
    def footer(self) -> list[Page]:
        return [self.pages[key] for key in _FOOTER if key in self.pages]

    @cached_property
    def social(self) -> list[tuple[str, str]]:
        """(network, address) pairs; nothing of the town leaves loopback, so the hosts are invented."""
        if not self.facts.social:
            return []
        networks = self.plan.draws("social").some(SOCIAL, 3)
        domains = {
            "facebook": "www.facebook.com",
            "instagram": "www.instagram.com",
            "x": "x.com",
            "mastodon": "mastodon.social",
        }
        handle = self.resident.domain.partition(".")[0].replace("-", "")
        return [(name, f"https://{domains[name]}/{'@' if name == 'mastodon' else ''}{handle}") for name in networks]

    @property
    def copyright(self) -> int:
        return self.plan.today.year - int(self.facts.copyright_age)

    @property
    def mention(self) -> str:
        """What the home page says of its accessibility."""
        return str(getattr(self.plan.words, f"mention_{self.facts.conformity}"))

    @property
    def statement_rate(self) -> int:
        return statement_rate(self.plan)

    def date_words(self, day: date) -> str:
        return self.plan.date_words(day)

    def crumbs(self, page: Page) -> list[Page]:
        """The pages above one, from the home page down."""
        above: list[Page] = []
        while page.key != "home" and len(above) < 5:
            page = self.pages.get(page.parent, self.pages["home"])
            above.insert(0, page)
        return above

    def structured(self) -> dict[str, Any]:
        """The structure as schema.org data."""
        kind = "GovernmentOrganization" if self.resident.sector == "public" else "LocalBusiness"
        facts, coordinates = self.facts, self.plan.coordinates
        data: dict[str, Any] = {"@context": "https://schema.org", "@type": kind, "name": self.name}
        data["url"] = f"https://{self.host}/"
        if facts.phone:
            data["telephone"] = coordinates.phone_link
        if facts.mail:
            data["email"] = self.resident.mail
        if facts.postal:
            data["address"] = {
                "@type": "PostalAddress",
                "streetAddress": coordinates.street,
                "postalCode": coordinates.postcode,
                "addressLocality": coordinates.town,
                "addressCountry": self.resident.country,
            }
        if facts.hours:
            data["openingHoursSpecification"] = self.plan.hours.schema()
        return data

    def captcha(self, key: str) -> str:
        return captcha_text(self.plan, key)

    def html(self, page: Page, filled: Filled | None = None, **more: Any) -> str:
        """Write a whole page."""
        return self.piece("layout.html", page=page, filled=filled or Filled(), **more)

    def piece(self, template: str, **more: Any) -> str:
        """Write one of the theme's templates."""
        values: dict[str, Any] = {
            "site": self, "theme": self.theme, "plan": self.plan, "f": self.facts, "w": self.plan.words,
            "c": self.plan.coordinates, "form": self.form, "found": None, "query": "", "status": "",
        }  # fmt: skip
        return render(f"themes/{self.theme.name}/{template}", **(values | more))

    def search(self, query: str) -> Sequence[Page]:
        """Return the pages where the words stand, titles first; a search that does not work finds the news."""
        if not self.facts.search_works:
            return [page for page in self.pages.values() if page.key.startswith("news-")][:2]
        wanted = [word for word in query.lower().split() if len(word) > 2]
        scored = [(_score(page, wanted), page) for page in self.pages.values() if page.key not in ("search", "home")]
        return [page for score, page in sorted(scored, key=lambda pair: -pair[0]) if score > 0][:10]


def _has(page: Page, kind: str) -> bool:
    return any(block.kind == kind for block in page.blocks)


def _score(page: Page, wanted: list[str]) -> int:
    title, text = page.title.lower(), text_of(page).lower()
    stems = [word[:-1] if len(word) > 4 and word[-1] in "sx" else word for word in wanted]
    return sum(10 * (stem in title) + (stem in text) for stem in stems)


def text_of(page: Page) -> str:
    """Return the words of a page, for the search engine and the tests."""
    return " ".join([page.title, page.lead, *(_words(block) for block in page.blocks)])


def _words(block: Block) -> str:
    items = [" ".join(map(str, item)) if isinstance(item, tuple) else str(item) for item in block.items]
    return " ".join([block.text, *items])
