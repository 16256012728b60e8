"""Loads the categories of structures (`categories.yaml`): the vocabulary that scenarios and panels share."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import Field

from domain.errors import InputError
from domain.scenario import PerLanguage
from domain.structure import Frozen
from domain.vocabulary import Sector
from scenarios.yaml_source import Source

CATEGORIES_FILE = Path(__file__).parent / "categories.yaml"


class Category(Frozen):
    """A kind of structure, such as a town of 10,000 to 50,000 inhabitants; results are grouped by it."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    sector: Sector
    label: PerLanguage


class CategoryScheme(Frozen):
    """A versioned list of categories; trends over editions recode older schemes to the newest."""

    scheme: str
    categories: list[Category] = Field(min_length=1)


@cache
def load_categories(path: Path = CATEGORIES_FILE) -> dict[str, Category]:
    """Return the categories by id, in the file's order. Raises InputError for a faulty file or an id given twice."""
    source = Source(path)
    scheme = source.into(CategoryScheme)
    found: dict[str, Category] = {}
    for position, category in enumerate(scheme.categories):
        if category.id in found:
            raise source.fault("scenario_id_taken", ("categories", position, "id"), id=category.id)
        found[category.id] = category
    return found


def unknown_category(source: Source, at: tuple[str | int, ...], value: str) -> InputError:
    """Return the fault for a category that is not in the scheme, naming those that are."""
    return source.fault("scenario_category_unknown", at, value=value, known=", ".join(load_categories()))
