"""A real mail world on free loopback ports: Dovecot's submission, IMAP and LMTP, and a relay that delivers into it.

What is submitted goes from Dovecot to the relay (`dovecot_relay`), which hands our domain's mail back to Dovecot over
LMTP and everything else to the test. Started as root, with a configuration of its own in a temporary folder.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import smtplib
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from settings.environment import Environment
from settings.mail import MailSettings, load_mail_settings

DOMAIN = "citizens.example"
USER = f"citizens@{DOMAIN}"
EVIDENCE = f"evidence@{DOMAIN}"
PASSWORD = "correct horse"
TOKEN = "a-valid-token"

CONFIG = """
protocols = imap submission lmtp
base_dir = {run}
state_dir = {state}
log_path = {folder}/dovecot.log
listen = 127.0.0.1
default_login_user = {login_user}
default_internal_user = {internal_user}
default_internal_group = {internal_group}
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 1
mail_location = mdbox:{folder}/mail/%u
hostname = mail.{domain}
auth_mechanisms = plain login xoauth2 oauthbearer
auth_verbose = yes
auth_failure_delay = 0
disable_plaintext_auth = yes
ssl = yes
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.key
recipient_delimiter = +
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
  mechanisms = plain login
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users
  override_fields = uid={uid} gid={gid} home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Junk {{
    auto = create
    special_use = \\Junk
  }}
}}
submission_relay_host = 127.0.0.1
submission_relay_port = {relay}
submission_relay_trusted = yes
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service submission-login {{
  inet_listener submission {{
    port = {submission}
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
service anvil {{
  # failed logins are part of the tests: no penalty for the next one
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
protocol lmtp {{
  lmtp_rcpt_check_quota = no
}}
"""

OAUTH2 = """
grant_url =
tokeninfo_url =
introspection_mode = post
introspection_url = http://127.0.0.1:{port}/introspect
username_attribute = username
active_attribute = active
active_value = true
force_introspection = yes
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


class Relay:
    """Takes what Dovecot relays: our domain's recipients go back to Dovecot over LMTP, the others are kept here."""

    def __init__(self, lmtp_port: int) -> None:
        self.lmtp_port = lmtp_port
        self.away: list[tuple[str, list[str], bytes]] = []
        self.refused: dict[str, str] = {}

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 fine"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = bytes(envelope.original_content or b"")
        ours = [address for address in envelope.rcpt_tos if address.lower().endswith(f"@{DOMAIN}")]
        others = [address for address in envelope.rcpt_tos if address not in ours]
        if others:
            self.away.append((str(envelope.mail_from), others, content))
        if ours:
            self.deliver(str(envelope.mail_from), ours, content)
        return "250 2.0.0 taken"

    def deliver(self, sender: str, recipients: list[str], content: bytes) -> None:
        with smtplib.LMTP("127.0.0.1", self.lmtp_port) as lmtp:
            lmtp.sendmail(sender, recipients, content)


@dataclass
class MailWorld:
    """The running servers and how to configure an account for them."""

    folder: Path
    ports: dict[str, int]
    relay: Relay
    ca_file: str
    pid: int = 0
    extra: dict[str, str] = field(default_factory=dict)

    def environment(self, **changes: str) -> Environment:
        values = {
            "BAROMETER_SMTP_HOST": "localhost",
            "BAROMETER_SMTP_PORT": str(self.ports["submission"]),
            "BAROMETER_SMTP_SECURITY": "starttls",
            "BAROMETER_SMTP_USER": USER,
            "BAROMETER_SMTP_PASSWORD": PASSWORD,
            "BAROMETER_IMAP_HOST": "localhost",
            "BAROMETER_IMAP_PORT": str(self.ports["imaps"]),
            "BAROMETER_IMAP_USER": USER,
            "BAROMETER_IMAP_PASSWORD": PASSWORD,
            "BAROMETER_IMAP_FOLDERS": "INBOX,Junk",
            "BAROMETER_REPLY_STYLE": "plus",
            "BAROMETER_MAIL_ADDRESS": USER,
            "BAROMETER_EVIDENCE_ADDRESS": EVIDENCE,
            "BAROMETER_EVIDENCE_IMAP_USER": EVIDENCE,
            "BAROMETER_EVIDENCE_IMAP_PASSWORD": PASSWORD,
            "BAROMETER_CA_FILE": self.ca_file,
        } | {f"BAROMETER_{name}": value for name, value in changes.items()}
        return Environment({name: value for name, value in values.items() if value})

    def settings(self, **changes: str) -> MailSettings:
        return load_mail_settings(self.environment(**changes))

    def doveadm(self, *arguments: str) -> str:
        command = ["doveadm", "-c", str(self.folder / "dovecot.conf"), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _account(*names: str) -> pwd.struct_passwd:
    for name in names:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise LookupError(names)


def _written(folder: Path, ports: dict[str, int], authority: trustme.CA) -> None:
    mail, login, internal = _account("mail"), _account("dovenull", "nobody"), _account("dovecot", "mail")
    certificate = authority.issue_cert("localhost", "127.0.0.1")
    certificate.private_key_pem.write_to_path(str(folder / "server.key"))
    for number, blob in enumerate(certificate.cert_chain_pems):
        blob.write_to_path(str(folder / "server.pem"), append=number > 0)
    (folder / "users").write_text(f"{USER}:{PASSWORD}::::::\n{EVIDENCE}:{PASSWORD}::::::\n")
    (folder / "oauth2.conf").write_text(OAUTH2.format(port=ports["tokens"]))
    (folder / "dovecot.conf").write_text(
        CONFIG.format(
            folder=folder,
            run=folder / "run",
            state=folder / "state",
            domain=DOMAIN,
            login_user=login.pw_name,
            internal_user=internal.pw_name,
            internal_group="dovecot" if internal.pw_name == "dovecot" else "mail",
            uid=mail.pw_uid,
            gid=mail.pw_gid,
            **ports,
        )
    )
    for name in ("mail", "run", "state"):
        (folder / name).mkdir()
    os.chown(folder / "mail", mail.pw_uid, mail.pw_gid)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probing:
            probing.settimeout(1)
            if probing.connect_ex(("127.0.0.1", port)) == 0:
                return
        process_wait(process, 0.05)
    said = log.read_text() if log.exists() else ""
    raise RuntimeError(f"dovecot does not listen on {port}: {said[-2000:]}")


def process_wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return


@contextmanager
def mail_world(folder: Path) -> Iterator[MailWorld]:
    """Start everything, and end it with what it started."""
    # the services run as other users and must be able to get in
    for parent in (folder, *folder.parents):
        if parent.is_relative_to("/tmp") and parent != Path("/tmp"):
            parent.chmod(0o755)
    names = ("imap", "imaps", "submission", "lmtp", "relay", "tokens")
    ports = {name: free_port() for name in names}
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    _written(folder, ports, authority)
    relay = Relay(ports["lmtp"])
    controller = Controller(relay, hostname="127.0.0.1", port=ports["relay"], enable_SMTPUTF8=True)
    controller.start()
    tokens = TokenServer(ports["tokens"])
    tokens.start()
    dovecot = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin") or "dovecot"
    process = subprocess.Popen(
        [dovecot, "-F", "-c", str(folder / "dovecot.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for name in ("imaps", "submission", "lmtp"):
            _wait_for(ports[name], process, folder / "dovecot.log")
        yield MailWorld(folder, ports, relay, str(folder / "ca.pem"), process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process_wait(process, 10)
        if process.poll() is None:
            process.kill()
            process.wait()
        tokens.stop()
        controller.stop()


class TokenServer:
    """Says over HTTP which OAuth 2 token is good and whose it is (RFC 7662), for Dovecot to ask."""

    def __init__(self, port: int) -> None:
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
                known = f"token={TOKEN}" in asked.split("&")
                body = (f'{{"active": true, "username": "{USER}"}}' if known else '{"active": false}').encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                return

        self._serving = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._thread = Thread(target=self._serving.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._serving.shutdown()
        self._serving.server_close()
        self._thread.join()
