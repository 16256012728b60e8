"""The rules one scenario must keep beyond its schema, so that every campaign asks a fair, complete, harmless question.

Each rule yields faults placed at the line of the field that breaks it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from string import Formatter

from domain.errors import InputError
from domain.scenario import Scenario
from domain.wording import LANGUAGES
from scenarios.categories import load_categories, unknown_category
from scenarios.yaml_source import Location, Source

PLACEHOLDERS = frozenset({"name", "place", "structure", "civility"})
FEWEST_WORDINGS = 4
"""So that the desks of one structure, asked the same thing on several channels, never see the same text twice."""
FEWEST_POINTS = 4
"""Below that, the coverage of an answer jumps by more than a quarter on a single sentence."""
WORDS_OF_A_BODY = (15, 200)
WORDS_OF_A_SUBJECT = (1, 14)


def faults_of(source: Source, scenario: Scenario) -> Iterator[InputError]:
    """Yield every fault of one scenario; `source` is the file it was read from."""
    yield from _languages(source, scenario)
    yield from _texts(source, scenario)
    yield from _categories(source, scenario)
    yield from _points(source, scenario)
    yield from _second_turns(source, scenario)


def _languages(source: Source, scenario: Scenario) -> Iterator[InputError]:
    for at, given in _by_language(scenario):
        for language in LANGUAGES:
            if not given.get(language):
                yield source.fault("scenario_language_missing", at, language=language)


def _by_language(scenario: Scenario) -> Iterator[tuple[Location, dict[str, object]]]:
    yield ("title",), dict(scenario.title)
    yield ("texts",), dict(scenario.texts)
    yield ("reminder",), dict(scenario.reminder)
    yield ("keywords",), dict(scenario.keywords)
    for index, turn in enumerate(scenario.second_turn):
        yield ("second_turn", index, "body"), dict(turn.body)
        if turn.asks:
            yield ("second_turn", index, "asks"), dict(turn.asks)
    for index, point in enumerate(scenario.expects):
        yield ("expects", index, "label"), dict(point.label)
        yield ("expects", index, "accepts"), dict(point.accepts)
    for index, wrong in enumerate(scenario.wrong):
        yield ("wrong", index, "label"), dict(wrong.label)
        yield ("wrong", index, "statements"), dict(wrong.statements)
    for index, elsewhere in enumerate(scenario.elsewhere):
        yield ("elsewhere", index, "label"), dict(elsewhere.label)
        yield ("elsewhere", index, "accepts"), dict(elsewhere.accepts)


def _texts(source: Source, scenario: Scenario) -> Iterator[InputError]:
    for language, wordings in scenario.texts.items():
        if len(wordings) < FEWEST_WORDINGS:
            at: Location = ("texts", language)
            yield source.fault("scenario_wordings_few", at, count=len(wordings), least=FEWEST_WORDINGS)
        for index, wording in enumerate(wordings):
            yield from _subject(source, ("texts", language, index, "subject"), wording.subject)
            yield from _body(source, ("texts", language, index, "body"), wording.body)
    for language, wording in scenario.reminder.items():
        yield from _subject(source, ("reminder", language, "subject"), wording.subject)
        yield from _placeholders(source, ("reminder", language, "body"), wording.body)
    for index, turn in enumerate(scenario.second_turn):
        for language, body in turn.body.items():
            yield from _placeholders(source, ("second_turn", index, "body", language), body)


def _subject(source: Source, at: Location, subject: str) -> Iterator[InputError]:
    yield from _placeholders(source, at, subject)
    # a line break or control character in a header value would let a text add headers of its own
    if any(not character.isprintable() for character in subject) or subject != subject.strip():
        yield source.fault("scenario_subject_unsafe", at)
    least, most = WORDS_OF_A_SUBJECT
    if not least <= len(subject.split()) <= most:
        yield source.fault("scenario_length", at, count=len(subject.split()), least=least, most=most)


def _body(source: Source, at: Location, body: str) -> Iterator[InputError]:
    yield from _placeholders(source, at, body)
    least, most = WORDS_OF_A_BODY
    if not least <= len(body.split()) <= most:
        yield source.fault("scenario_length", at, count=len(body.split()), least=least, most=most)


def _placeholders(source: Source, at: Location, text: str) -> Iterator[InputError]:
    known = ", ".join(f"{{{name}}}" for name in sorted(PLACEHOLDERS))
    try:
        fields = [(name, spec, conversion) for _, name, spec, conversion in Formatter().parse(text) if name is not None]
    except ValueError:
        yield source.fault("scenario_placeholder_unknown", at, value="{ }", known=known)
        return
    for name, spec, conversion in fields:
        if name not in PLACEHOLDERS or spec or conversion:
            yield source.fault("scenario_placeholder_unknown", at, value=f"{{{name}}}", known=known)


def _categories(source: Source, scenario: Scenario) -> Iterator[InputError]:
    known = load_categories()
    for index, category in enumerate(scenario.categories):
        at: Location = ("categories", index)
        if category not in known:
            yield unknown_category(source, at, category)
        elif known[category].sector != scenario.sector:
            yield source.fault("scenario_category_sector", at, value=category, sector=scenario.sector.value)
    for index, elsewhere in enumerate(scenario.elsewhere):
        for position, category in enumerate(elsewhere.categories):
            at = ("elsewhere", index, "categories", position)
            if category not in known:
                yield unknown_category(source, at, category)
            elif category in scenario.categories:
                yield source.fault("scenario_category_both", at, value=category)


def _points(source: Source, scenario: Scenario) -> Iterator[InputError]:
    if len(scenario.expects) < FEWEST_POINTS:
        yield source.fault("scenario_points_few", ("expects",), count=len(scenario.expects), least=FEWEST_POINTS)
    if not any(point.essential for point in scenario.expects):
        yield source.fault("scenario_no_essential", ("expects",))
    for group in ("expects", "wrong"):
        ids = [entry.id for entry in getattr(scenario, group)]
        for index, identifier in enumerate(ids):
            if Counter(ids[: index + 1])[identifier] > 1:
                yield source.fault("scenario_id_taken", (group, index, "id"), id=identifier)


def _second_turns(source: Source, scenario: Scenario) -> Iterator[InputError]:
    last = len(scenario.second_turn) - 1
    for index, turn in enumerate(scenario.second_turn):
        if bool(turn.asks) == (index == last):
            yield source.fault("scenario_fallback_not_last", ("second_turn", index))
