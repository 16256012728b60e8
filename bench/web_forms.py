"""Forms a minute through our probe against a bare Playwright script in the same run; sites inspected a minute; peak
memory; how long a diagnosis takes with 100 ms of latency.

Run: `python -m bench.web_forms [--rounds N] [--only forms|sites|diagnose]`. The bare script knows each form's address
and selectors beforehand and waits for the answer to its POST; like ours it opens the home page first, each in a fresh
context, four at once. Ours knows nothing but the home page. Rounds alternate; ratios are those of the medians.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import statistics
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from bench.form_cases import IDENTITY, citizen_for
from bench.form_detection import visit_all
from bench.site_detection import inspect_all
from bench.town_sites import TownSites, town_sites
from domain.clock import FrozenClock
from links.browser.locate import find_browser
from services.diagnosing import diagnose

THEMES = ("wordpress", "builder", "drupal", "joomla", "council", "aspnet", "broken", "cookiewall")
"""Forms of one page that a short script fills in by selectors."""
CONTEXTS = 4
LATENCY_MS = 100
_VALUES = {
    "name": IDENTITY.name, "given": IDENTITY.given_name, "family": IDENTITY.family_name, "mail": IDENTITY.mail,
    "mail_again": IDENTITY.mail, "phone": "01 99 00 12 34", "postal": IDENTITY.postal, "postcode": IDENTITY.postcode,
    "town": IDENTITY.city, "subject": "Une question",
}  # fmt: skip


@contextlib.asynccontextmanager
async def bare_browser(town: TownSites) -> AsyncIterator[Browser]:
    """Start a browser that finds the town's hosts by itself, without our proxy."""
    ports = {port: target for (_, port), target in town.settings.sandbox_hosts.items()}
    rules = ", ".join(f"MAP *:{port} {address}:{to}" for port, (address, to) in ports.items())
    flags = [f"--host-resolver-rules={rules}", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_browser(town.settings.browser), args=flags)
        yield browser
        await browser.close()


async def bare_message(browser: Browser, home: str, label: Mapping[str, Any], text: str) -> None:
    """Fill one form by its known selectors, send it, and wait for the answer."""
    context = await browser.new_context(ignore_https_errors=True, locale="fr-FR")
    try:
        page = await context.new_page()
        page.set_default_timeout(15_000)
        await page.goto(home)
        await page.goto(home.rstrip("/") + label["form"]["page"])
        for field in label["form"]["fields"]:
            await _bare_fill(page, field, text)
        form = page.locator(f'form:has([name="{label["form"]["fields"][-1]["name"]}"])')
        async with page.expect_response(lambda response: response.request.method == "POST"):
            await form.locator("button[type=submit], input[type=submit], button:not([type])").last.dispatch_event(
                "click"
            )
        await page.wait_for_load_state("load")
    finally:
        await context.close()


async def _bare_fill(page: Page, field: Mapping[str, Any], text: str) -> None:
    control = page.locator(f'[name="{field["name"]}"]').first
    if field["type"] == "select":
        await control.select_option(value=field["options"][-1], force=True)
    elif field["type"] in ("radio", "checkboxes"):
        await page.locator(f'[name="{field["name"]}"][value="{field["options"][0]}"]').first.dispatch_event("click")
    elif field["type"] == "checkbox":
        if field["required"]:
            await control.dispatch_event("click")
    elif field["means"] == "message":
        await control.fill(text)
    elif field["means"] in _VALUES:
        await control.fill(_VALUES[field["means"]])


def memory_of(process: int) -> float:
    """Return the megabytes that a process and its children hold, what they share counted once (PSS)."""
    kilobytes = 0
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines():
            kilobytes += int(line.split()[1]) if line.startswith("Pss:") else 0
        for task in Path(f"/proc/{process}/task").iterdir():
            kilobytes += sum(int(memory_of(int(c)) * 1024) for c in (task / "children").read_text("ascii").split())
    return kilobytes / 1024


@contextlib.asynccontextmanager
async def watched(peaks: list[float]) -> AsyncIterator[None]:
    """Note what this process and its children hold, every second."""

    async def watch() -> None:
        while True:
            peaks.append(await asyncio.to_thread(memory_of, os.getpid()))
            await asyncio.sleep(1.0)

    watching = asyncio.create_task(watch())
    try:
        yield
    finally:
        watching.cancel()


async def bare_round(town: TownSites, hosts: Sequence[str], labels: Mapping[str, Any], text: str) -> float:
    """Return how many forms a minute the bare script sends."""
    few = asyncio.Semaphore(CONTEXTS)
    async with bare_browser(town) as browser:

        async def one(host: str) -> None:
            async with few:
                await bare_message(browser, town.address(host), labels[host], text)

        began = time.monotonic()
        await asyncio.gather(*(one(host) for host in hosts))
        return len(hosts) * 60 / (time.monotonic() - began)


async def our_round(town: TownSites, hosts: Sequence[str], peaks: list[float]) -> float:
    """Return how many forms a minute our probe sends; the browser's start counts, as it does in a campaign."""
    began = time.monotonic()
    async with watched(peaks):
        verdicts = await visit_all(town.settings, [town.case(host) for host in hosts], send=True)
    took = time.monotonic() - began
    failed = [f"{verdict.case.name}: {verdict.failure} {verdict.detail}" for verdict in verdicts if verdict.failure]
    if failed:
        print("  not sent:", "; ".join(failed)[:400])
    return (len(hosts) - len(failed)) * 60 / took


def forms(rounds: int) -> None:
    """Print the rates of both, in turns."""
    with town_sites(contexts=CONTEXTS) as town:
        hosts = [host for host, theme in town.themes.items() if theme in THEMES and town.languages[host] == "fr"][:16]
        text = citizen_for(town.case(hosts[0])).content.text
        peaks: list[float] = []
        # pages are built when somebody first looks: nobody's round pays for it
        asyncio.run(our_round(town, hosts, peaks))
        labels = town.labels()
        ours, bare = [], []
        for _ in range(rounds):
            bare.append(asyncio.run(bare_round(town, hosts, labels, text)))
            ours.append(asyncio.run(our_round(town, hosts, peaks)))
        taken = sum(event["accepted"] for event in town.events("submitted"))
        mine, theirs = statistics.median(ours), statistics.median(bare)
    print(
        f"{len(hosts)} forms, {CONTEXTS} contexts, {rounds} rounds, {taken} of {len(hosts) * (2 * rounds + 1)} accepted"
    )
    print(f"  ours {mine:.1f} forms/min, bare {theirs:.1f} forms/min, ratio {mine / theirs:.2f} (aim 0.8)")
    print(f"  peak memory {max(peaks):.0f} MB (ours, its browser and the town)")


def sites() -> None:
    """Print how many sites a minute are inspected."""
    with town_sites(contexts=CONTEXTS) as town:
        hosts = town.hosts()
        peaks: list[float] = []

        async def run() -> float:
            async with watched(peaks):
                began = time.monotonic()
                await inspect_all(town, hosts, 90.0)
                return time.monotonic() - began

        took = asyncio.run(run())
    print(f"{len(hosts)} sites inspected in {took:.0f} s: {len(hosts) * 60 / took:.1f} sites/min", end="")
    print(f", peak memory {max(peaks):.0f} MB")


def diagnoses() -> None:
    """Print how long a diagnosis takes, of one site after another, with latency."""
    with town_sites(latency=LATENCY_MS) as town:
        chosen = [
            host for host in town.hosts() if town.themes[host] in ("drupal", "wordpress", "spa", "joomla", "council")
        ]
        for host in chosen:
            began = time.monotonic()
            diagnosis = diagnose(
                town.address(host), language=town.languages[host], settings=town.settings, clock=FrozenClock(town.start)
            )
            said = diagnosis.failure or "inspected"
            print(f"  {town.themes[host]:12} {time.monotonic() - began:5.1f} s ({LATENCY_MS} ms latency), {said}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=("forms", "sites", "diagnose"))
    given = parser.parse_args()
    if given.only in (None, "forms"):
        forms(given.rounds)
    if given.only in (None, "sites"):
        sites()
    if given.only in (None, "diagnose"):
        diagnoses()


if __name__ == "__main__":
    main()
