"""As whom a page sees us: an identified robot, or an ordinary citizen's browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

PRODUCT = "Barometer/0.1"
LOCALES = {"fr": "fr-FR", "en": "en-GB"}
ACCEPTED = {"fr": "fr-FR,fr;q=0.9,en;q=0.5", "en": "en-GB,en;q=0.9,fr;q=0.5"}
"""What browsers of these locales send by default (RFC 9110 section 12.5.4)."""
DESKTOP = {"width": 1366, "height": 768}
MOBILE = {"width": 360, "height": 740}
"""The narrowest screen in common use; WCAG 2.2 criterion 1.4.10 asks for less."""


@dataclass(frozen=True)
class Presence:
    """Who visits: the language of their browser, whether on a telephone, whether as the robot that we are."""

    language: str = "fr"
    mobile: bool = False
    identify: bool = True


def user_agent(version: str, contact_url: str, *, mobile: bool, identify: bool) -> str:
    """Return the header's value: Chromium's reduced form, and our name and contact page when we say who we are."""
    major = version.partition(".")[0]
    system = "Linux; Android 10; K" if mobile else "X11; Linux x86_64"
    kind = " Mobile" if mobile else ""
    agent = f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0{kind} Safari/537.36"
    return f"{agent} {robot_name(contact_url)}" if identify else agent


def robot_name(contact_url: str) -> str:
    """Return what robots.txt and server logs know us by."""
    return f"{PRODUCT} (+{contact_url})" if contact_url else PRODUCT


def presented(version: str, contact_url: str, who: Presence) -> dict[str, Any]:
    """Return the part of Playwright's context options that depends on who visits."""
    language = who.language if who.language in LOCALES else "fr"
    options: dict[str, Any] = {
        "user_agent": user_agent(version, contact_url, mobile=who.mobile, identify=who.identify),
        "locale": LOCALES[language],
        "extra_http_headers": {"Accept-Language": ACCEPTED[language]},
        "timezone_id": "Europe/Paris",
        "viewport": MOBILE if who.mobile else DESKTOP,
    }
    if who.mobile:
        options |= {"is_mobile": True, "has_touch": True, "device_scale_factor": 2}
    return options
