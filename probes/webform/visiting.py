"""What a search and a journey need of a visit: one page, and a way to open addresses in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from domain.failure import Failure


@dataclass(frozen=True)
class Opened:
    """What opening an address gave; with `failure` there is no page to read."""

    failure: Failure | None = None
    status: int = 0
    detail: str = ""


Open = Callable[[str], Awaitable[Opened]]
