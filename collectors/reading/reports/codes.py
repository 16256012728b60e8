"""SMTP reply codes (RFC 5321 4.2) and enhanced status codes (RFC 3463, 5248) found in what systems write."""

from __future__ import annotations

import re
from dataclasses import dataclass

# The reply codes in use; other numbers of three digits are no reply.
_REPLIES = frozenset(
    [
        "421",
        "422",
        "431",
        "432",
        "441",
        "442",
        "446",
        "447",
        "449",
        "450",
        "451",
        "452",
        "453",
        "454",
        "455",
        "458",
        "459",
        "471",
        "500",
        "501",
        "502",
        "503",
        "504",
        "505",
        "510",
        "511",
        "512",
        "513",
        "515",
        "517",
        "521",
        "523",
        "530",
        "531",
        "533",
        "534",
        "535",
        "538",
        "540",
        "541",
        "542",
        "543",
        "544",
        "546",
        "547",
        "550",
        "551",
        "552",
        "553",
        "554",
        "555",
        "556",
        "557",
        "571",
        "577",
    ]
)
# What a bare reply code tells by itself; the others tell only their class.
_DEFAULT_STATUS = {"551": "5.1.6", "552": "5.2.2", "553": "5.1.3", "521": "5.3.2", "556": "5.1.10", "452": "4.3.1"}

_PAIR = re.compile(r"(?<![\d.])([245])\d\d[ \-]+#?\(?#?(\1\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_MARKED = re.compile(
    r"(?:#|\bstatus(?: code)?\s*[:=]?\s*|\bdsn[=:]\s*|\bcode\s*[:=]?\s*|\berror\s*[:=]?\s*|\(#?|\[#?|smtp;\s*)"
    r"([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)",
    re.IGNORECASE,
)
_LOOSE = re.compile(r"(?:^|[\s<>(\[,;:\"'-])([45]\.\d{1,3}\.\d{1,3})(?=$|[\s)\],;:\"'.-](?!\d))", re.MULTILINE)
_VERSION = re.compile(
    r"(?:\bv|version|release|rev|exim|sendmail|postfix|/|server|update|build)[\s/(v]*$", re.IGNORECASE
)
_REPLY = re.compile(r"(?:^|(?<=[\s:;,<>(\[\"'#|=]))([45]\d\d)(?=$|[ \-:;,)\]\"'](?!\d{2}:\d{2}))", re.MULTILINE)
_REPLY_CONTEXT = re.compile(
    r"smtp|said|server|remote|host|error|code|rcpt|mail "
    r"from|data|respon|reply|reject|user|recipient|mailbox|address|antwort"
    r"|fehler|erreur|serveur|réponse|unknown|denied|relay|message|>>>|<<<|ошибк|error|errore|сервер|エラー|错误",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Codes:
    """What was found: an enhanced status ("5.1.1"), a reply code ("550"); "" when there is none."""

    status: str = ""
    reply: str = ""

    @property
    def family(self) -> str:
        """The class digit that the codes agree on, or the enhanced one's."""
        return (self.status or self.reply)[:1]

    def best_status(self) -> str:
        """The enhanced status, or what the bare reply code stands for."""
        if self.status:
            return self.status
        return _DEFAULT_STATUS.get(self.reply, f"{self.reply[0]}.0.0") if self.reply else ""


def is_generic(status: str) -> bool:
    """Say whether a status tells its class only (x.0.0)."""
    return not status or status[1:] == ".0.0"


def tidy(status: str) -> str:
    """Return the status without leading zeros, "" when it is none of RFC 3463's."""
    match = re.search(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)", status)
    return f"{match[1]}.{int(match[2])}.{int(match[3])}" if match else ""


def find_codes(text: str) -> Codes:
    """Find the most telling enhanced status and the reply code in a diagnostic or a stretch of prose."""
    statuses = [match[2] for match in _PAIR.finditer(text)]
    statuses += [match[1] for match in _MARKED.finditer(text)]
    statuses += [
        match[1]
        for match in _LOOSE.finditer(text)
        if not _VERSION.search(text, max(0, match.start() - 20), match.start() + 1)
    ]
    found = [status for status in map(tidy, statuses) if status[:1] in {"4", "5"}]
    status = next((one for one in found if not is_generic(one)), found[0] if found else "")
    return Codes(status, _reply(text))


def _reply(text: str) -> str:
    for match in _REPLY.finditer(text):
        if match[1] not in _REPLIES:
            continue
        line_start = text.rfind("\n", 0, match.start()) + 1
        line_end = text.find("\n", match.end())
        line = text[max(line_start, match.start() - 120) : (line_end if line_end >= 0 else len(text))][:400]
        if match.start() - line_start <= 2 or _REPLY_CONTEXT.search(line):
            return match[1]
    return ""
