"""Forms: what is logged, what is refused, what is told, and what comes back by e-mail."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx
import pytest
from bs4 import BeautifulSoup, Tag

from sandbox.web.sources import words
from tests.sandbox.web.visiting import CITIZEN, MESSAGE, Visitor, filled, hidden, visited

POSTED = (
    "wordpress", "drupal", "frameset", "typo3", "joomla", "broken", "council", "aspnet", "shop", "modal", "cookiewall",
    "strict", "builder",
)  # fmt: skip


async def form_of(visitor: Visitor, host: str) -> tuple[str, Tag, dict[str, Any]]:
    """Return the address to post to, the form's element and its truth."""
    scheme = "http" if visitor.web["hosts"][f"{host}:443"] != visitor.web["https"] else "https"
    await visitor.ask(f"{scheme}://{host}/")
    truth = visitor.truth(host)["form"]
    url = f"{scheme}://{host}{truth['page']}"
    page = await visitor.page(url)
    names = {entry["name"] for entry in truth["fields"]}
    form = next(entry for entry in page.select("form") if names & {tag.get("name") for tag in entry.select("[name]")})
    return urljoin(url, str(form.get("action", ""))).partition("#")[0], form, truth


async def send(visitor: Visitor, theme: str, **other: str) -> tuple[httpx.Response, dict[str, str]]:
    """Fill in and send the contact form of a theme's site; return the answer and what was filled in."""
    url, form, truth = await form_of(visitor, f"www.{theme}.example")
    values = filled(truth["fields"], **other)
    button = {str(tag["name"]): str(tag.get("value", "")) for tag in form.select("[type=submit][name]")[-1:]}
    return await visitor.ask(url, "POST", data=hidden(form) | button | values), values


async def test_every_posted_form_accepts_logs_and_confirms(tmp_path: Path) -> None:
    async with visited(tmp_path, *POSTED) as visitor:
        for theme in POSTED:
            answer, values = await send(visitor, theme)
            assert answer.status_code == 200, theme
            told = BeautifulSoup(answer.text, "html.parser").get_text(" ")
            assert any(said in told for said in words("fr")["sent"] + words("en")["sent"]), theme
            event = visitor.events("submitted")[-1]
            assert event["accepted"] and event["site"] == theme and event["from"] == CITIZEN["mail"], event
            assert {name: event["fields"][name][0] for name in values} == values
            assert event["reference"] in told
            received = visitor.events("received")[-1]
            assert received["channel"] == "webform" and received["message_id"] == event["message_id"]
            assert received["structure"] == theme.upper()


async def test_every_posted_form_says_what_is_wrong_and_keeps_what_was_typed(tmp_path: Path) -> None:
    async with visited(tmp_path, *POSTED) as visitor:
        for theme in POSTED:
            answer, values = await send(visitor, theme, mail="claire at citizens", mail_again="claire at citizens")
            event = visitor.events("submitted")[-1]
            mail = next(name for name, value in values.items() if value == "claire at citizens")
            assert list(event["errors"]) == [mail] and not event["accepted"], theme
            page = BeautifulSoup(answer.text, "html.parser")
            shown = {str(tag.get("name")): tag for tag in page.select("input[name], textarea[name]")}
            assert shown[mail].get("value") == "claire at citizens", theme
            assert any("copie d'acte" in area.get_text() for area in page.select("textarea")), theme
        assert visitor.events("received") == []


async def test_a_honeypot_drops_the_message_silently(tmp_path: Path) -> None:
    async with visited(tmp_path, "drupal") as visitor:
        url, form, truth = await form_of(visitor, "www.drupal.example")
        assert truth["honeypots"] == ["url"]
        answer = await visitor.ask(
            url, "POST", data=hidden(form) | filled(truth["fields"]) | {"url": "http://x.example"}
        )
        (event,) = visitor.events("submitted")
        assert event["honeypots"] == ["url"] and not event["accepted"]
        assert "confirmation" in answer.text and visitor.events("received") == []


async def test_sending_twice_counts_twice(tmp_path: Path) -> None:
    async with visited(tmp_path, "frameset") as visitor:
        url, form, truth = await form_of(visitor, "www.frameset.example")
        for _ in range(2):
            await visitor.ask(url, "POST", data=hidden(form) | filled(truth["fields"]))
        events = visitor.events("submitted")
        assert [event["times"] for event in events] == [1, 2]
        assert len({event["message_id"] for event in events}) == 2


async def test_a_page_in_latin_1_is_posted_in_latin_1(tmp_path: Path) -> None:
    async with visited(tmp_path, "frameset") as visitor:
        url, _, _ = await form_of(visitor, "www.frameset.example")
        body = b"Nom=C%E9line+Dupont&email=c%40citizens.example&Commentaires=Horaires+de+l%27%E9tat+civil"
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        await visitor.ask(url, "POST", content=body, headers=kind)
        (event,) = visitor.events("submitted")
        assert event["fields"]["Nom"] == ["Céline Dupont"] and event["accepted"]


async def test_ajax_forms_answer_in_json(tmp_path: Path) -> None:
    async with visited(tmp_path, "wordpress") as visitor:
        _, form, truth = await form_of(visitor, "www.wordpress.example")
        url = f"https://www.wordpress.example{truth['action']}"
        refused = (await visitor.ask(url, "POST", data=hidden(form))).json()
        assert refused["status"] == "validation_failed" and refused["invalid_fields"]
        accepted = (await visitor.ask(url, "POST", data=hidden(form) | filled(truth["fields"]))).json()
        assert accepted["status"] == "mail_sent" and accepted["message"]


async def test_the_answer_comes_by_mail_from_the_structure(tmp_path: Path) -> None:
    async with visited(tmp_path, "drupal", extra=("acknowledgement",)) as visitor:
        url, form, truth = await form_of(visitor, "www.drupal.example")
        await visitor.ask(url, "POST", data=hidden(form) | filled(truth["fields"]))
        lease = visitor.serving.world.time.lease("test")
        await _two_days(visitor, lease)
        acts = visitor.events("act")
        assert [act["kind"] for act in acts] == ["acknowledgement", "answer"]
        assert {act["to"] for act in acts} == {CITIZEN["mail"]} and acts[1]["channel"] == "webform"
        assert acts[1]["from"] == "contact@drupal.example" and acts[1]["scenario"] == "birth-certificate"


async def _two_days(visitor: Visitor, lease: Any) -> None:
    time, done = visitor.serving.world.time, asyncio.Event()

    async def wake() -> None:
        done.set()
        time.release(lease)

    lease.sleeps[1] = time.schedule(time.now + timedelta(days=2), wake)
    lease.busy = False
    time.kick()
    await asyncio.wait_for(done.wait(), 10)


@pytest.mark.parametrize("course", ["bounce", "refused", "silent"])
async def test_a_lost_message_is_never_answered(tmp_path: Path, course: str) -> None:
    async with visited(tmp_path, "frameset", course=course) as visitor:
        url, form, truth = await form_of(visitor, "www.frameset.example")
        await visitor.ask(url, "POST", data=hidden(form) | filled(truth["fields"]))
        await _two_days(visitor, visitor.serving.world.time.lease("test"))
        assert visitor.events("act") == []
        assert MESSAGE in visitor.events("submitted")[0]["fields"]["Commentaires"][0].replace("\r\n", "\n")
