"""Who wrote a message: a mail system, a program that answers, or a person. Signals only; `prose` weighs them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from collectors.reading.decoded import Decoded
from collectors.reading.reports.conditions import patterns, says, squeeze, subject_says

_WORDS = {name: re.compile(source, re.IGNORECASE) for name, source in patterns("senders").items()}


@dataclass(frozen=True)
class Origin:
    """The signals. `daemon` is 0 (no), 1 (perhaps) or 2 (a mail system's own address or name)."""

    daemon: int
    empty_return_path: bool
    failed_header: tuple[str, ...]
    automatic: bool
    reply_like: bool
    failure_subject: bool
    read_subject: bool
    list_mail: bool
    absence_headers: bool


def origin_of(decoded: Decoded) -> Origin:
    """Collect the signals of a message's headers."""
    headers, values = decoded.headers, decoded.values
    local = headers.from_address.partition("@")[0]
    daemon = 0
    if (
        _WORDS["daemon"].fullmatch(local)
        or _WORDS["daemon_name"].search(headers.from_name)
        or (
            not headers.from_address
            and "from" in values
            and re.search(r"daemon|postmaster|<>", values["from"][0], re.I)
        )
    ):
        daemon = 2
    elif _WORDS["weak_daemon"].fullmatch(local):
        daemon = 1
    paths = values.get("return-path", ())
    subject = squeeze(headers.subject)
    reply_like = subject_says("forward_or_reply", subject)
    automatic = headers.auto_submitted.startswith("auto") or "x-auto-response-suppress" in values
    return Origin(
        daemon=daemon,
        empty_return_path=bool(paths) and paths[0].strip() in {"<>", "", "<MAILER-DAEMON>"},
        failed_header=values.get("x-failed-recipients", ()),
        automatic=automatic,
        reply_like=reply_like,
        failure_subject=subject_says("failure", subject) or says("delay", subject),
        read_subject=subject_says("read", subject),
        list_mail=any(name in values for name in ("list-id", "list-post", "list-unsubscribe")),
        absence_headers=any(
            name in values for name in ("x-autoreply", "x-autorespond", "x-vacation", "x-autoresponse")
        ),
    )
