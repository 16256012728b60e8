"""Evidence in a directory: blobs by digest, and a log of digests in which each line seals the one before."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

try:  # one writer at a time across processes; elsewhere than on POSIX only across threads
    import fcntl
except ImportError:  # pragma: no cover
    fcntl = None  # type: ignore[assignment]

from domain.errors import Unavailable

CHAIN = "chain.jsonl"
GENESIS = "0" * 64
WRITERS = 16
"""Threads that wait for the disk at once."""


@dataclass(frozen=True)
class ChainReport:
    """What verifying found: lines read, the first broken line (counted from 1), and digests whose blob is wrong."""

    entries: int
    broken_at: int | None = None
    missing: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        return self.broken_at is None and not self.missing and not self.altered


class DirectoryEvidence:
    """Implements `domain.ports.EvidenceStore`.

    Layout: `ab/cd/<digest>`, `<digest>.erased` as a tombstone, and `chain.jsonl`. The chain holds digests only, so that
    it can be kept and published after what it seals was erased.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lock = threading.Lock()

    def put(self, blob: bytes) -> str:
        return self.put_many([blob])[0]

    def put_many(self, blobs: Sequence[bytes]) -> list[str]:
        """Store several blobs durably and return their digests in order; far faster than one by one.

        The file system merges the waits of several threads into few writes to the disk.
        """
        digests = [hashlib.sha256(blob).hexdigest() for blob in blobs]
        with self._mapped():
            self.root.mkdir(parents=True, exist_ok=True)
            fresh = {digest: blob for digest, blob in zip(digests, blobs, strict=True) if not self._settled(digest)}
            if not fresh:
                return digests
            with ThreadPoolExecutor(min(WRITERS, len(fresh))) as threads:
                written = dict(zip(fresh, threads.map(self._written, fresh.values()), strict=True))
                try:
                    folders = self._take_in(written)
                finally:
                    for name in written.values():
                        name.unlink(missing_ok=True)
                list(threads.map(_sync_directory, folders))
        return digests

    def _settled(self, digest: str) -> bool:
        # what was erased on request stays erased, even if a mailbox gives it once more
        return self._path(digest).exists() or self.tombstone(digest) is not None

    def _take_in(self, written: dict[str, Path]) -> set[Path]:
        """Chain the digests, then give the files their names; return the folders that changed.

        A crash in between shows as a missing blob, and putting it again mends it; the other way round a blob would stay
        outside the chain for ever.
        """
        with self._writing() as chain:
            fresh = {digest: name for digest, name in written.items() if not self._settled(digest)}
            _append(chain, "put", *fresh)
            for digest, name in fresh.items():
                path = self._path(digest)
                path.parent.mkdir(parents=True, exist_ok=True)
                name.replace(path)
        return {folder for digest in fresh for folder in (self._path(digest).parent, self._path(digest).parent.parent)}

    def get(self, digest: str) -> bytes | None:
        path = self._path(digest)
        with self._mapped():
            try:
                blob = path.read_bytes()
            except FileNotFoundError:
                return None
        if hashlib.sha256(blob).hexdigest() != digest:
            raise Unavailable("evidence_altered", digest=digest)
        return blob

    def erase(self, digest: str, reason: str) -> None:
        path = self._path(digest)
        with self._mapped(), self._writing() as chain:
            if not path.exists():
                return
            tombstone = json.dumps({"digest": digest, "reason": reason}, ensure_ascii=False)
            self._written(tombstone.encode()).replace(path.with_name(f"{digest}.erased"))
            path.unlink()
            _sync_directory(path.parent)
            _append(chain, "erase", digest)

    def tombstone(self, digest: str) -> str | None:
        """Return why a blob was erased, None when it was not."""
        path = self._path(digest)
        path = path.with_name(f"{path.name}.erased")
        return str(json.loads(path.read_text("utf-8"))["reason"]) if path.exists() else None

    def head(self) -> str:
        """Return the last seal; published elsewhere, it proves that no later line was cut off."""
        with self._mapped(), self._writing() as chain:
            return _last_seal(chain)

    def verify(self) -> ChainReport:
        """Recompute the chain and every blob it names; a blob erased on record is not missing."""
        path = self.root / CHAIN
        lines = path.read_bytes().splitlines() if path.exists() else []
        seal, present = GENESIS, dict[str, bool]()
        for number, line in enumerate(lines, 1):
            try:
                entry = json.loads(line)
                act, digest, told = entry["act"], entry["digest"], entry["seal"]
            except (ValueError, KeyError, TypeError):
                return ChainReport(number, broken_at=number)
            seal = _seal(seal, act, digest)
            if told != seal:
                return ChainReport(number, broken_at=number)
            present[digest] = act == "put"
        missing, altered = [], []
        for digest in (name for name, kept in present.items() if kept):
            blob = self._path(digest)
            if not blob.exists():
                missing.append(digest)
            elif hashlib.sha256(blob.read_bytes()).hexdigest() != digest:
                altered.append(digest)
        return ChainReport(len(lines), None, tuple(missing), tuple(altered))

    def _path(self, digest: str) -> Path:
        if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
            raise ValueError(f"not a SHA-256 digest: {digest[:80]!r}")
        return self.root / digest[:2] / digest[2:4] / digest

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise Unavailable("evidence_unwritable", path=str(self.root), why=error.strerror or str(error)) from error

    @contextmanager
    def _writing(self) -> Iterator[int]:
        self.root.mkdir(parents=True, exist_ok=True)
        with self._lock:
            chain = os.open(self.root / CHAIN, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                if fcntl is not None:
                    fcntl.flock(chain, fcntl.LOCK_EX)
                yield chain
            finally:
                os.close(chain)

    def _written(self, blob: bytes) -> Path:
        handle, name = tempfile.mkstemp(dir=self.root, prefix=".writing-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(blob)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return Path(name)


def _seal(before: str, act: str, digest: str) -> str:
    return hashlib.sha256(f"{before}\n{act}\n{digest}".encode()).hexdigest()


def _append(chain: int, act: str, *digests: str) -> None:
    seal, lines = _last_seal(chain), []
    for digest in digests:
        seal = _seal(seal, act, digest)
        lines.append(json.dumps({"act": act, "digest": digest, "seal": seal}) + "\n")
    before = os.fstat(chain).st_size
    try:
        left = memoryview("".join(lines).encode())
        while left:  # a disk that fills up takes a part, and says so only at the next write
            left = left[os.write(chain, left) :]
        os.fsync(chain)
    except OSError:
        os.ftruncate(chain, before)
        raise


def _last_seal(chain: int) -> str:
    """Return the seal of the last whole line; a line torn by a crash is cut off, its blob is put again."""
    size = os.fstat(chain).st_size
    tail = os.pread(chain, 4096, max(0, size - 4096))
    whole = tail.rfind(b"\n") + 1
    if whole < len(tail):
        os.ftruncate(chain, size - (len(tail) - whole))
        tail = tail[:whole]
    if not tail:
        return GENESIS
    return str(json.loads(tail.splitlines()[-1])["seal"])


def _sync_directory(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
