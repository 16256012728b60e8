"""Contact details on a page: telephones, e-mail and postal addresses, from links, machine-readable facts and text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

import phonenumbers

from collectors.reading.folding import fold
from collectors.reading.text.coordinates import EMAIL, emails, phones, postal_addresses
from collectors.site.pages.page import Page

Kind = Literal["phone", "mail", "postal"]
_AROUND = 60
_FAX = re.compile(r"(?:fax|telecopie)\W*$")
_AT = re.compile(
    r"([\w.+-]{2,64})\s*(?:\(|\[|\{)\s*(?:at|a|arobase|@|arobas)\s*(?:\)|\]|\})\s*([\w-]{1,63}(?:\s*(?:\.|(?:\(|\[)\s*(?:dot|point|\.)\s*(?:\)|\]))\s*[\w-]{2,63}){1,3})",
    re.IGNORECASE,
)  # fmt: skip
_DOT = re.compile(r"\s*(?:\(|\[)\s*(?:dot|point|\.)\s*(?:\)|\])\s*|\s*\.\s*", re.IGNORECASE)
_EXAMPLES = ("example.", "exemple.", "domain.", "domaine.", "sentry.", "wixpress.", "email.com", "mail.com", "test.")
_CODE_BELOW = re.compile(r"\n(?=(?:[A-Z]{1,2}-)?\d{4,5} +[A-ZÀ-Þ])")
_POSTCODE = re.compile(r"(?<!\d)\d{5}(?!\d)|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE)


@dataclass(frozen=True)
class Contact:
    """A contact detail as it is compared (`value`: E.164 number, lower-case address) and as it was written (`quote`).

    `linked` says that it can be clicked (tel:, mailto:), `stated` that it is machine-readable.
    """

    kind: Kind
    value: str
    quote: str
    linked: bool = False
    stated: bool = False


def contacts_of(page: Page, country: str = "FR") -> tuple[Contact, ...]:
    """Return the contact details of a page, each once, those that can be clicked first."""
    found: dict[tuple[str, str], Contact] = {}
    for contact in (*_linked(page, country), *_stated(page, country), *_written(page, country)):
        found.setdefault((contact.kind, contact.value), contact)
    return tuple(found.values())


def _linked(page: Page, country: str) -> Iterator[Contact]:
    for link in page.links:
        scheme, _, target = link.raw.partition(":")
        target = unquote(target.split("?", 1)[0]).strip()
        if scheme.lower() == "tel" and (number := normal_number(target, country)):
            yield Contact("phone", number, link.text or target, linked=True)
        elif scheme.lower() == "mailto" and EMAIL.fullmatch(target) and not _example(target):
            yield Contact("mail", target.lower(), link.text or target, linked=True)
    for element in page.tree.iterfind(".//*[@data-cfemail]"):
        if address := _unscrambled(element.get("data-cfemail") or ""):
            yield Contact("mail", address.lower(), address, linked=True)


def _stated(page: Page, country: str) -> Iterator[Contact]:
    for thing in page.things:
        for text in thing.texts("telephone"):
            if number := normal_number(text, country):
                yield Contact("phone", number, text, stated=True)
        for text in thing.texts("email"):
            if EMAIL.fullmatch(text.removeprefix("mailto:")):
                yield Contact("mail", text.removeprefix("mailto:").lower(), text, stated=True)
        street, code, town = (
            next(iter(thing.texts(name)), "") for name in ("streetAddress", "postalCode", "addressLocality")
        )
        if (street or code) and town:
            quote = " ".join(filter(None, (street, code, town)))
            yield Contact("postal", normal_postal(quote), quote, stated=True)


def _written(page: Page, country: str) -> Iterator[Contact]:
    # a street and its postcode are often on two lines
    text = _CODE_BELOW.sub(" ", html.unescape(page.text))
    language = page.language if page.language in ("fr", "en") else "fr"
    for start, end in phones(text, language, country):
        number = normal_number(text[start:end], country)
        if number and not _FAX.search(fold(text[max(0, start - 20) : start])):
            yield Contact("phone", number, around(text, start, end))
    for start, end in emails(text):
        if not _example(text[start:end]):
            yield Contact("mail", text[start:end].lower(), around(text, start, end))
    for match in _AT.finditer(text):
        address = f"{match[1]}@{_DOT.sub('.', match[2])}"
        if EMAIL.fullmatch(address):
            yield Contact("mail", address.lower(), match.group())
    for start, end in postal_addresses(text, fold(text), (language,)):
        if _POSTCODE.search(text, start, end):
            yield Contact("postal", normal_postal(text[start:end]), text[start:end])


def around(text: str, start: int, end: int, width: int = _AROUND) -> str:
    """Return a stretch with some of what stands before it on its line, as a quote."""
    line = text.rfind("\n", 0, start) + 1
    return " ".join(text[max(line, start - width) : end].split())


def normal_number(text: str, country: str = "FR") -> str:
    """Return a telephone number as it is compared: E.164; a short number as its digits; "" when it is none."""
    cleaned = re.sub(r"\(0\)", "", text).strip()
    digits = re.sub(r"\D", "", cleaned)
    if 3 <= len(digits) <= 6:
        return digits if len(digits) >= 4 else ""
    try:
        number = phonenumbers.parse(cleaned, country if country.isalpha() else "FR")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normal_postal(text: str) -> str:
    """Return an address as it is compared: folded words without marks."""
    return " ".join(re.findall(r"[^\W_]+", fold(text)))


def postcode_of(text: str) -> str:
    found = _POSTCODE.search(text)
    return found.group().upper().replace(" ", "") if found else ""


def _example(address: str) -> bool:
    domain = address.rsplit("@", 1)[-1].lower()
    return domain.startswith(_EXAMPLES) or domain.endswith((".png", ".jpg", ".gif", ".webp", ".svg"))


def _unscrambled(code: str) -> str:
    """The address behind `data-cfemail`: every byte is XORed with the first (Cloudflare's e-mail obfuscation)."""
    try:
        first, *others = bytes.fromhex(code)
    except ValueError:
        return ""
    address = bytes(byte ^ first for byte in others).decode("ascii", "replace")
    return address if EMAIL.fullmatch(address) else ""
