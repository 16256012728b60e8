"""The golden messages: each file of `golden/bounces` with what is true of it, and the false friends."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from domain.vocabulary import ReplyKind

FOLDER = Path(__file__).parent / "golden"


@dataclass(frozen=True)
class Golden:
    name: str
    raw: bytes
    kind: ReplyKind
    recipients: list[str]
    status: str


def bounces() -> list[Golden]:
    facts = tomllib.loads((FOLDER / "bounces.toml").read_text("utf-8"))
    return [
        Golden(
            path.stem,
            path.read_bytes(),
            ReplyKind(facts[path.stem]["kind"]),
            facts[path.stem]["recipients"],
            facts[path.stem]["status"],
        )
        for path in sorted((FOLDER / "bounces").glob("*.eml"))
    ]


def false_friends() -> list[tuple[str, bytes]]:
    return [(path.stem, path.read_bytes()) for path in sorted((FOLDER / "false_friends").glob("*.eml"))]
