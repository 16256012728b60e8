"""What is known of the request when its reply is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.scenario import Scenario
from domain.structure import Persona, Structure


@dataclass(frozen=True)
class Context:
    """The request a reply belongs to; everything may be unknown but the request's language (two letters).

    `request_text` and `request_subject` are as sent; `request_message_id` carries its angle brackets.
    """

    persona: Persona | None
    structure: Structure | None
    scenario: Scenario | None
    language: str
    asked_at: datetime | None
    request_text: str = ""
    request_subject: str = ""
    request_message_id: str = ""
