"""Reads a YAML file into a pydantic model; whatever is wrong in it is told with its file, line and field.

`load` is all most callers need. A caller with rules beyond the schema reads a `Source`, builds the model with
`Source.into` and reports its faults with `Source.fault`, which finds the line of a field.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from domain.errors import InputError, Place

ModelT = TypeVar("ModelT", bound=BaseModel)
Location = tuple[str | int, ...]

CODE_OF_PYDANTIC_TYPE = {
    "missing": "yaml_field_missing",
    "extra_forbidden": "yaml_field_unknown",
    "string_type": "yaml_not_text",
    "int_type": "yaml_not_number",
    "int_parsing": "yaml_not_number",
    "int_from_float": "yaml_not_number",
    "float_type": "yaml_not_number",
    "float_parsing": "yaml_not_number",
    "bool_type": "yaml_not_flag",
    "bool_parsing": "yaml_not_flag",
    "list_type": "yaml_not_list",
    "tuple_type": "yaml_not_list",
    "dict_type": "yaml_not_table",
    "model_type": "yaml_not_table",
    "model_attributes_type": "yaml_not_table",
    "literal_error": "yaml_not_choice",
    "enum": "yaml_not_choice",
    "too_short": "yaml_too_few",
    "string_pattern_mismatch": "yaml_wrong_form",
}
"""Pydantic's error types to our codes; any other type becomes `yaml_value_wrong` with pydantic's own words."""


class Source:
    """One YAML file: its data, and the line of any field in it."""

    def __init__(self, path: Path) -> None:
        """Read and parse `path`. Raises InputError when it cannot be read or is not YAML (with the line)."""
        self.path = path
        try:
            self.text = path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError("yaml_unreadable", place=Place(str(path)), why=str(error)) from error
        try:
            # the C parser of ruamel.yaml.clib is used when it is installed: five times faster, the same data
            self.data: Any = YAML(typ="safe").load(self.text)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else None
            why = " ".join(str(error.problem or error.context).split())
            raise InputError("yaml_syntax", place=Place(str(path), line), why=why) from error
        except (YAMLError, ValueError) as error:
            raise InputError("yaml_syntax", place=Place(str(path)), why=str(error)) from error

    @cached_property
    def _root(self) -> Node | None:
        # only a faulty file pays for a second parse
        root: Node | None = YAML(typ="safe", pure=True).compose(self.text)
        return root

    def into(self, model: type[ModelT], *, at: Location = ()) -> ModelT:
        """Return the data below `at` as `model`. Raises InputError holding every fault of it, in file order."""
        data = self.data
        for part in at:
            data = data[part]
        try:
            return model.model_validate(data)
        except ValidationError as error:
            faults = [self._translated(detail, at) for detail in error.errors(include_url=False)]
            raise InputError.together(sorted(faults, key=lambda fault: fault.place.line or 0)) from error

    def fault(self, code: str, at: Location, **params: object) -> InputError:
        """Return a fault placed at the field `at` (keys and list positions from the root)."""
        return InputError(code, place=self.place(at), **params)

    def place(self, at: Location) -> Place:
        """Return file, line and dotted field of `at`; a part that is not in the file leaves its parent's line."""
        node, line = self._root, 1
        for part in at:
            if isinstance(node, MappingNode):
                found = next(((key, value) for key, value in node.value if key.value == str(part)), None)
                if found is not None:
                    line, node = found[0].start_mark.line + 1, found[1]
            elif isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                line = node.start_mark.line + 1
        return Place(str(self.path), line, ".".join(str(part) for part in at) or None)

    def _translated(self, detail: ErrorDetails, at: Location) -> InputError:
        code = CODE_OF_PYDANTIC_TYPE.get(detail["type"], "yaml_value_wrong")
        location = (*at, *detail["loc"])
        context = detail.get("ctx", {})
        params = {
            "field": str(location[-1]) if location else "",
            "value": str(detail["input"])[:80],
            "choices": context.get("expected", ""),
            "least": context.get("min_length", ""),
            "form": context.get("pattern", ""),
            "why": detail["msg"],
        }
        return self.fault(code, location, **params)


def load(path: Path, model: type[ModelT]) -> ModelT:
    """Return the file as `model`. Raises InputError naming file, line and field of every fault."""
    return Source(path).into(model)
