"""An inspection as a dispatch: what becomes a receipt, what is looked at again, what a closed contact says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from campaigns.inspecting import FAILURE, MOST_LOOKS, OBSERVATIONS, InspectingProbe, observations_from, seen
from domain.contact import Exhibit, Inspection, Order, Receipt, SiteContent
from domain.errors import Unavailable
from domain.failure import Failure
from domain.observation import Evidence, Observation
from domain.vocabulary import Channel, DispatchKind, Outcome
from links.evidence import DirectoryEvidence

from .builders import paris, structure

AT = paris(12, 10)
SEEN = Observation(
    measure="site.phone", value=True, evidence=(Evidence(source="https://ville.example/", quote="02 99"),), method="x@1"
)
ORDER = Order(
    1, 1, Channel.SITE, DispatchKind.FIRST, "a" * 16, "", SiteContent("https://ville.example/", structure(), "fr"), 1
)


class Looking:
    """An inspector that sees, or fails, as told."""

    def __init__(self, told: Inspection | Exception) -> None:
        self.told = told

    async def inspect(self, order: Order) -> Inspection:
        if isinstance(self.told, Exception):
            raise self.told
        return self.told

    async def close(self) -> None: ...


async def looked(told: Inspection | Exception, attempt: int = 1) -> Receipt:
    def marked() -> None:
        raise AssertionError("nothing is sent, so nothing is marked")

    return await InspectingProbe(Looking(told)).send(replace(ORDER, attempt=attempt), marked)


def kept(receipt: Receipt, tmp_path) -> tuple[list[dict[str, str]], DirectoryEvidence]:
    store = DirectoryEvidence(tmp_path)
    digests = store.put_many([one.blob for one in receipt.exhibits])
    rows = [{"name": one.name, "digest": digest} for one, digest in zip(receipt.exhibits, digests, strict=True)]
    return rows, store


async def test_what_was_observed_is_found_again_from_the_evidence(tmp_path):
    receipt = await looked(Inspection(AT, (SEEN,), (Exhibit("home", "image/png", b"png"),), detail="https://v/"))
    assert (receipt.failure, [one.name for one in receipt.exhibits]) == (None, ["home", OBSERVATIONS])
    exhibits, store = kept(receipt, tmp_path)
    assert observations_from(exhibits, store) == (SEEN,)
    assert seen(None, exhibits, receipt.facts, store) == (Outcome.ANSWERED, (SEEN,))


async def test_a_site_that_is_down_is_looked_at_again_before_that_is_said_of_it(tmp_path):
    down = Inspection(AT, (SEEN,), failure=Failure.UNREACHABLE, detail="refused")
    early = [await looked(down, attempt) for attempt in range(1, MOST_LOOKS)]
    assert {(receipt.failure, receipt.permanent) for receipt in early} == {(Failure.UNREACHABLE, False)}
    last = await looked(down, MOST_LOOKS)
    assert (last.failure, last.facts) == (None, {FAILURE: "unreachable"})
    exhibits, store = kept(last, tmp_path)
    assert seen(None, exhibits, last.facts, store) == (Outcome.SILENT, (SEEN,))


@pytest.mark.parametrize(
    ("failure", "outcome"),
    [
        (Failure.DISALLOWED, Outcome.NOT_MEASURED),
        (Failure.UNKNOWN, Outcome.NOT_MEASURED),
        (Failure.ADDRESS_INVALID, Outcome.NOT_MEASURED),
        (Failure.UNREACHABLE, Outcome.SILENT),
        (Failure.TLS_ERROR, Outcome.SILENT),
        (None, Outcome.NOT_MEASURED),
    ],
)
def test_a_look_that_was_never_kept_says_only_whether_the_site_was_there(tmp_path, failure, outcome):
    found, observations = seen(failure, [], {}, DirectoryEvidence(tmp_path))
    assert found is outcome
    assert [(one.measure, one.value) for one in observations] == (
        [("site.reachable", False)] if outcome is Outcome.SILENT else []
    )


async def test_what_says_nothing_of_the_site_is_a_failure_of_the_dispatch():
    told = await looked(Inspection(AT, (), failure=Failure.DISALLOWED, detail="robots.txt"))
    assert (told.failure, told.permanent) == (Failure.DISALLOWED, True)


async def test_an_inspector_that_breaks_leaves_the_dispatch_to_be_done_again():
    with pytest.raises(Unavailable, match="inspection_broke_off"):
        await looked(RuntimeError("boom"))
