"""The optional judge: any endpoint that speaks the OpenAI protocol, named by the environment."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from domain.errors import InputError, NotConfigured, Place
from settings.environment import Environment


@dataclass(frozen=True)
class JudgeSettings:
    """`timeout` in seconds; the key is left out of `repr`. A local endpoint may need no key."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    timeout: int = 60


def load_judge_settings(environment: Environment | None = None) -> JudgeSettings | None:
    """Return the judge's settings, None when no judge is wanted.

    Raises NotConfigured when only one of the address and the model is given, InputError for an odd value.
    """
    env = environment or Environment()
    url, model = env.text("BAROMETER_JUDGE_URL"), env.text("BAROMETER_JUDGE_MODEL")
    if not url and not model:
        return None
    if not url or not model:
        raise NotConfigured("judge_half", names="BAROMETER_JUDGE_MODEL" if url else "BAROMETER_JUDGE_URL")
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise InputError("judge_url_odd", place=Place("environment", None, "BAROMETER_JUDGE_URL"), value=url)
    timeout = env.number("BAROMETER_JUDGE_TIMEOUT", 60, least=1)
    return JudgeSettings(url, model, env.secret("BAROMETER_JUDGE_KEY"), timeout)
