"""The "reliable answer": in time, right and with a contact (Ville Internet 2005, field notes 6.6)."""

from __future__ import annotations

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from domain.grid import NormSet
from domain.vocabulary import Channel
from scoring.sample import Sample, aligned, numbers
from scoring.tables import Tables

LIMITS: dict[Channel, tuple[tuple[str, str], ...]] = {
    channel: tuple((f"answer.delay_{unit}", f"{prefix}_answer_{unit}") for unit in ("working_days", "days", "hours"))
    for channel, prefix in ((Channel.MAIL, "mail"), (Channel.WEBFORM, "mail"), (Channel.LETTER, "letter"))
}
"""The delay and the norm that decide "in time", the first one that the norm set states."""

RIGHT = ("precise", "acceptable")


def reliable_contacts(tables: Tables, sample: Sample, norms: NormSet) -> NDArray[np.bool_]:
    """Return, for each contact of the sample, whether its answer was reliable.

    Where the norm set states no time limit for the channel, an answer within the reply window is in time.
    """
    verdicts = tables.lazy("observations").filter(
        (nw.col("measure") == "answer.verdict") & nw.col("text").is_in(list(RIGHT))
    )
    right: NDArray[np.bool_] = aligned(verdicts.select("contact_id", number=nw.lit(1.0)), sample) == 1.0
    for measure in ("contact.answered_substance", "reply.direct_contact"):
        right &= aligned(numbers(tables, measure), sample) == 1.0
    right &= _in_time(tables, sample, norms)
    return right


def _in_time(tables: Tables, sample: Sample, norms: NormSet) -> NDArray[np.bool_]:
    in_time = np.ones(len(sample.contact_ids), dtype=bool)
    for channel, limits in LIMITS.items():
        own = sample.channel == channel.value
        limit = next((limit for limit in limits if limit[1] in norms.norms), None)
        if limit and own.any():
            delay = aligned(numbers(tables, limit[0]), sample)
            # a missing delay is NaN and never in time
            in_time &= ~own | (delay <= norms.norms[limit[1]])
    return in_time
