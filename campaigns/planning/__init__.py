"""The seeded plan: who is asked what, as whom, when. Same seed and same input, same plan; linear in contacts."""

from __future__ import annotations

from campaigns.planning.storing import PlanInput, make_plan, plan_summary
from campaigns.planning.summary import Summary

__all__ = ["PlanInput", "Summary", "make_plan", "plan_summary"]
