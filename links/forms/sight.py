"""What a person sees of a page's forms, as plain data. `js/forms.js` makes it; positions are page pixels."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

TEXT_KINDS = frozenset(
    {"text", "email", "tel", "url", "search", "number", "password", "textarea", "editable", "combobox-text", "color"}
)
DATE_KINDS = frozenset({"date", "datetime-local", "month", "week", "time"})
CHOICE_KINDS = frozenset({"select", "select-multiple", "combobox"})
TICK_KINDS = frozenset({"checkbox", "aria-checkbox"})
RADIO_KINDS = frozenset({"radio", "aria-radio"})


class Sighted(BaseModel):
    """Immutable; what the page says beyond the fields is ignored."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True)


class Option(Sighted):
    text: str
    value: str = ""
    disabled: bool = False
    selected: bool = False
    group: str = ""


class Control(Sighted):
    """One field. `hidden` says why a person does not see it ("" when they do); `node` finds the element again."""

    node: int
    form: int
    kind: str
    name: str = ""
    id: str = ""
    host_name: str = ""
    autocomplete: str = ""
    placeholder: str = ""
    label: str = ""
    aria_label: str = ""
    title: str = ""
    before: str = ""
    after: str = ""
    question: str = ""
    described: str = ""
    required: bool = False
    starred: bool = False
    value: str = ""
    checked: bool = False
    pattern: str = ""
    maxlength: int = 0
    minlength: int = 0
    min: str = ""
    max: str = ""
    inputmode: str = ""
    readonly: bool = False
    disabled: bool = False
    tabindex: str = ""
    classes: str = ""
    accept: str = ""
    hidden: str = ""
    label_seen: bool = False
    stood_in: bool = False
    options: tuple[Option, ...] = ()
    invalid: bool = False
    problem: str = ""
    x: int = 0
    y: int = 0
    height: int = 0

    @property
    def is_text(self) -> bool:
        return self.kind in TEXT_KINDS

    @property
    def usable(self) -> bool:
        """Whether a person can act on it: seen itself, or through its label or the widget that stands in for it."""
        if self.disabled:
            return False
        if not self.hidden or self.stood_in:
            return True
        return self.label_seen and self.kind in TICK_KINDS | RADIO_KINDS

    @property
    def prompt(self) -> str:
        """What stands in a field until something is chosen or written: "Your e-mail", "Choose a subject"."""
        first = self.options[0] if self.options and self.kind == "select" else None
        return self.placeholder or (first.text if first is not None and not first.value else "")

    @property
    def caption(self) -> str:
        """The words by which a person knows it."""
        shown = self.label or self.aria_label or self.before or self.after or self.prompt or self.title
        return " ".join(shown.split()) or self.question or self.name or self.id


class Button(Sighted):
    """`after` is the number of the form's fields that come before it in the page."""

    node: int
    text: str = ""
    label: str = ""
    type: str = ""
    name: str = ""
    classes: str = ""
    hidden: str = ""
    disabled: bool = False
    after: int = 0
    popup: bool = False


class Guard(Sighted):
    """A sign of a test that only humans may pass. `form` is -1 outside the forms; `whole_document`: for all of it."""

    kind: str
    form: int = -1
    whole_document: bool = False
    seen: bool = False


class FormSight(Sighted):
    """A form, or a group of fields around a button without a form element (`real` False)."""

    index: int
    node: int
    real: bool = True
    action: str = ""
    method: str = ""
    words: str = ""
    label: str = ""
    role: str = ""
    novalidate: bool = False
    headings: tuple[str, ...] = ()
    before: str = ""
    region: str = ""
    hidden: str = ""
    text: str = ""
    fields: tuple[Control, ...] = ()
    buttons: tuple[Button, ...] = ()

    @property
    def usable(self) -> tuple[Control, ...]:
        return tuple(field for field in self.fields if field.usable)


class PageSight(Sighted):
    """One document (a page or a frame of it) and its forms."""

    url: str
    title: str = ""
    language: str = ""
    headings: tuple[str, ...] = ()
    description: str = ""
    passwords: int = 0
    contact_page: bool = False
    text: str = ""
    editable: bool = False
    elements: int = 0
    frames: int = 0
    forms: tuple[FormSight, ...] = ()
    guards: tuple[Guard, ...] = ()
