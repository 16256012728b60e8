"""Faults of a town file, said in both languages: the sandbox may not use the product's own wordings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a file of the town."""

    file: Path
    line: int
    field: str
    fr: str
    en: str

    def __str__(self) -> str:
        place = ":".join(part for part in (str(self.file), str(self.line) if self.line else "", self.field) if part)
        return f"{place}: {self.fr} / {self.en}"


class TownFileError(Exception):
    """A town that cannot be run; all its faults at once."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


# pydantic's error types, as people would say them; the rest falls back on pydantic's own words
_SAID = {
    "missing": ("ce champ manque", "this field is missing"),
    "extra_forbidden": ("ce champ est inconnu ici", "this field is unknown here"),
    "literal_error": ("valeur inconnue {input}, attendu {expected}", "unknown value {input}, expected {expected}"),
    "float_parsing": ("{input} n'est pas un nombre", "{input} is not a number"),
    "float_type": ("{input} n'est pas un nombre", "{input} is not a number"),
    "int_type": ("{input} n'est pas un nombre entier", "{input} is not a whole number"),
    "int_parsing": ("{input} n'est pas un nombre entier", "{input} is not a whole number"),
    "string_type": ("{input} n'est pas un texte (mettre des guillemets ?)", "{input} is not a text (quotes missing?)"),
    "list_type": ("une liste est attendue", "a list is expected"),
    "dict_type": ("un tableau clé: valeur est attendu", "a table of key: value is expected"),
    "model_type": ("un tableau clé: valeur est attendu", "a table of key: value is expected"),
    "less_than_equal": ("{input} dépasse {le}", "{input} is above {le}"),
    "greater_than_equal": ("{input} est en dessous de {ge}", "{input} is below {ge}"),
    "greater_than": ("{input} doit dépasser {gt}", "{input} must be above {gt}"),
    "too_short": ("pas assez d'éléments (au moins {min_length})", "not enough entries (at least {min_length})"),
}


def say(kind: str, message: str, value: object, context: dict[str, object]) -> tuple[str, str]:
    """Return a pydantic error in French and English; a `ValueError` of ours is written "français / English"."""
    if kind == "value_error":
        french, _, english = message.removeprefix("Value error, ").partition(" / ")
        return french, english or french
    if kind not in _SAID:
        return f"valeur refusée {value!r} ({message})", f"value refused {value!r} ({message})"
    params = {**context, "input": repr(value)}
    french, english = _SAID[kind]
    return french.format(**params), english.format(**params)
