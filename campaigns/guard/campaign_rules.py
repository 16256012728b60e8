"""Rules about the campaign: its switches, its approval, its plan, its rate."""

from __future__ import annotations

from datetime import timedelta

from campaigns.channels import CHANNELS
from campaigns.guard.facts import Facts
from campaigns.models import CampaignState
from campaigns.refusal import Consequence, Refused


def dry_run(facts: Facts) -> Refused | None:
    """Outside the sandbox nothing leaves unless the caller says that this is for real."""
    return None if facts.live else Refused("dry_run", {}, Consequence.PAUSE)


def kill_switch(facts: Facts) -> Refused | None:
    """Somebody pulled the kill switch."""
    campaign = facts.campaign
    if not campaign.killed:
        return None
    return Refused("kill_switch", {"by": campaign.killed_by, "why": campaign.killed_why}, Consequence.NOTHING)


def campaign_running(facts: Facts) -> Refused | None:
    """Only a running campaign sends: not a draft, a paused or a closed one."""
    if facts.campaign.state == CampaignState.RUNNING:
        return None
    return Refused("campaign_running", {"state": facts.campaign.state}, Consequence.NOTHING)


def approval_valid(facts: Facts) -> Refused | None:
    """A named person approved this campaign, and nothing has voided that since."""
    if facts.approved and facts.contact.approved_digest:
        return None
    return Refused("approval_valid", {"contact": facts.contact.id}, Consequence.PAUSE)


def approved_text_unchanged(facts: Facts) -> Refused | None:
    """What would leave now is letter for letter what was approved, reminder and second turns included."""
    if facts.digest == facts.contact.approved_digest and (
        facts.order is not None or not CHANNELS[facts.channel].automated
    ):
        return None
    params: dict[str, object] = {"approved": facts.contact.approved_digest[:12], "now": facts.digest[:12]}
    return Refused("approved_text_unchanged", params, Consequence.PAUSE)


def campaign_period(facts: Facts) -> Refused | None:
    """The structure's local day is within the campaign's period."""
    day = facts.calendar.local_day(facts.now)
    starts, ends = facts.campaign.starts, facts.campaign.ends
    params: dict[str, object] = {"day": day.isoformat(), "starts": starts.isoformat(), "ends": ends.isoformat()}
    if day < starts:
        opening = facts.calendar.next_opening(facts.calendar.day_bounds(starts)[0])
        return Refused("campaign_period", params, Consequence.POSTPONE, opening)
    # a conversation begun within the period may end after it
    return Refused("campaign_period", params) if day > ends and facts.opens_contact else None


def plan_count(facts: Facts) -> Refused | None:
    """No structure gets more contacts of a channel than the campaign's contact plan has."""
    planned = facts.options.contact_plan.get(facts.channel, 0)
    others = {
        act.contact_id
        for act in facts.earlier
        if act.campaign_id == facts.campaign.id
        and act.structure_id == facts.contact.structure_id
        and act.channel == facts.contact.channel
        and act.contact_id != facts.contact.id
    }
    if not facts.opens_contact or len(others) < planned:
        return None
    return Refused("plan_count", {"planned": planned, "made": len(others), "channel": facts.contact.channel})


def account_rate(facts: Facts) -> Refused | None:
    """An account sends no more in an hour than its provider bears; what sends nothing has none."""
    if not facts.dispatch.account:
        return None
    reached = facts.at_rate_limit
    if reached is None:
        return None
    until = reached.since + timedelta(hours=1, seconds=1)
    params: dict[str, object] = {
        "account": facts.dispatch.account,
        "limit": facts.options.rate_per_hour,
        "sent": reached.sent,
    }
    return Refused("account_rate", params, Consequence.POSTPONE, facts.calendar.next_opening(until))
