"""As whom a page sees us: an identified robot, or an ordinary citizen's browser."""

from __future__ import annotations

from typing import TypedDict

PRODUCT = "Barometer/0.1"
LOCALES = {"fr": "fr-FR", "en": "en-GB"}
DESKTOP = {"width": 1366, "height": 768}
MOBILE = {"width": 360, "height": 740}
"""The narrowest screen in common use; WCAG 2.2 criterion 1.4.10 asks for less."""


class ContextOptions(TypedDict, total=False):
    """The part of Playwright's context options that depends on who visits."""

    user_agent: str
    locale: str
    timezone_id: str
    viewport: dict[str, int]
    is_mobile: bool
    has_touch: bool
    device_scale_factor: float


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


def context_options(version: str, contact_url: str, language: str, *, mobile: bool, identify: bool) -> ContextOptions:
    """Return how a visit's context presents itself."""
    options = ContextOptions(
        user_agent=user_agent(version, contact_url, mobile=mobile, identify=identify),
        locale=LOCALES.get(language, LOCALES["fr"]),
        timezone_id="Europe/Paris",
        viewport=MOBILE if mobile else DESKTOP,
    )
    if mobile:
        options |= {"is_mobile": True, "has_touch": True, "device_scale_factor": 2}
    return options
