"""A whole campaign in a process of its own, on the database of its environment; says what became of it as JSON.

python -m tests.outside.one_campaign <folder> <town file> <seed>
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from services.database import open_database


def told(folder: Path, town: Path, seed: int) -> dict[str, Any]:
    """Plan, approve, run to the end and report, with the secret that the seed gives; return what must not differ."""
    open_database()
    from django.db import connection

    from campaigns.models import Contact, Dispatch, DocumentRow, ReplyRow
    from domain.vocabulary import Channel
    from services.demo import run_demo

    result = run_demo(
        folder, town=town, seed=seed, language="en", progress=lambda progress: None, channels=[Channel.MAIL]
    )
    page = result.report.read_text("utf-8")
    return {
        "vendor": connection.vendor,
        "scores": repr(result.scores),
        # the drawing library numbers its clip paths through the life of a process
        "page": re.sub(r"clip\d+", "clip", page),
        "counts": {name: count for name, count in result.counts.items() if name != "seconds"},
        "contacts": _rows(Contact.objects.order_by("id").values_list(
            "structure__key", "persona__key", "scenario", "wording", "token", "subject", "planned_at", "delivered_at",
            "window_ends", "outcome", "failure", "not_made", "approved_digest")),
        "dispatches": _rows(Dispatch.objects.order_by("token").values_list(
            "token", "kind", "state", "due_at", "sent_at", "message_id", "in_reply_to", "failure")),
        "replies": _rows(ReplyRow.objects.order_by("digest").values_list(
            "digest", "state", "contact__token", "method", "kind", "reading")),
        "documents": _rows(DocumentRow.objects.order_by("contact_id", "id").values_list(
            "contact__token", "reading_version", "data__outcome", "data__observations")),
    }  # fmt: skip


def _rows(query: Any) -> list[str]:
    # a JSON column may keep an object's names in any order
    return [json.dumps(row, default=str, sort_keys=True) for row in query]


if __name__ == "__main__":
    print(json.dumps(told(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))))
