"""The e-mail accounts, from the environment; each variable is explained in `docs/accounts.md`.

With `BAROMETER_MAIL_ACCOUNTS=a,b` every variable may be given per account as `BAROMETER_A_SMTP_HOST`…; what an account
does not give is taken from the name without it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.errors import InputError, NotConfigured, Place
from settings.environment import Environment

Security = Literal["tls", "starttls", "none"]
ReplyStyle = Literal["plus", "catchall"]

SMTP_PORTS: dict[Security, int] = {"tls": 465, "starttls": 587, "none": 25}
IMAP_PORTS: dict[Security, int] = {"tls": 993, "starttls": 143, "none": 143}
RELAY_PORT = 25
"""A relay may know its clients by their address; submission ports require a login (RFC 6409 section 4.3)."""
DEFAULT_ACCOUNT = "default"


def is_loopback(host: str) -> bool:
    """Whether the name or address can only mean this machine; other names are not looked up."""
    try:
        return ip_address(host.strip("[]").partition("%")[0]).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"


@dataclass(frozen=True)
class Server:
    """How to reach one server and log in there; secrets are left out of `repr`."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    token_file: str = ""
    ca_file: str = ""
    sandbox_token: str = field(default="", repr=False)

    @property
    def where(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def uses_token(self) -> bool:
        return bool(self.token or self.token_file)

    def access_token(self) -> str:
        """Return the OAuth 2 token; a file is read anew each time, since tokens expire within the hour."""
        if not self.token_file:
            return self.token
        try:
            return Path(self.token_file).read_text("utf-8").strip()
        except OSError as error:
            raise InputError(
                "setting_file_unreadable",
                place=Place("environment", None, self.token_file),
                path=self.token_file,
                why=error.strerror,
            ) from error


@dataclass(frozen=True)
class MailAccount:
    """One sending account, the mailbox its replies arrive in, and the mailbox that proves sending."""

    name: str
    smtp: Server
    imap: Server
    folders: tuple[str, ...]
    reply_style: ReplyStyle
    domain: str
    address: str
    evidence_address: str
    evidence_imap: Server
    evidence_folders: tuple[str, ...]
    rate_per_hour: int
    timezone: str

    def reply_address(self, mailbox: str, tag: str) -> str:
        """Return the unique address of a contact: `mailbox+tag@domain` or, on a catch-all domain, `mailbox.tag@domain`.

        With plus-addressing, `mailbox` gives way to the account's own address when it has one.
        """
        if self.reply_style == "catchall":
            return f"{mailbox}.{tag}@{self.domain}"
        local, _, domain = self.address.rpartition("@")
        return f"{local or mailbox}+{tag}@{domain or self.domain}"


@dataclass(frozen=True)
class MailSettings:
    """All e-mail accounts by name."""

    accounts: dict[str, MailAccount]

    def account(self, name: str) -> MailAccount:
        """Return the account; raises NotConfigured when there is none of that name."""
        try:
            return self.accounts[name]
        except KeyError:
            raise NotConfigured("mail_account_unknown", name=name, names=", ".join(self.accounts)) from None


def load_mail_settings(environment: Environment | None = None) -> MailSettings:
    """Read every account.

    Raises NotConfigured naming all missing variables, and InputError (one for each) for odd values.
    """
    env = environment or Environment()
    names = _listed(env.text("BAROMETER_MAIL_ACCOUNTS")) or ()
    for name in names:
        if not name.isidentifier() or not name.isascii():
            raise _odd("BAROMETER_MAIL_ACCOUNTS", "mail_account_name_odd", value=name)
    readers = [_Reader(env, name) for name in names or (DEFAULT_ACCOUNT,)]
    if not names:
        readers[0].prefix = ""
    accounts = [reader.account() for reader in readers]
    if faults := [fault for reader in readers for fault in reader.faults]:
        raise InputError.together(faults)
    if missing := list(dict.fromkeys(name for reader in readers for name in reader.missing)):
        raise NotConfigured("mail_settings_missing", names=", ".join(missing))
    return MailSettings({account.name: account for account in accounts})


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _odd(variable: str, code: str, **params: object) -> InputError:
    return InputError(code, place=Place("environment", None, variable), **params)


class _Reader:
    """Reads one account and gathers what is missing or odd rather than stopping at the first."""

    def __init__(self, env: Environment, name: str) -> None:
        self.env = env
        self.name = name
        self.prefix = f"{name.upper()}_"
        self.missing: list[str] = []
        self.faults: list[InputError] = []
        self.ca_file = self._ca_file()
        self.sandbox_token = env.secret("BAROMETER_SANDBOX_TOKEN")

    def account(self) -> MailAccount:
        smtp = self._server("SMTP", SMTP_PORTS, "starttls")
        imap = self._server("IMAP", IMAP_PORTS, "tls")
        style = cast("ReplyStyle", self._choice("REPLY_STYLE", ("plus", "catchall"), "catchall"))
        address = self._address("MAIL_ADDRESS", required=style == "plus" and not self._has("MAIL_DOMAIN"))
        domain = self._domain(address, required=style == "catchall")
        evidence_imap = imap
        if self._has("EVIDENCE_IMAP_HOST") or self._has("EVIDENCE_IMAP_USER"):
            evidence_imap = self._server("EVIDENCE_IMAP", IMAP_PORTS, "tls", base=imap)
        folders = _listed(self._text("IMAP_FOLDERS")) or ("INBOX",)
        own_folders = folders if evidence_imap == imap else ("INBOX",)
        return MailAccount(
            name=self.name,
            smtp=smtp,
            imap=imap,
            folders=folders,
            reply_style=style,
            domain=domain,
            address=address,
            evidence_address=self._address("EVIDENCE_ADDRESS") or self._default_evidence(style, address, domain),
            evidence_imap=evidence_imap,
            evidence_folders=_listed(self._text("EVIDENCE_IMAP_FOLDERS")) or own_folders,
            rate_per_hour=self._number("MAIL_RATE_PER_HOUR", 60, least=1),
            timezone=self._timezone(),
        )

    def _default_evidence(self, style: ReplyStyle, address: str, domain: str) -> str:
        local, _, own = address.rpartition("@")
        return f"{local}+evidence@{own}" if style == "plus" and own else f"evidence@{domain}"

    def _server(self, kind: str, ports: dict[Security, int], usual: Security, base: Server | None = None) -> Server:
        host = self._text(f"{kind}_HOST") or (base.host if base else "")
        security = cast("Security", self._choice(f"{kind}_SECURITY", tuple(ports), base.security if base else usual))
        port = self._number(f"{kind}_PORT", base.port if base else ports[security], least=1)
        user = self._text(f"{kind}_USER")
        if not host:
            self.missing.append(self._variable(f"{kind}_HOST"))
        if port > 65535:
            self.faults.append(_odd(self._variable(f"{kind}_PORT"), "mail_port_odd", value=port))
        if security == "none" and host and not is_loopback(host):
            self.faults.append(_odd(self._variable(f"{kind}_SECURITY"), "mail_security_none", host=host))
        password, token = self._secret(f"{kind}_PASSWORD"), self._secret(f"{kind}_XOAUTH2_TOKEN")
        if password and token:
            self.faults.append(_odd(self._variable(f"{kind}_XOAUTH2_TOKEN"), "mail_two_secrets", kind=kind))
        if user or kind != "SMTP" or not (port == RELAY_PORT or is_loopback(host)):
            self._need_login(kind, user, password or token)
        return Server(
            host=host,
            port=port,
            security=security,
            user=user,
            password=password,
            token=token,
            token_file=self._text(f"{kind}_XOAUTH2_TOKEN_FILE"),
            ca_file=self.ca_file,
            sandbox_token=self.sandbox_token,
        )

    def _need_login(self, kind: str, user: str, secret: str) -> None:
        if not user:
            self.missing.append(self._variable(f"{kind}_USER"))
        if not secret:
            self.missing.append(self._variable(f"{kind}_PASSWORD"))

    def _address(self, suffix: str, *, required: bool = False) -> str:
        value = self._text(suffix)
        if not value:
            if required:
                self.missing.append(self._variable(suffix))
            return ""
        local, at, domain = value.rpartition("@")
        if not (local and at and "." in domain.strip(".")) or set(value) & set(' \t<>,;"'):
            self.faults.append(_odd(self._variable(suffix), "mail_address_odd", value=value))
        elif suffix == "MAIL_ADDRESS" and "+" in local:
            self.faults.append(_odd(self._variable(suffix), "mail_address_tagged", value=value))
        return value

    def _domain(self, address: str, *, required: bool) -> str:
        value = self._text("MAIL_DOMAIN").lower() or address.rpartition("@")[2].lower()
        if not value and required:
            self.missing.append(self._variable("MAIL_DOMAIN"))
        if "@" in value or " " in value:
            self.faults.append(_odd(self._variable("MAIL_DOMAIN"), "mail_domain_odd", value=value))
        return value

    def _timezone(self) -> str:
        value = self._text("MAIL_TIMEZONE") or "Europe/Paris"
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            self.faults.append(_odd(self._variable("MAIL_TIMEZONE"), "mail_timezone_odd", value=value))
        return value

    def _ca_file(self) -> str:
        value = self.env.text("BAROMETER_CA_FILE")
        if value and not Path(value).is_file():
            self.faults.append(_odd("BAROMETER_CA_FILE", "mail_ca_file_missing", path=value))
        return value

    def _variable(self, suffix: str) -> str:
        """Return the name to speak of: the account's own when it is set or nothing is, else the shared one."""
        own, shared = f"BAROMETER_{self.prefix}{suffix}", f"BAROMETER_{suffix}"
        return shared if not self._set(own) and self._set(shared) else own

    def _set(self, name: str) -> bool:
        return bool(self.env.text(name) or self.env.text(f"{name}_FILE"))

    def _has(self, suffix: str) -> bool:
        return bool(self._text(suffix))

    def _text(self, suffix: str) -> str:
        return self.env.text(self._variable(suffix))

    def _secret(self, suffix: str) -> str:
        try:
            return self.env.secret(self._variable(suffix))
        except InputError as fault:
            self.faults.append(fault)
            return "?"

    def _choice(self, suffix: str, choices: tuple[str, ...], default: str) -> str:
        try:
            return self.env.one_of(self._variable(suffix), choices, default)
        except InputError as fault:
            self.faults.append(fault)
            return default

    def _number(self, suffix: str, default: int, *, least: int) -> int:
        try:
            return self.env.number(self._variable(suffix), default, least=least)
        except InputError as fault:
            self.faults.append(fault)
            return default
