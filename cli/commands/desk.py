"""`barometer pen … | uncertain …`: what a person must decide about replies and dispatches."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.markup import escape

from cli.door import open_database
from cli.show import line, say, show, t, table


def register(app: typer.Typer) -> None:
    pen = typer.Typer(help=t("help_pen"), no_args_is_help=True, rich_markup_mode=None)
    pen.command("list", help=t("help_pen_list"))(pen_list)
    pen.command("show", help=t("help_pen_show"))(pen_show)
    pen.command("accept", help=t("help_pen_accept"))(pen_accept)
    pen.command("move", help=t("help_pen_move"))(pen_move)
    pen.command("ignore", help=t("help_pen_ignore"))(pen_ignore)
    pen.command("undo", help=t("help_pen_undo"))(pen_undo)
    app.add_typer(pen, name="pen")
    doubt = typer.Typer(help=t("help_uncertain"), no_args_is_help=True, rich_markup_mode=None)
    doubt.command("list", help=t("help_uncertain_list"))(uncertain_list)
    doubt.command("settle", help=t("help_uncertain_settle"))(uncertain_settle)
    app.add_typer(doubt, name="uncertain")


Who = Annotated[str, typer.Option("--by", help=t("help_by"))]
ReplyId = Annotated[int, typer.Argument(help=t("help_reply_id"))]


def pen_list() -> None:
    open_database()
    from services.desk import held_replies

    rows = held_replies(Path.cwd())
    if not rows:
        say("pen_empty")
        return
    made = table("title_pen", "col_id", "col_arrived", "col_from", "col_subject", "col_why_held", "col_guess")
    for row in rows:
        guess = f"{row.guess_contact} ({row.guess_reason})" if row.guess_contact else "–"
        made.add_row(str(row.id), f"{row.arrived_at:%Y-%m-%d %H:%M}", escape(row.sender), escape(row.subject[:50]),
                     escape(t("held_" + row.reason)), escape(guess))  # fmt: skip
    show(made)
    say("pen_next")


def pen_show(reply: ReplyId) -> None:
    open_database()
    from services.desk import reply_text

    show(escape(reply_text(Path.cwd(), reply)))


def pen_accept(reply: ReplyId, by: Who) -> None:
    open_database()
    from services.desk import accept

    say("pen_attached", reply=reply, contact=accept(Path.cwd(), reply, by))


def pen_move(reply: ReplyId, contact: Annotated[int, typer.Argument(help=t("help_contact_id"))], by: Who) -> None:
    open_database()
    from services.desk import move

    move(Path.cwd(), reply, contact, by)
    say("pen_attached", reply=reply, contact=contact)


def pen_ignore(reply: ReplyId, by: Who) -> None:
    open_database()
    from services.desk import ignore

    ignore(Path.cwd(), reply, by)
    say("pen_ignored", reply=reply)


def pen_undo(reply: ReplyId, by: Who) -> None:
    open_database()
    from services.desk import undo

    undo(Path.cwd(), reply, by)
    say("pen_undone", reply=reply)


def uncertain_list(as_json: Annotated[bool, typer.Option("--json", help=t("help_uncertain_json"))] = False) -> None:
    open_database()
    from services.desk import uncertain

    rows = uncertain(Path.cwd())
    if as_json:
        print(json.dumps([asdict(row) for row in rows], default=_iso, ensure_ascii=False, indent=2))
        return
    if not rows:
        say("uncertain_empty")
        return
    say("title_uncertain")
    for row in rows:
        line(f"\n{row.id}  {row.structure} · {row.channel} · {t('dispatch_' + row.kind)}")
        began = f"{row.began_at:%Y-%m-%d %H:%M:%S} UTC" if row.began_at else "–"
        for label, value in (
            ("uncertain_recipient", row.recipient),
            ("uncertain_subject", row.subject),
            ("uncertain_message_id", row.message_id),
            ("uncertain_began", f"{began} · {row.worker}"),
            ("uncertain_why", row.detail),
            ("uncertain_look", t(row.look, account=row.account, address=row.reply_address)),
        ):
            if value:
                line(f"   {t(label)} {value}")
    say("uncertain_next")


def _iso(moment: datetime) -> str:
    return moment.isoformat()


def uncertain_settle(
    dispatch: Annotated[int, typer.Argument(help=t("help_dispatch_id"))],
    verdict: Annotated[Literal["sent", "not-sent"], typer.Argument(help=t("help_settle_verdict"))],
    by: Who,
    why: Annotated[str, typer.Option("--why", help=t("help_why"))] = "",
) -> None:
    open_database()
    from services.desk import settle

    settle(Path.cwd(), dispatch, verdict == "sent", by, why)
    say("uncertain_settled", dispatch=dispatch)
