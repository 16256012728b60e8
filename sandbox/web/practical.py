"""The pages that say how to reach the structure: contact, opening hours, directory of services."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.web.page import Block, Page, h, links, p
from sandbox.web.plan import Plan


def practical_pages(plan: Plan) -> Iterator[Page]:
    """Yield contact, practical information and the directory, as far as the site has them."""
    yield _contact(plan)
    if plan.theme.form.engine != "none" and plan.theme.form_page == "write":
        yield Page("write", plan.words.form_title, parent="contact", blocks=[Block("form")])
    if plan.facts.hours or plan.facts.directions:
        yield _practical(plan)
    if plan.facts.directory:
        yield _directory(plan)
    if plan.facts.hours_differ or plan.facts.phone_differs:
        yield _forgotten(plan)


def hours_blocks(plan: Plan) -> list[Block]:
    """Opening hours in the site's manner, with what is said around them."""
    facts, blocks = plan.facts, []
    if facts.hours:
        style = facts.hours_style
        if style == "table":
            blocks.append(Block("hours_table", items=tuple(plan.hours.rows())))
        elif style == "list":
            blocks.append(Block("hours_list", items=tuple(plan.hours.grouped())))
        else:
            blocks.append(p(plan.hours.prose()))
        if facts.hours_exceptions:
            blocks.append(p(plan.draws("exceptions").one(plan.texts["exceptions"])))
        if facts.busy_hours:
            blocks.append(p(plan.texts["busy"]))
    if facts.appointment_stated:
        blocks.append(p(plan.draws("appointment").one(plan.texts["no_appointment"])))
    return blocks


def _contact(plan: Plan) -> Page:
    facts, page = plan.facts, Page("contact", plan.words.contact, nav=True)
    page.blocks = [Block("coordinates")]
    if facts.phone_hours:
        page.blocks.append(p(plan.texts["phone_hours"]))
    if facts.contact_purposes and facts.phone:
        services = _services(plan)
        page.blocks.append(
            Block("pairs", items=((services[0], plan.coordinates.phone), (services[1], plan.coordinates.other_phone)))
        )
    if not plan.theme.facts.get("hours_apart"):
        page.blocks += [h(plan.words.open_now), *hours_blocks(plan)] if facts.hours else []
    if plan.theme.form.engine != "none" and plan.theme.form_page == "contact":
        page.blocks.append(Block("form"))
    elif plan.theme.form.engine != "none":
        page.blocks.append(Block("way_to_form", plan.words.form_title, href="page:write"))
    if facts.emergency:
        page.blocks.append(p(plan.texts["emergency"]))
    return page


def _practical(plan: Plan) -> Page:
    facts, page = plan.facts, Page("practical", plan.words.practical, nav=True)
    page.blocks = hours_blocks(plan)
    if facts.postal:
        page.blocks += [h(plan.words.address), p(plan.resident.postal)]
    if facts.directions:
        page.blocks += [p(plan.texts["directions"]), Block("map")]
    if facts.transport:
        page.blocks.append(p(plan.texts["transport"]))
    if facts.step_free:
        page.blocks.append(p(plan.texts["step_free"]))
    return page


def _directory(plan: Plan) -> Page:
    page = Page("directory", plan.words.directory)
    services = _services(plan)
    numbers = [plan.coordinates.phone, plan.coordinates.other_phone]
    page.blocks = [Block("pairs", items=tuple((name, numbers[min(index, 1)]) for index, name in enumerate(services)))]
    return page


def _forgotten(plan: Plan) -> Page:
    """A page that nobody has mended since something changed."""
    french = plan.language == "fr"
    page = Page("forgotten", "Le guide du nouvel arrivant" if french else "Newcomers' guide", parent="about")
    page.changed = plan.today.replace(year=plan.today.year - 4)
    if plan.facts.hours_differ:
        page.blocks += [h(plan.words.open_now), p(plan.hours.old())]
    if plan.facts.phone_differs:
        page.blocks.append(p(f"{plan.words.phone} : {plan.coordinates.old_phone}"))
    page.blocks.append(links((plan.words.home, "page:home")))
    return page


def _services(plan: Plan) -> list[str]:
    named = plan.resident.services or plan.town.file.services[plan.resident.language][plan.resident.sector]
    return [named[0], *(named[1:] or named)][:6]
