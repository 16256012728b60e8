"""A site's contact form: its fields as drawn for this site, and the checks of what is sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sandbox.web.bodies import Posted
from sandbox.web.plan import Plan
from sandbox.web.sources import source, words
from sandbox.web.theme import FieldSpec
from sandbox.web.topics import covered

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]{2,}")
_FORMATS = {
    "phone": re.compile(r"0\d{9}"),
    "phone_dots": re.compile(r"0\d(\.\d\d){4}"),
    "date_slash": re.compile(r"(0[1-9]|[12]\d|3[01])/(0[1-9]|1[0-2])/(19|20)\d\d"),
    "postcode": re.compile(r"\d{5}"),
    "least_20": re.compile(r"(?s).{20,}"),
}
PATTERNS = {name: pattern.pattern for name, pattern in _FORMATS.items() if name != "least_20"}
_FILES = ("pdf", "jpg", "jpeg", "png")


@dataclass(frozen=True)
class Field:
    """One field as this site shows it."""

    spec: FieldSpec
    label: str
    hint: str
    placeholder: str
    autocomplete: str
    options: tuple[tuple[str, str], ...]

    @property
    def id(self) -> str:
        return re.sub(r"[^A-Za-z0-9]+", "-", self.spec.name).strip("-")

    @property
    def several(self) -> bool:
        return self.spec.type in ("radio", "checkboxes")


@dataclass
class Filled:
    """A form as shown: values and errors after a refused attempt, or what was accepted."""

    values: Mapping[str, list[str]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    step: int = 1
    session: str = ""
    sent: str = ""
    reference: str = ""
    announced: str = ""

    def value(self, shown: Field) -> str:
        return self.values.get(shown.spec.name, [""])[0]

    def chosen(self, shown: Field, option: str) -> bool:
        return option in self.values.get(shown.spec.name, [])


class Form:
    """The contact form of one site."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.spec = plan.theme.form

    @cached_property
    def fields(self) -> list[Field]:
        """The fields that this site has, in order."""
        draws = self._plan.draws("form")
        return [self._field(spec) for spec in self.spec.fields if draws.happens(spec.chance)]

    def of(self, meaning: str) -> Field | None:
        """Return the first field of a meaning."""
        return next((shown for shown in self.fields if shown.spec.means == meaning), None)

    def at_step(self, step: int) -> list[Field]:
        return [shown for shown in self.fields if shown.spec.step == step]

    def _field(self, spec: FieldSpec) -> Field:
        language, draws = self._plan.language, self._plan.draws("field", spec.name)
        usual = words(language)["fields"].get(spec.means, {})
        label = draws.one(spec.label.get(language) or usual["label"])
        return Field(
            spec,
            label,
            spec.hint.get(language, ""),
            spec.placeholder.get(language, ""),
            spec.autocomplete or str(usual.get("autocomplete", "")),
            self._options(spec, usual),
        )

    def _options(self, spec: FieldSpec, usual: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        language = self._plan.language
        if spec.type not in ("select", "radio", "checkboxes"):
            return ()
        said = list(spec.options.get(language) or usual.get("options", ()))
        if not said and spec.means == "subject":
            topics = source("topics")["topics"]
            said = [topics[fragment.scenario][language][0] for fragment in covered(self._plan)]
            said.append(words(language)["other_subject"])
        if not said and spec.means == "service":
            said = list(self._plan.town.file.services[self._plan.resident.language][self._plan.resident.sector])
        numbered = spec.name.endswith("_id")  # systems that keep their lists in a database
        return tuple((str(index + 1) if numbered else name, name) for index, name in enumerate(said))

    def check(self, posted: Posted, fields: list[Field] | None = None) -> dict[str, str]:
        """Return what is wrong, by field name, in the site's words."""
        errors: dict[str, str] = {}
        said = self._plan.draws("errors")
        texts = {name: said.one(choices) for name, choices in words(self._plan.language)["errors"].items()}
        for shown in self.fields if fields is None else fields:
            fault = self._fault(shown, posted)
            if fault:
                errors[shown.spec.name] = texts[fault].format(label=shown.label)
        return errors

    def _fault(self, shown: Field, posted: Posted) -> str:
        spec, value = shown.spec, posted.first(shown.spec.name).strip()
        if spec.type == "file":
            upload = posted.files.get(spec.name)
            ending = upload.name.rpartition(".")[2].lower() if upload else "pdf"
            return "file" if ending not in _FILES else ""
        if not value:
            return "required" if spec.required else ""
        if spec.means == "captcha":
            return "" if value.upper() == captcha_text(self._plan, posted.first("captcha_key")) else "captcha"
        if spec.type == "email" or spec.means == "mail":
            return "" if _MAIL.fullmatch(value) else "mail"
        if spec.means == "mail_again":
            mail = self.of("mail")
            return "" if mail is not None and posted.first(mail.spec.name).strip() == value else "mail_again"
        if shown.options and value not in [option for option, _ in shown.options]:
            return "option"
        pattern = _FORMATS.get(spec.format)
        return "" if pattern is None or pattern.fullmatch(value) else spec.format


def captcha_text(plan: Plan, key: str) -> str:
    """Return the characters that the picture of a challenge shows."""
    draws = plan.draws("captcha", key)
    return "".join(draws.one("ABCDEFGHKMNPRSTUVWXY3479") for _ in range(6))
