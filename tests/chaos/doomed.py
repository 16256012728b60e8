"""The process that dies: the product's functions replaced by ones that kill it at the call its strikes name."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from functools import wraps
from importlib import import_module
from inspect import iscoroutinefunction
from typing import Any

from tests.chaos.boundaries import BY_NAME, Boundary, BoundaryGone
from tests.chaos.scoreboard import Scoreboard
from tests.chaos.strikes import Strike

_IN_HAND: ContextVar[str] = ContextVar("kind of the dispatch whose dialogue this task holds", default="")


def resolve(target: str) -> tuple[Any, str, Callable[..., Any]]:
    """Return what holds a function, its name there and the function. Raises BoundaryGone when it is not there."""
    module, _, path = target.partition(":")
    try:
        holder: Any = import_module(module)
        *inner, name = path.split(".")
        for part in inner:
            holder = getattr(holder, part)
        found = getattr(holder, name)
    except (ImportError, AttributeError) as error:
        raise BoundaryGone(f"{target}: {error}") from error
    if not callable(found):
        raise BoundaryGone(f"{target} is not a function")
    return holder, name, found


class Doom:
    """Kills this process at its strikes; `slot` is its row on the scoreboard."""

    def __init__(self, strikes: Sequence[Strike], board: Scoreboard, slot: int) -> None:
        self._strikes = strikes
        self._board = board
        self._slot = slot
        self._kinds: dict[int, str] = {}
        self._open: set[int] = set()

    def arm(self) -> None:
        """Replace every function of the product that a strike not yet fired names."""
        self._watch_dialogues()
        fired = self._board.fired()
        for name, boundary in BY_NAME.items():
            mine = [n for n, strike in enumerate(self._strikes) if strike.boundary == name and n not in fired]
            if mine:
                self._replace(boundary, mine)
            else:
                resolve(boundary.target)

    def _replace(self, boundary: Boundary, mine: list[int]) -> None:
        def reached(arguments: Sequence[Any], result: Any) -> None:
            if boundary.counts(result):
                self._reached(boundary, mine, arguments)

        if boundary.when == "before":
            wrap(boundary.target, before=lambda arguments: self._reached(boundary, mine, arguments))
        elif boundary.when == "after":
            wrap(boundary.target, after=reached)
        else:
            wrap(boundary.target, before=lambda arguments: self._reached(boundary, mine, arguments, _half_of))

    def _reached(
        self,
        boundary: Boundary,
        mine: Sequence[int],
        arguments: Sequence[Any],
        first: Callable[[Sequence[Any]], None] = lambda arguments: None,
    ) -> None:
        kind = self._kind(boundary, arguments) if boundary.per == "dispatch" else ""
        for number in mine:
            strike = self._strikes[number]
            # another process may have fired it since this one was armed
            due = strike.kind == kind and self._board.fired_by(number) is None
            if due and self._board.count(self._slot, number) >= strike.call:
                self._board.fire(self._slot, number)
                first(arguments)
                os.kill(os.getpid(), signal.SIGKILL)

    def _kind(self, boundary: Boundary, arguments: Sequence[Any]) -> str:
        if boundary.target.startswith("links."):
            return _IN_HAND.get()
        for subject in arguments[:2]:  # a method's own object comes first
            if isinstance(subject, int):
                return self._kind_of(subject)
            if hasattr(subject, "kind"):  # an order, or a row
                return str(subject.kind)
            if hasattr(subject, "dispatch_id"):  # a claim
                return self._kind_of(subject.dispatch_id)
        raise TypeError(f"{boundary.target} is not called with a dispatch")

    def _kind_of(self, number: int) -> str:
        from campaigns.models import Dispatch

        if number not in self._kinds:
            self._kinds[number] = Dispatch.objects.values_list("kind", flat=True).get(id=number)
        return self._kinds[number]

    def _watch_dialogues(self) -> None:
        """Keep the scoreboard informed of the dialogues between journal and receipt, and each task of its kind."""
        wrap("campaigns.history:History.begin", before=lambda arguments: self._opens(arguments[1].dispatch_id))
        wrap("campaigns.store:record_receipt", after=lambda arguments, result: self._ends(arguments[0].dispatch_id))
        wrap("campaigns.store:settle", after=lambda arguments, result: self._ends(arguments[0]))
        wrap("probes.mail:MailProbe.send", before=lambda arguments: _IN_HAND.set(str(arguments[1].kind)) and None)

    def _opens(self, dispatch_id: int) -> None:
        self._open.add(dispatch_id)
        self._board.open_dialogues(self._slot, len(self._open))

    def _ends(self, dispatch_id: int) -> None:
        self._open.discard(dispatch_id)
        self._board.open_dialogues(self._slot, len(self._open))


def wrap(
    target: str,
    before: Callable[[Sequence[Any]], None] = lambda arguments: None,
    after: Callable[[Sequence[Any], Any], None] = lambda arguments, result: None,
) -> None:
    """Put something before and after a function of the product, in this process alone."""
    holder, name, inner = resolve(target)

    @wraps(inner)
    def plain(*arguments: Any, **named: Any) -> Any:
        before(arguments)
        result = inner(*arguments, **named)
        after(arguments, result)
        return result

    @wraps(inner)
    async def awaited(*arguments: Any, **named: Any) -> Any:
        before(arguments)
        result = await inner(*arguments, **named)
        after(arguments, result)
        return result

    setattr(holder, name, awaited if iscoroutinefunction(inner) else plain)


def _half_of(arguments: Sequence[Any]) -> None:
    """Put the first half of a message on the wire, by the connection's own socket, and nothing after it."""
    session, content = arguments
    transport: asyncio.Transport = session._client.protocol.transport
    os.write(transport.get_extra_info("socket").fileno(), content[: len(content) // 2])
