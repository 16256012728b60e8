"""What a browser posts: urlencoded, multipart or JSON, as fields and files. Whatever cannot be read is empty."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Upload:
    """A file sent along; its content is not kept."""

    name: str
    kind: str
    size: int


@dataclass(frozen=True)
class Posted:
    """Values in the order they came; a name may come several times."""

    values: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def first(self, name: str) -> str:
        return self.values.get(name, [""])[0]


def read_posted(content_type: str, body: bytes, charset: str = "utf-8") -> Posted:
    """Read a body by its declared type; names and texts are in the page's own charset."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json":
        return Posted(_json(body))
    if kind == "multipart/form-data":
        return _multipart(content_type, body, charset)
    values: dict[str, list[str]] = {}
    pairs = parse_qsl(body.decode("ascii", "replace"), keep_blank_values=True, encoding=charset, errors="replace")
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return Posted(values)


def _json(body: bytes) -> dict[str, list[str]]:
    try:
        content = json.loads(body)
    except ValueError:
        return {}
    if not isinstance(content, dict):
        return {}
    return {str(name): [_text(entry) for entry in (value if isinstance(value, list) else [value])]
            for name, value in content.items()}  # fmt: skip


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    return "" if value is None else str(value)


def _multipart(content_type: str, body: bytes, charset: str) -> Posted:
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    values: dict[str, list[str]] = {}
    files: dict[str, Upload] = {}
    for part in message.iter_parts() if message.is_multipart() else ():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(content, bytes):
            continue
        filename = part.get_filename()
        if filename is None:
            values.setdefault(name, []).append(content.decode(charset, "replace"))
        elif filename or content:
            files[name] = Upload(filename, part.get_content_type(), len(content))
    return Posted(values, files)
