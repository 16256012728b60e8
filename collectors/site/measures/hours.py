"""Opening hours: published, understandable, wide enough, exceptional closings announced."""

from __future__ import annotations

from datetime import time

from collectors.site.measures.presence import ABSENT, anywhere, said
from collectors.site.measures.registry import Found, Proof, measure
from collectors.site.measures.view import SiteView
from collectors.site.phrases import phrases
from domain.vocabulary import Sector

_OFFICE_ENDS = time(17, 30)
_LUNCH = (time(12, 15), time(13, 15))
_HOLIDAYS = phrases("hours.holidays")
_APPOINTMENT = phrases("hours.appointment")


@measure("site.hours", version=1)
def hours(view: SiteView) -> Found:
    own = view.own_schedule
    if own is None:
        return Found(False, (Proof(view.home.address),), ABSENT)
    return Found(True, (Proof(own[0].address, own[1].quote),))


@measure("site.hours_clicks", version=1)
def hours_clicks(view: SiteView) -> Found | None:
    own = view.own_schedule
    if own is None or view.clicks(own[0]) == 9:
        return None
    return Found(view.clicks(own[0]), (Proof(own[0].address, own[1].quote),))


@measure("site.hours_days", version=1)
def hours_days(view: SiteView) -> Found | None:
    """Days of the week with hours in the schedule as understood."""
    own = view.own_schedule
    return Found(len(own[1].days), (Proof(own[0].address, own[1].quote),), 0.85) if own else None


@measure("site.hours_per_week", version=1)
def hours_per_week(view: SiteView) -> Found | None:
    own = view.own_schedule
    return Found(own[1].hours, (Proof(own[0].address, own[1].quote),), 0.8) if own else None


@measure("site.hours_beyond_office", version=1)
def beyond_office(view: SiteView) -> Found | None:
    """Open for people at work: on a Saturday or Sunday, after 17:30, or over lunch on some day."""
    own = view.own_schedule
    if own is None:
        return None
    wide = any(
        opening.weekday >= 5
        or opening.closes > _OFFICE_ENDS
        or (opening.opens <= _LUNCH[0] and opening.closes >= _LUNCH[1])
        for opening in own[1].openings
    )
    return Found(wide, (Proof(own[0].address, own[1].quote),), 0.85)


@measure("site.hours_structured", version=1)
def structured(view: SiteView) -> Found | None:
    if not view.schedules:
        return None
    stated = next(((page, one) for page, one in view.schedules if one.stated), None)
    page = stated[0] if stated else view.schedules[0][0]
    return Found(stated is not None, (Proof(page.address),), 0.95)


@measure("site.hours_exceptions", version=1)
def exceptions(view: SiteView) -> Found | None:
    """Exceptional closings and public holidays are spoken of."""
    if view.content.structure.sector is Sector.PRIVATE and view.own_schedule is None:
        return None
    return anywhere(view, _HOLIDAYS, confidence=0.8, absent=0.65)


@measure("site.appointment_needed_stated", version=2)
def appointment_stated(view: SiteView) -> Found | None:
    """It is said whether one may come without an appointment."""
    if view.own_schedule is None:
        return None
    # where the hours stand: pages of procedures say it of their own counter
    pages = [view.own_schedule[0], *view.atlas.topic_pages("hours"), *view.atlas.topic_pages("contact"), view.home]
    proof = said(pages, _APPOINTMENT)
    return Found(True, (proof,), 0.8) if proof else Found(False, (Proof(view.own_schedule[0].address),), 0.7)
