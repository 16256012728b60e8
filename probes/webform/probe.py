"""Sends a message through a website's contact form, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from zoneinfo import ZoneInfo

from domain.clock import Clock
from domain.contact import Exhibit, Order, Receipt
from domain.errors import Unavailable
from domain.failure import Failure
from links.browser import BrowserPool, Visit, VisitEnded
from probes.webform.aftermath import Verdict
from probes.webform.answers import Citizen
from probes.webform.facts import confirmation_facts
from probes.webform.pressing import SubmissionUncertain
from probes.webform.recipe import recipe_of
from probes.webform.session import Session, write_through
from probes.webform.visiting import Open, Opened

_RETRIED = frozenset({Failure.UNREACHABLE, Failure.TOO_SLOW, Failure.HTTP_5XX, Failure.DNS_ERROR, Failure.RATE_LIMITED})
"""Failures met before anything left that another day may not have."""


class WebformProbe:
    """Implements `domain.ports.Probe` for contact forms. The pool belongs to whoever made it."""

    def __init__(self, pool: BrowserPool, clock: Clock, *, timezone: str = "Europe/Paris") -> None:
        self._pool = pool
        self._clock = clock
        self._timezone = ZoneInfo(timezone)

    async def send(self, order: Order, before_data: Callable[[], None]) -> Receipt:
        """Find the structure's form, fill it in and press the button once.

        `before_data` is called right before the first press that could carry the message. A form that refuses, asks for
        what a citizen cannot give or only lets humans pass is a receipt with a failure. Raises SubmissionUncertain
        when the button was pressed and the answer never came, Unavailable when our browser failed before that,
        InputError for a faulty recipe.
        """
        recipe = recipe_of(order.form.recipe) if order.form.recipe else None
        citizen = Citizen(order.form, self._clock.now().astimezone(self._timezone).date())
        exhibits: list[Exhibit] = []
        started = False

        def starting() -> None:
            nonlocal started
            before_data()
            started = True

        try:
            async with self._pool.visit("webform", language=order.form.language, identify=False) as visit:

                async def exhibit(name: str) -> None:
                    exhibits.extend(await visit.exhibits(name))

                session = await write_through(
                    visit.page, opener(visit), citizen, starting, exhibit, recipe=recipe, dialogs=visit.dialogs
                )
                if session.outcome.presses:
                    await exhibit("confirmation")
                elif session.failure is not None:
                    await exhibit("form")
        except VisitEnded as ended:
            if started:
                raise SubmissionUncertain("webform_uncertain", url=order.form.website, why=ended.detail) from ended
            return self._failed(ended.failure, ended.detail, exhibits)
        except Unavailable as error:
            if started:
                raise SubmissionUncertain("webform_uncertain", url=order.form.website, why=str(error)) from error
            raise
        return self._receipt(session, exhibits)

    async def find(self, order: Order) -> Receipt | None:
        """Return None: a website cannot be asked. The confirmation mail settles an uncertain dispatch, or a person."""
        return None

    async def close(self) -> None:
        """Nothing is kept open between messages."""

    def _receipt(self, session: Session, exhibits: list[Exhibit]) -> Receipt:
        outcome = session.outcome
        facts = dict(session.facts)
        if session.failure is not None:
            receipt = self._failed(session.failure, session.search.detail or outcome.detail, exhibits)
            permanent = receipt.permanent if session.search.failure is not None else outcome.permanent
            return Receipt(receipt.at, "", receipt.failure, permanent, receipt.detail, facts, receipt.exhibits)
        after = outcome.aftermath
        shown = after is not None and after.verdict() is Verdict.CONFIRMED
        facts |= confirmation_facts(outcome, shown=shown)
        return Receipt(
            at=self._clock.now().astimezone(UTC),
            reference=str(facts.get("confirmation.reference", "")),
            detail=after.text()[:300] if after is not None else "",
            facts=facts,
            exhibits=tuple(exhibits),
        )

    def _failed(self, failure: Failure, detail: str, exhibits: list[Exhibit]) -> Receipt:
        permanent = failure not in _RETRIED
        return Receipt(self._clock.now(), "", failure, permanent, detail[:300], exhibits=tuple(exhibits))


def opener(visit: Visit) -> Open:
    """Return the way a visit opens addresses, in the words of this package."""

    async def opening(url: str) -> Opened:
        opened = await visit.open(url)
        failure = Failure.LOGIN_REQUIRED if opened.status == 401 else opened.failure
        detail = opened.detail or (str(opened.status) if opened.status else "")
        return Opened(failure, opened.status, detail)

    return opening
