"""Live progress of a campaign: a line that follows the campaign's own time and counts."""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import monotonic
from typing import TypeVar

from rich.live import Live
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from cli.show import OUT, t
from domain.progress import CampaignProgress

_LOG_EVERY = 10.0  # seconds
R = TypeVar("R")


def watched(work: Callable[[Callable[[CampaignProgress], None]], R]) -> R:
    """Run `work`, showing what it reports: a live bar on a terminal, a line a virtual week elsewhere."""
    if not sys.stdout.isatty():
        return work(_Lines())
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TimeElapsedColumn(),
        console=OUT,
    )  # fmt: skip
    task = bar.add_task(t("progress_running"), total=1)

    def report(state: CampaignProgress) -> None:
        bar.update(task, completed=state.share, description=_line(state))

    with Live(bar, console=OUT, refresh_per_second=8):
        result = work(report)
        bar.update(task, completed=1)
    return result


def logged() -> Callable[[CampaignProgress], None]:
    """Return what prints a line whenever something changed, at most every ten seconds: for a container's log."""
    return _Log()


def _line(state: CampaignProgress) -> str:
    line = t(
        "progress_line", now=f"{state.now:%Y-%m-%d %H:%M}", sent=state.sent, replies=state.replies, closed=state.closed
    )
    return f"{line} · {t('progress_halted')}" if state.halted else line


class _Lines:
    def __init__(self) -> None:
        self._last = (-1, False)

    def __call__(self, state: CampaignProgress) -> None:
        seen = (state.now.isocalendar().week, state.halted)
        if seen != self._last:
            self._last = seen
            print(_line(state), flush=True)


class _Log:
    def __init__(self) -> None:
        self._last: tuple[object, ...] = ()
        self._at = -_LOG_EVERY

    def __call__(self, state: CampaignProgress) -> None:
        seen = (state.sent, state.replies, state.closed, state.halted)
        if seen != self._last and (monotonic() - self._at >= _LOG_EVERY or state.halted != self._last[-1]):
            self._last, self._at = seen, monotonic()
            print(_line(state), flush=True)
