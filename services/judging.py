"""The second opinion of a language model, when the environment names one."""

from __future__ import annotations

from collectors.reading.second_opinion import SecondOpinion
from domain.observation import Observation
from domain.reply import ReadReply
from domain.scenario import Scenario
from settings.environment import Environment
from settings.judge import load_judge_settings


def second_opinion(environment: Environment | None = None) -> SecondOpinion | None:
    """Return what asks the judge, None when none is wanted. Its client is only imported then: it is heavy."""
    settings = load_judge_settings(environment)
    if settings is None:
        return None
    from openai import OpenAI

    from collectors.reading.judge import Judge

    client = OpenAI(base_url=settings.url, api_key=settings.key or "none", timeout=settings.timeout, max_retries=2)
    judge = Judge(client, settings.model)

    def ask(reply: ReadReply, scenario: Scenario, source: str) -> tuple[Observation, ...]:
        judgement = judge.verdict(reply, scenario)
        return judgement.observations(scenario, source=source) if judgement else ()

    return ask
