"""A town whose every structure behaves in one chosen way, so that each contact's outcome is known beforehand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.sandbox.small_town import profile, structure, write_town

BEHAVIOURS: dict[str, dict[str, Any]] = {
    "answers": profile(),
    "silent": profile("silent"),
    "refused": profile("refused"),
    "bounces": profile("bounce"),
    "greylists": profile(extra={"greylist": 1.0}),
    "asks-back": profile("clarification"),
    "holds": profile("holding"),
    "wants-reminder": profile("after_reminder"),
    "opts-out": profile("opt_out"),
    "other-domain": profile(thread={"other_domain": 1.0}),
    "no-reference": profile(thread={"no_reference": 1.0}),
    "mistypes": profile(thread={"mistyped": 1.0}),
    "twice": profile(extra={"duplicate": 1.0, "acknowledgement": 1.0}),
    "private": profile(),
}
"""Key of the structure (and its profile) → behaviour."""


def write_whole_town(folder: Path) -> Path:
    """Write the town file; its structure `private` is of the private sector, hence contacted for research."""
    residents = [
        structure(
            key, key, sector="private", category="retailer", name="Enseigne private", mail="contact@private.example"
        )
        if key == "private"
        else structure(key, key)
        for key in BEHAVIOURS
    ]
    return write_town(folder, BEHAVIOURS, residents)
