"""A structure's own description of its form (`docs/webform.md`): where detection would err, it says what is what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, ValidationError

from domain.errors import InputError, Place
from domain.structure import Frozen

Role = Literal[
    "civility", "given_name", "family_name", "full_name", "mail", "mail_confirm", "phone", "phone_prefix", "address",
    "street", "street_more", "postcode", "city", "postcode_city", "region", "country", "subject", "message", "who",
    "reply_channel", "consent", "newsletter", "copy", "company", "job", "date", "time", "link",
]  # fmt: skip
Selector = str


class FixedField(Frozen):
    """A field that gets the same answer from everybody: a text, the words of an option, or "yes" / "no" for a tick."""

    selector: Selector = Field(min_length=1)
    value: str = Field(min_length=1)


class StepRecipe(Frozen):
    """One page of the form. `fields` says which element has which role; `leave` stays empty; `next` goes on."""

    fields: dict[Role, Selector] = {}
    fixed: tuple[FixedField, ...] = ()
    leave: tuple[Selector, ...] = ()
    next: Selector = ""


class Recipe(Frozen):
    """How to fill one form. Everything is optional: what is not said is found as usual.

    `url` is the form's page (an address, or a path of the website); `open` is pressed first; `frame` is the selector of
    the frame that holds the form; `submit` the button that sends; `confirmation` what shows only when the message was
    taken.
    """

    url: str = ""
    open: Selector = ""
    frame: Selector = ""
    steps: tuple[StepRecipe, ...] = ()
    submit: Selector = ""
    confirmation: Selector = ""


def recipe_of(data: Mapping[str, object]) -> Recipe:
    """Return a recipe from a structure's data. Raises InputError naming each wrong field."""
    try:
        return Recipe.model_validate(data)
    except ValidationError as error:
        raise InputError.together(
            [
                InputError(
                    "webform_recipe_wrong",
                    place=Place(None, None, ".".join(("form_recipe", *map(str, detail["loc"])))),
                    why=detail["msg"],
                )
                for detail in error.errors(include_url=False)
            ]
        ) from error
