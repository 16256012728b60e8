"""Websites: which browser, how it presents itself, its limits, and the town's hosts when the sandbox is visited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from domain.errors import InputError, Place
from settings.environment import Environment
from settings.mail import is_loopback

Endpoint = tuple[str, int]
"""A host or address, and a port."""
HTTP_PORT = 80


@dataclass(frozen=True)
class WebSettings:
    """Times are in seconds, sizes in megabytes (10⁶ bytes).

    `browser` is a path, "" to look for one. `sandbox_hosts` maps what a browser asks for to where the town listens;
    when it is not empty nothing else can be reached, and every target must present `sandbox_token`. `ca_file` is a
    further certificate authority in PEM form (the town's).
    """

    browser: str = ""
    chromium_sandbox: str = "auto"
    contact_url: str = ""
    contexts: int = 4
    visit_seconds: int = 180
    page_seconds: int = 30
    visit_megabytes: int = 150
    renderer_megabytes: int = 1024
    host_delay_ms: int = 250
    sandbox_hosts: Mapping[Endpoint, Endpoint] = field(default_factory=lambda: MappingProxyType({}))
    sandbox_token: str = field(default="", repr=False)
    ca_file: str = ""

    @property
    def in_sandbox(self) -> bool:
        return bool(self.sandbox_hosts)


def load_web_settings(environment: Environment | None = None) -> WebSettings:
    """Read the settings; raises InputError (one for each) for odd values. Nothing of it must be set."""
    env = environment or Environment()
    hosts = _sandbox_hosts(env.secret("BAROMETER_WEB_SANDBOX_HOSTS"))
    contact_url = env.text("BAROMETER_CONTACT_URL")
    if contact_url and not _is_web_address(contact_url):
        raise _odd("BAROMETER_CONTACT_URL", "web_contact_url_odd", value=contact_url)
    ca_file = env.text("BAROMETER_CA_FILE")
    if ca_file and not Path(ca_file).is_file():
        raise _odd("BAROMETER_CA_FILE", "mail_ca_file_missing", path=ca_file)
    return WebSettings(
        browser=env.text("BAROMETER_BROWSER"),
        chromium_sandbox=env.one_of("BAROMETER_BROWSER_SANDBOX", ("auto", "on", "off"), "auto"),
        contact_url=contact_url,
        contexts=env.number("BAROMETER_WEB_CONTEXTS", 4, least=1),
        visit_seconds=env.number("BAROMETER_WEB_VISIT_SECONDS", 180, least=5),
        page_seconds=env.number("BAROMETER_WEB_PAGE_SECONDS", 30, least=1),
        visit_megabytes=env.number("BAROMETER_WEB_VISIT_MEGABYTES", 150, least=1),
        renderer_megabytes=env.number("BAROMETER_WEB_RENDERER_MEGABYTES", 1024, least=128),
        host_delay_ms=env.number("BAROMETER_WEB_HOST_DELAY_MS", 250),
        sandbox_hosts=MappingProxyType(hosts),
        sandbox_token=env.secret("BAROMETER_SANDBOX_TOKEN"),
        ca_file=ca_file,
    )


def _odd(variable: str, code: str, **params: object) -> InputError:
    return InputError(code, place=Place("environment", None, variable), **params)


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and text.isascii() and text.isprintable()


def _sandbox_hosts(text: str) -> dict[Endpoint, Endpoint]:
    """Read `host[:port]=address:port` entries apart by commas or white space; without a port, 80 is meant."""
    hosts: dict[Endpoint, Endpoint] = {}
    faults: list[InputError] = []
    for entry in text.replace(",", " ").split():
        asked, _, target = entry.partition("=")
        name, _, port = asked.partition(":")
        address, _, target_port = target.rpartition(":")
        if not name or not is_loopback(address) or not _is_port(port or str(HTTP_PORT)) or not _is_port(target_port):
            faults.append(_odd("BAROMETER_WEB_SANDBOX_HOSTS", "web_sandbox_host_odd", value=entry))
            continue
        hosts[name.lower().rstrip("."), int(port or HTTP_PORT)] = (address.strip("[]"), int(target_port))
    if faults:
        raise InputError.together(faults)
    return hosts


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text) < 65536
