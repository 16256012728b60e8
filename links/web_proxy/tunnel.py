"""Two connections joined: bytes go both ways, are counted, and end together."""

from __future__ import annotations

import asyncio

from links.web_proxy.gate import Refused, Stream
from links.web_proxy.http1 import PIECE
from links.web_proxy.passes import Pass, Passage

IDLE_SECONDS = 120.0
"""A tunnel through which nothing went for so long is closed."""


async def splice(entry: Pass, passage: Passage, near: Stream, far: Stream) -> None:
    """Carry bytes until both sides ended, one failed, or the visit's allowance is used up."""
    moved = asyncio.Event()

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, outwards: bool) -> None:
        while piece := await reader.read(PIECE):
            moved.set()
            entry.charge(passage, sent=len(piece) if outwards else 0, received=0 if outwards else len(piece))
            writer.write(piece)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()

    async def both() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(pump(near[0], far[1], outwards=True))
            group.create_task(pump(far[0], near[1], outwards=False))

    async def idle() -> None:
        try:
            while True:
                moved.clear()
                async with asyncio.timeout(IDLE_SECONDS):
                    await moved.wait()
        except TimeoutError:
            return

    tasks = [asyncio.ensure_future(both()), asyncio.ensure_future(idle())]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
    for end in ends:
        if isinstance(end, ExceptionGroup):
            _, unforeseen = end.split((Refused, OSError))
            if unforeseen:
                raise unforeseen
