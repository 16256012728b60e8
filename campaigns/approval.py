"""A named person's approval of a plan and of every exact text; any later change voids it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db import connection, transaction

from campaigns.campaign_texts import campaign_parts
from campaigns.models import ApprovalRow, Campaign, CampaignState, Contact
from campaigns.rendering import digest
from campaigns.store.lifecycle import log
from domain.errors import InputError
from domain.scenario import Scenario
from domain.structure import Approval

_BATCH = 2000


def approve(campaign_id: int, library: Mapping[str, Scenario], by: str, now: datetime) -> Approval:
    """Record the approval of the plan as it is stored and of the texts as they render now.

    Every contact keeps the digest of its own; the guard compares it with a fresh rendering before each send. Raises
    InputError: `approver_unnamed`, `plan_empty`, `campaign_closed`, or `scenario_gone`.
    """
    if len(by.split()) < 1 or sum(letter.isalpha() for letter in by) < 2:
        raise InputError("approver_unnamed", by=by)
    with transaction.atomic():
        campaign = Campaign.objects.select_for_update().get(id=campaign_id)
        if campaign.state == CampaignState.CLOSED:
            raise InputError("campaign_closed", key=campaign.key)
        whole = hashlib.sha256()
        changes: list[tuple[str, str, int]] = []
        count = 0
        for contact_id, token, own, subject in _digests(campaign, library):
            whole.update(f"{token}:{own}\n".encode())
            changes.append((own, subject, contact_id))
            count += 1
            if len(changes) == _BATCH:
                _write(changes)
        _write(changes)
        if not count:
            raise InputError("plan_empty", key=campaign.key)
        ApprovalRow.objects.filter(campaign=campaign, voided_at=None).update(voided_at=now)
        row = ApprovalRow.objects.create(campaign=campaign, by=by, at=now, digest=whole.hexdigest(), contacts=count)
        if campaign.state == CampaignState.DRAFT:
            Campaign.objects.filter(id=campaign_id).update(state=CampaignState.APPROVED)
        log(campaign_id, now, by, "approved", digest=row.digest, contacts=count)
        return Approval(by=by, at=now, digest=row.digest)


def _digests(campaign: Campaign, library: Mapping[str, Scenario]) -> Iterator[tuple[int, str, str, str]]:
    for contact, parts in campaign_parts(campaign, library, closed=False):
        yield contact.id, contact.token, digest(parts), parts.texts.first.subject


def _write(changes: list[tuple[str, str, int]]) -> None:
    table = connection.ops.quote_name(Contact._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # one statement: each of many would be a round trip
            cursor.execute(
                f"UPDATE {table} AS held SET approved_digest = new.digest, subject = new.subject"  # noqa: S608
                " FROM unnest(%s::text[], %s::text[], %s::bigint[]) AS new (digest, subject, id)"
                " WHERE held.id = new.id",
                [list(column) for column in zip(*changes, strict=True)] if changes else [[], [], []],
            )
            changes.clear()
            return
        cursor.executemany(
            f"UPDATE {table} SET approved_digest = %s, subject = %s WHERE id = %s",  # noqa: S608 - our own table
            list(changes),
        )
    changes.clear()
