"""The last word before every send. One rule is one function of `RULES`; the first that refuses decides.

The table is fixed in code: no setting, plan or argument takes a rule out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from campaigns.guard import campaign_rules, desk_rules, right_rules
from campaigns.guard.facts import Facts, gather
from campaigns.refusal import Consequence, Refused
from domain.scenario import Scenario

Rule = Callable[[Facts], Refused | None]

RULES: tuple[Rule, ...] = (
    campaign_rules.dry_run,
    campaign_rules.kill_switch,
    campaign_rules.campaign_running,
    campaign_rules.approval_valid,
    right_rules.not_opted_out,
    right_rules.mandate_valid,
    right_rules.mandate_channel,
    right_rules.basis_allows_channel,
    campaign_rules.campaign_period,
    desk_rules.address_of_structure,
    desk_rules.never_emergency,
    campaign_rules.approved_text_unchanged,
    desk_rules.reminder_needed,
    right_rules.persona_once,
    campaign_rules.plan_count,
    right_rules.cap_respected,
    desk_rules.opening_hours,
    desk_rules.one_a_day,
    campaign_rules.account_rate,
)

_SWITCHES = (campaign_rules.dry_run, campaign_rules.kill_switch, campaign_rules.campaign_running)


def check(dispatch_id: int, library: Mapping[str, Scenario], now: datetime, *, live: bool = False) -> Refused | None:
    """Return why the dispatch may not leave now, or None. The caller stores a refusal with `store.refuse`.

    `live` is False by default: a dry run, which refuses everything. It is True in the sandbox and when a person said
    that the campaign is for real.
    """
    return judge(gather(dispatch_id, library, now, live=live))


def foresee(dispatch_id: int, library: Mapping[str, Scenario], now: datetime) -> Refused | None:
    """Return why the dispatch could not leave at `now` if the campaign were running for real: what a dry run shows."""
    facts = gather(dispatch_id, library, now, live=True)
    refusals = (rule(facts) for rule in RULES if rule not in _SWITCHES)
    return next((refused for refused in refusals if refused is not None), None)


def judge(facts: Facts) -> Refused | None:
    """Return the first refusal of the rules."""
    for rule in RULES:
        refused = rule(facts)
        if refused is not None:
            return refused
    return None


__all__ = ["RULES", "Consequence", "Facts", "Refused", "check", "foresee", "gather", "judge"]
