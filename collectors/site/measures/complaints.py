"""Complaints and opinions: can one complain, to whom beyond, and say what one thinks of the site or service."""

from __future__ import annotations

import re

from collectors.site.measures.presence import clicks_to, linked, said, says
from collectors.site.measures.registry import Found, Proof, measure
from collectors.site.measures.view import SiteView
from collectors.site.phrases import phrases
from domain.vocabulary import Sector

_MEDIATOR = phrases("complaints.mediator")
_ANSWERED = re.compile(
    r"(?:reclamation|plainte|demande|signalement|complaint)[^\n]{0,160}(?:sous|dans un delai|delai de|within|"
    r"in)[^\n]{0,30}(?:\d+|un|deux|quinze|huit|one|two|five|ten) ?(?:jours?|semaines?|mois|heures?|days?|weeks?|"
    r"working|hours?)"
)
_OPINION = re.compile(
    r"jedonnemonavis|voxusagers|monavis\.|(?:services)?publicsplus|plus\.transformation\.gouv", re.IGNORECASE
)


@measure("site.complaint_procedure", version=1)
def procedure(view: SiteView) -> Found:
    return linked(view, "complaint")


@measure("site.complaint_clicks", version=1)
def complaint_clicks(view: SiteView) -> Found | None:
    return clicks_to(view, "complaint")


@measure("site.complaint_delay", version=1)
def complaint_delay(view: SiteView) -> Found | None:
    """The complaint page says in what time one is answered."""
    return says(view.atlas.topic_pages("complaint"), _ANSWERED, confidence=0.75)


@measure("site.mediator", version=1)
def mediator(view: SiteView) -> Found:
    """A way beyond the structure is named: mediator, ombudsman, appeal (outside the accessibility statement)."""
    pages = [page for page in view.pages if view.statement is None or page.address != view.statement.address]
    proof = said(pages, _MEDIATOR)
    return Found(True, (proof,), 0.8) if proof else linked(view, "mediator")


@measure("site.feedback_link", version=1)
def feedback(view: SiteView) -> Found:
    return linked(view, "feedback")


@measure("site.opinion_programme", version=1)
def opinion_programme(view: SiteView) -> Found | None:
    """Takes part in the State's programmes for opinions ("Je donne mon avis", Services Publics+)."""
    if view.content.structure.sector is Sector.PRIVATE or view.country != "FR":
        return None
    for page, link in view.atlas.links:
        if _OPINION.search(link.address):
            return Found(True, (Proof(page.address, link.text or link.address),), 0.95)
    return Found(False, (Proof(view.home.address),), 0.7)


@measure("site.page_feedback", version=1)
def page_feedback(view: SiteView) -> Found | None:
    """Inner pages ask whether they were of use."""
    inner = [page for page in view.pages if page is not view.home]
    pattern = re.compile(
        r"(?:page|contenu|information|article|reponse)s? .{0,30}(?:utile|aide)\w* ?\?|(?:was|is) this (?:page|"
        r"information|article|answer) (?:useful|helpful)|rate this page"
    )
    return says(inner, pattern, confidence=0.8) if inner else None


@measure("site.participation", version=1)
def participation(view: SiteView) -> Found:
    return linked(view, "participation")
