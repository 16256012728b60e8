"""Says what the kills came to: kills by boundary, and what was counted, as tables that a page can hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from tests.chaos.boundaries import BOUNDARIES, KINDS
from tests.chaos.campaign import AT_RANDOM, Kills, Result
from tests.chaos.strikes import Strike


def table(results: Sequence[Result]) -> str:
    """Return the summary of several campaigns in Markdown."""
    kills, figures = Kills(), Counter[str]()
    for result in results:
        kills.add(result.kills)
        figures.update(result.verdict.figures)
    verdicts = [result.verdict for result in results]
    counted = {
        "kills": kills.total,
        "… inside DATA": kills.inside_data,
        "dialogues these cut": kills.dialogues_cut,
        "settled as uncertain": sum(verdict.uncertain for verdict in verdicts),
        **figures,
        "**duplicates**": sum(len(verdict.duplicates) for verdict in verdicts),
        "**contacts lost**": sum(len(verdict.contacts_lost) for verdict in verdicts),
        "**replies lost or attached wrongly**": sum(len(verdict.replies_lost) for verdict in verdicts),
        "**contradictions in our tables**": sum(len(verdict.inconsistent) for verdict in verdicts),
    }
    rows = "\n".join(f"| {what} | {count} |" for what, count in counted.items())
    return f"{_by_boundary(kills)}\n\n| counted over {len(results)} campaign(s) | |\n|---|---:|\n{rows}"


def _by_boundary(kills: Kills) -> str:
    head = "| killed at | first | reminder | second turn | total |\n|---|---:|---:|---:|---:|\n"
    rows = [_row(boundary.says, kills, boundary.name) for boundary in BOUNDARIES]
    return head + "\n".join([*rows, f"| {AT_RANDOM} of real time | | | | {kills.by_name[AT_RANDOM]} |"])


def _row(says: str, kills: Kills, boundary: str) -> str:
    each = [kills.by_name[Strike(boundary, kind, 0).name] for kind in KINDS]
    total = sum(each) + kills.by_name[Strike(boundary, "", 0).name]
    cells = each if sum(each) else ["", "", ""]
    return f"| {says} | {' | '.join(map(str, cells))} | {total} |"


def failures(results: Iterable[Result]) -> list[str]:
    """Return every violation, in words."""
    return [violation for result in results for violation in result.violations]
