"""Forms that are no single page: JSON, steps, frames, a captcha, an account."""

from __future__ import annotations

from pathlib import Path

from tests.sandbox.web.visiting import CITIZEN, Visitor, filled, hidden, visited


async def truth_of(visitor: Visitor, theme: str) -> dict[str, object]:
    await visitor.ask(f"https://www.{theme}.example/")
    form: dict[str, object] = visitor.truth(f"www.{theme}.example")["form"]
    return form


async def test_forms_built_in_the_browser_post_json(tmp_path: Path) -> None:
    async with visited(tmp_path, "spa", "components") as visitor:
        for theme in ("spa", "components"):
            truth = await truth_of(visitor, theme)
            url = f"https://www.{theme}.example{truth['action']}"
            fields = truth["fields"]
            assert isinstance(fields, list)
            refused = await visitor.ask(url, "POST", json={"message": "?"})
            assert refused.status_code == 422 and refused.json()["errors"]
            accepted = await visitor.ask(url, "POST", json=filled(fields))
            assert accepted.json()["ok"] and visitor.events("submitted")[-1]["accepted"], accepted.text
        page = await visitor.page("https://www.spa.example/")
        assert not page.select("form, input") and page.select("noscript")
        content = (await visitor.ask("https://www.spa.example/api/content.json")).json()
        assert '<div id="contact-form">' in content["pages"][str((await truth_of(visitor, "spa"))["page"])]["html"]


async def test_steps_keep_what_was_given_until_the_last(tmp_path: Path) -> None:
    async with visited(tmp_path, "stepwise") as visitor:
        truth = await truth_of(visitor, "stepwise")
        url, fields = f"https://www.stepwise.example{truth['page']}", truth["fields"]
        assert isinstance(fields, list)
        values, page = filled(fields), await visitor.page(url)
        for step in range(1, 5):
            form = page.select("main form[method=post]")[-1]
            asked = {entry["name"] for entry in fields if entry["step"] == step}
            assert {str(tag["name"]) for tag in form.select("[name]")} >= asked, step
            data = hidden(form) | {name: value for name, value in values.items() if name in asked}
            page = visitor.read(await visitor.ask(url, "POST", data=data))
        (event,) = visitor.events("submitted")
        assert event["accepted"] and event["from"] == CITIZEN["mail"]
        assert event["reference"] and event["reference"] in page.get_text()
        late = await visitor.ask(url, "POST", data={"step": "3", "session": "gone"})
        assert "session" in late.text and len(visitor.events("submitted")) == 1


async def test_a_step_with_a_fault_is_shown_again(tmp_path: Path) -> None:
    async with visited(tmp_path, "stepwise") as visitor:
        truth = await truth_of(visitor, "stepwise")
        url = f"https://www.stepwise.example{truth['page']}"
        form = (await visitor.page(url)).select("main form[method=post]")[-1]
        again = visitor.read(await visitor.ask(url, "POST", data=hidden(form)))
        assert again.select("[role=alert]") and again.select_one("input[name=step]")["value"] == "1"  # type: ignore[index]


async def test_a_framed_form_lives_on_another_host(tmp_path: Path) -> None:
    async with visited(tmp_path, "framed") as visitor:
        truth = await truth_of(visitor, "framed")
        fields = truth["fields"]
        assert isinstance(fields, list)
        page = await visitor.page(f"https://www.framed.example{truth['page']}")
        address = "https:" + str(page.select_one("iframe")["src"])  # type: ignore[index]
        assert "guichet-facile.example" in address
        inner = await visitor.page(address)
        assert {tag["name"] for tag in inner.select("[name]")} >= {entry["name"] for entry in fields}
        await visitor.ask(address, "POST", data=filled(fields))
        (event,) = visitor.events("submitted")
        assert event["accepted"] and event["structure"] == "FRAMED"
        assert (await visitor.ask("https://formulaires.guichet-facile.example/f/ELSE/contact")).status_code == 404


async def test_only_who_reads_the_picture_passes_the_captcha(tmp_path: Path) -> None:
    async with visited(tmp_path, "captcha") as visitor:
        truth = await truth_of(visitor, "captcha")
        fields, url = truth["fields"], f"https://www.captcha.example{truth['page']}"
        assert truth["captcha"] and isinstance(fields, list)
        page = await visitor.page(url)
        picture = await visitor.ask(f"https://www.captcha.example{page.select_one('.puzzle img')['src']}")  # type: ignore[index]
        assert picture.content.startswith(b"\x89PNG")
        data = hidden(page.select("#ecrire form")[0]) | filled(fields) | {"code_securite": "AAAAAA"}
        await visitor.ask(url, "POST", data=data)
        assert list(visitor.events("submitted")[-1]["errors"]) == ["code_securite"]
        assert visitor.events("received") == []


async def test_an_account_is_needed_and_nobody_has_one(tmp_path: Path) -> None:
    async with visited(tmp_path, "account") as visitor:
        truth = await truth_of(visitor, "account")
        assert truth["login"] and truth["fields"] == []
        page = await visitor.page(f"https://www.account.example{truth['page']}")
        assert page.select("input[type=password]") and not page.select("textarea")
        answer = await visitor.ask(
            "https://www.account.example/connexion", "POST", data={"identifiant": "a@b.example", "motdepasse": "x"}
        )
        assert answer.status_code == 200 and visitor.read(answer).select("[role=alert]")
        assert visitor.events("submitted") == []


async def test_a_page_wide_form_is_sent_by_its_own_button_only(tmp_path: Path) -> None:
    async with visited(tmp_path, "aspnet") as visitor:
        truth = await truth_of(visitor, "aspnet")
        fields, url = truth["fields"], f"https://www.aspnet.example{truth['page']}"
        assert isinstance(fields, list)
        await visitor.ask(url, "POST", data=filled(fields) | {"ctl00$btnRecherche": "OK"})
        assert visitor.events("submitted") == []
        await visitor.ask(url, "POST", data=filled(fields) | {"ctl00$Main$btnEnvoyer": "Envoyer"})
        assert len(visitor.events("submitted")) == 1
