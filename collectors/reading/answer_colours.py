"""Answers typed in colour inside a quoted message: "see my answers in red below".

Nothing but the colour parts them from the original, so that only a colour which the author's own words announce
counts; an original may well have coloured words of its own.
"""

from __future__ import annotations

import re

from collectors.reading.markup import Node

_WORDS = {
    "red": r"rouges?|red|rot(?:er)?|roj[oa]|ross[oa]|rood|vermelho",
    "blue": r"bleue?s?|blue|blau(?:er)?|azul|blu|blauw",
    "green": r"verte?s?|green|gr\u00fcn(?:er)?|verde|groen",
    "orange": r"orange|naranja|arancione|oranje|laranja",
    "purple": r"violette?s?|mauve|purple|lila|violett|morado|viola|paars|roxo",
}
_ANNOUNCED = re.compile(
    r"\b(?:en|in|de|em)\s+(?:\w+\s+)?(?:"
    + "|".join(f"(?P<{hue}>{words})" for hue, words in _WORDS.items())
    + r"|(?P<any>couleurs?|colou?rs?|farbe|farbig|color|colore|kleur|cor))\b",
    re.IGNORECASE,
)
_ANSWERS = re.compile(
    r"r[\u00e9e]pon|answer|repl|comment|respon|respuest|rispost|respost|antwort|svar|remar|annot|precis|pr\u00e9cis"
    r"|ci-dessous|below|in-?line|unten|siehe|abajo|dans (?:le|la|votre|ton) (?:texte|message|mail)",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"\n|(?<=[.!?])\s")
_STYLE = re.compile(r"(?:^|[;\s])color\s*:\s*([^;!]+)", re.IGNORECASE)
_HEX = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})$", re.IGNORECASE)
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})")
_NAMED = {
    "red": (255, 0, 0),
    "crimson": (220, 20, 60),
    "darkred": (139, 0, 0),
    "blue": (0, 0, 255),
    "navy": (0, 0, 128),
    "darkblue": (0, 0, 139),
    "green": (0, 128, 0),
    "darkgreen": (0, 100, 0),
    "orange": (255, 165, 0),
    "purple": (128, 0, 128),
}
_LEAST_CHROMA = 60


def announced_hues(text: str) -> frozenset[str]:
    """Return the hues in which a text says that it answers ("en rouge"), "any" for "in colour"."""
    return frozenset(
        match.lastgroup or "any"
        for sentence in _SENTENCES.split(text)
        if _ANSWERS.search(sentence)
        for match in _ANNOUNCED.finditer(sentence)
    )


def written_in(tag: Node, hues: frozenset[str]) -> bool:
    """Tell whether an element sets its words in one of the announced hues."""
    if not tag.attrs or tag.name == "a":
        return False
    value = tag.attrs.get("color", "")
    if not value and (match := _STYLE.search(tag.attrs.get("style", ""))):
        value = match[1]
    hue = _hue(value.strip().lower()) if value else ""
    return bool(hue) and (hue in hues or "any" in hues)


def _hue(value: str) -> str:
    rgb = _NAMED.get(value)
    if rgb is None and (match := _HEX.match(value)):
        digits = match[1] if len(match[1]) == 6 else "".join(char * 2 for char in match[1])
        rgb = (int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16))
    if rgb is None and (match := _RGB.match(value)):
        rgb = (int(match[1]), int(match[2]), int(match[3]))
    if rgb is None or max(rgb) - min(rgb) < _LEAST_CHROMA:
        return ""
    red, green, blue = rgb
    if red == max(rgb):
        if blue > green + _LEAST_CHROMA and blue * 2 > red:
            return "purple"
        return "orange" if green > blue + _LEAST_CHROMA and green * 5 > red * 2 else "red"
    if blue == max(rgb):
        return "purple" if red * 5 > blue * 2 and red > green + 30 else "blue"
    return "green"
