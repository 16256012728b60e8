"""Texts and JSON as proofs keep them: compressed, the same bytes for the same content."""

from __future__ import annotations

import gzip
import json
from typing import Any

JSON_TYPE = "application/json+gzip"
TEXT_TYPE = "text/plain; charset=utf-8; encoding=gzip"


def packed(text: str) -> bytes:
    """Return a text compressed; what UTF-8 cannot hold is replaced."""
    return gzip.compress(text.encode("utf-8", "replace"), mtime=0)


def packed_json(value: object) -> bytes:
    """Return a JSON value compressed."""
    return packed(json.dumps(value, ensure_ascii=False))


def unpacked_json(blob: bytes) -> Any:
    """Return the value that `packed_json` was given."""
    return json.loads(gzip.decompress(blob))
