"""A message's bytes cut into a bounded tree of MIME entities (RFC 2045-2046, RFC 5322), whatever their faults."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from collectors.reading.charsets import to_text
from collectors.reading.limits import MAX_DEPTH, MAX_HEADER_BYTES, MAX_HEADERS, MAX_PARTS, MAX_VALUE_BYTES
from collectors.reading.parameters import parse_value
from collectors.reading.transfer import undo

_BLANK_LINE = re.compile(rb"\n[ \t]*\r*(?:\n|\Z)")
_FIELD = re.compile(rb"([!-9;-~]{1,120})[ \t]*:(.*)", re.DOTALL)
_KNOWN_FIELD = re.compile(
    rb"(?mi)^(?:content-(?:type|transfer-encoding)|mime-version|from|to|cc|subject|date|message-id|received|return-path"
    rb"|reply-to|x-[a-z-]+):"
)
_DELIMITER_LINE = re.compile(rb"(?m)^--([^\s][^\r\n]{0,199}?)[ \t]*\r*$")
_ISO_2022 = b"\x1b$"


@dataclass
class Budget:
    """What is left to spend on one message, and the faults met on the way."""

    parts: int = MAX_PARTS
    warnings: list[str] = field(default_factory=list)

    def warn(self, code: str) -> None:
        if code not in self.warnings:
            self.warnings.append(code)


@dataclass
class Entity:
    """One MIME entity. `fields` are unfolded, in order, by lower-case name, encoded words not yet decoded."""

    fields: list[tuple[str, str]]
    body: bytes
    content_type: str = "text/plain"
    params: dict[str, str] = field(default_factory=dict)
    declared: bool = False
    disposition: str = ""
    disposition_params: dict[str, str] = field(default_factory=dict)
    encoding: str = ""
    children: list[Entity] = field(default_factory=list)

    def first(self, name: str) -> str:
        return next((value for key, value in self.fields if key == name), "")

    def payload(self) -> bytes:
        return undo(self.body, self.encoding)

    @property
    def name(self) -> str:
        return self.disposition_params.get("filename", "") or self.params.get("name", "")

    @property
    def charset(self) -> str:
        match = re.match(r"[\w.:+-]+", self.params.get("charset", "").strip("'\" "))
        return match[0] if match else ""


def parse(raw: bytes, budget: Budget, depth: int = 0, default: str = "text/plain") -> Entity:
    """Parse one entity and, within the budget, all it contains."""
    budget.parts -= 1
    block, body = split_header(raw, budget)
    fields = read_fields(block, budget)
    entity = Entity(fields, body, default)
    if value := entity.first("content-type"):
        main, entity.params = parse_value(value)
        if re.fullmatch(r"[\w.+-]+/[\w.+*-]+", main):
            entity.content_type, entity.declared = main, True
        elif main in {"text", "html", "text/"}:
            entity.content_type = "text/html" if main == "html" else "text/plain"
    if value := entity.first("content-disposition"):
        entity.disposition, entity.disposition_params = parse_value(value)
    entity.encoding = entity.first("content-transfer-encoding").partition(";")[0].strip().strip("\"'").lower()
    if depth >= MAX_DEPTH:
        if entity.content_type.startswith(("multipart/", "message/")):
            budget.warn("too_deep")
        return entity
    if entity.content_type.startswith("multipart/"):
        _read_multipart(entity, budget, depth)
    elif entity.content_type in {"message/rfc822", "message/global", "message/news"}:
        if entity.encoding in {"base64", "quoted-printable"}:
            entity.body, entity.encoding = entity.payload(), ""
        if budget.parts > 0:
            entity.children = [parse(entity.body.lstrip(b"\r\n"), budget, depth + 1)]
    return entity


def split_header(raw: bytes, budget: Budget) -> tuple[bytes, bytes]:
    """Return the header block and the body. Without a blank line, a run of header lines still counts as header."""
    if raw.startswith((b"\n", b"\r\n", b"\r\r\n")):
        return b"", raw[raw.index(b"\n") + 1 :]
    match = _BLANK_LINE.search(raw, 0, MAX_HEADER_BYTES)
    block, body = (raw[: match.start() + 1], raw[match.end() :]) if match else (raw[:MAX_HEADER_BYTES], b"")
    stray = _first_stray_line(block)
    if stray is None:
        return block, body
    budget.warn("header_broken")
    return block[:stray], raw[stray:]


def _first_stray_line(block: bytes) -> int | None:
    """Find where a body starts without its blank line: a line that is no header, with no known header below it."""
    position = 0
    for line in block.split(b"\n"):
        starts_field = (
            line[:1] in (b" ", b"\t", b"", b"\r") or _FIELD.match(line) or line.startswith((b"From ", b">From "))
        )
        if not starts_field and not _KNOWN_FIELD.search(block, position + len(line)):
            return position
        position += len(line) + 1
    return None


def read_fields(block: bytes, budget: Budget) -> list[tuple[str, str]]:
    """Unfold the header block into (lower-case name, text) pairs, bounded."""
    names: list[tuple[str, list[bytes]]] = []
    for raw_line in block.split(b"\n"):
        line = raw_line.rstrip(b"\r")
        if not line.strip():
            continue
        match = None if line[:1] in (b" ", b"\t") else _FIELD.match(line)
        if match is None:
            if names and not line.startswith((b"From ", b">From ")):
                names[-1][1].append(line.strip())
            continue
        if len(names) >= MAX_HEADERS:
            budget.warn("too_many_headers")
            break
        names.append((match[1].decode("ascii").lower(), [match[2].strip()]))
    return [(name, _field_text(b" ".join(lines)[:MAX_VALUE_BYTES])) for name, lines in names]


def _field_text(value: bytes) -> str:
    text = value.decode("ascii") if value.isascii() and _ISO_2022 not in value else to_text(value)
    return text.replace("\x00", "").strip()


def _read_multipart(entity: Entity, budget: Budget, depth: int) -> None:
    if entity.encoding in {"base64", "quoted-printable"} and b"\n--" not in b"\n" + entity.body:
        entity.body, entity.encoding = entity.payload(), ""
    pieces = _split(entity.body, entity.params.get("boundary", "").rstrip())
    if not pieces and (guess := _guess_boundary(entity.body)):
        budget.warn("boundary_guessed")
        pieces = _split(entity.body, guess)
    if not pieces:
        budget.warn("boundary_missing")
        if entity.body.strip():
            entity.children = [Entity([], entity.body, "text/plain", declared=False, encoding=entity.encoding)]
        return
    default = "message/rfc822" if entity.content_type == "multipart/digest" else "text/plain"
    for piece in pieces:
        if budget.parts <= 0:
            budget.warn("too_many_parts")
            break
        entity.children.append(parse(piece, budget, depth + 1, default))


def _split(body: bytes, boundary: str) -> list[bytes]:
    if not boundary:
        return []
    quoted = re.escape(boundary.encode("utf-8", "replace"))
    pieces: list[bytes] = []
    start = -1
    for match in re.finditer(rb"(?m)^--" + quoted + rb"(--)?[ \t]*\r*$", body):
        if start >= 0:
            pieces.append(_without_last_line_end(body[start : match.start()]))
        start = match.end() + 1
        if match[1] or len(pieces) > MAX_PARTS:
            start = -1
            break
    if 0 <= start < len(body):
        pieces.append(body[start:])
    return pieces


def _without_last_line_end(piece: bytes) -> bytes:
    """Drop the line end that belongs to the delimiter after it (RFC 2046 5.1.1)."""
    if piece.endswith(b"\r\n"):
        return piece[:-2]
    return piece[:-1] if piece.endswith(b"\n") else piece


def _guess_boundary(body: bytes) -> str:
    """Find a delimiter line by what follows it: a content header, or its own closing form."""
    for match in _DELIMITER_LINE.finditer(body, 0, 200_000):
        after = body[match.end() : match.end() + 40].lstrip().lower()
        if after.startswith(b"content-"):
            return match[1].decode("utf-8", "replace")
    return ""
