"""What must hold of an item beyond its schema: a rule that fits its measure, known names, the right step."""

from __future__ import annotations

from collections.abc import Iterator

from domain.grid import Item, Measure, MeasureType, Rule
from domain.vocabulary import STEP_OF

NUMERIC: frozenset[MeasureType] = frozenset({"number", "share", "count"})
RULE_FITS: dict[str, frozenset[MeasureType]] = {
    "yes": frozenset({"bool"}),
    "no": frozenset({"bool"}),
    "at_most": NUMERIC,
    "at_least": NUMERIC,
    "bands": NUMERIC,
    "share": frozenset({"share"}),
    "one_of": frozenset({"category"}),
}
"""Which measure types a rule can grade."""

NORM_PREFIX = "norm."

Field = tuple[str | int, ...]
Fault = tuple[str, Field, dict[str, object]]
"""A fault's code, the field below the item, and the parameters of its sentence."""


def item_faults(item: Item, measures: dict[str, Measure], norm_names: set[str]) -> Iterator[Fault]:
    """Yield every fault of one item."""
    if item.step is not STEP_OF[item.determinant]:
        wanted = STEP_OF[item.determinant].value
        yield "grid_step_mismatch", ("step",), {"determinant": item.determinant.value, "wanted": wanted}
    for language in ("fr", "en"):
        if not item.label.get(language):
            yield "grid_label_missing", ("label",), {"language": language}
    yield from _requires_faults(item, measures)
    measure = measures.get(item.measure)
    if measure is None:
        yield "grid_measure_unknown", ("measure",), {"measure": item.measure}
        return
    if measure.scope == "structure" and item.when_absent == "unmet":
        # it is noted on some of a structure's contacts only: the others would all be graded 0
        yield "grid_structure_unmet", ("when_absent",), {"measure": measure.id}
    yield from _rule_faults(item.rule, measure, norm_names)


def _requires_faults(item: Item, measures: dict[str, Measure]) -> Iterator[Fault]:
    if not item.requires:
        return
    required = measures.get(item.requires)
    if required is None:
        yield "grid_measure_unknown", ("requires",), {"measure": item.requires}
    elif required.type != "bool":
        yield "grid_requires_not_bool", ("requires",), {"measure": required.id}


def _rule_faults(rule: Rule, measure: Measure, norm_names: set[str]) -> Iterator[Fault]:
    given = sorted(rule.model_fields_set)
    # `is False`, not falsy: "at_most: 0" is a rule, "yes: false" is not
    if len(given) != 1 or getattr(rule, given[0]) is None or getattr(rule, given[0]) is False:
        yield "grid_rule_keys", ("rule",), {"given": ", ".join(given) or "-", "known": ", ".join(RULE_FITS)}
        return
    key = given[0]
    if measure.type not in RULE_FITS[key]:
        yield "grid_rule_unfit", ("rule", key), {"rule": key, "measure": measure.id, "type": measure.type}
        return
    threshold = rule.at_most if rule.at_most is not None else rule.at_least
    if isinstance(threshold, str):
        name = threshold.removeprefix(NORM_PREFIX)
        if not threshold.startswith(NORM_PREFIX) or name not in norm_names:
            yield "grid_norm_unknown", ("rule", key), {"value": threshold, "known": ", ".join(sorted(norm_names))}
    if rule.bands is not None:
        yield from _band_faults(rule.bands)
    if rule.one_of is not None:
        yield from _choice_faults(rule.one_of, measure)


def _band_faults(bands: tuple[tuple[float | None, float], ...]) -> Iterator[Fault]:
    previous = float("-inf")
    for position, (bound, grade) in enumerate(bands):
        last = position == len(bands) - 1
        if bound is None and not last:
            yield "grid_bands_open", ("rule", "bands", position), {}
        if bound is not None and bound <= previous:
            yield "grid_bands_order", ("rule", "bands", position), {"bound": bound, "previous": previous}
        previous = bound if bound is not None else previous
        if not 0 <= grade <= 1:
            yield "grid_grade_range", ("rule", "bands", position), {"grade": grade}


def _choice_faults(grades: dict[str, float], measure: Measure) -> Iterator[Fault]:
    if set(grades) != set(measure.values):
        yield "grid_choices_unlike", ("rule", "one_of"), {"measure": measure.id, "values": ", ".join(measure.values)}
    for value, grade in grades.items():
        if not 0 <= grade <= 1:
            yield "grid_grade_range", ("rule", "one_of", value), {"grade": grade}
