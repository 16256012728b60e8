"""`barometer check`: everything a campaign needs, tried without sending anything."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from campaigns.carriers import carriers
from campaigns.channels import CHANNELS, imported
from campaigns.panel import read_panel
from domain.errors import BarometerError, Message
from domain.wording import explain
from links.account_checks import check_accounts, rendered
from links.browser.locate import find_browser
from links.web_access import WebAccess
from scenarios.categories import load_categories
from scenarios.personas import load_personas
from services.equipment import library_of
from services.planning import check_grid, contact_plan_of
from services.project import ProjectFile, file_of, load_project
from settings.web import WebSettings


@dataclass(frozen=True)
class CheckResult:
    """One thing tried: a file or an account. `found` says what works or what to mend."""

    what: Message
    ok: bool
    found: Message | BarometerError

    def title(self, language: str) -> str:
        return rendered(self.what, language)

    def detail(self, language: str) -> str:
        if isinstance(self.found, BarometerError):
            return explain(self.found, language)
        return rendered(self.found, language)


def check_everything(folder: Path) -> list[CheckResult]:
    """Read every file of the campaign and log in to every account; nothing is sent and nothing is stored."""
    try:
        project = load_project(folder)
    except BarometerError as error:
        return [CheckResult(Message("check_what_campaign"), False, error)]
    results = [CheckResult(Message("check_what_campaign"), True, Message("check_project", {"key": project.key}))]
    results.append(_tried("panel", lambda: _panel(folder, project.panel)))
    results.append(_tried("scenarios", lambda: Message("check_scenarios", {"count": len(library_of(folder, project))})))
    results.append(_tried("plan", lambda: Message("check_plan", {"plan": contact_plan_of(folder, project).id})))
    results.append(_tried("grid", lambda: _grid(folder, project)))
    if project.personas:
        results.append(_tried("personas", lambda: _personas(folder, project.personas)))
    browser_tried = False
    for channel in carriers(project.channels):
        entry = CHANNELS[channel]
        if not entry.automated:
            results.append(CheckResult(Message(f"channel_{channel}"), True, Message("check_by_people")))
            continue
        try:
            settings = imported(entry.settings)()
        except BarometerError as error:
            results.append(CheckResult(Message(f"channel_{channel}"), False, error))
            continue
        if not entry.browser:
            found = asyncio.run(check_accounts(settings))
            results += [CheckResult(one.title, one.ok, one.message) for one in found]
        elif not browser_tried:
            browser_tried = True
            results.append(_tried("browser", partial(asyncio.run, _browser(settings))))
    return results


async def _browser(settings: WebSettings) -> Message:
    """Start the browser and draw an empty page; no address is opened."""
    web = WebAccess(settings)
    try:
        pool = await web.pool()
        async with pool.visit("check") as visit:
            version = visit.context.browser.version if visit.context.browser else ""
        return Message("check_browser", {"path": str(find_browser(settings.browser)), "version": version})
    finally:
        await web.close()


def _panel(folder: Path, name: str) -> Message:
    panel = read_panel(file_of(folder, name), load_categories())
    return Message("check_panel", {"count": len(panel.entries), "warnings": len(panel.warnings)})


def _grid(folder: Path, project: ProjectFile) -> Message:
    check_grid(folder, project)
    return Message("check_grid", {"grid": project.grid, "norms": project.norms})


def _personas(folder: Path, name: str) -> Message:
    return Message("check_personas", {"count": len(load_personas(file_of(folder, name)))})


def _tried(what: str, work: Callable[[], Message]) -> CheckResult:
    try:
        return CheckResult(Message(f"check_what_{what}"), True, work())
    except BarometerError as error:
        return CheckResult(Message(f"check_what_{what}"), False, error)
