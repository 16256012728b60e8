"""The page behind a link that a gateway, a webmail or a search engine rewrote, when the link states it in clear."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

_QUERY_KEYS = ("url", "redirecturl", "u", "q", "a", "target", "redirect", "dest", "destination")
_BY_QUERY = re.compile(
    r"https?://(?:[\w-]+\.)*(?:safelinks\.protection\.outlook\.com/|deref-(?:gmx|web-02|web|mail)\.\w+/"
    r"|(?:www\.)?google\.\w{2,3}(?:\.\w\w)?/url\b|linkprotect\.cudasvc\.com/|lm?\.facebook\.com/l\.php"
    r"|(?:www\.)?linkedin\.com/redir|[\w.-]*safelinks\.)",
    re.IGNORECASE,
)
_DEFENSE_3 = re.compile(r"https?://urldefense\.(?:proofpoint\.)?com/v3/__(.+?)__;", re.IGNORECASE)
_DEFENSE_2 = re.compile(r"https?://urldefense\.(?:proofpoint\.)?com/v[12]/url\?", re.IGNORECASE)
_IN_PATH = re.compile(r"https?://secure-web\.cisco\.com/.*?/(https?%3A%2F%2F[^/?#]+)", re.IGNORECASE)
_HEX = re.compile(r"-([0-9A-F]{2})", re.IGNORECASE)
_ONE_SLASH = re.compile(r"(https?):/(?!/)", re.IGNORECASE)
_MOST_WRAPPINGS = 3


def unwrap_link(url: str) -> str:
    """Return the page that a rewritten link leads to, the link itself when it is not one or hides its page."""
    for _ in range(_MOST_WRAPPINGS):
        inner = _inner(url)
        if not inner or inner == url:
            return url
        url = inner
    return url


def _inner(url: str) -> str:
    if "://" not in url:
        return ""
    if match := _DEFENSE_3.match(url):
        # "*" stands for characters that the link's end encodes; a page with one is better left as it is
        return _ONE_SLASH.sub(r"\1://", match[1]) if "*" not in match[1] else ""
    if _DEFENSE_2.match(url):
        return unquote(_HEX.sub(r"%\1", _query(url).get("u", "")).replace("_", "/"))
    if match := _IN_PATH.match(url):
        return unquote(match[1])
    if _BY_QUERY.match(url):
        query = _query(url)
        found = (query.get(key, "") for key in _QUERY_KEYS)
        return next((value for value in found if value.lower().startswith(("http://", "https://"))), "")
    return ""


def _query(url: str) -> dict[str, str]:
    try:
        return {key.lower(): values[0] for key, values in parse_qs(urlsplit(url).query).items()}
    except ValueError:
        return {}
