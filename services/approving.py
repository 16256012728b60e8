"""`barometer approve`: every exact text written out to be read, then approved by a named person."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from campaigns.approval import approve
from campaigns.campaign_texts import campaign_parts
from campaigns.models import Contact
from campaigns.rendering import Parts, Text, reply_address, shorter
from domain.errors import InputError, Place
from domain.structure import Approval
from domain.vocabulary import Channel
from services.equipment import library_of
from services.project import load_project
from services.working_folder import stored_campaign


def require_name(by: str) -> None:
    """Refuse before anything is written or asked what an approval would refuse: raises InputError."""
    if sum(letter.isalpha() for letter in by) < 2:
        raise InputError("approver_unnamed", by=by)


_INSPECTED = "*Le site est regardé, rien n'est envoyé. – The website is looked at, nothing is sent.*"


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
            # in the order in which they leave
            for contact, parts in campaign_parts(campaign, library, ("planned_at", "id")):
                head, written = _contact(contact, parts)
                file.write(head)
                count += written
    except OSError as error:
        raise InputError("folder_unwritable", place=Place(str(to)), why=error.strerror or str(error)) from error
    return count


def _contact(contact: Contact, parts: Parts) -> tuple[str, int]:
    when = f"{contact.planned_at:%Y-%m-%d %H:%M} UTC – {contact.scenario}"
    if parts.channel == Channel.SITE:
        return f"\n## {parts.structure.name} <{parts.structure.website}> – {when}\n\n{_INSPECTED}\n", 0
    every, structure = parts.texts, parts.structure
    by_form = parts.channel == Channel.WEBFORM
    sender = reply_address(parts.account, parts.persona.mailbox, parts.token) if parts.account else ""
    kinds: list[tuple[str, Text]] = [("1", every.first)]
    if every.reminder is not None:
        kinds.append(("reminder", every.reminder))
    kinds += [(f"second turn {number}", text) for number, text in enumerate(every.second_turns, 1)]
    if by_form:
        briefer = enumerate(shorter(parts), 1)
        kinds += [(f"1, shorter {number}", Text(every.first.subject, body)) for number, body in briefer]
    lines = [
        f"\n## {structure.name} <{structure.website if by_form else structure.mail}> – {when}\n",
        f"From: {parts.persona.name} <{sender}>\n",
    ]
    for name, text in kinds:
        body = "\n".join(f"> {line}" for line in text.body.strip().splitlines())
        lines.append(f"\n**{name}** – {text.subject}\n\n{body}\n")
    return "".join(lines), len(kinds)
