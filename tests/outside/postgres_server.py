"""A real PostgreSQL of our own on a free loopback port: `python -m tests.outside.postgres_server -- command…`.

The command gets `DATABASE_URL`; the server and its folder go when it ends. PostgreSQL refuses to run as root:
started as root, it runs as the user of the Debian package, else as nobody.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

from tests.conftest import PACKAGES, SEARCHED, missing

_USER = "barometer"
_SECONDS = 30
_SETTINGS = {
    # a throwaway: nothing need survive a power cut
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "log_min_messages": "fatal",
    "client_min_messages": "warning",
    # what surprises a program: a session in another zone, another order of letters
    "timezone": "Pacific/Auckland",
}


class PostgresServer:
    """A cluster in a folder; it can be stopped and started again on the same port."""

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        self._settings = _SETTINGS | dict(settings or {})
        self._data = folder / "data"
        self._log = folder / "postgres.log"
        # as hard to put into an address as passwords get
        self._password = f"{secrets.token_hex(8)}@/:?#% é"
        self._as = _account()
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0
        if self._as:
            os.chown(folder, self._as["user"], self._as["group"])
        held = folder / "password"
        held.write_text(self._password, "utf-8")
        held.chmod(0o644)
        command = [_program("initdb"), "-D", str(self._data), "-U", _USER, "-E", "UTF8", "--locale=C.UTF-8"]
        # letters in the order of a language, not of their codes, as on most servers
        command += ["--locale-provider=icu", "--icu-locale=fr"] if _has_icu() else []
        command += ["--auth=scram-sha-256", f"--pwfile={held}", "--no-sync", "--no-instructions"]
        made = subprocess.run(command, capture_output=True, text=True, cwd=folder, **self._as)
        if made.returncode:
            raise RuntimeError(f"initdb: {made.stderr or made.stdout}")

    def url(self, name: str = "postgres") -> str:
        return f"postgresql://{_USER}:{quote(self._password, safe='')}@127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        """Start, on the port it had if it ran before. Raises RuntimeError with the server's own words."""
        self.port = self.port or _free_port()
        command = [_program("postgres"), "-D", str(self._data), "-p", str(self.port)]
        for name, value in self._settings.items():
            command += ["-c", f"{name}={value}"]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self._data.parent, **self._as)
        deadline = time.monotonic() + _SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            with suppress(psycopg.OperationalError), psycopg.connect(self.url(), connect_timeout=2):
                return
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(0.05)
        self.stop()
        raise RuntimeError(f"postgres does not answer on {self.port}: {self._log.read_text('utf-8')[-2000:]}")

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop at once, ending every session (SIGQUIT: as in a crash)."""
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def create(self, name: str) -> str:
        """Create an empty database; return its address."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)


@contextmanager
def postgres_server(settings: Mapping[str, str] | None = None) -> Iterator[PostgresServer]:
    """Start a server, with other settings than a throwaway's; end it and remove its folder with the block."""
    with tempfile.TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as folder:
        server = PostgresServer(Path(folder), settings)
        try:
            server.start()
            yield server
        finally:
            server.stop(signal.SIGQUIT)


def _account() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise RuntimeError("neither a user postgres nor a user nobody is on this machine")


def _program(name: str) -> str:
    return shutil.which(name, path=SEARCHED) or name


def _has_icu() -> bool:
    said = subprocess.run([_program("initdb"), "--help"], capture_output=True, text=True).stdout
    return "--icu-locale" in said


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _ended(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def main(arguments: list[str]) -> int:
    """Run the command with `DATABASE_URL`; return its code, 69 when PostgreSQL is not on this machine.

    With `--there` alone, only say whether it is.
    """
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if lacking := missing("postgresql"):
        what = f"{', '.join(lacking)}); Debian: apt-get install {PACKAGES['postgresql']}"
        print(f"PostgreSQL is not on this machine ({what}", file=sys.stderr)
        return 69
    if command == ["--there"]:
        return 0
    signal.signal(signal.SIGTERM, _ended)
    with postgres_server() as server:
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": server.url()}).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
