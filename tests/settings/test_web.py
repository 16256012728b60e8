from __future__ import annotations

from pathlib import Path

import pytest

from domain.errors import InputError
from settings.web import WebSettings, load_web_settings


def test_nothing_must_be_set():
    assert load_web_settings() == WebSettings()
    assert not WebSettings().in_sandbox


def test_each_variable_has_its_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    authority = tmp_path / "ca.pem"
    authority.write_text("")
    for name, value in {
        "BROWSER": "/usr/bin/chromium",
        "BROWSER_SANDBOX": "off",
        "CONTACT_URL": "https://barometre.example/robot",
        "CA_FILE": str(authority),
        "SANDBOX_TOKEN": "t",
        "WEB_CONTEXTS": "2",
        "WEB_VISIT_SECONDS": "60",
        "WEB_PAGE_SECONDS": "10",
        "WEB_VISIT_MEGABYTES": "20",
        "WEB_RENDERER_MEGABYTES": "300",
        "WEB_HOST_DELAY_MS": "0",
    }.items():
        monkeypatch.setenv(f"BAROMETER_{name}", value)
    assert load_web_settings() == WebSettings(
        browser="/usr/bin/chromium", chromium_sandbox="off", contact_url="https://barometre.example/robot",
        contexts=2, visit_seconds=60, page_seconds=10, visit_megabytes=20, renderer_megabytes=300, host_delay_ms=0,
        sandbox_hosts=WebSettings().sandbox_hosts, sandbox_token="t", ca_file=str(authority),
    )  # fmt: skip


def test_the_towns_hosts_are_read_with_and_without_a_port(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BAROMETER_WEB_SANDBOX_HOSTS", "WWW.Ville.example.=127.0.0.1:8001, b.example:443=[::1]:8002\n")
    settings = load_web_settings()
    assert dict(settings.sandbox_hosts) == {
        ("www.ville.example", 80): ("127.0.0.1", 8001),
        ("b.example", 443): ("::1", 8002),
    }
    assert settings.in_sandbox


@pytest.mark.parametrize(
    "entry",
    ["a.example", "=127.0.0.1:80", "a.example=127.0.0.1", "a.example=10.0.0.1:80", "a.example=www.x.fr:80",
     "a.example:0=127.0.0.1:80", "a.example=127.0.0.1:70000", "a.example:x=127.0.0.1:80"],
)  # fmt: skip
def test_an_odd_host_of_the_town_is_named(monkeypatch: pytest.MonkeyPatch, entry: str):
    monkeypatch.setenv("BAROMETER_WEB_SANDBOX_HOSTS", f"good.example=127.0.0.1:1 {entry}")
    with pytest.raises(InputError) as caught:
        load_web_settings()
    assert "web_sandbox_host_odd" in str(caught.value)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("CONTACT_URL", "mailto:a@b.fr"),
        ("CONTACT_URL", "https://"),
        ("CONTACT_URL", "https://x.fr/a\nb"),
        ("CA_FILE", "/nowhere/ca.pem"),
        ("BROWSER_SANDBOX", "perhaps"),
        ("WEB_CONTEXTS", "0"),
        ("WEB_PAGE_SECONDS", "soon"),
        ("WEB_RENDERER_MEGABYTES", "1"),
    ],
)
def test_an_odd_value_is_refused(monkeypatch: pytest.MonkeyPatch, variable: str, value: str):
    monkeypatch.setenv(f"BAROMETER_{variable}", value)
    with pytest.raises(InputError):
        load_web_settings()
