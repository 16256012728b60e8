"""`barometer approve`: every exact text written out to be read, then approved by a named person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from campaigns.approval import approve
from campaigns.models import Campaign, Contact
from campaigns.rendering import Text, parts_of, reply_address_of, texts
from domain.errors import InputError, Place
from domain.scenario import Scenario
from domain.structure import Approval
from services.equipment import library_of
from services.project import load_project
from services.working_folder import stored_campaign


def approve_campaign(folder: Path, by: str, now: datetime) -> Approval:
    """Record the approval of the folder's campaign. Raises InputError when nothing is planned or no name is given."""
    campaign = stored_campaign(folder)
    return approve(campaign.id, library_of(folder, load_project(folder)), by=by, now=now)


def write_texts(folder: Path, to: Path) -> int:
    """Write every exact text of every contact as Markdown; return how many texts there are."""
    campaign = stored_campaign(folder)
    library = library_of(folder, load_project(folder))
    count = 0
    try:
        with to.open("w", encoding="utf-8") as file:
            file.write(f"# {campaign.name}\n")
            for contact in _contacts(campaign):
                head, written = _contact(contact, library)
                file.write(head)
                count += written
    except OSError as error:
        raise InputError("folder_unwritable", place=Place(str(to)), why=error.strerror or str(error)) from error
    return count


def _contacts(campaign: Campaign) -> list[Contact]:
    rows = Contact.objects.filter(campaign=campaign).select_related("structure", "persona", "campaign")
    return list(rows.order_by("planned_at", "id"))


def _contact(contact: Contact, library: Mapping[str, Scenario]) -> tuple[str, int]:
    every = texts(parts_of(contact, library))
    structure = contact.structure.structure()
    kinds: list[tuple[str, Text]] = [("1", every.first)]
    if every.reminder is not None:
        kinds.append(("reminder", every.reminder))
    kinds += [(f"second turn {number}", text) for number, text in enumerate(every.second_turns, 1)]
    lines = [
        f"\n## {structure.name} <{structure.mail}> – {contact.planned_at:%Y-%m-%d %H:%M} UTC – {contact.scenario}\n",
        f"From: {contact.persona.persona().name} <{reply_address_of(contact)}>\n",
    ]
    for name, text in kinds:
        body = "\n".join(f"> {line}" for line in text.body.strip().splitlines())
        lines.append(f"\n**{name}** – {text.subject}\n\n{body}\n")
    return "".join(lines), len(kinds)
