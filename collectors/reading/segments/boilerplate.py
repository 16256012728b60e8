"""Text that a machine or a lawyer adds under a message: notices, antivirus lines, list footers, "sent from my …"."""

from __future__ import annotations

import re
from functools import cache

from collectors.reading import lexicon
from collectors.reading.lexicon.vocabulary import Vocabulary

_LEGAL = frozenset({"confidential", "recipient", "error", "forbidden", "liability"})
_NOTICE_LOOKED_AT = 1500  # characters; a notice shows what it is at once
_DEVICE = re.compile(
    r"iphone|ipad|ipod|android|samsung|galaxy|huawei|xiaomi|redmi|blackberry|nokia|windows ?(?:phone|mail|1\d)|outlook"
    r"|yahoo|smartphone|handy|mobile|mobil\b|portable|telephone|telefon|tablet|phone|sfr|orange|bouygues|free|la poste"
    r"|proton|gmx|web\.de|airmail|spark|aquamail|k-9|gmail|hotmail|movil|celular|cellulare|mobiel|htc|motorola|sony|wiko|lg\b"
    r"|mail|courrier|correo|palm|pixel|oneplus|t-mobile|vodafone|o2|telekom"
)
_LIST_FOOTER = re.compile(
    r"mailing list\s*$|listinfo|mailman|groups\.google\.com|to unsubscribe|google groups|yahoogroups|list archives?:"
    r"|sympa|view it on github"
)
_HEADING = re.compile(
    r"[^\w]{0,6}(?:confidentiality|legal|privacy|email|e-mail|important)?\s?(?:notice|disclaimer|warning)\b"
    r"|[^\w]{0,6}avis (?:de conf|important|legal)"
    r"|[^\w]{0,6}(?:aviso|avviso|hinweis|disclaimer|nota de confid|clausula|rechtlicher|vertraulichkeit)\w*"
)
_THIS_MESSAGE = re.compile(
    r"mail|messag|courriel|mensa|nachricht|bericht|correo|transmi|communica|comunica|meddel|besked|melding|viest|wiadomo"
    r"|zprav|sprav|uzenet|mesaj|сообщени|письм|μηνυμα|posta|ileti|sporoc|poruk|laisk|kiri|document|file|fichier"
)
_TELLING = 4  # letters; shorter words are in every other line
_MOBILE_LONGEST = 110
_TAG_OUTSIDE = re.compile(
    r"[\W_]*(?:ext|extern(?:al|e|o|er|es)?|esterno|outside)(?: ?\W ?(?:e-?mail|mail|sender))?[\W_]*$"
)
# Microsoft's tip above a first message from an address
_FIRST_CONTACT = re.compile(
    r"(?:you don.?t often get e-?mail from|some people who received this message don.?t often get"
    r"|vous n.?obtenez pas souvent d.?e-?mail|vous ne recevez pas souvent de courriers?"
    r"|sie erhalten nicht (?:haufig|oft) e-?mails? von"
    r"|no suele recibir correo|non si ricevono spesso messaggi)"
)
_CAUTION = re.compile(
    r"click|cliqu|klick|\bclic|\blinks?\b|\bliens?\b|attachment|pieces? jointe|anhang|allegat|adjunt|bijlage|\bsender\b"
    r"|expediteur|absender|remitente|mittente|afzender|vigilan|caution|vorsicht|prudence|learnaboutsender"
)


@cache
def _families() -> Vocabulary:
    keys = {key for language in lexicon.languages() for key in lexicon.keys(language, "disclaimer")}
    return Vocabulary((entry, key) for key in sorted(keys) for entry in lexicon.everywhere("disclaimer", key))


@cache
def _mail(name: str, *, anchored: bool = False) -> re.Pattern[str]:
    return lexicon.compiled(lexicon.everywhere("mail", name), before=r"[^\w]{0,3}" if anchored else "")


@cache
def _shared(name: str) -> tuple[str, ...]:
    """Return few words one of which each entry holds: a line without any needs no closer look."""
    left = [
        [word.rstrip("*") for word in entry.split() if not word.startswith(("(", ".."))]
        for entry in lexicon.everywhere("mail", name)
    ]
    found: list[str] = []
    while left:
        words = {word for entry in left for word in entry if len(word) >= _TELLING} or set(left[0])
        best = max(sorted(words), key=lambda word: sum(any(word in one for one in entry) for entry in left))
        found.append(best)
        left = [entry for entry in left if not any(best in one for one in entry)]
    return tuple(found)


def is_mobile(folded: str) -> bool:
    """Tell whether a line is the signature of a device or of a mail application."""
    if not 8 <= len(folded) <= _MOBILE_LONGEST:
        return False
    if any(word in folded for word in _shared("get_app")) and (
        _mail("get_app").search(folded) and (len(folded) < 80 or "http" in folded)
    ):
        return True
    if not _DEVICE.search(folded) and not folded.isascii():
        return _mail("sent_from").search(folded) is not None and len(folded) < 40
    if _mail("sent_from", anchored=True).match(folded):
        return _DEVICE.search(folded) is not None or len(folded) < 40
    return len(folded) < 60 and not folded.isascii() and _mail("sent_from").search(folded) is not None


def is_excuse(folded: str) -> bool:
    """Tell whether a line asks to excuse the brevity of a message typed on a telephone."""
    return len(folded) <= 120 and _mail("excuse").search(folded) is not None


def _is_legal(folded: str, families: frozenset[str]) -> bool:
    """A legal notice speaks of this message and in three families; one with a heading in two."""
    spoken = len(families & _LEGAL)
    if spoken >= 2 and _HEADING.match(folded):
        return True
    if spoken < 3 or not (families & {"recipient", "error"}):
        return False
    return _THIS_MESSAGE.search(folded) is not None


def may_notify(folded: str) -> bool:
    """Tell whether a paragraph has any word of a notice: without one its lines need no look."""
    return (
        "\u00a9" in folded or _families().has_any(folded[:_NOTICE_LOOKED_AT]) or _LIST_FOOTER.search(folded) is not None
    )


def is_notice(folded: str) -> bool:
    """Tell whether a paragraph is a legal, environmental, antivirus, list or "external sender" notice."""
    if len(folded) < 12:
        return False
    if folded[0] == "\u00a9" and len(folded) <= 900:
        return True
    families = _families().concepts(folded[:_NOTICE_LOOKED_AT])
    if len(folded) >= 60 and _is_legal(folded, families):
        return True
    if len(folded) <= 220 and "print" in families and "environment" in families:
        return True
    if len(folded) <= 400 and "virus" in families and "?" not in folded:
        return True
    return len(folded) <= 900 and ("unsubscribe" in families or _LIST_FOOTER.search(folded) is not None)


def speaks_of_mail(folded: str) -> bool:
    """Tell whether a block set apart by a rule has words enough of a notice: fewer than one that stands free."""
    families = _families().concepts(folded[:_NOTICE_LOOKED_AT])
    return len(families & _LEGAL) >= 2 or bool(families & {"virus", "unsubscribe"}) or is_notice(folded)


def is_warning_banner(folded: str) -> bool:
    """Tell whether a first paragraph is the banner by which a gateway marks mail from outside."""
    if len(folded) <= 40 and _TAG_OUTSIDE.match(folded):
        return True
    return len(folded) <= 600 and (
        _FIRST_CONTACT.match(folded) is not None or "external" in _families().concepts(folded)
    )


def advises_caution(folded: str) -> bool:
    """Tell whether a line goes on as such banners do: what not to click or open, whom to trust."""
    return _CAUTION.search(folded) is not None
