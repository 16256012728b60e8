"""How a worker beats and how much it does at once; each variable is explained in `docs/operations.md`."""

from __future__ import annotations

from dataclasses import dataclass

from domain.errors import InputError, Place
from settings.environment import Environment


@dataclass(frozen=True)
class WorkerSettings:
    """Seconds of real time between heartbeats, of silence after which a worker is taken for dead, and between looks
    for what the dead held; and how many acts a worker carries out at once."""

    beat_seconds: int
    silence_seconds: int
    tend_seconds: int
    concurrency: int


def load_worker_settings(environment: Environment | None = None) -> WorkerSettings:
    """Raises InputError for an odd value, and for a silence that two missed beats would already be."""
    env = environment or Environment()
    beat = env.number("BAROMETER_BEAT_SECONDS", 5, least=1)
    silence = env.number("BAROMETER_SILENCE_SECONDS", 30, least=3)
    if silence < 3 * beat:
        place = Place("environment", None, "BAROMETER_SILENCE_SECONDS")
        raise InputError("worker_silence_short", place=place, value=silence, least=3 * beat)
    tend = env.number("BAROMETER_TEND_SECONDS", 5, least=1)
    if tend > 59:
        raise InputError("worker_tend_long", place=Place("environment", None, "BAROMETER_TEND_SECONDS"), value=tend)
    return WorkerSettings(beat, silence, tend, env.number("BAROMETER_CONCURRENCY", 4, least=1))
