"""The list of a site's pages."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.web.bilingual import english_pages
from sandbox.web.news import news_pages
from sandbox.web.notices import notice_pages
from sandbox.web.page import Block, Page, h, links, p, ul
from sandbox.web.plan import Plan
from sandbox.web.practical import practical_pages
from sandbox.web.sources import source
from sandbox.web.topics import area_of, covered, phrase, topic_pages


def build_pages(plan: Plan) -> dict[str, Page]:
    """Return every page of a site by its key, with its path."""
    topics = list(topic_pages(plan))
    news = list(news_pages(plan))
    pages = [_home(plan, topics, news), _hub(plan, topics), *topics, *news]
    pages += [*practical_pages(plan), *_about(plan), *_services(plan), *notice_pages(plan), *_small_pages(plan)]
    pages += english_pages(plan)
    about = next(page for page in pages if page.key == "about")
    below = [page for page in pages if page.parent == "about"]
    if below:
        about.blocks.append(links(*[(page.title, f"page:{page.key}") for page in below]))
    for number, page in enumerate(pages):
        page.path = plan.path(page, number)
    seen: set[str] = set()
    for page in pages:
        if page.path in seen:
            page.path = page.path.rstrip("/") + "-2" + ("/" if page.path.endswith("/") else "")
        seen.add(page.path)
    return {page.key: page for page in pages}


def _home(plan: Plan, topics: list[Page], news: list[Page]) -> Page:
    facts, draws = plan.facts, plan.draws("home")
    page = Page("home", plan.resident.name)
    page.lead = plan.said(draws.one(plan.texts["welcome"][plan.resident.sector]))
    shown = topics[: draws.whole(3, 6)]
    page.blocks = [
        Block(
            "cards", plan.words.topics, items=tuple((topic.title, topic.lead, f"page:{topic.key}") for topic in shown)
        )
    ]
    if facts.profile_entries:
        page.blocks.append(Block("profiles", plan.words.profiles, items=tuple(plan.words.profile_list)))
    if news:
        page.blocks.append(
            Block("news", plan.words.news, items=tuple(entry.key for entry in news[1:4]), href="page:news")
        )
    if facts.hours and draws.happens(0.5):
        page.blocks += [h(plan.words.open_now), Block("hours_list", items=tuple(plan.hours.grouped()))]
    if facts.mixed_content:
        page.blocks.append(Block("insecure_picture"))
    return page


def _hub(plan: Plan, topics: list[Page]) -> Page:
    page = Page("topics", plan.words.topics, nav=True)
    areas: dict[str, list[tuple[str, str]]] = {}
    for topic in topics:
        areas.setdefault(area_of(topic.themes[0], plan.language), []).append((topic.title, f"page:{topic.key}"))
    for area, entries in areas.items():
        page.blocks += [h(area), links(*entries)]
    if plan.facts.national_portal:
        page.blocks.append(Block("outward", plan.texts["national"], href="https://www.service-public.fr/"))
    if plan.facts.dead_links:
        french = plan.language == "fr"
        gone = [
            f"Formulaire n° {number + 3}" if french else f"Form {number + 3}" for number in range(plan.facts.dead_links)
        ]
        page.blocks += [h("À télécharger" if french else "Downloads")]
        page.blocks.append(links(*[(name, f"/documents/form-{3 + number}.pdf") for number, name in enumerate(gone)]))
    return page


def _about(plan: Plan) -> Iterator[Page]:
    page = Page("about", plan.words.about, nav=True)
    page.blocks = [p(plan.said(text)) for text in plan.texts["about"][plan.resident.sector]]
    if plan.facts.elected:
        roles = plan.texts["elected" if plan.resident.category.startswith(("city", "village")) else "bodies"]
        people = plan.town.file.people[plan.resident.language]
        chosen = plan.draws("elected").some(people, min(len(roles), len(people)))
        page.blocks.append(
            Block("pairs", items=tuple((person.name, role) for person, role in zip(chosen, roles, strict=False)))
        )
    yield page
    if plan.facts.publications:
        names = [plan.said(text, n=plan.draws("bulletin").whole(11, 60)) for text in plan.texts["publications"]]
        documents = Page("publications", plan.words.publications, parent="about")
        documents.blocks = [
            links(*[(f"{name} (PDF, 1,2 Mo)", f"/documents/public-{index}.pdf") for index, name in enumerate(names)])
        ]
        yield documents
    if plan.facts.participation:
        page = Page("participation", plan.words.participation, parent="about")
        page.blocks = [p(plan.texts["news"]["public"][4 if plan.language == "fr" else 3][1])]
        yield page


def _services(plan: Plan) -> Iterator[Page]:
    facts, french = plan.facts, plan.language == "fr"
    if facts.online_services:
        page = Page("services", plan.words.services, nav=True)
        names = [source("topics")["topics"][fragment.scenario][plan.language][0] for fragment in covered(plan)[:5]]
        page.blocks = [links(*[(name, f"/teleservice/{index + 1}") for index, name in enumerate(names)])]
        if facts.sign_on:
            page.blocks.append(Block("sign_on", "S'identifier avec FranceConnect" if french else "Sign in"))
        if facts.tracking:
            said = "Suivre ma demande : saisissez son numéro" if french else "Track my request: enter its number"
            page.blocks.append(Block("tracking", said))
        if facts.human_help:
            page.blocks.append(p(plan.texts["human_help"]))
        yield page
    if facts.booking:
        page = Page("booking", plan.words.booking, parent="services" if facts.online_services else "home", nav=True)
        page.blocks = [Block("slots", items=tuple(_slots(plan)))]
        yield page
    if facts.faq:
        page = Page("faq", plan.words.faq, nav=True)
        page.blocks = [Block("accordion", items=tuple(_questions(plan)))]
        yield page
    if facts.tariffs:
        page = Page("tariffs", plan.words.tariffs)
        page.blocks = [
            Block(
                "table",
                items=tuple(
                    map(tuple, plan.texts["tariffs" if plan.resident.sector == "public" else "private_tariffs"])
                ),
            )
        ]
        yield page


def _questions(plan: Plan) -> Iterator[tuple[str, str]]:
    draws = plan.draws("questions")
    for fragment in covered(plan)[:6]:
        title = source("topics")["topics"][fragment.scenario][plan.language][0]
        asked = f"{title} : que faut-il savoir ?" if plan.language == "fr" else f"{title}: what do I need to know?"
        point = draws.one(list(fragment.points))
        yield asked, phrase(plan, fragment.points[point], draws)


def _slots(plan: Plan) -> Iterator[str]:
    for days, at in ((3, "9:15"), (3, "10:30"), (4, "14:00"), (6, "11:45")):
        day = plan.today.replace(day=min(plan.today.day + days, 28))
        yield f"{plan.date_words(day)}, {at}"


def _small_pages(plan: Plan) -> Iterator[Page]:
    facts = plan.facts
    if facts.search:
        yield Page("search", plan.words.search, blocks=[Block("search")])
    if facts.sitemap_page:
        yield Page("sitemap", plan.words.sitemap, blocks=[Block("sitemap")])
    if facts.newsletter:
        yield Page("newsletter", plan.words.newsletter, blocks=[Block("newsletter")])
    if facts.feedback:
        yield Page("feedback", plan.words.feedback, blocks=[Block("rating")])
    if facts.easy_read:
        texts = plan.texts["commitments"][:2]
        yield Page("easy", plan.texts["easy"], blocks=[ul(*texts)])
