"""Rules about the right to contact a structure: mandate, consent, caps, opt-out."""

from __future__ import annotations

from datetime import datetime, timedelta

from campaigns.guard.facts import Facts
from campaigns.limits import CAP_WINDOW, cap_of
from campaigns.refusal import Consequence, Refused
from domain.structure import WITHOUT_CONSENT, Basis


def not_opted_out(facts: Facts) -> Refused | None:
    """The structure did not ask us to stop writing, in this campaign or in another."""
    row = facts.opt_out
    if row is None or row.opted_out_at is None:
        return None
    return Refused("not_opted_out", {"since": row.opted_out_at.isoformat(), "why": row.opted_out_reason})


def mandate_valid(facts: Facts) -> Refused | None:
    """The mandate on file names who approved it and covers the structure's local day."""
    mandate, day = facts.mandate, facts.calendar.local_day(facts.now)
    params: dict[str, object] = {
        "day": day.isoformat(),
        "starts": mandate.starts.isoformat(),
        "ends": mandate.ends.isoformat(),
        "approved_by": mandate.approved_by,
    }
    if not mandate.approved_by.strip() or day > mandate.ends:
        return Refused("mandate_valid", params)
    if day < mandate.starts:
        opening = facts.calendar.next_opening(facts.calendar.day_bounds(mandate.starts)[0])
        return Refused("mandate_valid", params, Consequence.POSTPONE, opening)
    return None


def mandate_channel(facts: Facts) -> Refused | None:
    """The mandate allows this channel by machine; one that is `assisted` becomes a person's task."""
    permission = facts.mandate.channels.get(facts.channel, "none")
    if permission == "automated":
        return None
    consequence = Consequence.TASK if permission == "assisted" else Consequence.SKIP
    return Refused("mandate_channel", {"channel": str(facts.channel), "permission": permission}, consequence)


def basis_allows_channel(facts: Facts) -> Refused | None:
    """Without the structure's consent only site, mail, webform and letter may be used."""
    basis = facts.mandate.basis
    if basis is Basis.CONSENT or facts.channel in WITHOUT_CONSENT:
        return None
    return Refused("basis_allows_channel", {"basis": str(basis), "channel": str(facts.channel)})


def cap_respected(facts: Facts) -> Refused | None:
    """No more contacts in 60 days than the mandate's cap, whatever campaigns they belong to."""
    if not facts.opens_contact:
        return None
    cap = cap_of(facts.mandate.basis is Basis.CONSENT, facts.mandate.cap)
    since = facts.now - CAP_WINDOW
    first_acts: dict[int, datetime] = {}
    for act in facts.earlier:
        if act.at > since and act.contact_id != facts.contact.id:
            first_acts.setdefault(act.contact_id, act.at)
    if len(first_acts) < cap:
        return None
    params: dict[str, object] = {"cap": cap, "made": len(first_acts), "days": CAP_WINDOW.days}
    if cap == 0:
        return Refused("cap_respected", params)
    leaves = sorted(first_acts.values())[len(first_acts) - cap] + CAP_WINDOW + timedelta(seconds=1)
    return Refused("cap_respected", params, Consequence.POSTPONE, facts.calendar.next_opening(leaves))


def persona_once(facts: Facts) -> Refused | None:
    """A persona meets a structure once in a campaign, even through an annex with the same address."""
    for act in facts.earlier:
        same = act.campaign_id == facts.campaign.id and act.persona == facts.persona
        if same and act.contact_id != facts.contact.id and act.structure_id == facts.contact.structure_id:
            return Refused("persona_once", {"persona": facts.persona, "other_contact": act.contact_id})
    return None
