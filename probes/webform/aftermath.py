"""Reads what a page says once the button was pressed: taken, refused with reasons, or nothing that tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from playwright.async_api import Error, Frame, Page

from links.forms.lexicon import phrases, says
from links.forms.looking import script
from links.forms.sight import Sighted
from links.pages.words import folded

_ARRIVED = re.compile(
    r"(?:^|[^a-z])(merci|thank|thanks|confirm(?:ation|e|ed)?|success|succes|sent|envoye|ok|done)(?:$|[^a-z])"
)
_WAITING = re.compile(r"en cours|patienter|please wait|sending|loading|chargement")


class Block(Sighted):
    """A visible text. `loud` is "error", "success", "status" or ""; `beside` a field called `name` or `id`."""

    text: str
    loud: str = ""
    name: str = ""
    id: str = ""
    beside: bool = False

    @property
    def complains(self) -> bool:
        """Whether it reads as an error: by its words, or because it stands beside a field and is styled as one."""
        return says("answer.error", self.text) or (self.loud == "error" and self.beside)

    @property
    def says_sent(self) -> bool:
        words = folded(self.text)
        if says("answer.not_sent", self.text):
            return False
        if phrases("answer.sent").search(words):
            return True
        thanks = phrases("answer.thanks").search(words) is not None
        return thanks and (phrases("answer.promise").search(words) is not None or self.loud == "success")


class Reading(Sighted):
    """One document's texts, and the values its fields hold."""

    url: str
    title: str = ""
    blocks: tuple[Block, ...] = ()
    filled: tuple[str, ...] = ()
    shape: str = ""


class Verdict(StrEnum):
    CONFIRMED = "confirmed"  # the page says that the message was taken
    REFUSED = "refused"  # an error is shown and our values are still there: nothing was accepted
    CAPTCHA = "captcha"
    SILENT = "silent"  # the form is gone or empty, and nothing is said
    UNMOVED = "unmoved"  # the form is as it was, and nothing is said


@dataclass
class Aftermath:
    """What is known after the press; texts that were there before it are not counted."""

    known: frozenset[str]
    message: str
    texts: dict[str, Block] = field(default_factory=dict)
    readings: list[Reading] = field(default_factory=list)
    first_url: str = ""
    first_shapes: tuple[str, ...] = ()
    confirmation: str = ""
    """The selector of a recipe for what shows only when the message was taken."""
    confirmed_by_recipe: bool = False

    async def read(self, pages: Sequence[Page]) -> None:
        """Read the pages as they are now; texts that vanish again (toasts) are remembered."""
        readings = [reading for page in pages for reading in await read_page(page)]
        if not readings:
            return
        self.readings = readings
        for reading in readings:
            for block in reading.blocks:
                if block.text not in self.known:
                    self.texts.setdefault(block.text, block)
        if self.confirmation:
            self.confirmed_by_recipe = self.confirmed_by_recipe or await _shows(pages, self.confirmation)

    @property
    def new(self) -> list[Block]:
        """Texts that were not there before, are no sign of waiting, and do not only repeat what we wrote."""
        mine = folded(self.message)
        return [
            block
            for block in self.texts.values()
            if not (_WAITING.search(block.text.lower()) and len(block.text) <= 80)
            and not _repeats(folded(block.text), mine)
        ]

    @property
    def still_there(self) -> bool:
        """Whether a form still holds our message."""
        wanted = " ".join(self.message.split())
        return bool(wanted) and any(" ".join(text.split()) == wanted for r in self.readings for text in r.filled)

    @property
    def complaints(self) -> list[Block]:
        shown = {block.text for reading in self.readings for block in reading.blocks}
        return [block for block in self.new if block.complains and not block.says_sent and block.text in shown]

    @property
    def moved(self) -> bool:
        return bool(self.readings) and self.readings[0].url.split("#")[0] != self.first_url.split("#")[0]

    @property
    def reshaped(self) -> bool:
        """Whether other fields are shown than before the press."""
        return bool(self.readings) and tuple(reading.shape for reading in self.readings) != self.first_shapes

    def verdict(self) -> Verdict:
        """Say what became of the message, by words first and by the page's structure next."""
        if self.confirmed_by_recipe:
            return Verdict.CONFIRMED
        sent = any(block.says_sent for block in self.new)
        together = " ".join(block.text for block in self.new)[:3000]
        if any(says("answer.robots", block.text) for block in self.new) and not sent:
            return Verdict.CAPTCHA
        if self.still_there:
            loud_error = any(b.loud == "error" or b.beside for b in self.complaints)
            if sent and not loud_error:
                return Verdict.CONFIRMED
            return Verdict.REFUSED if self.complaints else Verdict.UNMOVED
        if sent and not (self.complaints and says("answer.not_sent", together)):
            return Verdict.CONFIRMED
        if self._arrived(together):
            return Verdict.CONFIRMED
        if self.complaints and says("answer.not_sent", together):
            return Verdict.REFUSED
        return Verdict.SILENT

    def _arrived(self, together: str) -> bool:
        """Whether thanks, a status of success or an address that says so replaced the form."""
        if any(block.loud == "success" and not block.complains for block in self.new):
            return True
        if says("answer.thanks", together) and (self.moved or says("answer.promise", together)):
            return True
        path = self.readings[0].url.lower().split("://")[-1].partition("/")[2] if self.readings else ""
        return self.moved and not self.complaints and _ARRIVED.search(folded(path)) is not None

    def text(self) -> str:
        """Return what the page newly says, the telling blocks first, for people to read."""
        telling = [b for b in self.new if b.says_sent or b.loud or says("answer.thanks", b.text)]
        chosen = telling or self.new[:6]
        return " ".join(dict.fromkeys(block.text for block in chosen))[:600]

    def all_text(self) -> str:
        return "\n".join(block.text for block in self.new)[:6000]


async def read_page(page: Page) -> list[Reading]:
    """Return the readings of a page's documents; one that is leaving is left out."""
    found = []
    for frame in page.frames[:12]:
        reading = await _read_frame(frame)
        if reading is not None:
            found.append(reading)
    return found


async def _read_frame(frame: Frame) -> Reading | None:
    try:
        return Reading.model_validate(await frame.evaluate(script("dom", "blocks")))
    except Error:
        return None


async def _shows(pages: Sequence[Page], selector: str) -> bool:
    for page in pages:
        for frame in page.frames:
            try:
                if await frame.locator(selector).first.is_visible():
                    return True
            except Error:
                continue
    return False


def _repeats(text: str, mine: str) -> bool:
    return len(text) > 3 and (text in mine or (len(mine) > 40 and mine[:60] in text))


def texts_of(readings: Sequence[Reading], *, but_errors: bool) -> frozenset[str]:
    """Return the texts of some readings.

    `but_errors` leaves out what is shown as an error: after a mended try the same words mean the same refusal.
    """
    return frozenset(
        block.text for reading in readings for block in reading.blocks if not but_errors or block.loud != "error"
    )
