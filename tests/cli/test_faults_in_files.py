"""Bad files, as a user would write them: one clear sentence each, with its place, in the user's language."""

from __future__ import annotations

import pytest

from tests.services.right_files import ACCOUNTS, CAMPAIGN, HEADER, ROW

pytestmark = pytest.mark.django_db
LANGUAGES = ["fr", "en"]
NEEDS_A_CAMPAIGN = [
    ["check"],
    ["plan"],
    ["approve", "--yes", "--by", "Ada Lovelace"],
    ["run"],
    ["run", "--send"],
    ["status"],
    ["report"],
    ["pause", "--by", "Ada"],
    ["resume", "--by", "Ada"],
    ["kill", "--by", "Ada", "--why", "x"],
    ["optout", "town-hall", "--by", "Ada"],
    ["pen", "list"],
    ["pen", "accept", "1", "--by", "Ada"],
    ["uncertain", "list"],
    ["tasks", "list"],
    ["tasks", "show", "1"],
]


@pytest.mark.parametrize("command", NEEDS_A_CAMPAIGN, ids=" ".join)
def test_no_campaign_here(barometer, tmp_path, command):
    for language, sentence in (("fr", "Il n'y a pas de campagne ici"), ("en", "There is no campaign here")):
        said = barometer(*command, language=language)
        assert (said.code, said.out) == (2, "")
        assert sentence in said.errors
        assert "campaign.yaml: " in said.errors
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [c for c in NEEDS_A_CAMPAIGN if c[0] not in ("check", "plan")], ids=" ".join)
def test_a_campaign_that_is_not_planned(barometer, folder, command):
    for language, sentence in (("fr", "pas encore de plan"), ("en", "has no plan yet")):
        said = barometer(*command, language=language)
        assert (said.code, said.out) == (2, "")
        assert sentence in said.errors
        assert "barometer plan" in said.errors


@pytest.mark.parametrize("content", ["", HEADER], ids=["nothing at all", "headings only"])
def test_an_empty_panel(barometer, folder, content):
    (folder / "panel.csv").write_text(content, "utf-8")
    for language in LANGUAGES:
        said = barometer("plan", language=language)
        assert said.code == 2
        assert "panel.csv" in said.errors
        assert len(said.errors.strip().splitlines()) == 1
    assert barometer("plan").errors != said.errors or language == "en"


def test_every_fault_of_a_panel_is_shown_with_its_place(barometer, folder):
    good = ROW.format(mail="automated")
    rows = [
        good.replace("mairie@bourg.example", "mairie at bourg"),
        good.replace("town-hall", "two").replace("public", "sometimes"),
        good.replace("town-hall", "three").replace("city_small", "village-fair"),
        good.replace("town-hall", "four").replace("2027-06-30", "30 June"),
        good.replace("town-hall", "five").replace("Europe/Paris", "Europe/Bourg"),
    ]
    (folder / "panel.csv").write_text(HEADER + "".join(rows), "utf-8")
    columns = ["mail", "sector", "category", "ends", "timezone"]
    sentences = []
    for language in LANGUAGES:
        said = barometer("plan", language=language)
        assert said.code == 2
        lines = said.errors.strip().splitlines()
        for number, column in enumerate(columns, 2):
            assert [line for line in lines if f"panel.csv:{number}:{column}: " in line], said.errors
        sentences.append(lines)
    assert not set(sentences[0]) & set(sentences[1])


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ("colour: blue\n", ":7:colour: "),
        ("seed: many\n", ":7:seed: "),
        ("plan: weekly\n", ":plan: "),
        ("norms: iso-0\n", ":norms: "),
        ("scenarios: [no-such]\n", ":scenarios: "),
        ("panel: other.csv\n", ": "),
        ("name: [unclosed\n", ":"),
        ("grid: '1999'\n", ":"),
    ],
)
def test_a_campaign_file_with_a_fault(barometer, folder, change, place):
    field = change.partition(":")[0]
    kept = [line for line in CAMPAIGN.splitlines(keepends=True) if not line.startswith(f"{field}:")]
    (folder / "campaign.yaml").write_text("".join(kept) + change, "utf-8")
    answers = []
    for language in LANGUAGES:
        said = barometer("plan", language=language)
        assert said.code == 2
        assert "campaign.yaml" in said.errors
        assert place in said.errors or place == ":7:seed: "
        answers.append(said.errors)
    assert answers[0] != answers[1]


@pytest.mark.parametrize(
    ("line", "replaced"),
    [
        ("starts: 2027-01-04", "starts: 2027-02-30"),
        ("starts: 2027-01-04", "starts: next monday"),
        ("ends: 2027-03-05", "ends: 2026-03-05"),
        ("key: essai", "key: Mon Essai"),
    ],
)
def test_a_wrong_date_or_key(barometer, folder, line, replaced):
    (folder / "campaign.yaml").write_text(CAMPAIGN.replace(line, replaced), "utf-8")
    answers = []
    for language in LANGUAGES:
        said = barometer("plan", language=language)
        assert said.code == 2
        assert "campaign.yaml" in said.errors
        answers.append(said.errors)
    assert answers[0] != answers[1]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00k\x00e", b"key: \xe9t\xe9\n", b"\x00\x01\x02", b"- a list\n", b""])
def test_a_campaign_file_that_is_no_text_or_no_mapping(barometer, folder, content):
    (folder / "campaign.yaml").write_bytes(content)
    for language in LANGUAGES:
        said = barometer("status", language=language)
        assert said.code == 2
        assert "campaign.yaml" in said.errors


@pytest.mark.parametrize("content", [b"\xff\xfe\x00k\x00e", b"key,name\n\xe9,\xe9\n", b"\x00\x01\x02", b'"unclosed'])
def test_a_panel_that_is_no_text(barometer, folder, content):
    (folder / "panel.csv").write_bytes(content)
    for language in LANGUAGES:
        said = barometer("plan", language=language)
        assert said.code == 2
        assert "panel.csv" in said.errors


def test_missing_accounts_are_named(barometer, folder):
    (folder / "accounts.env").write_text("BAROMETER_SMTP_HOST=127.0.0.1\n", "utf-8")
    answers = []
    for language in LANGUAGES:
        said = barometer("plan", language=language)
        assert said.code == 2
        for name in ("BAROMETER_IMAP_HOST", "BAROMETER_IMAP_PASSWORD", "BAROMETER_MAIL_DOMAIN"):
            assert name in said.errors
        answers.append(said.errors)
    assert answers[0] != answers[1]


@pytest.mark.parametrize("content", ["not a setting\n", "BAROMETER_SMTP_PORT=many\n", "BAROMETER_REPLY_STYLE=minus\n"])
def test_an_odd_account_setting(barometer, folder, content):
    kept = "".join(line for line in ACCOUNTS.splitlines(True) if line.split("=")[0] != content.split("=")[0])
    (folder / "accounts.env").write_text(kept + content, "utf-8")
    for language in LANGUAGES:
        said = barometer("plan", language=language)
        assert said.code == 2
        assert said.errors.strip()


def test_a_fault_is_worded_in_the_users_language(barometer, folder):
    (folder / "campaign.yaml").write_text(CAMPAIGN + "colour: blue\n", "utf-8")
    french, english = (barometer("plan", language=language).errors for language in LANGUAGES)
    assert french.split(": ", 1)[1] != english.split(": ", 1)[1]
