"""YAML whose every entry knows its line, validated by pydantic models with faults that name file, line and field."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from sandbox.faults import Fault, TownFileError, say

Model = TypeVar("Model", bound=BaseModel)
Path_ = tuple[str | int, ...]


@dataclass
class Located:
    """The content of a YAML file and the line of each of its entries."""

    file: Path
    data: Any
    lines: dict[Path_, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def line(self, path: Path_) -> int:
        """Return the line of an entry, or of its nearest holder."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def fault(self, path: Path_, fr: str, en: str) -> Fault:
        return Fault(self.file, self.line(path), ".".join(map(str, path)), fr, en)


def load(file: Path) -> Located:
    """Read a file; raises `TownFileError` when it cannot be read, is not YAML or repeats a key."""
    yaml = YAML(typ="safe", pure=True)
    try:
        root = yaml.compose(file.read_text("utf-8"))
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise TownFileError([Fault(file, 0, "", f"fichier illisible ({why})", f"cannot be read ({why})")]) from error
    except (YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or str(error)
        line = mark.line + 1 if mark else 0
        raise TownFileError([Fault(file, line, "", f"YAML mal formé : {why}", f"malformed YAML: {why}")]) from error
    located = Located(file, None)
    if root is not None:
        located.data = _plain(root, (), located, yaml)
    if located.faults:
        raise TownFileError(located.faults)
    return located


def validate(located: Located, model: type[Model], at: Path_ = ()) -> Model:
    """Build a model from the entry at a path; raises `TownFileError` with every fault of it."""
    data = located.data
    for step in at:
        data = data[step]
    try:
        return model.model_validate(data)
    except ValidationError as error:
        faults = []
        for entry in error.errors():
            path = (*at, *(step for step in entry["loc"] if step != "[key]"))
            fr, en = say(entry["type"], entry["msg"], entry.get("input"), dict(entry.get("ctx", {})))
            faults.append(located.fault(path, fr, en))
        raise TownFileError(faults) from error


def _plain(node: Node, path: Path_, located: Located, yaml: YAML) -> Any:
    located.lines[path] = node.start_mark.line + 1
    if isinstance(node, SequenceNode):
        return [_plain(entry, (*path, index), located, yaml) for index, entry in enumerate(node.value)]
    if isinstance(node, MappingNode):
        table: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = yaml.constructor.construct_object(key_node)
            if key in table:
                located.lines[(*path, key)] = key_node.start_mark.line + 1
                located.faults.append(located.fault((*path, key), "clé en double", "this key is there twice"))
            table[key] = _plain(value_node, (*path, key), located, yaml)
            located.lines[(*path, key)] = key_node.start_mark.line + 1
        return table
    assert isinstance(node, ScalarNode)
    return yaml.constructor.construct_object(node)
