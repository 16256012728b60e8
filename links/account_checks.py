"""Logs in everywhere and sends nothing: what `barometer check` shows of the mail accounts."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from domain.errors import BarometerError, Message
from domain.wording import render
from links.imap import ImapSession
from links.smtp import SmtpSession, log_in
from settings.mail import MailAccount, MailSettings

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class CheckResult:
    """One thing that was tried. `message` may hold other messages as parameters; `detail` renders them all."""

    title: Message
    ok: bool
    message: Message

    def what(self, language: str) -> str:
        return render(self.title, language)

    def detail(self, language: str) -> str:
        return rendered(self.message, language)


def rendered(message: Message, language: str) -> str:
    """Return the sentence, parameters that are messages (or tuples of them) included."""
    params = {name: _shown(value, language) for name, value in message.params.items()}
    return render(Message(message.code, params), language)


def _shown(value: object, language: str) -> object:
    if isinstance(value, Message):
        return rendered(value, language)
    if isinstance(value, tuple):
        return ", ".join(str(_shown(part, language)) for part in value)
    return value


async def check_accounts(settings: MailSettings) -> list[CheckResult]:
    """Try every account: sending, receiving, evidence mailbox; and say what only sending could prove."""
    results = []
    for account in settings.accounts.values():
        results.append(await _sending(account))
        results.append(await asyncio.to_thread(_receiving, account, evidence=False))
        results.append(await asyncio.to_thread(_receiving, account, evidence=True))
        example = account.reply_address("prenom.nom", "k7x2m4q9ab")
        title = Message("check_addressing", {"account": account.name})
        results.append(CheckResult(title, True, Message("check_addressing_unproven", {"example": example})))
    return results


async def _sending(account: MailAccount) -> CheckResult:
    title = Message("check_smtp", {"account": account.name, "where": account.smtp.where})
    try:
        session, refused = await log_in(account.smtp)
    except BarometerError as error:
        return CheckResult(title, False, error.message)
    if refused is not None or session is None:
        text = f"{refused.code or ''} {refused.text}".strip() if refused else ""
        name = refused.failure.value if refused and refused.failure else "unknown"
        failure = Message(f"failure_{name}")
        return CheckResult(title, False, Message("check_smtp_failed", {"failure": failure, "text": text}))
    message = _sending_works(account, session)
    await session.quit()
    return CheckResult(title, True, message)


def _sending_works(account: MailAccount, session: SmtpSession) -> Message:
    user, limit = account.smtp.user, session.size_limit
    login = Message("check_smtp_login", {"user": user}) if user else Message("check_smtp_no_login")
    size = Message("check_size", {"megabytes": limit // MEGABYTE}) if limit else Message("check_size_unknown")
    return Message("check_smtp_ok", {"security": account.smtp.security, "login": login, "size": size})


def _receiving(account: MailAccount, *, evidence: bool) -> CheckResult:
    server = account.evidence_imap if evidence else account.imap
    names = account.evidence_folders if evidence else account.folders
    title = Message("check_evidence" if evidence else "check_imap", {"account": account.name, "where": server.where})
    try:
        session = ImapSession(server)
    except BarometerError as error:
        return CheckResult(title, False, error.message)
    try:
        known = session.folders()
        opened = []
        for name in names:
            try:
                folder = session.open(name)
            except BarometerError:
                missing = Message("check_folder_missing", {"name": name, "known": ", ".join(known)})
                return CheckResult(title, False, missing)
            opened.append(Message("check_folder", {"name": name, "count": folder.exists}))
        return CheckResult(title, True, Message("check_imap_ok", {"user": server.user, "folders": tuple(opened)}))
    except BarometerError as error:
        return CheckResult(title, False, error.message)
    finally:
        session.close()
