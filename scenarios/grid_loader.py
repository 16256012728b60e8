"""Loads the grid (`grid/`): measures, determinants, items of every channel, norm sets. Format: `docs/scoring.md`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from string import ascii_uppercase
from typing import Any

from pydantic import Field

from domain.errors import InputError
from domain.grid import Grid, Item, Measure, NormSet
from domain.scenario import PerLanguage
from domain.structure import Frozen
from domain.vocabulary import STEP_OF, Channel, Determinant, Step
from scenarios.grid_rules import item_faults
from scenarios.yaml_source import Source

GRID_FOLDER = Path(__file__).parent / "grid"
GRID_VERSION = "2026.1"
DEFAULT_NORMS = "barometer-2026"


class MeasureFile(Frozen):
    """`measures.yaml`."""

    measures: tuple[Measure, ...]


class NamedStep(Frozen):
    id: Step
    label: PerLanguage


class WeighedDeterminant(Frozen):
    id: Determinant
    weight: float
    label: PerLanguage


class WeighedChannel(Frozen):
    id: Channel
    weight: float
    label: PerLanguage


class DeterminantFile(Frozen):
    """`determinants.yaml`: every step, determinant and channel exactly once, with its names and weight."""

    version: str
    steps: tuple[NamedStep, ...]
    determinants: tuple[WeighedDeterminant, ...]
    channels: tuple[WeighedChannel, ...]


class Reuse(Frozen):
    """The items of another channel that hold for this one as well, under ids that begin with `prefix` instead.

    `without` names those that do not.
    """

    channel: Channel
    prefix: str = Field(pattern=r"^[A-Z]{1,3}$")
    without: tuple[str, ...] = ()


class ItemFile(Frozen):
    """`items-CHANNEL.yaml`. An item may leave out its channel (the file's) and its step (its determinant's)."""

    channel: Channel
    reuse: Reuse | None = None
    items: tuple[Item, ...]


def load_norms(folder: Path = GRID_FOLDER) -> dict[str, NormSet]:
    """Return the norm sets by id. Raises InputError for a faulty file or an id given twice."""
    norms: dict[str, NormSet] = {}
    for path in sorted((folder / "norms").glob("*.yaml")):
        source = Source(path)
        norm_set = source.into(NormSet)
        if norm_set.id in norms:
            raise source.fault("grid_norm_set_twice", ("id",), id=norm_set.id)
        norms[norm_set.id] = norm_set
    return norms


def load_grid(version: str = GRID_VERSION, folder: Path = GRID_FOLDER) -> Grid:
    """Return the whole grid.

    Raises InputError, holding every fault with file, line and field, when a file is faulty, when an item names an
    unknown measure, a norm no set states, or a rule its measure cannot be graded by, or when `version` is another.
    """
    head, head_source = _load_head(folder, version)
    measures = _load_measures(folder)
    norm_names = {name for norm_set in load_norms(folder).values() for name in norm_set.norms}
    items = _load_items(folder, measures, norm_names)
    _require_all(head, head_source)
    return Grid(
        version=head.version,
        measures=tuple(measures.values()),
        items=tuple(items),
        determinant_weights={entry.id: entry.weight for entry in head.determinants},
        channel_weights={entry.id: entry.weight for entry in head.channels},
        determinant_labels={entry.id: entry.label for entry in head.determinants},
        step_labels={entry.id: entry.label for entry in head.steps},
        channel_labels={entry.id: entry.label for entry in head.channels},
    )


def _load_head(folder: Path, version: str) -> tuple[DeterminantFile, Source]:
    source = Source(folder / "determinants.yaml")
    head = source.into(DeterminantFile)
    if head.version != version:
        raise source.fault("grid_version_unknown", ("version",), asked=version, known=head.version)
    return head, source


def _require_all(head: DeterminantFile, source: Source) -> None:
    """Every step, determinant and channel exactly once, no negative weight."""
    faults: list[InputError] = []
    lists: dict[str, tuple[list[str], list[str]]] = {
        "steps": ([entry.id.value for entry in head.steps], [step.value for step in Step]),
        "determinants": ([entry.id.value for entry in head.determinants], [name.value for name in Determinant]),
        "channels": ([entry.id.value for entry in head.channels], [channel.value for channel in Channel]),
    }
    for field, (given, wanted) in lists.items():
        for position, name in enumerate(given):
            if name in given[:position]:
                faults.append(source.fault("grid_name_twice", (field, position, "id"), name=name))
        if missing := [name for name in wanted if name not in given]:
            faults.append(source.fault("grid_name_missing", (field,), names=", ".join(missing)))
    weights = {
        "determinants": [entry.weight for entry in head.determinants],
        "channels": [entry.weight for entry in head.channels],
    }
    faults.extend(
        source.fault("grid_weight_not_positive", (field, position, "weight"), value=weight)
        for field, own in weights.items()
        for position, weight in enumerate(own)
        if weight <= 0
    )
    if faults:
        raise InputError.together(faults)


def _load_measures(folder: Path) -> dict[str, Measure]:
    source = Source(folder / "measures.yaml")
    measures: dict[str, Measure] = {}
    for position, measure in enumerate(source.into(MeasureFile).measures):
        if measure.id in measures:
            raise source.fault("grid_name_twice", ("measures", position, "id"), name=measure.id)
        measures[measure.id] = measure
    return measures


def _load_items(folder: Path, measures: dict[str, Measure], norm_names: set[str]) -> list[Item]:
    taken: dict[str, Item] = {}
    reused: list[tuple[Source, ItemFile, Reuse]] = []
    faults: list[InputError] = []
    for path in sorted(folder.glob("items-*.yaml")):
        source = Source(path)
        _fill_in(source.data)
        file = source.into(ItemFile)
        if file.reuse is not None:
            reused.append((source, file, file.reuse))
        for position, item in enumerate(file.items):
            at = ("items", position)
            if item.id in taken:
                faults.append(source.fault("grid_item_twice", (*at, "id"), id=item.id))
            taken[item.id] = item
            faults.extend(
                source.fault(code, (*at, *field), item=item.id, **params)
                for code, field, params in item_faults(item, measures, norm_names)
            )
    if faults:
        raise InputError.together(faults)
    own = list(taken.values())
    for source, file, reuse in reused:
        theirs = [item for item in own if item.channel is reuse.channel]
        faults.extend(_reuse_faults(source, reuse, theirs))
        for item in theirs:
            if item.id not in reuse.without:
                copy = item.model_copy(update={"id": _renamed(item.id, reuse.prefix), "channel": file.channel})
                if copy.id in taken:
                    faults.append(source.fault("grid_item_twice", ("reuse", "prefix"), id=copy.id))
                taken[copy.id] = copy
    if faults:
        raise InputError.together(faults)
    return list(taken.values())


def _renamed(id: str, prefix: str) -> str:
    return prefix + id.lstrip(ascii_uppercase)


def _reuse_faults(source: Source, reuse: Reuse, theirs: list[Item]) -> Iterator[InputError]:
    if not theirs:
        yield source.fault("grid_reuse_empty", ("reuse", "channel"), channel=reuse.channel.value)
        return
    known = {item.id for item in theirs}
    for position, id in enumerate(reuse.without):
        if id not in known:
            yield source.fault("grid_reuse_unknown", ("reuse", "without", position), id=id, channel=reuse.channel.value)


def _fill_in(data: Any) -> None:
    """Give each item the channel of its file and the step of its determinant where it leaves them out."""
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        return
    for row in data["items"]:
        if isinstance(row, dict):
            row.setdefault("channel", data.get("channel"))
            known = row.get("determinant") in set(Determinant)
            # an unknown determinant is a fault of its own: a missing step beside it would only confuse
            row.setdefault("step", STEP_OF[Determinant(row["determinant"])].value if known else Step.ACCESS.value)
