"""All contacts of a campaign with what their texts depend on: hundreds of thousands, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from campaigns.models import Campaign, Contact, PersonaRow, StructureRow
from campaigns.rendering import Parts, assemble, scenario_of
from domain.scenario import Scenario

_BATCH = 2000


def campaign_parts(
    campaign: Campaign, library: Mapping[str, Scenario], order: tuple[str, ...] = ("id",), *, closed: bool = True
) -> Iterator[tuple[Contact, Parts]]:
    """Yield each contact, with its parts, in `order`; `closed` ones only when asked for.

    Options and personas are read once, a structure once in a batch. Raises InputError(scenario_gone).
    """
    options = campaign.options
    personas = {row.id: row for row in PersonaRow.objects.filter(campaign=campaign)}
    people = {row_id: row.persona() for row_id, row in personas.items()}
    contacts = Contact.objects.filter(campaign=campaign)
    rows = (contacts if closed else contacts.filter(closed_at=None)).order_by(*order).iterator(chunk_size=_BATCH)
    while batch := list(islice(rows, _BATCH)):
        structures = StructureRow.objects.in_bulk({contact.structure_id for contact in batch})
        agencies = {row_id: row.structure() for row_id, row in structures.items()}
        for contact in batch:
            contact.campaign = campaign
            contact.structure, contact.persona = structures[contact.structure_id], personas[contact.persona_id]
            scenario = scenario_of(contact, library)
            structure, persona = agencies[contact.structure_id], people[contact.persona_id]
            yield contact, assemble(contact, scenario, campaign.secret, options, structure, persona)
