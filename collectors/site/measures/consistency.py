"""One story everywhere: the same number, address and hours on every page and in the directory."""

from __future__ import annotations

from collections import Counter

from rapidfuzz import fuzz

from collectors.site.facts.contacts import normal_number, normal_postal, postcode_of
from collectors.site.facts.opening_hours import Schedule
from collectors.site.measures.registry import Found, Proof, measure
from collectors.site.measures.view import SiteView
from domain.structure import Opening
from links.pages.addresses import domain_of, registrable

_SAME_ADDRESS = 80
_FREE_MAIL = frozenset({
    "gmail.com", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net", "hotmail.com", "hotmail.fr",
    "outlook.com", "outlook.fr", "yahoo.com", "yahoo.fr",
})  # fmt: skip


def _frame(view: SiteView, kind: str) -> tuple[Counter[str], dict[str, Proof]]:
    """Contact details in the pages' footers and headers (the structure's own), by page."""
    counts: Counter[str] = Counter()
    proofs: dict[str, Proof] = {}
    seen: set[tuple[str, str]] = set()
    for page, contact in view.contacts:
        if contact.kind == kind and (page.address, contact.value) not in seen:
            seen.add((page.address, contact.value))
            counts[contact.value] += 1
            proofs.setdefault(contact.value, Proof(page.address, contact.quote))
    return counts, proofs


@measure("site.phone_consistent", version=1)
def phone_consistent(view: SiteView) -> Found | None:
    """The number that stands on most pages is also the one of the contact page."""
    counts, proofs = _frame(view, "phone")
    contact_pages = {page.address for page in view.atlas.topic_pages("contact")}
    own = {
        contact.value for page, contact in view.contacts if contact.kind == "phone" and page.address in contact_pages
    }
    common = [value for value, count in counts.most_common(1) if count >= 2]
    if not common or not own:
        return None
    return Found(common[0] in own, (proofs[common[0]], *(proofs[value] for value in sorted(own)[:2])), 0.75)


@measure("site.mail_consistent", version=1)
def mail_consistent(view: SiteView) -> Found | None:
    """The e-mail addresses are all at one domain."""
    counts, proofs = _frame(view, "mail")
    domains = {value.rsplit("@", 1)[-1] for value in counts}
    if len(counts) < 2:
        return None
    return Found(
        len({registrable(domain) for domain in domains}) == 1, tuple(proofs[value] for value in list(counts)[:4]), 0.75
    )


@measure("site.mail_own_domain", version=1)
def mail_own_domain(view: SiteView) -> Found | None:
    """The e-mail address is at a domain of the structure's, not of a free provider."""
    found = view.contact("mail")
    if found is None:
        return None
    domain = found[1].value.rsplit("@", 1)[-1]
    own = registrable(domain) == domain_of(view.home.address)
    return Found(own or domain not in _FREE_MAIL, (Proof(found[0].address, found[1].value),), 0.85)


def _spans(schedule: Schedule | tuple[Opening, ...]) -> set[tuple[int, str, str]]:
    openings = schedule.openings if isinstance(schedule, Schedule) else schedule
    return {(one.weekday, f"{one.opens:%H:%M}", f"{one.closes:%H:%M}") for one in openings}


@measure("site.hours_consistent", version=1)
def hours_consistent(view: SiteView) -> Found | None:
    """Schedules under the same name, or the machine-readable and the written one, are the same on every page."""
    own = view.own_schedule
    if own is None:
        return None
    others = [
        (page, schedule)
        for page, schedule in view.schedules
        if page is not own[0]
        and len(schedule.days) >= 3
        and (schedule.label == own[1].label or schedule.stated != own[1].stated)
    ]
    if not others:
        return None
    different = next(((page, one) for page, one in others if _spans(one) != _spans(own[1])), None)
    proofs = [Proof(own[0].address, own[1].quote)]
    if different is not None:
        proofs.append(Proof(different[0].address, different[1].quote))
    return Found(different is None, tuple(proofs), 0.75)


@measure("site.phone_as_directory", version=1)
def phone_as_directory(view: SiteView) -> Found | None:
    wanted = normal_number(view.content.structure.phone, view.country) if view.content.structure.phone else ""
    shown = {
        contact.value: Proof(page.address, contact.quote) for page, contact in view.contacts if contact.kind == "phone"
    }
    if not wanted or not shown:
        return None
    return Found(wanted in shown, (shown.get(wanted, next(iter(shown.values()))),), 0.95)


@measure("site.mail_as_directory", version=1)
def mail_as_directory(view: SiteView) -> Found | None:
    wanted = view.content.structure.mail.lower()
    shown = {
        contact.value: Proof(page.address, contact.quote) for page, contact in view.contacts if contact.kind == "mail"
    }
    if not wanted or not shown:
        return None
    return Found(wanted in shown, (shown.get(wanted, next(iter(shown.values()))),), 0.95)


@measure("site.postal_as_directory", version=1)
def postal_as_directory(view: SiteView) -> Found | None:
    """An address on the site has the directory's postcode and, near enough, its words."""
    wanted = view.content.structure.postal
    shown = [(page, contact) for page, contact in view.contacts if contact.kind == "postal"]
    if not wanted or not shown:
        return None
    code = postcode_of(wanted)
    for page, contact in shown:
        same_code = not code or postcode_of(contact.quote) == code
        if same_code and fuzz.token_set_ratio(normal_postal(wanted), contact.value) >= _SAME_ADDRESS:
            return Found(True, (Proof(page.address, contact.quote),), 0.85)
    return Found(False, (Proof(shown[0][0].address, shown[0][1].quote),), 0.8)


@measure("site.hours_as_directory", version=1)
def hours_as_directory(view: SiteView) -> Found | None:
    wanted = view.content.structure.openings
    if not wanted or not view.schedules:
        return None
    match = next(((page, one) for page, one in view.schedules if _spans(one) == _spans(wanted)), None)
    page, shown = match or view.own_schedule or view.schedules[0]
    return Found(match is not None, (Proof(page.address, shown.quote),), 0.8)
