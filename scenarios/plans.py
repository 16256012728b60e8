"""Loads the contact plans (`plans/*.yaml`): how many contacts of each channel an edition makes at one structure."""

from __future__ import annotations

from pathlib import Path

from domain.grid import ContactPlan
from scenarios.yaml_source import Source

PLANS_FOLDER = Path(__file__).parent / "plans"


def load_plans(folder: Path = PLANS_FOLDER) -> dict[str, ContactPlan]:
    """Return the plans by id. Raises InputError for a faulty file, an id or a channel given twice."""
    plans: dict[str, ContactPlan] = {}
    for path in sorted(folder.glob("*.yaml")):
        source = Source(path)
        plan = source.into(ContactPlan)
        if plan.id in plans:
            raise source.fault("scenario_id_taken", ("id",), id=plan.id)
        seen = set()
        for position, planned in enumerate(plan.contacts):
            key = (planned.channel, planned.optional)
            if key in seen:
                at = ("contacts", position, "channel")
                raise source.fault("plan_channel_twice", at, channel=planned.channel.value)
            seen.add(key)
        plans[plan.id] = plan
    return plans
