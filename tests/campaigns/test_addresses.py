from __future__ import annotations

import hmac
from base64 import b32encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.addresses import forbidden_word, is_address, normalise
from campaigns.tokens import contact_token, dispatch_token, dispatch_token_of, message_id


@pytest.mark.parametrize("address", ["a@b.example", "o'neil+x@b-c.example", "mairie@évry.example", "A.B@C.EXAMPLE"])
def test_plain_addresses_are_addresses(address):
    assert is_address(address)


@pytest.mark.parametrize(
    "address",
    ["", "a", "@b.example", "a@", "a@b", "a b@c.example", "a@b..example", "a@-b.example", "a\r\n@b.example",
     "a,b@c.example", '"a b"@c.example', "a@b.example\nBcc: c@d.example", "a@[127.0.0.1]", "<a@b.example>",
     ".a@b.example"],
)  # fmt: skip
def test_others_are_not(address):
    assert not is_address(address)


@pytest.mark.parametrize(
    "address",
    ["samu@chu.example", "urgences@hopital.example", "contact@sdis35.fr", "sdis@departement.example", "15@samu.example",
     "112@secours.example", "noreply@ville.example", "ne-pas-repondre@ville.example", "no_reply@ville.example",
     "postmaster@ville.example", "accueil@urgences.hopital.example", "police@ville.example"],
)  # fmt: skip
def test_emergencies_and_dead_ends_are_forbidden(address):
    assert forbidden_word(address)


@pytest.mark.parametrize(
    "address", ["mairie@ville.example", "mairie15@paris.example", "contact@ville18.example", "firestone@shop.example"]
)
def test_ordinary_desks_are_not(address):
    assert forbidden_word(address) == ""


def test_a_desk_is_one_however_it_is_written():
    assert normalise(" Mairie@ÉVRY.example") == normalise("mairie@évry.example")


@given(st.integers(min_value=0, max_value=10**9))
def test_tokens_are_deterministic_and_fit_an_address(index):
    token = contact_token("ab" * 32, index)
    assert token == contact_token("ab" * 32, index)
    assert len(token) == 10
    assert is_address(f"lucie+{token}@b.example")
    assert token != contact_token("ac" * 32, index)


@given(st.text(min_size=1, max_size=12), st.integers(min_value=1, max_value=9))
def test_a_message_id_leads_back_to_its_dispatch_and_no_other_does(contact, number):
    token = dispatch_token("ab" * 32, contact, "first", number)
    identifier = message_id(token, "b.example")
    assert dispatch_token_of(identifier) == token
    assert dispatch_token_of(identifier.strip("<>").upper().replace("B.EXAMPLE", "b.example")) == token
    flipped = identifier.replace(identifier[1], "0" if identifier[1] != "0" else "1", 1)
    assert dispatch_token_of(flipped) == ""


def test_tokens_are_base_32_of_the_keyed_hash():
    mac = hmac.digest(bytes.fromhex("ab" * 32), b"tok:first:1", "sha256")
    assert dispatch_token("ab" * 32, "tok", "first", 1) == b32encode(mac[:10]).decode().lower()


def test_two_hundred_thousand_tokens_hardly_collide():
    assert len({contact_token("01" * 32, index) for index in range(200_000)}) == 200_000
