"""How Chromium is started: every way around the proxy closed, nothing of its own to say to anybody."""

from __future__ import annotations

import os
from collections.abc import Iterable

NO_WAY_AROUND = (
    "--disable-quic",
    # even this machine only through the proxy, which refuses it
    "--proxy-bypass-list=<-loopback>",
    # names are resolved by the proxy alone; the proxy itself is an address
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--dns-prefetch-disable",
)
NOTHING_OF_ITS_OWN = (
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-client-side-phishing-detection",
    "--no-pings",
    "--disable-breakpad",
)
NOBODY_SEES = (
    # parts of the window, which Chromium prepares for every context in a process of their own; more than half of all
    # the processor's time of a visit
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    # a process kept ready for a second site, which a short visit seldom has
    "SpareRendererForSitePerProcess",
)
ON_A_SERVER = ("--disable-dev-shm-usage", "--disable-gpu", "--mute-audio")
SCRIPT_MEGABYTES = 512


def chromium_flags(trusted_keys: Iterable[str] = ()) -> list[str]:
    """Return the arguments; `trusted_keys` are digests of public keys that the town's own authority vouches for."""
    flags = [
        *ON_A_SERVER,
        *NO_WAY_AROUND,
        *NOTHING_OF_ITS_OWN,
        f"--js-flags=--max-old-space-size={SCRIPT_MEGABYTES}",
        "--disable-features=" + ",".join(NOBODY_SEES),
    ]
    if keys := ",".join(trusted_keys):
        flags.append(f"--ignore-certificate-errors-spki-list={keys}")
    return flags


def with_own_sandbox(setting: str) -> bool:
    """Whether Chromium runs its own sandbox, which root cannot have."""
    return setting == "on" or (setting == "auto" and os.geteuid() != 0)
