"""`barometer plan` and `approve`: from a working folder to a stored, approved plan."""

from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import Path

from campaigns import store
from campaigns.models import Campaign
from campaigns.options import Options, SendingAccount
from campaigns.panel import Warned, read_panel
from campaigns.planning import PlanInput, Summary, make_plan, plan_summary
from domain.errors import InputError, Place
from domain.grid import ContactPlan
from domain.vocabulary import ANSWERED_BY_MAIL
from scenarios.categories import load_categories
from scenarios.grid_loader import GRID_VERSION, load_norms
from scenarios.personas import load_personas
from scenarios.plans import load_plans
from services.equipment import library_of
from services.project import CAMPAIGN_FILE, ProjectFile, file_of, load_project
from settings.environment import Environment
from settings.mail import MailSettings, load_mail_settings

_LOCAL = "barometer"


def plan_campaign(
    folder: Path,
    now: datetime,
    *,
    again: bool = False,
    environment: Environment | None = None,
    secret: str = "",
) -> tuple[Summary, list[Warned]]:
    """Import the panel and plan the folder's campaign; return the calendar and what looks suspicious in the panel.

    A plan that exists is shown as it is, unless `again`. `secret` (hex) derives every token; it is drawn at random
    unless given. Raises InputError for any fault of the files, NotConfigured when a channel of the campaign lacks its
    accounts, InputError(plan_started) when something was sent already.
    """
    project = load_project(folder)
    existing = Campaign.objects.filter(key=project.key).first()
    if existing is not None and not again:
        return plan_summary(existing.id), []
    panel = read_panel(file_of(folder, project.panel), load_categories())
    if existing is not None:
        _refuse_if_started(existing)
    personas = load_personas(file_of(folder, project.personas) if project.personas else None)
    given = PlanInput(library_of(folder, project), contact_plan_of(folder, project), project.channels)
    options = _options(project, environment)
    check_grid(folder, project)
    spec = store.CampaignSpec(
        key=project.key,
        name=project.name,
        plan=project.plan,
        starts=project.starts,
        ends=project.ends,
        seed=project.seed,
        secret=secret or secrets.token_hex(32),
        options=options,
        grid_version=project.grid,
        norm_set=project.norms,
    )
    if existing is not None:
        existing.delete()
    campaign_id = store.create_campaign(spec, panel.entries, personas, _LOCAL, now)
    try:
        return make_plan(campaign_id, given, _LOCAL, now), panel.warnings
    except InputError:
        Campaign.objects.filter(id=campaign_id).delete()
        raise


def contact_plan_of(folder: Path, project: ProjectFile) -> ContactPlan:
    """Return the contact plan a campaign names; raises InputError naming those there are."""
    plans = load_plans()
    if project.plan not in plans:
        place = Place(str(folder / CAMPAIGN_FILE), None, "plan")
        raise InputError("plan_unknown", place=place, name=project.plan, known=", ".join(plans))
    return plans[project.plan]


def check_grid(folder: Path, project: ProjectFile) -> None:
    """Raise InputError when the grid's version or the norm set a campaign names is not there."""
    if project.grid != GRID_VERSION:
        place = Place(str(folder / CAMPAIGN_FILE), None, "grid")
        raise InputError("grid_version_unknown", place=place, asked=project.grid, known=GRID_VERSION)
    known = load_norms()
    if project.norms not in known:
        place = Place(str(folder / CAMPAIGN_FILE), None, "norms")
        raise InputError("norms_unknown", place=place, name=project.norms, known=", ".join(known))


def _refuse_if_started(campaign: Campaign) -> None:
    if campaign.dispatches.filter(attempts__gt=0).exists():
        raise InputError("plan_started", key=campaign.key)


def _options(project: ProjectFile, environment: Environment | None) -> Options:
    accounts: tuple[SendingAccount, ...] = ()
    rate = 60
    if ANSWERED_BY_MAIL & set(project.channels):
        settings = load_mail_settings(environment)
        accounts = sending_accounts(settings)
        rate = min(account.rate_per_hour for account in settings.accounts.values())
    return Options(
        accounts=accounts,
        rate_per_hour=rate,
        reminder_after_working_days=project.reminder_after_working_days,
        html_share=project.html_share,
        avoid_school_holidays=project.avoid_school_holidays,
    )


def sending_accounts(settings: MailSettings) -> tuple[SendingAccount, ...]:
    """Return our accounts as the texts see them."""
    return tuple(
        SendingAccount(
            name=account.name,
            domain=account.address.rpartition("@")[2] if account.reply_style == "plus" else account.domain,
            style=account.reply_style,
            mailbox=account.address.rpartition("@")[0] if account.reply_style == "plus" else "",
        )
        for account in settings.accounts.values()
    )
