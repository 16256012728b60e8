"""Loads the register of fictitious citizens (`personas.yaml`, or a file of the user's own)."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import Field

from domain.structure import Frozen, Persona
from scenarios.yaml_source import Source

PERSONAS_FILE = Path(__file__).parent / "personas.yaml"
LOCAL_PART = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*", re.ASCII)
"""No `+`: a tag is added after it to make each contact's reply address unique."""


class Register(Frozen):
    """All personas of a campaign."""

    personas: tuple[Persona, ...] = Field(min_length=1)


def load_personas(path: Path | None = None) -> tuple[Persona, ...]:
    """Return the personas in the file's order.

    Keys and mailboxes are unique, since they are exact matching keys. Raises InputError with the line of each fault.
    """
    source = Source(path or PERSONAS_FILE)
    personas = source.into(Register).personas
    keys: set[str] = set()
    mailboxes: set[str] = set()
    for position, persona in enumerate(personas):
        at = ("personas", position)
        if persona.key in keys:
            raise source.fault("scenario_id_taken", (*at, "key"), id=persona.key)
        if not LOCAL_PART.fullmatch(persona.mailbox):
            raise source.fault("persona_mailbox_wrong", (*at, "mailbox"), mailbox=persona.mailbox)
        if persona.mailbox in mailboxes:
            raise source.fault("persona_mailbox_taken", (*at, "mailbox"), mailbox=persona.mailbox)
        keys.add(persona.key)
        mailboxes.add(persona.mailbox)
    return personas
