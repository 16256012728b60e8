"""Bytes to text when the declared charset is right, wrong, unknown or missing."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

# The WHATWG encoding standard widens these labels to what mail programs really put under them.
_WIDER = {
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
    "iso2022_jp": "iso2022_jp_ext",
}
_LABELS = {
    "unicode11utf7": "utf-7",
    "xmacroman": "mac_roman",
    "xmaccyrillic": "mac_cyrillic",
    "ksc56011987": "cp949",
    "ksc5601": "cp949",
    "ks_c_5601-1987": "cp949",
    "xsjis": "cp932",
    "xeucjp": "euc_jp",
    "xgbk": "gb18030",
    "cp50220": "iso2022_jp_ext",
    "cp50221": "iso2022_jp_ext",
    "iso2022jpms": "iso2022_jp_ext",
    "xutf8": "utf-8",
    "utf8mb4": "utf-8",
    "utf8mb3": "utf-8",
    "unicode": "utf-8",
    "iso88598i": "iso8859-8",
    "iso88598e": "iso8859-8",
    "windows874": "cp874",
    "win1250": "cp1250",
    "win1251": "cp1251",
    "win1252": "cp1252",
    "ansi": "cp1252",
    "xansi": "cp1252",
}
# Codecs of Python that are no charsets of mail, or whose decoder runs escapes.
_REFUSED = frozenset({"unicode_escape", "raw_unicode_escape", "undefined", "idna", "punycode", "mbcs", "oem"})
_ISO_2022 = re.compile(rb"\x1b\$[@B]|\x1b\([BIJ]|\x1b\$\([CD]")
_HIGH = re.compile(rb"[\x80-\xff]")
_WEAK = frozenset({"cp1252", "", "cp1254"})


def _decode_odd_byte(error: UnicodeError) -> tuple[str, int]:
    """Read what is not valid in the charset as windows-1252, the commonest stray in a mixed body."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("reading_cp1252", _decode_odd_byte)


@lru_cache(maxsize=512)
def codec_name(label: str) -> str:
    """Return Python's codec for a charset label, "" when there is none that we accept."""
    plain = label.strip().strip("\"'").lower()
    name = _LABELS.get(re.sub(r"[^a-z0-9]", "", plain), plain)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        match = re.fullmatch(r"(?:x-)?(?:windows|cp|win|ms)[-_ ]?(\d{3,4})", plain)
        if match is None:
            return ""
        try:
            info = codecs.lookup("cp" + match[1])
        except LookupError:
            return ""
    canonical = info.name
    if not getattr(info, "_is_text_encoding", True) or canonical in _REFUSED:
        return ""
    return _WIDER.get(canonical, canonical)


def to_text(data: bytes, label: str = "") -> str:
    """Decode `data`, believing its declared charset only where the bytes allow it. Never raises."""
    if not data:
        return ""
    codec = codec_name(label) if label else ""
    if data.isascii():
        return _seven_bits(data, codec)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if codec in _WEAK or codec == "utf-8":
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
    if codec == "utf-8":
        return _broken_utf8(data)
    if codec in _WEAK:
        return _guess(data) if not codec or len(_HIGH.findall(data)) * 3 > len(data) else _single_byte(data, codec)
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError, LookupError):
        return _wrong_label(data, codec)


def _seven_bits(data: bytes, codec: str) -> str:
    if b"\x1b" in data and _ISO_2022.search(data):
        codec = codec if codec.startswith("iso2022") else "iso2022_jp_ext"
    elif not codec.startswith(("utf-7", "utf-16", "utf-32", "hz", "iso2022")):
        return data.decode("ascii")
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError):
        return data.decode("ascii") if codec.startswith(("utf-", "hz")) else data.decode(codec, "replace")


def _single_byte(data: bytes, codec: str) -> str:
    return data.decode(codec or "cp1252", "replace")


def _broken_utf8(data: bytes) -> str:
    """Keep UTF-8 where it holds; a body without one valid sequence was never UTF-8."""
    lenient = data.decode("utf-8", "reading_cp1252")
    good = len(re.findall(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}", data))
    return lenient if good else _guess(data)


def _wrong_label(data: bytes, codec: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode(codec, "replace")
    except (UnicodeError, ValueError, LookupError):
        return data.decode("cp1252", "replace")


def _guess(data: bytes) -> str:
    """Choose a charset for undeclared eight-bit text that is not UTF-8, by which reading looks most like writing."""
    sample = data[:20_000]
    best, best_score = "cp1252", 0.0
    high = max(1, len(_HIGH.findall(sample)))
    for codec, score_of in _CANDIDATES:
        try:
            text = sample.decode(codec) if len(sample) == len(data) else sample.decode(codec, "ignore")
        except (UnicodeError, ValueError):
            continue
        score = len(score_of.findall(text)) / high
        if score > best_score:
            best, best_score = codec, score
    return data.decode(best, "replace")


# Per candidate, characters that are frequent in real text of that charset and rare in a misreading of another one.
_CANDIDATES = (
    ("cp1252", re.compile("[éèàêçôûîùâëïäöüßñáíóúãõåøæ’«»\xa0€ÉÀÊ°–]")),
    ("cp1251", re.compile("(?<![А-Яа-я])[А-Я]?[оеаинтсрвлкмдпу](?=[а-я])|(?<=[а-я])[оеаинтсрвлкмдпуяьыгзбчйжхшюцщэф]")),
    ("koi8_r", re.compile("(?<![А-Яа-я])[А-Я]?[оеаинтсрвлкмдпу](?=[а-я])|(?<=[а-я])[оеаинтсрвлкмдпуяьыгзбчйжхшюцщэф]")),
    ("cp932", re.compile("[ぁ-んァ-ヶー、。]")),
    ("euc_jp", re.compile("[ぁ-んァ-ヶー、。]")),
    ("gb18030", re.compile("[的一是不了在人有我他这为之来以个中上们到说时，。您好邮件]")),
)

_DOUBLE = re.compile("(?:[\u00c2\u00c3][\u00a0-\u00bf\u0192\u2013-\u2122]|\u00e2\u20ac[\u0080-\u2122])+")


def undo_double_encoding(text: str) -> str:
    """Repair UTF-8 that some relay took for windows-1252 and encoded again ("Ã©" for "é")."""
    if "Ã" not in text and "â€" not in text and "Â" not in text:
        return text
    return _DOUBLE.sub(_undo, text)


def _undo(match: re.Match[str]) -> str:
    try:
        return match[0].encode("cp1252").decode("utf-8")
    except UnicodeError:
        return match[0]
