"""Forms and websites against the town's truth log: what arrived through forms, and what is true of each site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from campaigns.finding_contacts import contacts_at
from campaigns.models import Campaign
from campaigns.store import documents
from domain.observation import Document, Observation
from domain.vocabulary import Channel

Event = Mapping[str, Any]


@dataclass
class WebTruth:
    """The events of websites in a truth log: messages taken through forms, and the labels of each site by structure."""

    submitted: list[Event] = field(default_factory=list)
    sites: dict[str, Event] = field(default_factory=dict)

    def take(self, event: Event) -> None:
        if event["event"] == "submitted":
            self.submitted.append(event)
        elif event["event"] == "site":
            self.sites[event["structure"]] = event

    @property
    def taken(self) -> list[Event]:
        """What the sites took for good."""
        return [event for event in self.submitted if event["accepted"]]

    def first_messages(self) -> dict[str, set[str]]:
        """Return the ids under which the town knows the forms of each sender's address."""
        found: dict[str, set[str]] = {}
        for event in self.taken:
            found.setdefault(event["from"].lower(), set()).add(event["message_id"])
        return found


def truths_of(campaign: Campaign, truth: WebTruth) -> list[tuple[str, Observation | None, Any]]:
    """Return (measure, what was observed, what is true) for every label of the campaign's forms and sites."""
    stored = {document.contact_id: document for document in documents(campaign.id)}
    found: list[tuple[str, Observation | None, Any]] = []
    for document in stored.values():
        site = truth.sites.get(document.structure)
        if document.channel is Channel.SITE and site is not None and document.observations:
            found += _labelled(document, site["labels"])
    for event in truth.taken:
        for contact in contacts_at([event["from"]]):
            if contact in stored:
                told = {
                    "confirmation.has_reference": bool(event["reference"]),
                    "confirmation.announces_delay": bool(event["announced"]),
                }
                found += _labelled(stored[contact], told)
    return found


def _labelled(document: Document, labels: Mapping[str, Any]) -> Sequence[tuple[str, Observation | None, Any]]:
    observed = {observation.measure: observation for observation in document.observations}
    return [(measure, observed.get(measure), true) for measure, true in labels.items()]
