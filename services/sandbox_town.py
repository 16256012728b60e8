"""Starts the sandbox town as a process of its own, and says how to reach it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from domain.errors import InputError, Place, Unavailable
from links.endpoints import require_sandbox
from settings.environment import Environment
from settings.mail import load_mail_settings


@dataclass(frozen=True)
class Town:
    """A running town: how to reach its clock, our settings towards it, its panel and its truth log."""

    clock: str
    token: str
    environment: Environment
    variables: dict[str, str]
    panel: Path
    truth: Path
    start: datetime


@contextmanager
def running_town(folder: Path, *, town: Path | None, seed: int, web_latency: int = 0) -> Iterator[Town]:
    """Run a town until the block ends; everything is checked to be the sandbox before it is used.

    `web_latency` (ms) holds back every answer of its websites.

    Raises InputError with the town's own words when its file is refused.
    """
    command = [sys.executable, "-m", "sandbox", "--dir", str(folder), "--seed", str(seed)]
    if town is not None:
        command += ["--town", str(town_file(town))]
    if web_latency:
        command += ["--web-latency", str(web_latency)]
    with subprocess.Popen(  # noqa: S603 - our own module, arguments are not a shell's
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=_root(), text=True
    ) as process:
        try:
            endpoints = _ready(process, town)
            yield _town(endpoints)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def town_file(town: Path) -> Path:
    """Return the town's file by its whole path: the town runs in another folder. Raises InputError when not there."""
    if not town.is_file():
        raise InputError("town_absent", place=Place(str(town)))
    return town.absolute()


def _ready(process: subprocess.Popen[str], town: Path | None) -> dict[str, Any]:
    assert process.stdout is not None
    assert process.stderr is not None
    line = process.stdout.readline()
    if line:
        endpoints: dict[str, Any] = json.loads(line)
        return endpoints
    process.wait(10)
    words = process.stderr.read().strip()
    if town is not None:
        raise InputError("town_refused", place=Place(str(town)), why=words)
    raise Unavailable("town_failed", why=words[-2000:])


def _town(endpoints: dict[str, Any]) -> Town:
    variables = _variables(endpoints)
    environment = Environment(variables)
    account = next(iter(load_mail_settings(environment).accounts.values()))
    require_sandbox(account.smtp, account.imap, account.evidence_imap, token=endpoints["token"])
    return Town(
        clock=endpoints["clock"],
        token=endpoints["token"],
        environment=environment,
        variables=variables,
        panel=Path(endpoints["panel"]),
        truth=Path(endpoints["truth"]),
        start=datetime.fromisoformat(endpoints["start"]),
    )


def _variables(endpoints: dict[str, Any]) -> dict[str, str]:
    smtp_host, _, smtp_port = endpoints["smtp"].rpartition(":")
    imap_host, _, imap_port = endpoints["imap"].rpartition(":")
    credentials = endpoints["credentials"]
    return {
        "BAROMETER_SANDBOX_TOKEN": endpoints["token"],
        "BAROMETER_SANDBOX_CLOCK": endpoints["clock"],
        "BAROMETER_SMTP_HOST": smtp_host,
        "BAROMETER_SMTP_PORT": smtp_port,
        "BAROMETER_SMTP_SECURITY": "none",
        "BAROMETER_SMTP_USER": credentials["user"],
        "BAROMETER_SMTP_PASSWORD": credentials["password"],
        "BAROMETER_IMAP_HOST": imap_host,
        "BAROMETER_IMAP_PORT": imap_port,
        "BAROMETER_IMAP_SECURITY": "none",
        "BAROMETER_IMAP_USER": endpoints["accounts"]["citizens"],
        "BAROMETER_IMAP_PASSWORD": credentials["password"],
        "BAROMETER_EVIDENCE_IMAP_USER": endpoints["accounts"]["evidence"],
        "BAROMETER_EVIDENCE_IMAP_PASSWORD": credentials["password"],
        "BAROMETER_EVIDENCE_ADDRESS": endpoints["evidence"],
        "BAROMETER_MAIL_DOMAIN": endpoints["domain"],
        "BAROMETER_REPLY_STYLE": "catchall",
        "BAROMETER_MAIL_RATE_PER_HOUR": "1000",
        # two months pass in a minute: a look into the mailbox every virtual hour is plenty
        "BAROMETER_POLL_MINUTES": "60",
        **_web_variables(endpoints.get("web") or {}),
    }


def _web_variables(web: dict[str, Any]) -> dict[str, str]:
    """Where a browser finds the town's websites, and the authority that vouches for them."""
    if not web:
        return {}
    hosts = ",".join(f"{asked}={target}" for asked, target in web["hosts"].items())
    # a town on this machine needs no sparing
    return {"BAROMETER_WEB_SANDBOX_HOSTS": hosts, "BAROMETER_WEB_HOST_DELAY_MS": "0"} | (
        {"BAROMETER_CA_FILE": web["ca"]} if web["ca"] else {}
    )


def _root() -> Path:
    return Path(__file__).parent.parent
