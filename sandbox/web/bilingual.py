"""The English part of a French site: who they are, when they open, and some of their topics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sandbox.web.page import Block, Page, h, links, p
from sandbox.web.plan import Plan
from sandbox.web.topics import topic_pages


def english_pages(plan: Plan) -> Iterator[Page]:
    """Yield the pages in English of a site that has some, their welcome first."""
    if not plan.facts.english_page or plan.language == "en":
        return
    english = replace(plan, resident=plan.resident.model_copy(update={"language": "en"}))
    topics = list(topic_pages(english))[:4]
    welcome = Page("english", "Welcome", lead=f"{plan.resident.name} answers your questions in English.")
    welcome.blocks = [Block("coordinates")]
    if plan.facts.hours:
        welcome.blocks += [h("Opening hours"), Block("hours_list", items=tuple(english.hours.grouped()))]
    for topic in topics:
        topic.key, topic.parent = f"english-{topic.key}", "english"
        topic.themes, topic.blocks = (), [block for block in topic.blocks if block.kind not in ("button", "links")]
    welcome.blocks += [links(*[(topic.title, f"page:{topic.key}") for topic in topics])]
    welcome.blocks.append(p("To write to us, please use the contact form; you may write in English."))
    yield welcome
    yield from topics
