"""Where raw evidence is kept, and that every worker of a database keeps it in the same place."""

from __future__ import annotations

import os
import uuid
from contextlib import suppress
from pathlib import Path

from django.db import transaction

from campaigns.models import Installation
from campaigns.store.serial import one_at_a_time
from domain.errors import InputError, Place, Unavailable
from links.evidence import DirectoryEvidence
from settings.environment import Environment

EVIDENCE_FOLDER = "evidence"
STORE_ID = "store-id"
_VARIABLE = "BAROMETER_EVIDENCE"


def evidence_of(folder: Path, environment: Environment | None = None) -> DirectoryEvidence:
    """Return the evidence store: `BAROMETER_EVIDENCE`, else `evidence` in the working folder."""
    asked = (environment or Environment()).text(_VARIABLE)
    return DirectoryEvidence(folder / asked if asked else folder / EVIDENCE_FOLDER)


def shared_evidence(folder: Path, environment: Environment | None = None) -> DirectoryEvidence:
    """Return the evidence store, once it is known to be this database's own.

    A store is given an id at first use, which the database keeps. Raises InputError for a store of another database or
    none, say when a volume is not mounted here: replies would be lost to all other workers. Raises Unavailable when
    the folder cannot be written.
    """
    store = evidence_of(folder, environment)
    with transaction.atomic():
        one_at_a_time()
        known = Installation.objects.order_by("id").values_list("evidence", flat=True).first()
        found = _id_of(store.root, make=known is None)
        if known is None:
            Installation.objects.create(evidence=found)
        elif found != known:
            code = "evidence_not_here" if not found else "evidence_of_another"
            raise InputError(code, place=Place("environment", None, _VARIABLE), path=str(store.root))
    return store


def _id_of(root: Path, *, make: bool) -> str:
    path = root / STORE_ID
    try:
        if make:
            root.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError):
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
                with os.fdopen(handle, "w", encoding="ascii") as file:
                    file.write(f"{uuid.uuid4()}\n")
                    file.flush()
                    os.fsync(file.fileno())
        return path.read_text("ascii").strip() if path.exists() else ""
    except OSError as error:
        raise Unavailable("evidence_unwritable", path=str(root), why=error.strerror or str(error)) from error
