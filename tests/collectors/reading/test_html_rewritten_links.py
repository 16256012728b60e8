"""Links that gateways and webmails rewrote, and the pages behind them."""

from __future__ import annotations

import pytest

from collectors.reading.rewritten_links import unwrap_link

PAGE = "https://ville.example/tarifs?x=1"


@pytest.mark.parametrize(
    "link",
    [
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fville.example%2Ftarifs%3Fx%3D1&data=05",
        "https://urldefense.com/v3/__https://ville.example/tarifs?x=1__;!!AbC!xyz$",
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__ville.example_tarifs-3Fx-3D1&d=DwMF",
        "https://deref-gmx.net/mail/client/a/dereferrer/?redirectUrl=https%3A%2F%2Fville.example%2Ftarifs%3Fx%3D1",
        "https://www.google.com/url?q=https%3A%2F%2Fville.example%2Ftarifs%3Fx%3D1&sa=D",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.google.com%2Furl%3Fq%3D"
        "https%253A%252F%252Fville.example%252Ftarifs%253Fx%253D1",
        PAGE,
    ],
)
def test_the_page_behind_a_link(link: str) -> None:
    assert unwrap_link(link) == PAGE


@pytest.mark.parametrize(
    "link",
    [
        "https://ville.example/search?url=https%3A%2F%2Fautre.example%2F",
        "https://urldefense.com/v3/__https://ville.example/a*b__;w6k!!A!x$",
        "https://protect.mimecast.com/s/AbCdEf",
        "https://[bad.safelinks.protection.outlook.com/?url=x",
    ],
)
def test_a_link_that_hides_its_page_or_is_no_wrapper_stays(link: str) -> None:
    assert unwrap_link(link) == link
