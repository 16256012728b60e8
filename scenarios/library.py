"""Loads the scenarios: the shipped library, and those a user adds in a folder of their own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from domain.errors import InputError, Place
from domain.scenario import Scenario
from domain.structure import Structure
from domain.vocabulary import Channel
from scenarios.scenario_rules import faults_of
from scenarios.yaml_source import Source

LIBRARY_FOLDER = Path(__file__).parent / "library"


def load_scenario(path: Path) -> Scenario:
    """Return the scenario of one file. Raises InputError holding every fault, each with its line and field.

    Rules that need the other scenarios (unique ids, counterparts) are checked by `load_library`.
    """
    return _read(path)[1]


def load_library(extra: Path | None = None) -> dict[str, Scenario]:
    """Return the scenarios by id, in the order of ids: the shipped ones and those of `extra`, a folder or one file.

    Raises InputError holding the faults of all files, so that they can be mended in one go.
    """
    entries = _shipped()
    if extra is not None:
        entries += _read_all(_extra_paths(extra))
    found: dict[str, tuple[Source, Scenario]] = {}
    faults: list[InputError] = []
    for source, scenario in entries:
        if scenario.id in found:
            faults.append(source.fault("scenario_id_taken", ("id",), id=scenario.id))
        else:
            found[scenario.id] = source, scenario
    if not faults:
        faults = _counterpart_faults(found)
    if faults:
        raise InputError.together(faults)
    return {identifier: found[identifier][1] for identifier in sorted(found)}


def applicable(
    library: Mapping[str, Scenario], structure: Structure, channel: Channel, *, misdirected: bool = False
) -> list[Scenario]:
    """Return the scenarios this structure can be asked on this channel, in the order of ids.

    With `misdirected`, instead those that are not its business but whose right service it should name.
    """
    return [
        scenario
        for _, scenario in sorted(library.items())
        if channel in scenario.channels
        and (
            any(structure.category in elsewhere.categories for elsewhere in scenario.elsewhere)
            if misdirected
            else structure.category in scenario.categories
        )
    ]


@cache
def _shipped() -> tuple[tuple[Source, Scenario], ...]:
    # part of the program, so it cannot change while it runs
    return _read_all(sorted(LIBRARY_FOLDER.glob("*.yaml")))


def _read_all(paths: list[Path]) -> tuple[tuple[Source, Scenario], ...]:
    entries, faults = [], []
    for path in paths:
        try:
            entries.append(_read(path))
        except InputError as error:
            faults += [error, *error.others]
    if faults:
        raise InputError.together(faults)
    return tuple(entries)


def _read(path: Path) -> tuple[Source, Scenario]:
    source = Source(path)
    scenario = source.into(Scenario)
    faults = list(faults_of(source, scenario))
    if faults:
        raise InputError.together(sorted(faults, key=lambda fault: fault.place.line or 0))
    return source, scenario


def _extra_paths(extra: Path) -> list[Path]:
    if extra.is_file():
        return [extra]
    paths = sorted(extra.glob("*.yaml"))
    if not paths:
        raise InputError("scenario_none_there", place=Place(str(extra)))
    return paths


def _counterpart_faults(found: Mapping[str, tuple[Source, Scenario]]) -> list[InputError]:
    """A counterpart must exist, be of the other sector and name a counterpart itself (several may share one)."""
    faults = []
    for source, scenario in found.values():
        if not scenario.counterpart:
            continue
        entry = found.get(scenario.counterpart)
        if entry is None:
            code = "scenario_counterpart_unknown"
        elif entry[1].sector == scenario.sector:
            code = "scenario_counterpart_sector"
        elif not entry[1].counterpart:
            code = "scenario_counterpart_not_mutual"
        else:
            continue
        faults.append(source.fault(code, ("counterpart",), value=scenario.counterpart))
    return faults
