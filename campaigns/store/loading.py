"""A dispatch with all it belongs to, read at once: what the guard judges and what a receipt changes."""

from __future__ import annotations

from campaigns.models import Campaign, Contact, Dispatch, PersonaRow, StructureRow
from campaigns.store.statements import Statement

_FOR_THE_GUARD = Statement(
    """
    SELECT {dispatch}, {contact}, {campaign}, {structure}, {persona},
      EXISTS(SELECT 1 FROM campaigns_approvalrow AS approval
             WHERE approval.campaign_id = campaign.id AND approval.voided_at IS NULL),
      EXISTS(SELECT 1 FROM campaigns_structurerow AS other
             WHERE other.mail_domain = structure.mail_domain AND other.opted_out_at IS NOT NULL)
    FROM campaigns_dispatch AS dispatch
    JOIN campaigns_contact AS contact ON contact.id = dispatch.contact_id
    JOIN campaigns_campaign AS campaign ON campaign.id = contact.campaign_id
    JOIN campaigns_structurerow AS structure ON structure.id = contact.structure_id
    JOIN campaigns_personarow AS persona ON persona.id = contact.persona_id
    WHERE dispatch.id = %s
    """,
    dispatch=Dispatch,
    contact=Contact,
    campaign=Campaign,
    structure=StructureRow,
    persona=PersonaRow,
)
_CLAIMED = Statement(
    """
    SELECT {dispatch}, {contact}, {campaign}, {structure}
    FROM campaigns_dispatch AS dispatch
    JOIN campaigns_contact AS contact ON contact.id = dispatch.contact_id
    JOIN campaigns_campaign AS campaign ON campaign.id = contact.campaign_id
    JOIN campaigns_structurerow AS structure ON structure.id = contact.structure_id
    WHERE dispatch.id = %s AND dispatch.claimed_by = %s AND dispatch.attempts = %s
    {lock}
    """,
    lock="dispatch",
    dispatch=Dispatch,
    contact=Contact,
    campaign=Campaign,
    structure=StructureRow,
)


def for_the_guard(dispatch_id: int) -> tuple[Dispatch, bool, bool]:
    """Return a dispatch with contact, campaign, structure and persona.

    Then whether an approval of its campaign stands, and whether anybody of its mail domain, in any campaign, has asked
    us to stop. Raises Dispatch.DoesNotExist.
    """
    row = _FOR_THE_GUARD.one(dispatch_id)
    if row is None:
        raise Dispatch.DoesNotExist(f"dispatch {dispatch_id}")
    dispatch, contact, campaign, structure, persona, approved, opted_out = row
    contact.persona = persona
    return _joined(dispatch, contact, campaign, structure), bool(approved), bool(opted_out)


def claimed(dispatch_id: int, worker: str, attempt: int) -> Dispatch | None:
    """Return a dispatch under this claim with contact, campaign and structure, locked until the transaction ends."""
    row = _CLAIMED.one(dispatch_id, worker, attempt)
    return None if row is None else _joined(*row)


def _joined(dispatch: Dispatch, contact: Contact, campaign: Campaign, structure: StructureRow) -> Dispatch:
    contact.campaign, contact.structure, dispatch.contact = campaign, structure, contact
    return dispatch
