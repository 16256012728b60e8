from __future__ import annotations

from collections import Counter

import pytest

from domain.errors import InputError
from domain.vocabulary import Channel, Sector
from scenarios.categories import load_categories
from scenarios.personas import PERSONAS_FILE, load_personas
from scenarios.plans import load_plans


def counts(plan: str) -> dict[Channel, int]:
    return {planned.channel: planned.count for planned in load_plans()[plan].contacts if not planned.optional}


def test_afnor_makes_thirteen_contacts_and_two_optional_visits():
    assert sum(counts("afnor-13").values()) == 13
    optional = [planned for planned in load_plans()["afnor-13"].contacts if planned.optional]
    assert [(planned.channel, planned.count) for planned in optional] == [(Channel.VISIT, 2)]


def test_marianne_makes_twenty_four_contacts():
    expected = {Channel.VISIT: 2, Channel.PHONE: 9, Channel.LETTER: 3, Channel.MAIL: 10}
    assert counts("marianne-24") == expected


def test_flash_makes_three_contacts():
    assert counts("flash") == {Channel.SITE: 1, Channel.MAIL: 1, Channel.PHONE: 1}


def test_a_channel_twice_in_a_plan_is_refused(tmp_path):
    (tmp_path / "p.yaml").write_text(
        "id: p\nlabel: {fr: p, en: p}\nsource: s\ncontacts:\n"
        "  - {channel: mail, count: 1}\n  - {channel: mail, count: 2}\n",
        "utf-8",
    )
    with pytest.raises(InputError) as caught:
        load_plans(tmp_path)
    assert (caught.value.message.code, caught.value.place.line) == ("plan_channel_twice", 6)


def test_categories_are_of_both_sectors_and_in_both_languages():
    categories = load_categories()
    assert {category.sector for category in categories.values()} == set(Sector)
    assert all(category.label["fr"] and category.label["en"] for category in categories.values())


def test_a_category_twice_is_refused(tmp_path):
    path = tmp_path / "c.yaml"
    line = "  - {id: a, sector: public, label: {fr: a, en: a}}\n"
    path.write_text("scheme: s\ncategories:\n" + line * 2, "utf-8")
    with pytest.raises(InputError) as caught:
        load_categories(path)
    assert (caught.value.message.code, caught.value.place.line) == ("scenario_id_taken", 4)


def test_the_register_is_large_varied_and_consistent():
    personas = load_personas()
    assert len(personas) >= 40
    assert min(Counter(persona.language for persona in personas).values()) >= 15
    assert len({persona.name for persona in personas}) == len(personas)
    for persona in personas:
        assert set(persona.attributes) == {"gender", "origin_of_name", "age_band"}
        assert (persona.attributes["gender"] == "female") == (persona.civility in ("Mme", "Ms"))
        assert (persona.language == "fr") == (persona.civility in ("M.", "Mme"))
        assert persona.phone == ""


def test_both_genders_and_all_ages_are_there_in_each_language():
    personas = load_personas()
    for language in ("fr", "en"):
        mine = [persona for persona in personas if persona.language == language]
        assert min(Counter(persona.attributes["gender"] for persona in mine).values()) >= len(mine) * 0.4
        assert len({persona.attributes["age_band"] for persona in mine}) == 5


@pytest.mark.parametrize("mailbox", ["clemence.vauquelet+x", "a b", "é", "x@y", ".a", "", "a\\nb", "A"])
def test_a_mailbox_that_is_no_plain_local_part_is_refused(tmp_path, mailbox):
    text = PERSONAS_FILE.read_text("utf-8")
    path = tmp_path / "p.yaml"
    path.write_text(text.replace("mailbox: clemence.vauquelet", f'mailbox: "{mailbox}"'), "utf-8")
    with pytest.raises(InputError) as caught:
        load_personas(path)
    assert caught.value.message.code == "persona_mailbox_wrong"
    assert caught.value.place.line == text.splitlines().index("    mailbox: clemence.vauquelet") + 1


def test_a_mailbox_serves_one_persona(tmp_path):
    path = tmp_path / "p.yaml"
    text = PERSONAS_FILE.read_text("utf-8")
    path.write_text(text.replace("mailbox: sandrine.thibaudat", "mailbox: clemence.vauquelet"), "utf-8")
    with pytest.raises(InputError) as caught:
        load_personas(path)
    assert caught.value.message.code == "persona_mailbox_taken"
