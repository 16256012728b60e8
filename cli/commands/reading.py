"""`barometer read`: show what is read of any e-mail."""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from cli.show import ERRORS, lang, show, t
from collectors.reading.second_opinion import SecondOpinion
from domain.errors import NotConfigured
from domain.observation import Observation
from domain.reply import ReadReply


def register(app: typer.Typer) -> None:
    app.command("read", help=t("help_read"))(read)


def read(
    files: Annotated[list[Path] | None, typer.Argument(help=t("help_read_files"), metavar="FILE…")] = None,
    listing: Annotated[Path | None, typer.Option("--list", help=t("help_read_list"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=t("help_read_json"))] = False,
    scenario: Annotated[str, typer.Option(help=t("help_read_scenario"))] = "",
    masked: Annotated[bool, typer.Option("--mask", help=t("help_read_mask"))] = False,
    judged: Annotated[bool, typer.Option("--judge", help=t("help_read_judge"))] = False,
) -> None:
    from services import reading

    if not files and listing is None:
        raise typer.BadParameter(t("read_nothing"))
    asked = reading.scenario_named(scenario) if scenario else None
    judge = _judge() if judged else None
    unread = 0
    for path in reading.paths_of(files or [], listing):
        try:
            raw = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        except OSError as error:
            unread += 1
            why = t("file_unreadable", why=error.strerror or str(error))
            if as_json:
                print(json.dumps({"path": str(path), "error": why}, ensure_ascii=False), flush=True)
            else:
                ERRORS.print(f"[red]✗[/red] {escape(f'{path}: {why}')}", soft_wrap=True)
            continue
        reply, observations = reading.read_bytes(raw, asked, masked=masked, judge=judge)
        if as_json:
            # surrogates of undecodable bytes cannot be printed as UTF-8: escape what is not plain text
            line = json.dumps(reading.as_object(str(path), reply, observations), ensure_ascii=False)
            sys.stdout.write(line.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")
        else:
            _print(str(path), reply, observations)
    if unread:
        raise typer.Exit(1)


def _judge() -> SecondOpinion:
    from services.judging import second_opinion

    found = second_opinion()
    if found is None:
        raise NotConfigured("judge_half", names="BAROMETER_JUDGE_URL, BAROMETER_JUDGE_MODEL")
    return found


def _print(path: str, reply: ReadReply, observations: tuple[Observation, ...]) -> None:
    head = Table.grid(padding=(0, 2))
    head.add_column(style="bold")
    head.add_column()
    rows: list[tuple[str, str]] = [
        ("col_file", path),
        ("col_subject", reply.headers.subject),
        ("col_from", " ".join(filter(None, (reply.headers.from_name, f"<{reply.headers.from_address}>")))),
        ("col_kind", f"{t('kind_' + reply.kind.value)} ({reply.confidence:.0%}; {reply.reason})"),
        ("col_language", reply.language or "?"),
    ]
    for recipient in reply.recipients:
        lasting = {True: "permanent", False: "temporary", None: "unknown"}[recipient.permanent]
        rows.append(("col_recipient", f"{recipient.address} {recipient.status} ({t('lasting_' + lasting)})"))
    rows += [
        (code, str(value))
        for code, value in (
            ("col_ticket", reply.ticket), ("col_substitute", reply.substitute), ("col_return", reply.return_date),
            ("col_announced", reply.announced_delay_days),
        ) if value
    ]  # fmt: skip
    for code, value in rows:
        head.add_row(t(code), escape(value))
    show(head)
    show(escape(f"\n{reply.new_text.strip() or t('read_no_text')}\n"))
    body = Table(header_style="bold", box=None, padding=(0, 2, 0, 0))
    for code in ("col_measure", "col_value", "col_confidence", "col_evidence"):
        body.add_column(t(code))
    names = _labels(lang())
    # what is there first, then numbers; what is not there is most of the list and is only counted
    said = sorted((o for o in observations if o.value is not False), key=lambda o: o.value is not True)
    for o in said:
        shown = t("yes" if o.value else "no") if isinstance(o.value, bool) else str(o.value)
        quote = next((e.quote for e in o.evidence if e.quote), "")
        name = names.get(o.measure, o.measure)
        body.add_row(escape(name), escape(shown), f"{o.confidence:.0%}", escape(quote.replace("\n", " ")[:60]))
    if observations:
        show(body)
    if len(said) < len(observations):
        show(escape(t("read_rest_no", count=len(observations) - len(said))))
    show("")


@cache
def _labels(language: str) -> dict[str, str]:
    from services.reading import labels

    return labels(language)
