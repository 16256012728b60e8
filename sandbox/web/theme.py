"""A theme: one way in which sites out there are built, with its form. Data in `sites/themes/NAME/theme.yaml`."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

from pydantic import Field, model_validator
from ruamel.yaml import YAML

from sandbox.profile import Share, Strict
from sandbox.web.sources import THEMES

Meaning = Literal[
    "name", "given", "family", "civility", "mail", "mail_again", "phone", "subject", "message", "postal", "postcode",
    "town", "birth", "moment", "file_number", "company", "role", "upload", "consent", "newsletter", "copy",
    "answer_by", "service", "captcha", "other",
]  # fmt: skip
Kind = Literal[
    "text", "email", "tel", "textarea", "select", "radio", "checkbox", "checkboxes", "date", "file", "number", "url"
]
Engine = Literal["post", "ajax", "json", "steps", "aspnet", "none"]
Confirmation = Literal["page", "inline", "redirect", "bare", "silent"]


class FieldSpec(Strict):
    """One field; what is not said comes from the meaning (`words.yaml`, `fields`)."""

    name: str
    means: Meaning
    type: Kind = "text"
    required: bool = False
    chance: Share = 1
    """How many of the sites of this theme have it."""
    label: dict[str, tuple[str, ...]] = {}
    hint: dict[str, str] = {}
    options: dict[str, tuple[str, ...]] = {}
    placeholder: dict[str, str] = {}
    autocomplete: str = ""
    format: Literal["", "phone", "phone_dots", "date_slash", "postcode", "least_20"] = ""
    step: int = 1


class FormSpec(Strict):
    """A contact form and what becomes of what is sent."""

    engine: Engine = "post"
    confirmation: Confirmation = "page"
    action: str = ""
    """Where it is posted; "" for the page itself."""
    reference: str = ""
    """Such as `DEM-{year}-{digits}`; "" when none is given."""
    announced_days: tuple[int, ...] = (0,)
    """One is drawn per site; 0 says nothing of a delay."""
    receipt: Share = 0.5
    """How many sites acknowledge by e-mail at once."""
    honeypots: tuple[str, ...] = ()
    hidden: dict[str, str] = {}
    captcha: bool = False
    login: bool = False
    steps: int = 1
    fields: tuple[FieldSpec, ...] = ()


class Theme(Strict):
    """How a site of this kind is written and delivered."""

    name: str
    quality: Literal["good", "average", "poor"] = "average"
    paths: Literal["slashed", "plain", "html", "htm", "aspx", "php", "node"] = "slashed"
    charset: str = "utf-8"
    contact: dict[str, str] = {}
    """File name of the contact page, when it is not named after its title."""
    extra: dict[str, str] = {}
    """Further addresses and the template that answers each (frames, widgets)."""
    headers: dict[str, str] = {}
    delay: tuple[float, float] = (0, 0)
    """Real seconds, drawn for every answer."""
    tls: Literal["strict", "usual", "optional", "none"] = "usual"
    """`strict`: HSTS and redirect; `usual`: redirect; `optional`: both, no redirect; `none`: plain HTTP only."""
    form_page: Literal["contact", "write"] = "contact"
    """Whether the form stands on the contact page or on one of its own behind it."""
    client: bool = False
    """Whether pages are built by JavaScript from JSON."""
    classes: dict[str, str] = {}
    facts: dict[str, Any] = {}
    """Facts of every site of this theme, instead of drawing them."""
    palettes: tuple[tuple[str, str, str], ...] = Field(default=(("#1b5e8c", "#f2b134", "#f4f7fa"),), min_length=1)
    form: FormSpec = FormSpec()

    @model_validator(mode="after")
    def _names(self) -> Theme:
        names = [field.name for field in self.form.fields]
        if len(names) != len(set(names)):
            raise ValueError(f"champ en double dans {self.name} / a field is there twice in {self.name}")
        return self


@cache
def load_theme(name: str) -> Theme:
    content = YAML(typ="safe").load((THEMES / name / "theme.yaml").read_text("utf-8"))
    return Theme.model_validate({"name": name} | content)


@cache
def theme_names() -> tuple[str, ...]:
    return tuple(sorted(folder.name for folder in THEMES.iterdir() if (folder / "theme.yaml").is_file()))
