"""A folder in memory for tests whose processes die and whose machine does not: what was written outlives SIGKILL.

Waiting for a disk at each commit took most of their time. Where there is no such place, or little room in it, an
ordinary folder.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MEMORY = Path("/dev/shm")
_ROOM = 1 << 30


@contextmanager
def quick_folder(name: str) -> Iterator[Path]:
    """Yield a new folder; it goes with the block."""
    roomy = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free >= _ROOM
    with tempfile.TemporaryDirectory(prefix=f"{name}-", dir=_MEMORY if roomy else None) as made:
        yield Path(made)
