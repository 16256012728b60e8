"""What was seen of one site: the input of every measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from collectors.site.facts.contacts import Contact, contacts_of
from collectors.site.facts.forms import ContactForm, contact_form
from collectors.site.facts.opening_hours import Schedule, principal, schedules_in, schedules_of
from collectors.site.facts.statement import Statement, statement_of
from collectors.site.finding.atlas import Atlas
from collectors.site.finding.interest import Interest
from collectors.site.finding.searching import Searched
from collectors.site.finding.walk import Found as TopicFound
from collectors.site.looking.look import Audit, Look
from collectors.site.pages.page import Link, Page
from domain.contact import SiteContent
from links.forms.sight import PageSight

_RECEPTION = (
    "mairie",
    "hotel de ville",
    "accueil",
    "reception",
    "town hall",
    "city hall",
    "siege",
    "head office",
    "civic",
)


@dataclass(frozen=True)
class Delivery:
    """How the site answers. None stands for what could not be told.

    `certificate_days` is how long the certificate is still valid; `other_name` whether the name with (without) "www."
    answers too; `hops` counts redirects from the address in the directory to the home page.
    """

    https: bool
    certificate_days: float | None = None
    certificate_fault: str = ""
    http_redirects: bool | None = None
    hops: int = 0
    other_name: bool | None = None
    sitemap: bool = False
    robots: bool = False
    missing: Page | None = None
    """What is shown for a page that does not exist."""


@dataclass(frozen=True)
class Checked:
    """A link of the site that was tried: on which page it stands, and what it gave (0: nothing)."""

    page: str
    text: str
    address: str
    status: int
    dead: bool


@dataclass
class SiteView:
    """One site as it was seen on `today`. `plain` is the home page without its scripts, None when it was not got."""

    content: SiteContent
    today: date
    atlas: Atlas
    delivery: Delivery
    plain: Page | None = None
    desktop: Look | None = None
    mobile: Look | None = None
    audits: tuple[Audit, ...] = ()
    interest: Interest | None = None
    found: TopicFound | None = None
    searched: Searched | None = None
    checked: tuple[Checked, ...] = ()
    sights: Mapping[str, Sequence[PageSight]] = field(default_factory=dict)
    """The forms of pages that a browser showed, by address."""
    failures: dict[str, int] = field(default_factory=dict)
    """Statuses of the pages that could not be got, by address."""

    @property
    def home(self) -> Page:
        return self.atlas.home

    @property
    def pages(self) -> tuple[Page, ...]:
        return self.atlas.pages

    @cached_property
    def country(self) -> str:
        return self.content.structure.country

    @cached_property
    def contacts(self) -> tuple[tuple[Page, Contact], ...]:
        """Every contact detail with the page nearest the home page that gives it."""
        return tuple((page, contact) for page in self.pages for contact in contacts_of(page, self.country))

    def contact(self, kind: str) -> tuple[Page, Contact] | None:
        """Return the contact detail of a kind that takes the fewest clicks; one that can be clicked first."""
        found = [(page, contact) for page, contact in self.contacts if contact.kind == kind]
        return min(found, key=lambda pair: (self.clicks(pair[0]), not pair[1].linked), default=None)

    def clicks(self, page: Page) -> int:
        """Return the fewest clicks to a page; 9 when no link seen leads there."""
        found = self.atlas.clicks_to(page)
        return 9 if found is None else found

    @cached_property
    def schedules(self) -> tuple[tuple[Page, Schedule], ...]:
        """Every opening schedule, the pages nearest the home page first."""
        found: list[tuple[Page, Schedule]] = []
        for page in self.pages:
            found += [(page, schedule) for schedule in schedules_of(page.things)]
            found += [(page, schedule) for schedule in schedules_in(page.text, page.language)]
        return tuple(found)

    @cached_property
    def own_schedule(self) -> tuple[Page, Schedule] | None:
        """The schedule of the structure itself: machine-readable, or under its name, or the fullest one nearest."""
        near = [schedule for page, schedule in self.schedules if self.clicks(page) <= 3]
        chosen = principal(near, (self.content.structure.name, *_RECEPTION))
        return next(((page, schedule) for page, schedule in self.schedules if schedule is chosen), None)

    @cached_property
    def statement(self) -> Statement | None:
        """The accessibility statement."""
        pages = [*self.atlas.topic_pages("accessibility"), *self.pages]
        return next((found for page in pages if (found := statement_of(page, self.today)) is not None), None)

    @cached_property
    def form(self) -> tuple[Page, ContactForm] | None:
        """The contact form that takes the fewest clicks."""
        found = ((page, contact_form(page, self.sights.get(page.address, ()))) for page in self.pages)
        return next(((page, form) for page, form in found if form is not None), None)

    def topic(self, name: str, *, floor: float = 1.3) -> tuple[Page, Link] | None:
        """Return the surest link about a topic, with the page it stands on."""
        return next(iter(self.atlas.topic_links(name, floor=floor)), None)

    def notice(self, name: str) -> Page | None:
        """Return the page about a topic, None when none was got."""
        return next(iter(self.atlas.topic_pages(name)), None)
