"""A message through whole websites: found, filled, sent once, and what the site says is read."""

# ruff: noqa: E501 - pages are written as pages
from __future__ import annotations

import pytest
from playwright.async_api import Page

from domain.failure import Failure
from probes.webform.aftermath import Verdict
from probes.webform.facts import confirmation_facts
from probes.webform.pressing import SubmissionUncertain
from probes.webform.recipe import recipe_of
from probes.webform.session import Session, write_through
from tests.probes.webform.conftest import MESSAGE, citizen_of, opener_of
from tests.probes.webform.website import Posted, Website

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.outside("chromium")]

HOME = '<!doctype html><html lang="fr"><title>Valmorins</title><nav><a href="/vie">Vie locale</a> <a href="/ecrire">Nous écrire</a></nav><h1>Bienvenue</h1><p>Actualités de la commune.</p></html>'
FIELDS = '<label>Nom <input name="nom"></label><label>Courriel <input name="mail"></label><label>Message <textarea name="msg"></textarea></label>'
FORM = f'<!doctype html><html lang="fr"><title>Nous écrire</title><h1>Nous écrire</h1><form method="post" action="/envoi">{FIELDS}<button>Envoyer</button></form></html>'
THANKS = "<title>Valmorins</title><h1>Merci</h1><p>Votre message a bien été envoyé. Numéro de demande : VAL-2026-0871. Nous vous répondrons sous 5 jours ouvrés.</p>"


async def write(
    page: Page, site: Website, recipe: dict[str, object] | None = None, **changes: object
) -> tuple[Session, list[int]]:
    """Send; the second value is how many messages had been posted at each mark."""
    marks: list[int] = []

    async def exhibit(_: str) -> None:
        return

    citizen = citizen_of(site.url, **changes)
    made = recipe_of(recipe) if recipe else None
    dialogs: list[str] = []

    async def heard(dialog) -> None:
        dialogs.append(dialog.message)
        await dialog.dismiss()

    page.on("dialog", heard)
    session = await write_through(
        page, opener_of(page), citizen, lambda: marks.append(len(site.posted)), exhibit, recipe=made, dialogs=dialogs
    )
    return session, marks


def verdict(session: Session) -> Verdict | None:
    return session.outcome.aftermath.verdict() if session.outcome.aftermath else None


async def test_a_message_is_sent_once_and_its_confirmation_read(page: Page, website: Website):
    website.routes |= {"/": HOME, "/ecrire": FORM}
    website.actions["/envoi"] = lambda posted: THANKS
    session, marks = await write(page, website)
    facts = session.facts | confirmation_facts(session.outcome, shown=True)

    assert session.failure is None and verdict(session) is Verdict.CONFIRMED
    assert [posted.fields["mail"] for posted in website.posted] == ["odile.b+k7f3@mel.example.org"]
    assert website.posted[0].fields["msg"].replace("\r\n", "\n") == MESSAGE
    assert marks == [0], "the mark comes once, before anything left"
    assert facts["form.clicks_from_home"] == 1 and facts["form.steps"] == 1 and facts["form.fields"] == 3
    assert 0 < int(facts["form.load_ms"]) < 20_000
    assert facts["confirmation.reference"] == "VAL-2026-0871" and facts["confirmation.delay_days"] == 5
    assert "bien été envoyé" in str(facts["confirmation.text"])


async def test_steps_that_carry_no_message_are_no_sending(page: Page, website: Website):
    one = '<h1>Contact</h1><p>Étape 1 sur 3</p><form method="post" action="/2"><label>Vous êtes <select name="q"><option value="">Choisir</option><option>Entreprise</option><option>Particulier</option></select></label><button>Étape suivante</button></form>'
    two = f'<h1>Contact</h1><form method="post" action="/3">{FIELDS}<button>Continuer</button></form>'
    website.routes |= {"/": HOME, "/ecrire": one}
    website.actions["/2"] = lambda posted: two
    website.actions["/3"] = lambda posted: (
        f'<h1>Récapitulatif</h1><p>{posted.fields["msg"]}</p><form method="post" action="/fin"><input type="hidden" name="k" value="1"><button>Modifier</button><button name="go">Confirmer l\'envoi</button></form>'
    )
    website.actions["/fin"] = lambda posted: "<h1>Votre demande est enregistrée</h1><p>Référence 4471-B</p>"
    session, marks = await write(page, website)

    assert session.failure is None and verdict(session) is Verdict.CONFIRMED
    assert [posted.path for posted in website.posted] == ["/2", "/3", "/fin"]
    assert website.posted[0].fields == {"q": "Particulier"}
    assert marks == [1], "marked before the step that carried the message, not before the first"
    assert session.facts["form.steps"] == 3


async def test_hidden_steps_of_one_page_are_gone_through(page: Page, website: Website):
    wizard = """<h1>Contactez-nous</h1><form id="f" method="post" action="/envoi"><div class="s"><label>Objet <select name="o"><option value="">Choisir</option><option>Cantine</option><option>Voirie</option></select></label><button type="button" class="n">Suivant</button></div>
<div class="s" hidden><label>Nom <input name="nom"></label><label>Courriel <input name="mail" type="email"></label><button type="button" class="n">Suivant</button></div>
<div class="s" hidden><label>Votre message <textarea name="msg"></textarea></label><button type="submit">Envoyer</button></div></form>
<script>document.querySelectorAll(".n").forEach((b,i)=>b.onclick=()=>{document.querySelectorAll(".s").forEach((s,j)=>s.hidden=j!==i+1)})</script>"""
    website.routes |= {"/": HOME, "/ecrire": wizard}
    website.actions["/envoi"] = lambda posted: THANKS
    session, marks = await write(page, website)
    assert session.failure is None
    assert website.posted[0].fields["o"] == "Cantine" and website.posted[0].fields["nom"] == "Odile Brancourt"
    assert marks == [0] and session.facts["form.steps"] == 3


async def test_a_refused_value_is_mended_once_and_sent_again(page: Page, website: Website):
    def take(posted: Posted) -> str:
        if posted.fields["tel"] == "0199001234":
            return THANKS
        kept = FORM.replace(
            '<textarea name="msg"></textarea>', f'<textarea name="msg">{posted.fields["msg"]}</textarea>'
        )
        kept = kept.replace('name="mail"', f'name="mail" value="{posted.fields["mail"]}"')
        return kept.replace(
            "<button>",
            f'<label>Téléphone <input name="tel" value="{posted.fields["tel"]}"></label><p class="error" role="alert">Le champ Téléphone n\'est pas valide.</p><button>',
        )

    website.routes |= {
        "/": HOME,
        "/ecrire": FORM.replace("<button>", '<label>Téléphone <input name="tel"></label><button>'),
    }
    website.actions["/envoi"] = take
    session, marks = await write(page, website)
    assert session.failure is None and session.outcome.mended
    assert [posted.fields["tel"] for posted in website.posted] == ["01 99 00 12 34", "0199001234"]
    assert marks == [0]


async def test_a_form_that_refuses_what_we_cannot_change_is_left(page: Page, website: Website):
    def refuse(posted: Posted) -> str:
        kept = FORM.replace("</textarea>", f"{posted.fields['msg']}</textarea>")
        return kept.replace(
            "<button>",
            '<div class="alert alert-danger">Erreur : les messages de cette adresse sont refusés.</div><button>',
        )

    website.routes |= {"/": HOME, "/ecrire": FORM}
    website.actions["/envoi"] = refuse
    session, _ = await write(page, website)
    assert session.failure is Failure.FORM_REJECTED and "refusés" in session.outcome.detail
    assert len(website.posted) == 1


async def test_never_twice_when_the_page_does_not_say_that_nothing_was_taken(page: Page, website: Website):
    """The form comes back with an error but without our text: it may have been taken."""
    website.routes |= {"/": HOME, "/ecrire": FORM}
    website.actions["/envoi"] = lambda posted: FORM.replace(
        "<button>", "<p class=error>Une erreur est survenue, réessayez</p><button>"
    )
    session, _ = await write(page, website)
    assert len(website.posted) == 1 and session.failure is Failure.FORM_REJECTED


async def test_a_lost_answer_is_uncertain(page: Page, website: Website):
    website.routes |= {"/": HOME, "/ecrire": FORM}
    website.actions["/envoi"] = lambda posted: None
    with pytest.raises(SubmissionUncertain):
        await write(page, website)
    assert 1 <= len(website.posted) <= 2  # Chromium itself may try a reused connection once more


async def test_a_broken_server_is_a_result(page: Page, website: Website):
    website.routes |= {"/": HOME, "/ecrire": FORM}
    website.actions["/envoi"] = lambda posted: (500, "<h1>Internal Server Error</h1>")
    session, _ = await write(page, website)
    assert session.failure is Failure.HTTP_5XX and session.outcome.permanent


AJAX = """<h1>Nous écrire</h1><form id="f">%s<button>Envoyer</button></form><div id="out" aria-live="polite"></div>
<script>f.onsubmit=async e=>{e.preventDefault();const r=await fetch("/api",{method:"POST",body:new URLSearchParams(new FormData(f))});%s}</script>"""


@pytest.mark.parametrize(
    "after",
    [
        "out.textContent=await r.text()",
        "f.outerHTML='<p class=\"success\">'+await r.text()+'</p>'",
        "alert(await r.text())",
        "const t=document.createElement('div');t.className='toast';t.textContent=await r.text();document.body.append(t);setTimeout(()=>t.remove(),900);f.reset()",
    ],
    ids=["live", "replaced", "dialog", "toast"],
)
async def test_a_message_taken_in_place_is_confirmed(after: str, page: Page, website: Website):
    website.routes |= {"/": HOME, "/ecrire": AJAX % (FIELDS, after)}
    website.actions["/api"] = lambda posted: "Merci, votre message nous est bien parvenu."
    session, _ = await write(page, website)
    assert session.failure is None and verdict(session) is Verdict.CONFIRMED
    assert len(website.posted) == 1


async def test_an_error_of_the_page_itself_is_mended_before_anything_leaves(page: Page, website: Website):
    script = """if(!f.who.value){out.className="error";out.textContent="Le champ Qualité est obligatoire";return}const r=await fetch("/api",{method:"POST",body:new URLSearchParams(new FormData(f))});out.textContent=await r.text()"""
    form = f"""<h1>Nous écrire</h1><form id="f">{FIELDS}<label>Service à prévenir (code) <input name="x"></label><label>Qualité <input name="who"></label><button>Envoyer</button></form><div id="out" aria-live="polite"></div>
<script>f.onsubmit=async e=>{{e.preventDefault();{script}}}</script>"""
    website.routes |= {"/": HOME, "/ecrire": form.replace('name="who"', 'name="who" list="l"')}
    website.actions["/api"] = lambda posted: "Message envoyé"
    session, marks = await write(page, website)
    assert session.failure is None, session.outcome.detail
    assert len(website.posted) == 1 and marks == [0]


async def test_a_silent_site_has_taken_the_message_without_a_word(page: Page, website: Website):
    website.routes |= {"/": HOME, "/ecrire": FORM}
    website.actions["/envoi"] = lambda posted: (303, "", {"Location": "/"})
    session, _ = await write(page, website)
    assert session.failure is None and verdict(session) is Verdict.SILENT


CAPTCHAS = {
    "widget": '<div class="g-recaptcha" data-sitekey="k"></div>',
    "image": '<img src="/captcha.php?1" width="90" height="30"><input name="code">',
    "question": "<label>Combien font trois plus quatre ? <input name='q' required></label>",
    "tick": "<label><input type=checkbox name=h> Je ne suis pas un robot</label>",
}


@pytest.mark.parametrize("kind", sorted(CAPTCHAS))
async def test_a_test_for_humans_ends_it(kind: str, page: Page, website: Website):
    website.routes |= {"/": HOME, "/ecrire": FORM.replace("<button>", CAPTCHAS[kind] + "<button>")}
    session, marks = await write(page, website)
    assert session.failure is Failure.CAPTCHA and session.facts["form.captcha"] == kind
    assert website.posted == [] and marks == []


async def test_a_score_script_guards_the_only_form_of_a_page(page: Page, website: Website):
    script = '<script src="/recaptcha/api.js?render=abc"></script>'
    website.routes |= {"/": HOME, "/ecrire": FORM.replace("<h1>", script + "<h1>")}
    session, _ = await write(page, website)
    assert session.failure is Failure.CAPTCHA and session.facts["form.captcha"] == "score"


REFUSED = {
    "file": "<label>Justificatif <input type=file name=p required></label>",
    "birth": "<label>Date de naissance <input type=date name=d required></label>",
    "number": "<label>Numéro d'allocataire <input name=d required></label>",
    "short": None,
}


@pytest.mark.parametrize("what", sorted(REFUSED))
async def test_what_a_citizen_cannot_give_is_a_clear_failure(what: str, page: Page, website: Website):
    added = REFUSED[what]
    form = (
        FORM.replace("<textarea", '<textarea maxlength="50"')
        if added is None
        else FORM.replace("<button>", added + "<button>")
    )
    website.routes |= {"/": HOME, "/ecrire": form}
    session, marks = await write(page, website)
    assert session.failure is Failure.FORM_REJECTED and marks == [] and website.posted == []
    assert session.outcome.obstacles[0].label


async def test_a_recipe_has_the_last_word(page: Page, website: Website):
    odd = '<h1>Contact</h1><form method="post" action="/envoi"><input name="zz1"><input name="zz2"><input name="zz3"><input name="zz4"><textarea name="zz5"></textarea><button id="b1">Envoyer</button><button id="b2" name="really" value="1">Go</button></form>'
    website.routes |= {"/": HOME, "/bureau": odd}
    website.actions["/envoi"] = lambda posted: "<p id='done'>xyzzy</p>"
    recipe: dict[str, object] = {
        "url": "/bureau", "submit": "#b2", "confirmation": "#done",
        "steps": [{"fields": {"full_name": "[name=zz2]", "mail": "[name=zz3]", "message": "[name=zz5]"},
                   "fixed": [{"selector": "[name=zz1]", "value": "fixe"}], "leave": ["[name=zz4]"]}],
    }  # fmt: skip
    session, _ = await write(page, website, recipe)
    assert session.failure is None and verdict(session) is Verdict.CONFIRMED
    fields = website.posted[0].fields
    assert (fields["zz1"], fields["zz2"], fields["zz4"], fields["really"]) == ("fixe", "Odile Brancourt", "", "1")
