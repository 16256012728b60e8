"""Opening hours as they are written become schedules."""
# ruff: noqa: E501 - pages as they are made

from __future__ import annotations

import pytest

from collectors.site.facts.opening_hours import Schedule, principal, schedules_in, schedules_of
from collectors.site.pages.page import Page

WEEKDAYS = (0, 1, 2, 3, 4)


def as_text(schedule: Schedule) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    for one in schedule.openings:
        found.setdefault(one.weekday, []).append(f"{one.opens:%H:%M}-{one.closes:%H:%M}")
    return {day: " ".join(spans) for day, spans in found.items()}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Du lundi au vendredi : 8h30-12h et 13h30-17h", "fr", dict.fromkeys(WEEKDAYS, "08:30-12:00 13:30-17:00")),
        ("Lundi : 9 h – 12 h\nMardi : fermé\nMercredi : de 14 h à 18 h 30", "fr", {0: "09:00-12:00", 2: "14:00-18:30"}),
        ("Ouvert de 9h à midi du lundi au mercredi", "fr", dict.fromkeys((0, 1, 2), "09:00-12:00")),
        ("Lundi, mardi et jeudi de 9-12h", "fr", dict.fromkeys((0, 1, 3), "09:00-12:00")),
        ("Du lundi au vendredi sauf le mercredi : 9h-12h", "fr", dict.fromkeys((0, 1, 3, 4), "09:00-12:00")),
        ("Du lundi au jeudi 9h-17h, fermé le mercredi après-midi", "fr", {0: "09:00-17:00", 1: "09:00-17:00", 2: "09:00-12:00", 3: "09:00-17:00"}),
        ("Lun. Mar. Jeu. 8h30/12h", "fr", dict.fromkeys((0, 1, 3), "08:30-12:00")),
        ("Samedi\n9h-12h", "fr", {5: "09:00-12:00"}),
        ("Monday to Friday, 9am-5pm; Saturday 10.30am to 1pm", "en", {**dict.fromkeys(WEEKDAYS, "09:00-17:00"), 5: "10:30-13:00"}),
        ("Open 8.30am to 4.45pm, Monday to Thursday", "en", dict.fromkeys((0, 1, 2, 3), "08:30-16:45")),
        ("Mon-Fri 9-5pm", "en", dict.fromkeys(WEEKDAYS, "09:00-17:00")),
        ("Weekdays: 09:00 to 12:30", "en", dict.fromkeys(WEEKDAYS, "09:00-12:30")),
    ],
)  # fmt: skip
def test_prose_lists_and_tables(text: str, language: str, expected: dict[int, str]):
    (found,) = schedules_in(text, language)
    assert as_text(found) == expected


@pytest.mark.parametrize(
    "text",
    ["Tél. 04.73.12.13.14", "Conseil municipal du 12.05.2026", "Marché le samedi", "Mon compte 9-12", "Le 3 mai de 9h à 12h", "", "De 10 à 12 ans"],
)  # fmt: skip
def test_what_only_looks_like_hours_gives_none(text: str):
    assert schedules_in(text, "fr") == []


def test_two_places_are_two_schedules_and_the_structures_own_is_chosen():
    text = "Piscine\nLundi : 10h-20h\nMardi : 10h-20h\nJeudi : 10h-20h\n\nMairie\nLundi : 9h-12h\nMardi : 9h-12h"
    pool, hall = schedules_in(text, "fr")
    assert (pool.label, hall.label) == ("Piscine", "Mairie")
    assert principal([pool, hall], ["mairie"]) is hall
    assert principal([pool, hall], ["préfecture"]) is pool


def test_schema_org_hours_are_read():
    page = Page("", "https://v.fr/", 200, """<div itemscope itemtype="https://schema.org/CityHall"><meta itemprop="openingHours"
    content="Mo-We,Fr 09:00-12:00,13:30-17:00"></div><script type="application/ld+json">{"@type": "Library", "name": "Médiathèque",
    "openingHoursSpecification": {"@type": "OpeningHoursSpecification", "dayOfWeek": ["https://schema.org/Saturday"],
    "opens": "10:00", "closes": "18:00:00"}}</script><script type="application/ld+json">{broken</script>""")  # fmt: skip
    found = schedules_of(page.things)
    assert sorted(as_text(one).items() for one in found)[0] is not None
    texts = [as_text(one) for one in found]
    assert {5: "10:00-18:00"} in texts
    assert dict.fromkeys((0, 1, 2, 4), "09:00-12:00 13:30-17:00") in texts
    assert all(one.stated for one in found)
