from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.options import Options, SendingAccount
from campaigns.rendering import Parts, digest, html_of, mail, one_line, reply_address
from campaigns.tokens import dispatch_token_of
from domain.contact import MailContent
from domain.errors import InputError
from domain.structure import Persona, Structure
from domain.vocabulary import DispatchKind

from .builders import SECRET, paris, personas, scenario, structure

ACCOUNT = SendingAccount(name="main", domain="citoyens.example")
TOKEN = "abcdefghij234567"
EVIL = ["\r\nBcc: x@evil.example", "\n", "\r", "\x00", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1b[31m", "\u202e"]


def parts(**changes: object) -> Parts:
    usual = Parts(
        secret=SECRET,
        token="tokentoken",
        scenario=scenario("birth-certificate"),
        wording=1,
        language="fr",
        structure=structure(),
        persona=personas(1)[0],
        account=ACCOUNT,
        options=Options(accounts=(ACCOUNT,), reminder_after_working_days=7, html_share=0.0),
        channel="mail",
        planned_at=paris(11, 10),
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def test_the_first_message_is_the_scenarios_wording_filled_in():
    content = mail(parts(), DispatchKind.FIRST, TOKEN)
    assert content.subject == "birth-certificate 1 Bourg 0"
    assert content.text == "Bonjour Ville 0,\n\nfr 1 ?\n\nLucie Martin0"
    assert content.sender_name == "Lucie Martin0"
    assert content.sender_address == "lucie.martin0+tokentoken@citoyens.example"
    assert content.recipient == "mairie@ville0.example"
    assert (content.html, content.in_reply_to, content.references) == (None, "", ())
    assert dispatch_token_of(content.message_id) == TOKEN


def test_rendering_twice_gives_the_same():
    assert mail(parts(), DispatchKind.FIRST, TOKEN) == mail(parts(), DispatchKind.FIRST, TOKEN)
    assert digest(parts()) == digest(parts())


def test_reply_addresses():
    catchall = SendingAccount(name="a", domain="d.example", style="catchall")
    single = SendingAccount(name="a", domain="d.example", mailbox="enquete")
    assert reply_address(catchall, "lucie", "t0k") == "lucie.t0k@d.example"
    assert reply_address(single, "lucie", "t0k") == "enquete+t0k@d.example"


def test_the_reminder_answers_the_first_message():
    first = mail(parts(), DispatchKind.FIRST, "bcdefghij2345672")
    reminder = mail(parts(), DispatchKind.REMINDER, TOKEN)
    assert reminder.subject == "Relance birth-certificate"
    assert reminder.text.endswith("Lucie Martin0")
    assert reminder.in_reply_to.startswith("<")
    assert reminder.in_reply_to.endswith("@citoyens.example>")
    assert reminder.message_id not in (first.message_id, reminder.in_reply_to)


def test_the_second_turn_answers_the_structures_question_with_the_right_script():
    question = "<CAF=1234.abc@mail.ville0.example>"
    turn = mail(parts(), DispatchKind.SECOND_TURN, TOKEN, script=0, in_reply_to=question)
    assert turn.text == "Rue A.\nLucie Martin0"
    assert turn.subject == "Re: birth-certificate 1 Bourg 0"
    assert turn.in_reply_to == question
    assert turn.references[-1] == question
    assert mail(parts(), DispatchKind.SECOND_TURN, TOKEN, script=1).text.startswith("Pas d'autre")
    assert mail(parts(), DispatchKind.SECOND_TURN, TOKEN, script=99).text.startswith("Pas d'autre")


def test_a_foreign_message_id_that_is_none_is_left_out():
    for bad in ("<a@b>\r\nBcc: x@evil.example", "no brackets", "<a b@c>", "<é@c>", "", "<" + "a" * 400 + "@b>"):
        turn = mail(parts(), DispatchKind.SECOND_TURN, TOKEN, in_reply_to=bad)
        assert (turn.in_reply_to, turn.references) == ("", ())


def test_values_are_not_filled_in_twice():
    named = structure(name="{name} {place}", place="{civility}")
    content = mail(parts(structure=named), DispatchKind.FIRST, TOKEN)
    assert content.text.startswith("Bonjour {name} {place},")
    assert content.subject.endswith("{civility}")


def test_a_missing_place_gives_way_to_the_name():
    assert mail(parts(structure=structure(place="")), DispatchKind.FIRST, TOKEN).subject.endswith("Ville 0")


def test_html_is_made_for_the_share_asked_and_always_for_the_same_contacts():
    def share(wanted: float) -> list[bool]:
        options = Options(accounts=(ACCOUNT,), html_share=wanted)
        made = [parts(token=f"token{number:05d}", options=options) for number in range(2000)]
        return [mail(entry, DispatchKind.FIRST, TOKEN).html is not None for entry in made]

    assert not any(share(0.0))
    assert all(share(1.0))
    assert 0.27 < sum(share(0.3)) / 2000 < 0.33
    assert share(0.3) == share(0.3)


def test_html_escapes_what_the_text_holds():
    assert "<script>" not in html_of("a <script> & b\nc\n\nd")
    assert html_of("a\nb\n\nc").count("<p>") == 2


def headers_of(content: MailContent) -> Message:
    """Serialise the headers as a naive sender would, and read them back."""
    raw = (
        f"From: {content.sender_name} <{content.sender_address}>\r\nTo: {content.recipient}\r\n"
        f"Subject: {content.subject}\r\nMessage-ID: {content.message_id}\r\nIn-Reply-To: {content.in_reply_to}\r\n\r\n"
    )
    return message_from_bytes(raw.encode("utf-8", "surrogateescape"))


NAMES = ["from", "to", "subject", "message-id", "in-reply-to"]


@pytest.mark.parametrize("evil", EVIL)
@pytest.mark.parametrize("field", ["name", "place", "given_name", "family_name", "in_reply_to", "wording"])
def test_no_value_can_add_a_header(evil, field):
    value = f"a{evil}b"
    changes: dict[str, Any] = {field: value} if field in ("name", "place") else {}
    town: Structure = structure(**changes)
    person: Persona = personas(1)[0]
    if field in ("given_name", "family_name"):
        person = person.model_copy(update={field: value})
    asked = scenario("birth-certificate")
    if field == "wording":
        wordings = [entry.model_copy(update={"subject": value}) for entry in asked.texts["fr"]]
        asked = asked.model_copy(update={"texts": {"fr": wordings}})
    answered = f"<{value}@x>" if field == "in_reply_to" else ""
    for kind in (DispatchKind.FIRST, DispatchKind.REMINDER, DispatchKind.SECOND_TURN):
        built = parts(structure=town, persona=person, scenario=asked)
        content = mail(built, kind, TOKEN, in_reply_to=answered)
        message = headers_of(content)
        assert [name.lower() for name in message] == NAMES
        lines = (content.sender_name, content.subject, content.message_id, content.in_reply_to, *content.references)
        for text in (content.sender_address, content.recipient, *lines):
            assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202e]", text)


@pytest.mark.parametrize("evil", EVIL)
def test_an_address_that_could_add_a_header_or_recipient_is_refused(evil):
    for changes in (
        {"structure": structure(mail=f"a{evil}b@ville0.example")},
        {"structure": structure(mail=f"a@ville0.example{evil}")},
        {"persona": personas(1)[0].model_copy(update={"mailbox": f"a{evil}b"})},
    ):
        with pytest.raises(InputError, match="panel_bad_mail"):
            mail(parts(**changes), DispatchKind.FIRST, TOKEN)


@settings(deadline=None)
@given(st.text())
def test_one_line_is_one_line(value):
    line = one_line(value)
    assert len(line.splitlines()) <= 1
    assert not {unicodedata.category(character) for character in line} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize(
    "change",
    [
        {"structure": structure(mail="autre@ville0.example")},
        {"structure": structure(name="Ville Neuve")},
        {"persona": personas(2)[1]},
        {"wording": 2},
        {"language": "en"},
        {"planned_at": paris(12, 10)},
        {"token": "othertoken"},
        {"account": SendingAccount(name="main", domain="autre.example")},
        {"options": Options(accounts=(ACCOUNT,), html_share=0.0)},
        {"options": Options(accounts=(ACCOUNT,), reminder_after_working_days=7, html_share=1.0)},
    ],
)
def test_any_change_changes_the_digest(change):
    assert digest(parts(**change)) != digest(parts())


@pytest.mark.parametrize("what", ["first", "reminder", "second_turn"])
def test_a_changed_text_changes_the_digest(what):
    asked = scenario("birth-certificate")
    if what == "first":
        wordings = list(asked.texts["fr"])
        wordings[1] = wordings[1].model_copy(update={"body": wordings[1].body + "."})
        asked = asked.model_copy(update={"texts": {"fr": wordings}})
    elif what == "reminder":
        reminder = asked.reminder["fr"].model_copy(update={"body": "Autre"})
        asked = asked.model_copy(update={"reminder": {"fr": reminder}})
    else:
        turn = asked.second_turn[1].model_copy(update={"body": {"fr": "Autre", "en": "Other"}})
        asked = asked.model_copy(update={"second_turn": [asked.second_turn[0], turn]})
    assert digest(parts(scenario=asked)) != digest(parts())


def test_every_text_is_shown_to_the_approver():
    every = parts().texts
    assert every.first.subject.startswith("birth-certificate")
    assert every.reminder is not None
    assert len(every.second_turns) == 2
    assert parts(options=Options()).texts.reminder is None


def test_without_an_account_there_is_no_mail():
    with pytest.raises(InputError, match="account_gone"):
        mail(parts(account=None), DispatchKind.FIRST, TOKEN)
