"""One table: channel → probe or inspector, collector, settings, default reply window, what it needs.

A channel without its settings switches itself off and says why. A new channel touches this table and its own files.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from domain.vocabulary import Channel


@dataclass(frozen=True)
class ChannelEntry:
    """`probe`, `inspector`, `collector` and `settings` are "module:name", imported on first use; "" for none.

    A channel with neither probe nor inspector is people's work. With `browser` they are made with the worker's
    `links.web_access.WebAccess` in place of the settings. `reply_window_days` counts working days from the first
    message delivered.
    """

    channel: Channel
    reply_window_days: int
    probe: str = ""
    inspector: str = ""
    browser: bool = False
    collector: str = ""
    settings: str = ""

    @property
    def automated(self) -> bool:
        return bool(self.probe or self.inspector)


CHANNELS: dict[Channel, ChannelEntry] = {
    entry.channel: entry
    for entry in (
        ChannelEntry(
            Channel.MAIL,
            reply_window_days=10,
            probe="probes.mail:MailProbe",
            collector="collectors.mailbox:MailboxCollector",
            settings="settings.mail:load_mail_settings",
        ),
        ChannelEntry(
            Channel.WEBFORM,
            reply_window_days=10,
            probe="probes.webform.channel:WebformByBrowser",
            browser=True,
            settings="settings.web:load_web_settings",
        ),
        ChannelEntry(
            Channel.SITE,
            reply_window_days=0,
            inspector="collectors.site.channel:SiteByBrowser",
            browser=True,
            settings="settings.web:load_web_settings",
        ),
        ChannelEntry(Channel.PHONE, reply_window_days=1),
        ChannelEntry(Channel.SOCIAL, reply_window_days=5),
        ChannelEntry(Channel.LETTER, reply_window_days=20),
        ChannelEntry(Channel.VISIT, reply_window_days=0),
    )
}


def imported(path: str) -> Callable[..., Any]:
    """Return what "module:name" names."""
    module, _, name = path.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), name)
    return found
