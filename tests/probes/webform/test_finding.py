# ruff: noqa: E501 - pages are written as pages
"""The contact form is found from the home page, however the site hides it, within few pages and on the same site."""

from __future__ import annotations

import pytest
from playwright.async_api import Page

from domain.failure import Failure
from links.pages.addresses import registrable, same_site
from probes.webform import finding
from probes.webform.banner import put_aside
from probes.webform.finding import Finder, Search
from probes.webform.leads import Link, link_score
from tests.probes.webform.conftest import opener_of
from tests.probes.webform.website import Answer, Website

pytestmark = [pytest.mark.outside("chromium")]
FORM = '<form method="post" action="/x"><label>Nom <input name="n"></label><label>E-mail <input name="m" type="email"></label><label>Message <textarea name="t"></textarea></label><button>Envoyer</button></form>'
JS_FORM = FORM.replace('"', "'")


def page_of(body: str, title: str = "Valmorins") -> str:
    return f'<!doctype html><html lang="fr"><title>{title}</title><body>{body}</body></html>'


async def find(page: Page, site: Website, routes: dict[str, Answer]) -> Search:
    site.routes |= {
        path: page_of(body) if isinstance(body, str) and body.startswith("~") else body for path, body in routes.items()
    }
    return await Finder(page, opener_of(page), site.url).search()


SITES: dict[str, tuple[dict[str, str], int]] = {
    # routes, clicks from the home page
    "footer": ({"/": "<h1>Ville</h1><footer><a href='/c'>Contact</a></footer>", "/c": FORM}, 1),
    "at home": ({"/": f"<h1>Ville</h1><section><h2>Nous écrire</h2>{FORM}</section>"}, 0),
    "two clicks": ({"/": "<nav><a href='/m'>Votre mairie</a><a href='/v'>Loisirs</a></nav>", "/m": "<a href='/c'>Écrire à la mairie</a>", "/c": FORM, "/v": "<p>Piscine</p>"}, 2),
    "page with a link to the form": ({"/": "<a href='/c'>Contact</a>", "/c": "<h1>Contact</h1><p>Tél. 01 99 00 12 34</p><a href='/f'>Accéder au formulaire</a>", "/f": FORM}, 2),
    "address alone": ({"/": "<a href='/nous-contacter.html'><img src='e.png' alt=''></a>", "/nous-contacter.html": FORM}, 1),
    "frame": ({"/": "<a href='/c'>Nous contacter</a>", "/c": "<h1>Contact</h1><iframe src='/inner' width=600 height=500></iframe>", "/inner": FORM}, 1),
    "frameset": ({"/": "<html><frameset cols='20%,80%'><frame src='/menu'><frame src='/main'></frameset></html>", "/menu": "<a href='/c' target='r'>Pour nous écrire</a><a href='/c'>Nous écrire</a>", "/main": "<p>Bienvenue</p>", "/c": FORM}, 1),
    "modal": ({"/": "<a href='/c'>Contact</a>", "/c": f"<h1>Contact</h1><button onclick=\"document.getElementById('d').showModal()\">Envoyer un message</button><dialog id='d'>{FORM}</dialog>"}, 2),
    "accordion": ({"/": "<a href='/c'>Contact</a>", "/c": f"<h1>Contact</h1><details><summary>Par téléphone</summary>01</details><details><summary>Par internet</summary>{FORM}</details>"}, 2),
    "tab": ({"/": "<a href='/c'>Contact</a>", "/c": f"<h1>Contact</h1><button aria-controls='p2' onclick='p2.hidden=false'>En ligne</button><div id='p2' hidden>{FORM}</div>"}, 2),
    "single page": ({"/": f"<nav><a href='#/contact'>Contact</a></nav><div id='app'>Accueil</div><script>onhashchange=()=>setTimeout(()=>{{app.innerHTML=\"<h1>Contact</h1>{JS_FORM}\"}},250)</script>"}, 1),
    "button without address": ({"/": f"<nav><span role='link' tabindex='0' onclick='go()'>Nous contacter</span></nav><div id='app'></div><script>function go(){{history.pushState({{}},'','/k');app.innerHTML=\"{JS_FORM}\"}}</script>"}, 1),
    "built late": ({"/": "<a href='/c'>Contact</a>", "/c": f"<div id='app'></div><script>setTimeout(()=>{{app.innerHTML=\"{JS_FORM}\"}},900)</script>"}, 1),
    "english": ({"/": "<nav><a href='/about'>About us</a><a href='/touch'>Get in touch</a></nav>", "/touch": "<h1>Get in touch</h1><form method='post'><input name='a' placeholder='Your name'><input name='b' placeholder='Email'><textarea name='c' placeholder='Your message'></textarea><button>Send</button></form>"}, 1),
    "schema.org": ({"/": "<script type='application/ld+json'>{\"@type\":\"Organization\",\"contactPoint\":{\"@type\":\"ContactPoint\",\"url\":\"/joindre\"}}</script><h1>Ville</h1>", "/joindre": FORM}, 1),
    "beside a search and a newsletter": ({"/": "<form role='search'><input type='search' name='q'><button>OK</button></form><form><input type='email' name='nl' placeholder='Votre e-mail'><button>S'abonner</button></form><a href='/c'>Contact</a>", "/c": f"<form><input type='email' name='nl'><button>S'inscrire</button></form>{FORM}"}, 1),
    "not the press": ({"/": "<a href='/p'>Contact presse</a><a href='/c'>Contact</a>", "/p": FORM.replace("'/x'", "'/press'"), "/c": FORM}, 1),
}  # fmt: skip


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("name", sorted(SITES))
async def test_the_form_is_found(name: str, page: Page, website: Website):
    routes, clicks = SITES[name]
    result = await find(
        page, website, {path: page_of(body) if "frameset" not in body else body for path, body in routes.items()}
    )
    assert result.found is not None, result.trail
    assert {field.kind for field in result.found.form.usable} >= {"textarea"}
    assert result.found.clicks == clicks
    assert not any(path.startswith("/p") for path in website.asked)


@pytest.mark.asyncio(loop_scope="session")
async def test_the_map_of_the_site_is_the_last_resort(page: Page, website: Website):
    xml = (
        f"<urlset><url><loc>{website.url}a</loc></url><url><loc>{website.url}formulaire-de-contact</loc></url></urlset>"
    )
    routes: dict[str, Answer] = {
        "/": page_of("<p>Rien</p>"),
        "/sitemap.xml": (200, xml, {"Content-Type": "application/xml"}),
        "/formulaire-de-contact": page_of(FORM),
    }
    result = await find(page, website, routes)
    assert result.found is not None and (result.found.by, result.found.clicks) == ("sitemap", -1)


@pytest.mark.asyncio(loop_scope="session")
async def test_a_wall_is_said_to_be_one(page: Page, website: Website):
    login = page_of(
        "<h1>Connexion</h1><form><label>Identifiant <input name='u'></label><label>Mot de passe <input type='password' name='p'></label><button>Se connecter</button></form>"
    )
    result = await find(page, website, {"/": page_of("<a href='/c'>Contactez-nous</a>"), "/c": login})
    assert result.found is None and result.failure is Failure.LOGIN_REQUIRED


@pytest.mark.asyncio(loop_scope="session")
async def test_a_search_ends_and_stays_on_the_site(page: Page, website: Website):
    many = "".join(f"<a href='/aide{i}'>Aide {i}</a>" for i in range(40))
    routes: dict[str, Answer] = {f"/aide{i}": page_of(many) for i in range(40)}
    result = await find(
        page, website, {"/": page_of(many + "<a href='http://ailleurs.example/contact'>Contact</a>"), **routes}
    )
    assert result.failure is Failure.NO_FORM and result.pages <= finding.PAGES


BANNERS = {
    "refused": "<button onclick='x.remove();fetch(\"/refus\")'>Tout refuser</button><button onclick='x.remove();fetch(\"/accord\")'>Tout accepter</button>",
    "closed": "<button onclick='x.remove();fetch(\"/accord\")'>J'accepte</button><button aria-label='Fermer' onclick='x.remove()'>×</button>",
    "hidden": "<button onclick='x.remove();fetch(\"/accord\")'>Accepter et continuer</button>",
}


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("outcome", sorted(BANNERS))
async def test_a_banner_is_put_aside_without_consent(outcome: str, page: Page, website: Website):
    banner = f"<div id='x' style='position:fixed;inset:0;background:#fff'><p>Nous utilisons des cookies.</p>{BANNERS[outcome]}</div>"
    website.routes |= {"/": page_of(f"<h1>Ville</h1>{banner}")}
    await page.goto(website.url)
    assert await put_aside(page) == outcome
    assert not await page.locator("#x").is_visible()
    assert "/accord" not in website.asked and ("/refus" in website.asked) == (outcome == "refused")


def test_links_are_weighed_by_words_and_address():
    def weight(text: str, href: str = "http://a.fr/x", **more: str) -> float:
        return link_score(Link(node=0, text=text, href=href, **more))

    assert weight("Formulaire de contact") > weight("Contact") > weight("Aide") > 0
    assert weight("Ici", "http://a.fr/nous-contacter") > weight("Ici") == 0
    assert weight("Contact presse") == weight("Recrutement") == weight("Contact", "mailto:a@b.fr") == 0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.ville.fr/a", "https://ville.fr/", True),
        ("https://demarches.ville.fr/", "https://www.ville.fr/", True),
        ("https://autre.fr/", "https://ville.fr/", False),
        ("https://a.gouv.fr/", "https://b.gouv.fr/", False),
        ("https://x.a.gov.uk/", "https://www.a.gov.uk/", True),
        ("http://127.0.0.1:81/", "http://127.0.0.1:80/", False),
    ],
)
def test_one_site(one: str, other: str, same: bool):
    assert same_site(one, other) is same


def test_a_registrable_name():
    assert registrable("www.mairie.ville.asso.fr") == "ville.asso.fr"
