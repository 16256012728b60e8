"""Web addresses: made absolute and comparable, and whether two belong to one site."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import parse_qsl, unquote, urldefrag, urlencode, urljoin, urlsplit, urlunsplit

from links.pages.words import folded

_SECOND_LEVEL = frozenset((
    "ac", "asso", "co", "com", "edu", "gob", "go", "gouv", "gov", "gub", "ltd", "net", "nhs", "nom", "or", "org", "plc",
    "police", "prd", "sch", "tm",
))  # fmt: skip
"""Second labels under which registries of countries register names (gouv.fr, co.uk…)."""
_TRACKING = re.compile(r"^(?:utm_\w+|fbclid|gclid|mc_[ce]id|pk_\w+|phpsessid|jsessionid|sid)$", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}
_LONGEST = 2000

DOCUMENTS = {
    "pdf": "pdf", "odt": "odt", "ods": "ods", "odp": "odp", "doc": "doc", "docx": "docx", "xls": "xls", "xlsx": "xlsx",
    "ppt": "ppt", "pptx": "pptx", "rtf": "rtf", "csv": "csv", "epub": "epub", "txt": "txt",
}  # fmt: skip
_MEDIA = frozenset({
    "jpg", "jpeg", "png", "gif", "webp", "avif", "svg", "ico", "bmp", "tif", "tiff", "css", "js", "mjs", "json",
    "xml", "rss", "atom", "ics", "vcf", "zip", "gz", "rar", "7z", "tar", "mp3", "mp4", "avi", "mov", "webm", "ogg",
    "wav", "woff", "woff2", "ttf", "eot", "exe", "dmg", "apk", "kml", "gpx",
})  # fmt: skip


def absolute(address: str, base: str = "") -> str:
    """Return an address as it is compared: absolute, without tracking parameters or default port, and without a
    fragment unless that is a route ("#/contact") of a page made by scripts.

    "" for what is no web address (mailto:, javascript:, malformed).
    """
    try:
        parts = urlsplit(urljoin(base, address.strip()))
        port = parts.port
        host = (parts.hostname or "").rstrip(".").lower()
    except ValueError:
        return ""
    if parts.scheme not in _PORTS or not host or len(address) > _LONGEST:
        return ""
    if ":" in host:
        host = f"[{host}]"
    place = host if port in (None, _PORTS[parts.scheme]) else f"{host}:{port}"
    query = parts.query
    if query:
        query = urlencode([pair for pair in parse_qsl(query, keep_blank_values=True) if not _TRACKING.match(pair[0])])
    route = parts.fragment if parts.fragment.startswith(("/", "!/")) else ""
    return urlunsplit((parts.scheme, place, parts.path or "/", query, route))


def ways_to(website: str) -> list[str]:
    """Return what to try for a website: its address, and without encryption when nobody answers there.

    Who reads a name on a letterhead types no scheme, and a panel adds the usual one.
    """
    given = website.strip()
    address = given if "://" in given else f"https://{given}"
    plain = f"http://{address.removeprefix('https://')}" if address.startswith("https://") else ""
    return [way for way in (absolute(address), absolute(plain) if plain else "") if way]


def key(address: str) -> str:
    """Return what two addresses of one page share: no scheme, no "www.", no final slash, no index file."""
    parts = urlsplit(address)
    path = re.sub(r"/(?:index|default|accueil|home)\.(?:html?|php|aspx?|jsp)$", "/", parts.path, flags=re.IGNORECASE)
    host = parts.netloc.removeprefix("www.")
    query = f"?{parts.query}" if parts.query else ""
    route = parts.fragment.lstrip("!").rstrip("/")
    return f"{host}{path.rstrip('/')}{query}" + (f"#{route}" if route else "")


def place_of(address: str) -> str:
    """Return host and, unless it is the scheme's own, port."""
    return urlsplit(address).netloc.lower()


def registrable(host: str) -> str:
    """Return the part of a host name that one organisation registers: "www.ville.asso.fr" → "ville.asso.fr".

    As well as can be told without the public suffix list, which is not shipped. Numbers and single names as they are.
    """
    name = host.lower().rstrip(".")
    labels = name.split(".")
    if len(labels) <= 2 or is_number(name):
        return name
    kept = 3 if len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    return ".".join(labels[-kept:])


def domain_of(address: str) -> str:
    """Return the part of an address's host that one organisation registers, "" without a host."""
    try:
        return registrable(urlsplit(address).hostname or "")
    except ValueError:
        return ""


def is_number(host: str) -> bool:
    """Tell whether a host is an IP address rather than a name."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def same_site(address: str, home: str) -> bool:
    """Tell whether two addresses belong to one site: the same registrable domain; for numbers and single names, which
    nobody registers, the same host and port."""
    try:
        one, other = urlsplit(address), urlsplit(home)
        host, own = one.hostname or "", other.hostname or ""
        ports = one.port, other.port
    except ValueError:
        return False
    if not host or not own or registrable(host) != registrable(own):
        return False
    return ports[0] == ports[1] or ("." in own and not is_number(own))


def ending(address: str) -> str:
    """Return the file ending of an address in lower case, "" without one."""
    name = urlsplit(address).path.rsplit("/", 1)[-1].lower()
    found = re.search(r"\.([a-z0-9]{2,5})$", name)
    return found.group(1) if found else ""


def document_kind(address: str) -> str:
    """Return the kind of an office or PDF file by its ending, "" for a page."""
    return DOCUMENTS.get(ending(address), "")


def maybe_page(address: str) -> bool:
    """Tell whether an address may lead to a page rather than a file."""
    return bool(address) and ending(address) not in _MEDIA and not document_kind(address)


_LEAVES = re.compile(
    r"(?:^|[/?&=_-])(?:logout|log-out|signout|deconnexion|se-deconnecter|delete|supprimer|unsubscribe|desabonn\w*|"
    r"add[-_]to[-_]cart|ajout\w*[-_]panier|wp-admin|wp-login)(?:$|[/?&=._-])", re.IGNORECASE,
)  # fmt: skip


def harmless(address: str) -> bool:
    """Tell whether following an address changes nothing: not a link that logs out, deletes or puts into a basket."""
    return _LEAVES.search(address) is None


def bare(address: str) -> str:
    """Return an address without its fragment."""
    return urldefrag(address)[0]


def path_words(address: str) -> str:
    """Return the words of an address's path, query and route, folded."""
    parts = urlsplit(address)
    return folded(unquote(f"{parts.path} {parts.query} {parts.fragment}"))
