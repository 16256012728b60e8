"""The truth log: what the town received and did, one JSON line each, durable before anything follows from it."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any


class TruthLog:
    """Appends events; every line is flushed and synced, so that a kill loses none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("ab", buffering=0)

    def write(self, event: str, at: datetime, **fields: Any) -> None:
        line = json.dumps({"event": event, "at": at.isoformat(), **fields}, ensure_ascii=False, sort_keys=False)
        self._file.write(line.encode() + b"\n")
        os.fdatasync(self._file.fileno())

    def close(self) -> None:
        self._file.close()
