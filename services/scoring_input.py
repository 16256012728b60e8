"""A campaign's stored documents as the tables that scoring takes, with what is read across a structure's contacts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from campaigns import store
from campaigns.models import Campaign
from collectors.reading.measures import read_across
from domain.observation import Document
from scoring.tables import Tables, tables_from


def campaign_tables(campaign: Campaign) -> Tables:
    """Return the tables of a campaign as it stands; contacts still open are not in them."""
    mandates = store.mandates(campaign.id)
    return tables_from(
        complete(store.documents(campaign.id)),
        store.structures(campaign.id),
        bases={key: mandate.basis for key, mandate in mandates.items()},
    )


def complete(documents: Iterable[Document]) -> list[Document]:
    """Return the documents with the measures that need all contacts of their structure."""
    by_structure: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        by_structure[document.structure].append(document)
    completed: list[Document] = []
    for together in by_structure.values():
        added = read_across(together)
        for document in together:
            extra = added.get(document.contact_id, ())
            completed.append(
                document.model_copy(update={"observations": (*document.observations, *extra)}) if extra else document
            )
    return completed
