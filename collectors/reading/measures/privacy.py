"""Confidentiality and form: whose addresses are shown, what is asked for, what is hidden in the message."""

from __future__ import annotations

import re

from collectors.reading.folding import fold
from collectors.reading.measures.analysis import Analysis
from collectors.reading.measures.registry import Found, Span, measure

_FORMATS = "pdf docx doc odt txt jpg jpeg png gif csv xlsx xls ods rtf ics html htm pptx odp zip vcf"
_COMMON_FORMATS = tuple(f".{ending}" for ending in _FORMATS.split())
_LOCAL_PART_TAG = re.compile(r"[+].*$")


def _domain(address: str) -> str:
    return ".".join(address.rpartition("@")[2].lower().split(".")[-2:])


@measure("privacy.exposed_addresses", version=1)
def exposed_addresses(analysis: Analysis) -> Found:
    headers = analysis.reply.headers
    shown = list(dict.fromkeys(address.lower() for address in (*headers.to, *headers.cc) if "@" in address))
    sender = _domain(headers.from_address)
    persona = analysis.context.persona
    mine = {address.lower() for address in headers.delivered_to}
    others = []
    for address in shown:
        local = _LOCAL_PART_TAG.sub("", address.partition("@")[0])
        ours = address in mine or (persona is not None and local == persona.mailbox.lower())
        if not ours and _domain(address) != sender:
            others.append(address)
    if persona is None and not mine and others:
        others = others[1:]  # one recipient is the citizen, whoever that is
    return Found(len(others), tuple(Span(source="header:to", quote=address) for address in others[:5]), 0.85)


@measure("privacy.asks_excessive", version=1)
def asks_excessive(analysis: Analysis) -> Found | None:
    asks, never = analysis.family("excessive_asks"), analysis.family("never_asks")
    if asks is None or never is None:
        return None

    def accept(match: re.Match[str], sentence: object) -> bool:
        start, end = getattr(sentence, "start", 0), getattr(sentence, "end", 0)
        text = analysis.own.folded[start:end]
        return asks.find(text) is not None and never.find(text) is None

    return analysis.search_sentences("excessive", accept, 0.75)


@measure("privacy.notice", version=1)
def notice(analysis: Analysis) -> Found | None:
    entries = analysis.family("privacy_notice")
    if entries is None:
        return None
    match = entries.find(analysis.said.folded)
    return Found(True, (analysis.said.span(*match.span()),), 0.92) if match else Found(False, (), 0.92)


@measure("privacy.tracking", version=1)
def tracking(analysis: Analysis) -> Found | None:
    images = analysis.reply.facts.get("tracking_images")
    return None if images is None else Found(int(images) > 0, (), 0.85)


@measure("privacy.insecure_links", version=1)
def insecure_links(analysis: Analysis) -> Found:
    spelled = [pair for pair in analysis.links if analysis.own.folded[pair[0] : pair[1]].startswith("http://")]
    texts = {analysis.own.raw[start:end].rstrip("/").lower() for start, end in spelled}
    hidden = {link.rstrip("/").lower() for link in analysis.reply.links if fold(link).startswith("http://")}
    return Found(len(texts | hidden), analysis.spans(analysis.own, spelled), 0.95)


@measure("reply.images_without_alt", version=1)
def images_without_alt(analysis: Analysis) -> Found | None:
    count = analysis.reply.facts.get("images_without_alt")
    return None if count is None else Found(int(count), (), 0.95)


@measure("reply.has_text_version", version=1)
def has_text_version(analysis: Analysis) -> Found | None:
    plain = analysis.reply.facts.get("has_plain")
    return None if plain is None else Found(bool(plain), (), 1.0)


@measure("reply.attachment_count", version=1)
def attachment_count(analysis: Analysis) -> Found:
    return Found(len(analysis.reply.attachments), (), 1.0)


@measure("reply.accessible_attachments", version=1)
def accessible_attachments(analysis: Analysis) -> Found | None:
    attachments = analysis.reply.attachments
    if not attachments:
        return None
    return Found(all(one.name.lower().endswith(_COMMON_FORMATS) for one in attachments), (), 0.9)
