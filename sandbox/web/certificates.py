"""A throwaway certificate authority of the town, made by the `openssl` program when there is one."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

_STARTS, _ENDS = "20250101000000Z", "20391231000000Z"
_EXPIRED = "20250201000000Z"
_RULES = """
[ca]
default_ca = town
[town]
database = index.txt
serial = serial
new_certs_dir = .
default_md = sha256
policy = names
unique_subject = no
copy_extensions = copy
[names]
commonName = supplied
"""


@dataclass(frozen=True)
class Certificates:
    """The authority's file, and a server context that shows each host the certificate it deserves."""

    authority: Path
    context: ssl.SSLContext


def make_certificates(folder: Path, hosts: Iterable[str], odd: Mapping[str, str]) -> Certificates | None:
    """Make everything in `folder`; `odd` says which hosts show an `expired`, `other_name` or `self_signed` one.

    Returns None when this machine has no `openssl` program: the town then speaks plain HTTP only.
    """
    program = shutil.which("openssl")
    if program is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "town.cnf").write_text(_RULES, "utf-8")
    (folder / "index.txt").write_text("", "utf-8")
    (folder / "serial").write_text("1000\n", "utf-8")
    maker = _Maker(program, folder)
    maker.authority()
    every = sorted({*hosts, *odd})
    contexts = {"good": maker.leaf("good", every)}
    for kind in set(odd.values()):
        contexts[kind] = maker.odd(kind, sorted(host for host, its in odd.items() if its == kind))
    context = contexts["good"]

    def choose(server: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        kind = odd.get((name or "").lower())
        if kind is not None:
            server.context = contexts[kind]

    context.sni_callback = choose
    return Certificates(folder / "town-ca.pem", context)


class _Maker:
    def __init__(self, program: str, folder: Path) -> None:
        self._program = program
        self._folder = folder

    def authority(self) -> None:
        self._run(
            *("req", "-x509", *_key("town-ca"), "-subj", "/CN=Barometer town CA", "-days", "5000"),
            *("-out", "town-ca.pem", "-addext", "keyUsage=critical,keyCertSign,cRLSign"),
        )

    def leaf(self, name: str, hosts: list[str], ends: str = _ENDS) -> ssl.SSLContext:
        names = ",".join(f"DNS:{host}" for host in hosts)
        self._run(
            *("req", "-new", *_key(name), "-subj", f"/CN={name}.example", "-out", f"{name}.csr"),
            *("-addext", f"subjectAltName={names}"),
        )
        self._run(
            *("ca", "-batch", "-notext", "-config", "town.cnf", "-in", f"{name}.csr", "-out", f"{name}.pem"),
            *("-cert", "town-ca.pem", "-keyfile", "town-ca.key", "-startdate", _STARTS, "-enddate", ends),
        )
        return self._context(name)

    def odd(self, kind: str, hosts: list[str]) -> ssl.SSLContext:
        if kind == "expired":
            return self.leaf("expired", hosts, _EXPIRED)
        if kind == "other_name":
            return self.leaf("other", ["mutualised-17.host.example"])
        names = ",".join(f"DNS:{host}" for host in hosts)
        self._run(
            *("req", "-x509", *_key("alone"), "-subj", f"/CN={hosts[0]}", "-days", "4000", "-out", "alone.pem"),
            *("-addext", f"subjectAltName={names}"),
        )
        return self._context("alone")

    def _context(self, name: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._folder / f"{name}.pem", self._folder / f"{name}.key")
        return context

    def _run(self, *arguments: str) -> None:
        subprocess.run(  # noqa: S603 - the machine's own openssl, arguments are ours
            [self._program, *arguments], cwd=self._folder, check=True, capture_output=True, timeout=30
        )


def _key(name: str) -> tuple[str, ...]:
    return ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", f"{name}.key")
