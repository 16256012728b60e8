"""`read_mail` as a whole: total on any bytes, and every field filled."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.reading.decoded import Decoded
from collectors.reading.kinds import kind_of
from collectors.reading.mail import READING_VERSION, read_mail
from domain.reply import Part
from domain.vocabulary import ReplyKind
from tests.collectors.reading.letters import letter

_NAMES = ["From", "To", "Subject", "Date", "Content-Type", "Auto-Submitted", "In-Reply-To", "Content-Transfer-Encoding"]


@settings(max_examples=200, deadline=None)
@given(raw=st.binary(max_size=600))
def test_any_bytes(raw: bytes):
    read = read_mail(raw)
    assert "".join(read.text[s.start : s.end] for s in read.segments) == read.text


@settings(max_examples=200, deadline=None)
@given(
    fields=st.lists(st.tuples(st.sampled_from(_NAMES), st.text(max_size=40)), max_size=8), body=st.text(max_size=300)
)
def test_any_fields(fields: list[tuple[str, str]], body: str):
    head = "".join(f"{name}: {value}\n" for name, value in fields)
    read = read_mail((head + "\n" + body).encode("utf-8", "surrogatepass"))
    assert 0 <= read.confidence <= 1
    assert read.reason


def test_fields_are_filled():
    body = "Bonjour,\n\nOui, samedi.\n\nCordialement,\nLéa Petit\n\n> Libre ?\n"
    read = read_mail(letter(body, headers={"X-Mailer": "Courrier 1.0"}))
    assert read.version == READING_VERSION
    assert read.language == "fr"
    assert read.part(Part.SIGNATURE) == "Léa Petit"
    assert read.part(Part.QUOTE) == "> Libre ?"
    assert read.facts["x_mailer"] == "Courrier 1.0"
    assert read.facts["quoted"] is True
    assert read.facts["list"] is False
    assert read.original_message_id == ""


def test_noreply_senders_and_lists_are_told():
    raw = letter("Bonjour", sender="no-reply@example.org", headers={"List-Id": "<town.example.org>"})
    facts = read_mail(raw).facts
    assert (facts["noreply"], facts["list"]) == (True, True)


def test_reports_go_before_everything():
    status = (
        b"From: MAILER-DAEMON@example.org\nSubject: failure\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\n\nNot delivered.\n'
        b"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; example.org\n\n"
        b"Final-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.1.1\n\n--b--\n"
    )
    read = read_mail(status)
    assert read.kind is ReplyKind.BOUNCE
    assert read.recipients[0].address == "a@example.org"
    assert read.facts["automatic"] is True


def test_kind_of_takes_a_decoded_message():
    from domain.reply import Headers

    decoded = Decoded(headers=Headers(), values={}, text="Please do not contact us again.")
    assert kind_of(decoded, decoded.text, "en", None)[0] is ReplyKind.OPT_OUT
