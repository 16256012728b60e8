"""Our own tables as plain values, to be held against what the outside received and sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from campaigns.models import Campaign, Contact, Dispatch, DocumentRow, Event, Refusal, ReplyRow, StructureRow
from campaigns.rendering import reply_address_of
from links.evidence import DirectoryEvidence
from services.evidence_place import EVIDENCE_FOLDER


def stored(campaign: Campaign, folder: Path) -> dict[str, Any]:
    """Return everything the verdict needs of a campaign; contacts are named by their tokens."""
    evidence = DirectoryEvidence(folder / EVIDENCE_FOLDER)
    proof = evidence.verify()
    return {
        "campaign": campaign.state,
        "contacts": [
            {
                "token": row.token,
                "structure": row.structure.key,
                "address": reply_address_of(row).lower(),
                "delivered": row.delivered_at is not None,
                "closed": row.closed_at is not None,
                "outcome": row.outcome,
                "failure": row.failure,
                "not_made": row.not_made,
            }
            for row in Contact.objects.select_related("campaign", "structure", "persona").order_by("id")
        ],
        "dispatches": list(
            Dispatch.objects.order_by("id").values(
                "id", "contact__token", "kind", "number", "state", "message_id", "attempts", "failure", "detail",
                "in_reply_to",
            )
        ),
        "refused": sorted(set(Refusal.objects.values_list("dispatch_id", flat=True))),
        "replies": list(
            ReplyRow.objects.order_by("id").values(
                "account", "key", "digest", "state", "contact__token", "reason", "kind", "reading_version"
            )
        ),
        "documents": list(
            DocumentRow.objects.order_by("id").values_list("contact__token", "reading_version", "data__outcome")
        ),
        "settled": [event.params for event in Event.objects.filter(code="settled").order_by("id")],
        "opted_out": list(StructureRow.objects.exclude(opted_out_at=None).values_list("key", flat=True)),
        "evidence": {"entries": proof.entries, "sound": proof.sound, "report": repr(proof)},
        "kept": sorted(
            path.name for path in evidence.root.glob("??/??/*") if not path.name.endswith(".erased")
        ),
    }  # fmt: skip
