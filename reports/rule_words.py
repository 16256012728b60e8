"""Says the grid's rules and the norms behind them in the reader's language, with their units."""

from __future__ import annotations

from domain.grid import Item, Measure, NormSet
from reports.phrasing import Phrasing

NORM = "norm."
UNITS = {
    "h": "hours",
    "opening hours": "opening_hours",
    "working days": "working_days",
    "days": "days",
    "words": "words",
}
"""Wording of each unit that is printed after a value; scales (1-5, 0-100) and rates say theirs in the label."""

ENDINGS = ("working_days", "hours", "days", "minutes", "seconds", "rings", "attempts")
"""What the name of a norm ends in is its unit; the longer ending first."""


def norm_label(phrasing: Phrasing, name: str) -> str:
    return phrasing.say(f"norm_{name}")


def norm_value(phrasing: Phrasing, name: str, value: float) -> str:
    """Return a threshold with the unit that ends the norm's name."""
    unit = next(ending for ending in ENDINGS if name.endswith(ending))
    return _quantity(phrasing, value, unit)


def rule_in_words(phrasing: Phrasing, item: Item, measure: Measure, norms: NormSet) -> str:
    """Return the measure an item is graded from and what is expected of it, with the norms in force."""
    return phrasing.say(
        "rule_of_measure", measure=phrasing.of(measure.label), rule=_expected(phrasing, item, measure, norms)
    )


def _expected(phrasing: Phrasing, item: Item, measure: Measure, norms: NormSet) -> str:
    rule, unit = item.rule, UNITS.get(measure.unit, "")
    if rule.bands is not None:
        bands = [
            phrasing.say("rule_band_open", grade=phrasing.plain(grade))
            if bound is None
            else phrasing.say("rule_band", bound=_quantity(phrasing, bound, unit), grade=phrasing.plain(grade))
            for bound, grade in rule.bands
        ]
        return " · ".join(bands)
    if rule.one_of is not None:
        choices = [
            phrasing.say("rule_choice", value=phrasing.say(f"value_{value}"), grade=phrasing.plain(grade))
            for value, grade in rule.one_of.items()
        ]
        return " · ".join(choices)
    key = next(iter(rule.model_fields_set))
    value = getattr(rule, key)
    if isinstance(value, str):
        return _norm_rule(phrasing, key, value.removeprefix(NORM), norms)
    return phrasing.say(f"rule_{key}", value=_quantity(phrasing, float(value), unit))


def _norm_rule(phrasing: Phrasing, key: str, norm: str, norms: NormSet) -> str:
    if norm not in norms.norms:
        return phrasing.say("rule_norm_missing")
    return phrasing.say(f"rule_{key}", value=norm_value(phrasing, norm, norms.norms[norm]))


def _quantity(phrasing: Phrasing, value: float, unit: str) -> str:
    number = phrasing.plain(value)
    if not unit:
        return number
    return phrasing.say(f"quantity_{unit}_one" if value == 1 else f"quantity_{unit}", n=number)
