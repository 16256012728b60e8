"""An inspection carried out as any other dispatch, and its observations found again when the contact is closed.

Nothing is sent, so nothing is marked: after a crash it is simply done again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from domain.contact import Exhibit, Inspection, Order, Receipt
from domain.errors import Unavailable
from domain.failure import UNTOLD_OF_A_SITE, Failure, ours
from domain.observation import Evidence, Observation, Value
from domain.ports import EvidenceStore, Inspector
from domain.vocabulary import Channel, Outcome
from links.packing import JSON_TYPE, packed_json, unpacked_json

OBSERVATIONS = "observations"
FAILURE = "inspection.failure"
"""The fact that says what an inspection failed by, when that is the site's own doing."""
MOST_LOOKS = 3
"""A site that does not answer is looked at so often, hours apart, before that is what is said of it."""
_MAY_PASS = frozenset({Failure.UNREACHABLE, Failure.TOO_SLOW, Failure.HTTP_5XX, Failure.DNS_ERROR, Failure.UNKNOWN})


class InspectingProbe:
    """Implements `domain.ports.Probe` with an inspector. The receipt's exhibits hold the observations as well."""

    def __init__(self, inspector: Inspector) -> None:
        self._inspector = inspector

    async def send(self, order: Order, before_data: Callable[[], None]) -> Receipt:
        """Look; a site that is down is a result, once it was so at each of three looks.

        Raises Unavailable when our side could not run, whatever the reason.
        """
        try:
            inspection = await self._inspector.inspect(order)
        except Unavailable:
            raise
        except Exception as error:
            raise Unavailable("inspection_broke_off", why=f"{type(error).__name__}: {error}"[:500]) from error
        return _receipt(inspection, order.attempt)

    async def find(self, order: Order) -> Receipt | None:
        """Return None: a look leaves no trace outside."""
        return None

    async def close(self) -> None:
        await self._inspector.close()


def _receipt(inspection: Inspection, attempt: int) -> Receipt:
    failure = inspection.failure
    again = failure in _MAY_PASS and attempt < MOST_LOOKS
    if failure is not None and (again or failure in UNTOLD_OF_A_SITE):
        return Receipt(inspection.at, "", failure, not again, inspection.detail, exhibits=inspection.exhibits)
    rows = [one.model_dump(mode="json") for one in inspection.observations]
    told = Exhibit(OBSERVATIONS, JSON_TYPE, packed_json(rows))
    facts: dict[str, str | int | float | bool] = {FAILURE: failure.value} if failure else {}
    return Receipt(inspection.at, detail=inspection.detail, facts=facts, exhibits=(*inspection.exhibits, told))


def seen(
    failure: Failure | None, exhibits: Iterable[Mapping[str, str]], shown: Mapping[str, Value], evidence: EvidenceStore
) -> tuple[Outcome, tuple[Observation, ...]]:
    """Return what came of a contact that is an inspection: `answered` when there was a site to look at.

    `failure` and `exhibits` are the last look's, `shown` its facts. `not_measured` when it says nothing of the site.
    """
    observations = observations_from(exhibits, evidence)
    if observations is not None:
        return (Outcome.SILENT if FAILURE in shown else Outcome.ANSWERED), observations
    if failure is None or failure in UNTOLD_OF_A_SITE or failure in ours(Channel.SITE):
        return Outcome.NOT_MEASURED, ()
    proof = Evidence(source="dispatch", quote=failure.value)
    down = Observation(measure="site.reachable", value=False, evidence=(proof,), confidence=0.9, method="dispatch@1")
    return Outcome.SILENT, (down,)


def observations_from(exhibits: Iterable[Mapping[str, str]], evidence: EvidenceStore) -> tuple[Observation, ...] | None:
    """Return what an inspection observed, from a dispatch's exhibits; None when it was never kept, or was erased."""
    digest = next((one["digest"] for one in exhibits if one["name"] == OBSERVATIONS), "")
    blob = evidence.get(digest) if digest else None
    if blob is None:
        return None
    return tuple(Observation.model_validate(row) for row in unpacked_json(blob))
