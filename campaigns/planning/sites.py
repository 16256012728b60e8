"""A structure as the planner sees it: small, because there may be 35,000."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from campaigns.addresses import desk_of
from campaigns.models import StructureRow
from campaigns.store.alphabet import by_code
from campaigns.working_time import WorkingCalendar
from domain.structure import WITHOUT_CONSENT, Basis, Opening
from domain.vocabulary import Channel


@dataclass(frozen=True, slots=True)
class Site:
    """What planning needs of a structure and its mandate; equal calendars and permissions are shared objects."""

    row_id: int
    key: str
    category: str
    language: str
    calendar: WorkingCalendar
    country: str
    subdivision: str
    starts: date
    ends: date
    cap: int | None
    consented: bool
    permissions: dict[str, str]
    desks: dict[str, str]

    def permission(self, channel: Channel) -> str:
        """Return `automated`, `assisted` or `none`; "" when the lack of consent forbids the channel."""
        if not self.consented and channel not in WITHOUT_CONSENT:
            return ""
        return self.permissions.get(channel, "none")


_COORDINATE = {
    Channel.MAIL: "mail",
    Channel.WEBFORM: "website",
    Channel.SITE: "website",
    Channel.PHONE: "phone",
    Channel.SOCIAL: "website",
    Channel.LETTER: "postal",
    Channel.VISIT: "postal",
}


def read_sites(campaign_id: int) -> Iterator[Site]:
    """Yield the campaign's structures by key, without those that opted out."""
    rows = StructureRow.objects.filter(campaign_id=campaign_id, opted_out_at=None).order_by(by_code("key"))
    values = rows.values_list("id", "data", "mandate").iterator(chunk_size=2000)
    return sites(values)


def sites(rows: Iterable[tuple[int, dict[str, Any], dict[str, Any]]]) -> Iterator[Site]:
    """Yield a site per (id, structure dump, mandate dump); the dumps are JSON values of the domain types."""
    shared: dict[object, Any] = {}
    for row_id, data, mandate in rows:
        openings = tuple((entry["weekday"], entry["opens"], entry["closes"]) for entry in data["openings"])
        where = (data["country"], data["subdivision"], data["timezone"], openings)
        if where not in shared:
            shared[where] = WorkingCalendar.of(
                *where[:3],
                tuple(
                    Opening(weekday=day, opens=time.fromisoformat(opens), closes=time.fromisoformat(closes))
                    for day, opens, closes in openings
                ),
            )
        permissions = mandate["channels"]
        allowed = tuple(sorted(permissions.items()))
        yield Site(
            row_id=row_id,
            key=data["key"],
            category=data["category"],
            language=data["language"],
            calendar=shared[where],
            country=data["country"],
            subdivision=data["subdivision"],
            starts=date.fromisoformat(mandate["starts"]),
            ends=date.fromisoformat(mandate["ends"]),
            cap=mandate["cap"],
            consented=mandate["basis"] == Basis.CONSENT,
            permissions=shared.setdefault(allowed, permissions),
            desks={channel: desk_of(channel, data[name]) for channel, name in _COORDINATE.items() if data[name]},
        )
