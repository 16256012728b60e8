"""Takes a message through a form: fills each step, presses on, sends once, reads what comes of it."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from playwright.async_api import Error, Page

from domain.failure import Failure
from links.forms.buttons import buttons_of
from links.forms.judging import contact_score
from links.forms.looking import Document, look, look_at, same_form
from links.forms.settling import settle
from links.forms.sight import Control, FormSight
from probes.webform.aftermath import Aftermath, Verdict
from probes.webform.answers import Citizen
from probes.webform.filling import carry_out, is_done, key_of
from probes.webform.finding import Found
from probes.webform.given import NOTHING, resolve
from probes.webform.mending import Mends
from probes.webform.plan import Act, Entry, Obstacle, Plan
from probes.webform.planning import plan_step
from probes.webform.pressing import Pressed, Presser, SubmissionUncertain
from probes.webform.recipe import Recipe
from probes.webform.traffic import Traffic

MOST_STEPS = 8
MOST_ROUNDS = 6
MOST_TRIES = 3
SECONDS = 110.0
_STOPPING = frozenset({Failure.CAPTCHA, Failure.LOGIN_REQUIRED})

Plans = Callable[[FormSight, Document], Plan]


@dataclass
class Outcome:
    """How a journey ended. Without `failure` the site took the message, or the dry run saw all it could.

    `steps` are the plans carried out; `permanent` False means that nothing left and it may be tried again.
    """

    failure: Failure | None = None
    detail: str = ""
    permanent: bool = True
    steps: list[Plan] = field(default_factory=list)
    obstacles: list[Obstacle] = field(default_factory=list)
    aftermath: Aftermath | None = None
    presses: int = 0
    mended: bool = False
    answer_seconds: float = 0.0
    status: int = 0
    document: Document | None = None
    form: FormSight | None = None
    seen_to_the_end: bool = True


class Journey:
    """One message, one form, one page. `before_data` None makes it a dry run: nothing is ever sent."""

    def __init__(
        self,
        page: Page,
        traffic: Traffic,
        start: Found,
        citizen: Citizen,
        before_data: Callable[[], None] | None,
        exhibit: Callable[[str], Awaitable[None]],
        recipe: Recipe | None = None,
        dialogs: Sequence[str] = (),
    ) -> None:
        self._page = page
        self._traffic = traffic
        self._document, self._form = start.document, start.form
        self._citizen = citizen
        self._before_data = before_data
        self._exhibit = exhibit
        self._recipe = recipe
        self._mends = Mends()
        self._messaged = False
        self._started = False
        self._outcome = Outcome()
        self._deadline = time.monotonic() + SECONDS
        confirmation = recipe.confirmation if recipe is not None else ""
        self._given = NOTHING
        self._presser = Presser(page, traffic, message=citizen.content.text, confirmation=confirmation, dialogs=dialogs)

    async def run(self) -> Outcome:
        """Go through the form's steps. Raises SubmissionUncertain when the answer to the last press never came."""
        try:
            await self._run()
        finally:
            self._presser.stop()
        self._outcome.document, self._outcome.form = self._document, self._form
        return self._outcome

    async def _run(self) -> None:
        for _ in range(MOST_STEPS):
            plan = await self._fill()
            self._outcome.steps.append(plan)
            if plan.obstacles:
                self._stop(plan.obstacles)
                return
            button = plan.send or plan.next
            if button is None:
                self._stop((Obstacle(Failure.FORM_REJECTED, "no_button"),))
                return
            self._messaged = self._messaged or plan.holds_message
            last = plan.send is not None
            if last or self._messaged:
                await self._exhibit("form")
            if last and self._before_data is None:
                return
            pressed = await self._presser.press(
                self._document, button, self._mark if self._messaged else None, last=last, again=self._outcome.mended
            )
            self._outcome.presses += last
            if not await self._after(pressed, plan, last=last):
                return
        self._stop((Obstacle(Failure.FORM_REJECTED, "too_many_steps"),))

    def _mark(self) -> None:
        """Mark durably, once, before the first press that could carry the message."""
        if not self._started and self._before_data is not None:
            self._started = True
            self._before_data()

    def _stop(self, obstacles: tuple[Obstacle, ...]) -> None:
        first = min(obstacles, key=lambda obstacle: obstacle.failure not in _STOPPING)
        self._outcome.obstacles.extend(obstacles)
        self._outcome.failure, self._outcome.detail = first.failure, first.detail

    # --- filling

    async def _fill(self) -> Plan:
        """Fill the step until nothing is left to do: fields that appear on the way are filled too."""
        tried: dict[str, int] = {}
        unticked: set[str] = set()
        dry = self._before_data is None
        await self._take_recipe()
        plan = self._plan()
        for _ in range(MOST_ROUNDS):
            if any(o.failure in _STOPPING for o in plan.obstacles) or (plan.obstacles and not dry):
                return plan
            todo = [
                e for e in plan.entries
                if not is_done(e, tried=tried.get(key_of(e), 0)) or self._mends.holds_refused(e)
            ]  # fmt: skip
            todo = [e for e in todo if tried.get(key_of(e), 0) < MOST_TRIES]
            if not todo or time.monotonic() > self._deadline:
                break
            for entry in todo:
                key = key_of(entry)
                await carry_out(self._document, entry, self._citizen, attempt=tried.get(key, 0))
                tried[key] = tried.get(key, 0) + 1
                unticked |= {key} if entry.act is Act.UNTICK else set()
            if any(entry.act not in (Act.WRITE, Act.DATE) for entry in todo):
                await settle(self._page, quiet=60, most=1500)
            await self._look_again()
            plan = self._plan()
        missed = [e for e in plan.entries if self._matters(e) and not is_done(e, tried=tried.get(key_of(e), 0))]
        unable = tuple(Obstacle(Failure.FORM_REJECTED, "could_not_fill", entry.caption[:120]) for entry in missed)
        entries = tuple(_as_shown(entry, unticked) for entry in plan.entries)
        return replace(plan, entries=entries, obstacles=(*plan.obstacles, *unable))

    @staticmethod
    def _matters(entry: Entry) -> bool:
        return entry.required or entry.role in ("message", "mail", "mail_confirm")

    def _plan(self) -> Plan:
        plan = plan_step(
            self._document.sight, self._form, self._citizen,
            also_required=self._mends.also_required, messaged=self._messaged, given=self._given,
        )  # fmt: skip
        return replace(plan, entries=tuple(self._mends.applied(entry) for entry in plan.entries))

    async def _look_again(self) -> None:
        document = await look_at(self._document.frame)
        again = same_form(self._form, [document], document.frame) if document is not None else None
        if again is not None:
            self._document, self._form = again
            await self._take_recipe()

    async def _take_recipe(self) -> None:
        if self._recipe is not None:
            self._given = await resolve(self._document, self._recipe, len(self._outcome.steps))

    # --- after a press

    async def _after(self, pressed: Pressed, plan: Plan, *, last: bool) -> bool:
        """Take in what a press gave; whether there is another step (or another try) to make."""
        outcome = self._outcome
        outcome.aftermath, outcome.answer_seconds = pressed.aftermath, pressed.seconds
        main = self._traffic.main
        outcome.status = main.status if main is not None else 0
        if (last or self._messaged) and pressed.verdict is Verdict.CONFIRMED:
            return False
        if not last or pressed.verdict is not Verdict.CONFIRMED:
            onward = await self._next_step(last=last)
            if onward:
                return True
        if not last and not self._messaged:
            return await self._step_refused(pressed, plan)
        return await self._judge(pressed, plan)

    async def _next_step(self, *, last: bool) -> bool:
        """Whether the page now shows another step of the form; it becomes the current one."""
        for _ in range(2):
            found = self._step_in(await look(self._page), last=last)
            if found is not None:
                self._document, self._form = found
                return True
            if last:
                return False
            await settle(self._page, quiet=250, most=3000)
        return False

    def _step_in(self, documents: list[Document], *, last: bool) -> tuple[Document, FormSight] | None:
        """Return the form that follows, by what it shares with the current one, or what it asks that no form did."""
        before = _keys(self._form.usable)
        elsewhere = _keys(
            [f for form in self._document.sight.forms if form.index != self._form.index for f in form.fields]
        )
        whole = _keys(self._form.fields)
        best: tuple[float, Document, FormSight] | None = None
        for document in documents:
            for form in document.sight.forms:
                now = _keys(form.usable)
                send, onward = buttons_of(form, messaged=self._messaged)
                if (send is None and onward is None) or (now and (now <= before or now <= elsewhere)):
                    continue
                recap = not now and self._messaged and send is not None and self._repeats(document)
                if (last or not now) and not recap:
                    continue
                same = document.frame is self._document.frame and bool(_keys(form.fields) & whole)
                score = contact_score(document.sight, form, led_here=True) + 10.0 * same + 3.0 * recap
                if form.region not in ("nav", "header", "footer", "aside") and not _looks_up(form):
                    score += 2.0
                if score >= 2.0 and (best is None or score > best[0]):
                    best = (score, document, form)
        return (best[1], best[2]) if best is not None else None

    def _repeats(self, document: Document) -> bool:
        """Whether a page shows our message again, to be confirmed."""
        start = " ".join(self._citizen.content.text.split())[:60]
        return start in document.sight.text

    async def _step_refused(self, pressed: Pressed, plan: Plan) -> bool:
        """A step that did not let us go on: mend it once."""
        await self._look_again()
        if not self._outcome.mended and self._mends.learn(self._plan(), pressed.aftermath.complaints):
            self._outcome.mended = True
            self._outcome.steps.pop()
            return True
        if self._before_data is None:
            self._outcome.seen_to_the_end = False  # the next step comes from the server, which a dry run never asks
            return False
        self._stop((Obstacle(Failure.FORM_REJECTED, "step_refused", pressed.aftermath.text()[:200]),))
        return False

    async def _judge(self, pressed: Pressed, plan: Plan) -> bool:
        """Decide what the last press came to; whether to press once more after mending."""
        outcome, traffic = self._outcome, self._traffic
        if self._before_data is None:
            outcome.seen_to_the_end = False
            return False
        main = traffic.main
        lost = main is not None and not main.status and (bool(main.failure) or pressed.pending)
        if lost and traffic.sent and all(entry.surely_not_taken for entry in traffic.sent):
            outcome.failure, outcome.permanent = Failure.UNREACHABLE, False
            outcome.detail = main.failure if main is not None else ""
            return False
        if lost or pressed.pending:
            why = (main.failure if main is not None else "") or "no answer"
            raise SubmissionUncertain("webform_uncertain", url=self._page.url, why=why)
        if outcome.status >= 500 or outcome.status == 429:
            outcome.failure = Failure.RATE_LIMITED if outcome.status == 429 else Failure.HTTP_5XX
            outcome.detail = f"{outcome.status} {pressed.aftermath.text()}"[:300]
            return False
        if pressed.verdict is Verdict.CAPTCHA:
            outcome.failure, outcome.detail = Failure.CAPTCHA, pressed.aftermath.text()[:300]
            return False
        if pressed.verdict is Verdict.SILENT:
            return self._silent(pressed)
        return await self._mend(pressed)

    def _silent(self, pressed: Pressed) -> bool:
        outcome = self._outcome
        if outcome.status >= 400:
            outcome.failure, outcome.detail = Failure.HTTP_4XX, f"{outcome.status} {pressed.aftermath.text()}"[:300]
        elif not self._traffic.anything_left:
            raise SubmissionUncertain("webform_uncertain", url=self._page.url, why="nothing seen to leave")
        return False

    async def _mend(self, pressed: Pressed) -> bool:
        """Press again once when nothing was accepted: our values are still there, the page says an error (or nothing at
        all left), and there is something else to write."""
        outcome = self._outcome
        nothing_left = not self._traffic.anything_left
        if pressed.verdict is Verdict.UNMOVED and not nothing_left and outcome.status < 400:
            raise SubmissionUncertain("webform_uncertain", url=self._page.url, why="no word of it on the page")
        accepted_nothing = nothing_left or (pressed.verdict is Verdict.REFUSED and pressed.aftermath.still_there)
        try:
            await self._look_again()
        except Error:
            accepted_nothing = False
        if accepted_nothing and not outcome.mended and self._mends.learn(self._plan(), pressed.aftermath.complaints):
            outcome.mended = True
            outcome.steps.pop()
            return True
        said = pressed.aftermath.text() or ("nothing happened" if nothing_left else "")
        outcome.failure, outcome.detail = Failure.FORM_REJECTED, said[:300]
        outcome.obstacles.append(Obstacle(Failure.FORM_REJECTED, "refused", said[:200]))
        return False


def _as_shown(entry: Entry, unticked: set[str]) -> Entry:
    """Say what a list that had to be opened shows as chosen, and what was unticked."""
    if entry.act is Act.CHOOSE and not entry.value:
        return replace(entry, value=entry.mapped.control.value)
    return replace(entry, act=Act.UNTICK) if key_of(entry) in unticked else entry


def _keys(fields: Iterable[Control]) -> set[tuple[str, str, str]]:
    return {(field.kind, field.name, field.id) for field in fields}


def _looks_up(form: FormSight) -> bool:
    return form.role == "search" or any(field.kind in ("search", "password") for field in form.usable)
