"""`barometer read`: what is read of any mail, without a campaign."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from collectors.reading.context import Context
from collectors.reading.mail import read_mail
from collectors.reading.masking import mask
from collectors.reading.measures import read_measures
from collectors.reading.second_opinion import SecondOpinion, merge
from domain.errors import InputError, Place
from domain.observation import Observation
from domain.reply import ReadReply
from domain.scenario import Scenario
from domain.vocabulary import ReplyKind
from scenarios.library import load_library


def scenario_named(name: str) -> Scenario:
    """Return a scenario of the library. Raises InputError naming near ones."""
    from difflib import get_close_matches

    library = load_library()
    if name not in library:
        near = get_close_matches(name, library, n=3, cutoff=0.4) or sorted(library)[:3]
        raise InputError("scenario_unknown", name=name, near=", ".join(near))
    return library[name]


def paths_of(files: Iterable[Path], listing: Path | None) -> Iterator[Path]:
    """Return the files given, then those named one a line by `listing` ("-" reads the names from standard input)."""
    import sys

    yield from files
    if listing is None:
        return
    try:
        lines = sys.stdin if str(listing) == "-" else listing.open(encoding="utf-8")
    except OSError as error:
        raise InputError("file_unreadable", place=Place(str(listing)), why=error.strerror or str(error)) from error
    try:
        with lines:
            for line in lines:
                if name := line.rstrip("\r\n"):
                    yield Path(name)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("file_unreadable", place=Place(str(listing)), why=str(error)) from error


def labels(language: str) -> dict[str, str]:
    """Return what each measure is called in a language."""
    from scenarios.grid_loader import GRID_FOLDER, MeasureFile
    from scenarios.yaml_source import load

    return {
        measure.id: measure.label[language] for measure in load(GRID_FOLDER / "measures.yaml", MeasureFile).measures
    }


def read_bytes(
    raw: bytes, scenario: Scenario | None, *, masked: bool, judge: SecondOpinion | None = None
) -> tuple[ReadReply, tuple[Observation, ...]]:
    """Return what is read of one message and its measures; names are hidden when `masked`; always from a judge.

    Nothing is said of a message in which there is nothing to read.
    """
    reply = read_mail(raw)
    context = Context(persona=None, structure=None, scenario=scenario, language=reply.language or "fr", asked_at=None)
    if reply.kind is ReplyKind.EMPTY:
        return (mask(reply, context) if masked else reply), ()
    observations = read_measures(reply, context, masked=masked)
    if judge is not None and scenario is not None:
        observations = merge(observations, judge(mask(reply, context), scenario, "text"))
    return (mask(reply, context) if masked else reply), observations


def as_object(path: str, reply: ReadReply, observations: tuple[Observation, ...]) -> dict[str, object]:
    """Return the JSON object of one message; `docs/reading.md` documents each field."""
    headers = reply.headers
    first = reply.recipients[0] if reply.recipients else None
    return {
        "path": path,
        "kind": reply.kind.value,
        "confidence": round(reply.confidence, 3),
        "reason": reply.reason,
        "language": reply.language,
        "subject": headers.subject,
        "from": headers.from_address,
        "from_name": headers.from_name,
        "date": headers.date.isoformat() if headers.date else None,
        "message_id": headers.message_id,
        "in_reply_to": list(headers.in_reply_to),
        "original_message_id": reply.original_message_id,
        "new_text": reply.new_text,
        "text": reply.text,
        "segments": [
            {"part": segment.part.value, "start": segment.start, "end": segment.end} for segment in reply.segments
        ],
        "recipients": [vars(recipient) for recipient in reply.recipients],
        "status": first.status if first else "",
        "permanent": first.permanent if first else None,
        "substitute": reply.substitute,
        "return_date": reply.return_date,
        "ticket": reply.ticket,
        "announced_delay_days": reply.announced_delay_days,
        "links": list(reply.links),
        "attachments": [vars(attachment) for attachment in reply.attachments],
        "facts": reply.facts,
        "measures": {
            o.measure: {
                "value": o.value,
                "confidence": round(o.confidence, 3),
                "evidence": [e.model_dump() for e in o.evidence],
                "method": o.method,
            }
            for o in observations
        },
        "warnings": list(reply.warnings),
        "version": reply.version,
    }
