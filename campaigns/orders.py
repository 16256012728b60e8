"""A dispatch as an order for its probe."""

from __future__ import annotations

from collections.abc import Mapping

from campaigns.contents import content_of
from campaigns.models import Dispatch
from campaigns.rendering import Parts, parts_of
from domain.contact import Order
from domain.scenario import Scenario
from domain.vocabulary import Channel, DispatchKind


def order_of(dispatch_id: int, library: Mapping[str, Scenario]) -> Order:
    """Return the order; raises InputError when its texts or account are gone (the guard refuses it for that)."""
    rows = Dispatch.objects.select_related("contact__campaign", "contact__structure", "contact__persona")
    return order_from(rows.get(id=dispatch_id), library)


def order_from(row: Dispatch, library: Mapping[str, Scenario]) -> Order:
    """Return the order of a loaded dispatch."""
    return order_with(row, parts_of(row.contact, library))


def order_with(row: Dispatch, parts: Parts) -> Order:
    """Return the order of a loaded dispatch whose parts are at hand."""
    kind = DispatchKind(row.kind)
    return Order(
        dispatch_id=row.id,
        contact_id=row.contact_id,
        channel=Channel(row.contact.channel),
        kind=kind,
        token=row.token,
        account=row.account,
        content=content_of(parts, kind, row.token, script=row.script, in_reply_to=row.in_reply_to),
        attempt=row.attempts,
    )
