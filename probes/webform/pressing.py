"""Presses a button exactly once and waits for what comes of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from playwright.async_api import Error, Page

from domain.errors import BarometerError
from links.forms.looking import Document
from links.forms.sight import Button
from probes.webform.aftermath import Aftermath, Block, Verdict, read_page, texts_of
from probes.webform.traffic import Traffic

PRESS_MS = 4000
ANSWER_SECONDS = 30.0
QUIET_SECONDS = 1.2
"""How long a page may say nothing after its last answer before its silence is taken for one."""
UNMOVED_SECONDS = 2.5
"""How long a press may have no effect at all: scripts that send late do so within this."""
STABLE_SECONDS = 0.35


class SubmissionUncertain(BarometerError):
    """The button was pressed and the answer never came: the message may have been taken, and is not sent again."""


@dataclass
class Pressed:
    """What a press gave; `pending` says that an answer was still awaited when patience ended."""

    verdict: Verdict
    aftermath: Aftermath
    pending: bool
    seconds: float


class Presser:
    """Presses the buttons of one page, and hears its new windows; `dialogs` is the list that whoever watches over the
    page adds the texts of dialogs to."""

    def __init__(
        self, page: Page, traffic: Traffic, *, message: str, confirmation: str = "", dialogs: Sequence[str] = ()
    ) -> None:
        self._page = page
        self._traffic = traffic
        self._message = message
        self._confirmation = confirmation
        self._dialogs = dialogs
        self._heard = 0
        self._pages = [page]
        page.on("popup", self._on_popup)

    def stop(self) -> None:
        self._page.remove_listener("popup", self._on_popup)

    async def press(
        self, document: Document, button: Button, before: Callable[[], None] | None, *, last: bool, again: bool = False
    ) -> Pressed:
        """Press once and wait for the answer.

        `before` is called when everything is ready and nothing has left yet. `last` says that this is to send; `again`,
        that the form refused a first try, whose errors are still shown. Raises Playwright's Error when the button is
        gone before it could be pressed.
        """
        element = await document.element(button.node)
        before_press = await read_page(self._page)
        aftermath = Aftermath(
            texts_of(before_press, but_errors=again),
            self._message,
            first_url=self._page.url,
            first_shapes=tuple(reading.shape for reading in before_press),
            confirmation=self._confirmation,
        )
        free = True
        try:
            await element.click(trial=True, timeout=PRESS_MS)
        except Error:
            free = False  # something lies over it; the page is asked directly then
        # "Send this message?" is answered as whoever wants to send it does; other dialogs are dismissed
        await document.frame.evaluate("() => { window.confirm = () => true; }")
        self._heard = len(self._dialogs)
        self._traffic.mark()
        if before is not None:
            before()
        started = time.monotonic()
        if free:
            # never a second press: whether one that failed reached the page shows in what follows
            with suppress(Error):
                await element.click(timeout=PRESS_MS)
        else:
            await element.evaluate("element => { setTimeout(() => element.click(), 0); }")
        return await self._answer(aftermath, started, last=last)

    async def _answer(self, aftermath: Aftermath, started: float, *, last: bool) -> Pressed:
        changed = quiet_since = time.monotonic()
        known: tuple[object, ...] = ()
        while True:
            await self._traffic.wait(0.12)
            await aftermath.read(self._pages)
            for said in self._dialogs[self._heard :]:
                aftermath.texts.setdefault(said, Block(text=said, loud="status"))
            now = time.monotonic()
            verdict = aftermath.verdict()
            state = (
                verdict,
                len(aftermath.texts),
                len(self._traffic.sent),
                self._traffic.pending,
                aftermath.moved,
                aftermath.reshaped,
            )
            if state != known:
                known, changed = state, now
            if self._traffic.pending:
                quiet_since = now
            if now - started > ANSWER_SECONDS:
                return Pressed(verdict, aftermath, self._traffic.pending, now - started)
            if not last and aftermath.reshaped and not self._traffic.pending and now - changed > STABLE_SECONDS:
                return Pressed(verdict, aftermath, False, now - started)
            if self._is_over(verdict, started=now - started, stable=now - changed, quiet=now - quiet_since):
                return Pressed(verdict, aftermath, False, now - started)

    def _is_over(self, verdict: Verdict, *, started: float, stable: float, quiet: float) -> bool:
        if self._traffic.pending:
            # an answer that came while something unimportant still loads
            return verdict is Verdict.CONFIRMED and stable > 2.0
        if verdict is Verdict.CONFIRMED:
            return stable > 0.1
        if verdict in (Verdict.REFUSED, Verdict.CAPTCHA):
            return stable > STABLE_SECONDS
        if self._traffic.anything_left:
            return min(stable, quiet) > QUIET_SECONDS
        return started > UNMOVED_SECONDS and stable > STABLE_SECONDS

    def _on_popup(self, page: Page) -> None:
        self._pages.append(page)
        self._traffic.news.set()
