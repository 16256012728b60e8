"""Shows where a campaign stands."""

from __future__ import annotations

from rich.markup import escape
from rich.table import Table

from cli.show import lang, say, show, t
from domain.errors import Message
from domain.wording import catalogue, render
from services.status import Status


def show_status(status: Status) -> None:
    made = Table(title=t("title_status"), title_justify="left", title_style="bold", show_header=False)
    made.add_column(style="bold")
    made.add_column()
    state = t("state_" + status.state) + (f" – {t('state_killed')}" if status.killed else "")
    rows = [
        ("col_campaign", f"{status.name} ({status.key})"),
        ("col_state", state),
        ("col_period", f"{status.starts} – {status.ends}"),
        ("col_approved", status.approved_by or t("not_yet")),
        ("col_contacts", f"{status.contacts} / {status.structures} {t('structures')}"),
        ("col_dispatches", _counts("dispatch_state_", status.dispatches)),
        ("col_awaiting", str(status.awaiting)),
        ("col_outcomes", _counts("outcome_", status.outcomes)),
        ("col_replies", _counts("reply_state_", status.replies)),
        ("col_kinds", _counts("kind_", status.kinds)),
        ("col_refusals", ", ".join(f"{rule} {n}" for rule, n in status.refusals.items()) or "–"),
        ("col_tasks", str(status.open_tasks)),
        ("col_next", f"{status.next_dispatch:%Y-%m-%d %H:%M} UTC" if status.next_dispatch else "–"),
    ]
    for code, value in rows:
        made.add_row(t(code), escape(value))
    show(made)
    for trouble in status.troubles:
        say("status_trouble", at=f"{trouble.at:%Y-%m-%d %H:%M} UTC", what=_trouble(trouble.message))
    if status.replies.get("held"):
        say("status_pen")
    if status.dispatches.get("uncertain"):
        say("status_uncertain")
    if status.open_tasks:
        say("status_tasks")


def _counts(prefix: str, counts: dict[str, int]) -> str:
    return ", ".join(f"{t(prefix + name)} {n}" for name, n in counts.items()) or "–"


def _trouble(message: Message) -> str:
    params = dict(message.params)
    code = f"failure_{params.get('failure')}"
    if code in catalogue():
        params["failure"] = t(code)
    return render(Message(message.code, params), lang())
