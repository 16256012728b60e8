"""Web addresses: made absolute and comparable, and whether two belong to one site."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

_SECOND_LEVEL = frozenset({"gouv", "asso", "com", "co", "gov", "org", "ac", "net", "nom", "edu", "gob", "or", "go"})
"""Second labels under which sites are registered by third parties (gouv.fr, co.uk…), in countries of two letters."""
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


def domain_of(host: str) -> str:
    """Return the domain under which a host was registered, as well as can be told without a list of suffixes."""
    name, _, port = host.partition(":")
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        labels = name.split(".")
        kept = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
        name = ".".join(labels[-kept:])
    return f"{name}:{port}" if port else name


def same_site(address: str, home: str) -> bool:
    """Tell whether an address belongs to the site of `home`: its host, the host with or without "www.", or another
    host of the same registered domain."""
    place, own = place_of(address), place_of(home)
    return place == own or domain_of(place) == domain_of(own)


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
