"""Which scripted second turn answers a clarification question."""

from __future__ import annotations

from collectors.reading.relevance.lemmas import Token, matches, tokens
from collectors.reading.relevance.points import phrases
from domain.scenario import Scenario, SecondTurn


def script_for(scenario: Scenario, question: str, language: str) -> int:
    """Return the index in `scenario.second_turn` of the entry whose `asks` the question meets best.

    The most words asked for win, the first entry among equals; the fallback (empty `asks`) when none is met.
    """
    line = tokens(question, language)
    scores = [_met(turn, line, language) for turn in scenario.second_turn]
    best = max(scores)
    if best:
        return scores.index(best)
    without = [index for index, turn in enumerate(scenario.second_turn) if not turn.asks]
    return without[-1] if without else len(scenario.second_turn) - 1


def _met(turn: SecondTurn, line: list[Token], language: str) -> int:
    found = 0
    for text in turn.asks.get(language, []):
        for phrase in phrases(text, language):
            if phrase.words and all(any(matches(word, token) for token in line) for word in phrase.words):
                found = max(found, len(phrase.words))
    return found
