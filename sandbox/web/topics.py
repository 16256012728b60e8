"""Pages about procedures and services: which answer points each gives is drawn, and written into the truth."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sandbox.composing import coordinates
from sandbox.draws import Draws
from sandbox.reply_texts import Fragment, Point
from sandbox.web.page import Block, Page, h, links, p, ul
from sandbox.web.plan import Plan
from sandbox.web.sources import source


def themes_of(category: str) -> list[str]:
    """Return the scenarios that concern a category."""
    content = source("topics")
    groups: dict[str, list[str]] = content["groups"]
    return [
        scenario
        for scenario, topic in content["topics"].items()
        if any(category in groups.get(name, [name]) for name in topic["of"])
    ]


def area_of(scenario: str, language: str) -> str:
    """Return the name of the part of the site under which a topic is filed."""
    content = source("topics")
    area: str = content["areas"][content["topics"][scenario]["area"]][language]
    return area


def topic_pages(plan: Plan) -> Iterator[Page]:
    """Yield the pages a site has about what its structure does; a poor site leaves some topics out."""
    for fragment in covered(plan):
        yield _page(plan, fragment)


def covered(plan: Plan) -> list[Fragment]:
    """Return the fragments about which a site has a page."""
    wanted = themes_of(plan.resident.category)
    fragments = [fragment for fragment in plan.town.texts.fragments if fragment.scenario in wanted]
    count = max(min(3, len(fragments)), round(len(fragments) * float(plan.facts.topic_share)))
    return plan.draws("topics").some(fragments, min(count, 12))


def _page(plan: Plan, fragment: Fragment) -> Page:
    draws = plan.draws("topic", fragment.scenario)
    title, lead = source("topics")["topics"][fragment.scenario][plan.language]
    given = _points(plan, fragment, draws)
    wrong = [draws.one(list(fragment.wrong))] if fragment.wrong and _is_wrong(plan, draws) else []
    page = Page(f"topic-{fragment.scenario}", title, lead=lead, parent="topics", themes=(fragment.scenario,))
    page.points = {fragment.scenario: given}
    page.wrong = {fragment.scenario: wrong}
    page.blocks = _blocks(plan, fragment, given, wrong, draws)
    page.changed = plan.today - timedelta(days=draws.whole(20, 300 if plan.theme.quality == "good" else 1400))
    return page


def _points(plan: Plan, fragment: Fragment, draws: Draws) -> list[str]:
    every = list(fragment.points)
    share = {"full": 1.0, "some": 0.6, "thin": 0.3}[plan.facts.topic_depth]
    return draws.some(every, max(1, round(len(every) * share)))


def _is_wrong(plan: Plan, draws: Draws) -> bool:
    return draws.happens({"good": 0.0, "average": 0.06, "poor": 0.15}[plan.theme.quality])


def _blocks(plan: Plan, fragment: Fragment, given: list[str], wrong: list[str], draws: Draws) -> list[Block]:
    headings = source("topics")["headings"][plan.language]
    said = [(point, phrase(plan, fragment.points[point], draws)) for point in given]
    said += [("", phrase(plan, fragment.wrong[name], draws)) for name in wrong]
    manner = draws.weighted(
        {"headings": 4, "list": 2, "accordion": 2 if plan.theme.quality != "poor" else 0, "prose": 2}
    )
    blocks: list[Block] = []
    if manner == "accordion":
        titled = tuple((headings.get(point, fragment.name[plan.language].capitalize()), text) for point, text in said)
        blocks.append(Block("accordion", items=titled))
    elif manner == "list":
        blocks.append(ul(*[text for _, text in said]))
    elif manner == "prose":
        blocks.append(p(" ".join(text for _, text in said)))
    else:
        for point, text in said:
            blocks += ([h(headings[point])] if point in headings else []) + [p(text)]
    blocks += _way_on(plan, draws)
    return blocks


def phrase(plan: Plan, point: Point, draws: Draws) -> str:
    """Return one wording of a point; one that gives away what the site does not publish is avoided."""
    hidden = [f"{{{name}}}" for name in ("phone", "mail", "hours") if not getattr(plan.facts, name)]
    every = point.phrases(plan.language)
    fit = [text for text in every if not any(slot in text for slot in hidden)]
    shown = coordinates(plan.resident)
    if not fit:
        shown |= dict.fromkeys(("phone", "mail", "hours"), plan.resident.name)
    return draws.one(fit or every).format_map(shown)


def _way_on(plan: Plan, draws: Draws) -> list[Block]:
    """What to do next: the online service, the form, the desk."""
    language, way = plan.language, []
    if plan.facts.online_services and draws.happens(0.6):
        text = "Faire la démarche en ligne" if language == "fr" else "Start now"
        way.append(Block("button", text, href="page:services"))
    if plan.facts.booking and draws.happens(0.4):
        way.append(Block("button", plan.words.booking, href="page:booking"))
    if draws.happens(0.7):
        text = "Une question ? Écrivez-nous" if language == "fr" else "Still need help? Contact us"
        way.append(links((text, "page:contact")))
    return way
