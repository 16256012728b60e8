"""Legal notice, data protection, cookies, accessibility statement, complaints, quality."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sandbox.web.page import Block, Page, h, links, p, ul
from sandbox.web.plan import Plan


def notice_pages(plan: Plan) -> Iterator[Page]:
    """Yield the notices that a site has."""
    facts = plan.facts
    builders = {
        "legal": _legal, "privacy": _privacy, "cookie_page": _cookies, "statement": _statement,
        "complaint": _complaint, "quality_results": _quality, "commitments": _commitments,
    }  # fmt: skip
    for fact, build in builders.items():
        if getattr(facts, fact):
            yield build(plan)


def statement_rate(plan: Plan) -> int:
    """Share of criteria met, in percent, as the accessibility statement gives it."""
    return 100 if plan.facts.conformity == "full" else plan.draws("rate").whole(51, 97)


def _legal(plan: Plan) -> Page:
    page = Page("legal", plan.words.legal)
    publisher, editor, host, reuse = plan.texts["notices"]["legal"]
    said = [publisher, editor] if plan.facts.legal_publisher else []
    said += [host] if plan.facts.legal_host else []
    page.blocks = [p(plan.said(text)) for text in [*said, reuse]]
    return page


def _privacy(plan: Plan) -> Page:
    page = Page("privacy", plan.words.privacy)
    texts = plan.texts["notices"]["privacy"]
    page.blocks = [p(plan.said(texts["about"]))]
    for part in ("rights", "retention", "officer", "authority"):
        if getattr(plan.facts, f"privacy_{part}"):
            page.blocks.append(p(plan.said(texts[part])))
    return page


def _cookies(plan: Plan) -> Page:
    page = Page("cookies", plan.words.cookies)
    page.blocks = [p(text) for text in plan.texts["notices"]["cookies"]]
    return page


def _statement(plan: Plan) -> Page:
    facts, texts = plan.facts, plan.texts["notices"]["statement"]
    page = Page("statement", plan.words.statement)
    day = plan.today - timedelta(days=int(facts.statement_age_days))
    page.blocks = [p(plan.said(texts["intro"])), p(plan.said(texts[facts.conformity], rate=statement_rate(plan)))]
    page.blocks.append(p(plan.said(texts["date"], date=plan.date_words(day))))
    for part, fact in (("contact", "statement_contact"), ("remedy", "statement_remedy"), ("scheme", "scheme")):
        if getattr(facts, fact):
            page.blocks.append(p(plan.said(texts[part])))
    page.written = day
    return page


def _complaint(plan: Plan) -> Page:
    page = Page("complaint", plan.words.complaint)
    page.blocks = [p(text) for text in plan.texts["complaint"]]
    if plan.facts.complaint_delay:
        page.blocks.append(p(plan.texts["complaint_delay"]))
    if plan.facts.mediator:
        page.blocks.append(p(plan.texts[f"mediator_{plan.resident.sector}"]))
    page.blocks.append(links((plan.words.contact, "page:contact")))
    return page


def _quality(plan: Plan) -> Page:
    draws = plan.draws("quality")
    page = Page("quality", plan.words.quality, written=plan.today - timedelta(days=draws.whole(20, 300)))
    intro, figures = plan.texts["quality"]
    shares = {name: draws.whole(62, 96) for name in "abc"}
    page.blocks = [p(intro), p(figures.format_map(shares))]
    return page


def _commitments(plan: Plan) -> Page:
    page = Page("commitments", plan.words.commitments)
    page.blocks = [h(plan.resident.name), ul(*plan.texts["commitments"])]
    if plan.facts.processing_times:
        page.blocks.append(Block("note", plan.texts["times"]))
    return page
