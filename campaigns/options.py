"""The settings of one campaign, kept as JSON in its row."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from domain.structure import Frozen, Period
from domain.vocabulary import Channel


class SendingAccount(Frozen):
    """One of our mail accounts, as the texts see it.

    The reply address of a contact is `local+token@domain` (plus) or `local.token@domain` (catchall), where `local` is
    the persona's mailbox, or `mailbox` when the account has only one.
    """

    name: str = Field(min_length=1)
    domain: str = Field(pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$")
    style: Literal["plus", "catchall"] = "plus"
    mailbox: str = Field(default="", pattern=r"^[A-Za-z0-9._-]*$")


class Options(Frozen):
    """What a campaign's settings may say. Windows are working days; a share is in 0…1.

    `reminder_after_working_days` None means no reminder. `avoided` are stretches of days in which nothing is planned
    (an election, a strike); school holidays are known by themselves where they can be.
    """

    accounts: tuple[SendingAccount, ...] = ()
    reply_windows: dict[Channel, int] = {}
    reminder_after_working_days: int | None = Field(default=None, ge=1, le=60)
    rate_per_hour: int = Field(default=60, ge=1)
    html_share: float = Field(default=0.3, ge=0, le=1)
    avoid_school_holidays: bool = False
    avoided: tuple[Period, ...] = ()
    contact_plan: dict[Channel, int] = {}
    """Contacts per structure and channel of the plan in force; the guard counts against it."""

    def account(self, name: str) -> SendingAccount | None:
        return next((account for account in self.accounts if account.name == name), None)
