"""The language in which the doors speak: `BAROMETER_LANG`, else the machine's own, else English."""

from __future__ import annotations

from settings.environment import Environment


def language(environment: Environment | None = None) -> str:
    """Return "fr" or "en"."""
    env = environment or Environment()
    chosen = env.text("BAROMETER_LANG").lower()
    if chosen:
        return env.one_of("BAROMETER_LANG", ("fr", "en"), "en")
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := env.text(name):
            return "fr" if value.lower().startswith("fr") else "en"
    return "en"
