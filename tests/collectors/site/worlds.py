"""Sites of many makes and troubles, each with a name of its own: what inspections are tried on."""
# ruff: noqa: E501 - pages as they are made

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse

from tests.collectors.site.served import Site
from tests.collectors.site.town_hall import town_hall

ENGLISH_HEAD = """<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"GovernmentOffice",
"name":"Ashcombe Town Council","telephone":"+44 1632 960123","email":"hello@ashcombe.example-council.uk",
"address":{"@type":"PostalAddress","streetAddress":"The Guildhall, High Street","postalCode":"AS1 2CD","addressLocality":"Ashcombe"},
"openingHoursSpecification":[{"@type":"OpeningHoursSpecification","dayOfWeek":["Monday","Tuesday","Wednesday","Thursday","Friday"],
"opens":"09:00","closes":"17:00"}]}]}</script>"""


def english(title: str, main: str, head: str = "") -> str:
    return f"""<!doctype html><html lang="en"><head><title>{title} | Ashcombe Town Council</title>{head}
<meta name="viewport" content="width=device-width"></head><body><div id="header"><a href="/">Home</a></div>
<ul class="menu"><li><a href="/your-council">Your council</a></li><li><a href="/services-az">Services A to Z</a></li>
<li><a href="/get-in-touch">Get in touch</a></li></ul><div id="content"><h1>{title}</h1>{main}</div>
<div class="footer"><a href="/privacy">Privacy notice</a> <a href="/accessibility-statement">Accessibility statement</a>
<a href="/complaints">Complaints</a></div></body></html>"""


def english_council() -> Site:
    certificate = """<p>You can apply online, by post or in person at the register office. Give your full name, date of birth, place
    of birth and the names of your parents. There is no charge. Certificates are sent within five working days.</p>
    <p>Last updated 2 October 2026</p>"""
    return Site(
        {
            "/": english("Welcome to Ashcombe", "<p>News and services for residents of Ashcombe.</p>", ENGLISH_HEAD),
            "/your-council": english("Your council", '<p><a href="/councillors">Your councillors</a></p>'),
            "/councillors": english("Your councillors", "<p>Twelve councillors.</p>"),
            "/services-az": english("Services A to Z", '<p><a href="/births">Births, deaths and marriages</a></p>'),
            "/births": english("Births, deaths and marriages", '<p><a href="/births/certificate">Copy of a birth certificate</a></p>'),
            "/births/certificate": english("Copy of a birth certificate", certificate),
            "/get-in-touch": english("Get in touch", "<p>We are open Monday to Friday, 9am to 5pm. Call 01632 960123.</p>"),
            "/privacy": english("Privacy notice", "<p>Our data protection officer can be contacted at dpo@ashcombe.example-council.uk. "
            "You have the right to access. You may complain to the Information Commissioner.</p>"),
            "/accessibility-statement": english("Accessibility statement", "<p>This website is partially compliant with WCAG 2.2 AA. "
            "Prepared on 3 May 2026. Email us at web@ashcombe.example-council.uk.</p>"),
            "/complaints": english("Complaints", "<p>We answer every complaint within 10 working days.</p>"),
            "/sitemap.xml": Response('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>http://ashcombe.example-council.uk/faq</loc></url></urlset>', media_type="application/xml"),
            "/faq": english("Frequently asked questions", "<p>Questions.</p>"),
        }
    )  # fmt: skip


SCRIPTED = """<!doctype html><html lang="fr"><head><title>Bourg-Neuf</title></head><body><div id="app"></div><script>
const pages = {
  '': '<h1>Bourg-Neuf</h1><p>La mairie de Bourg-Neuf est au service de ses habitants, toute l’année, sur rendez-vous ou non.</p>',
  contact: '<h1>Nous contacter</h1><p>Mairie de Bourg-Neuf, 2 rue Basse, 63998 Bourg-Neuf. Tél. 04 73 11 11 11.</p><p>Du lundi au vendredi de 9h à 12h.</p>',
  naissance: '<h1>Acte de naissance</h1><p>La copie d’acte de naissance est gratuite. Demande en ligne ou par courrier. Donnez nom et prénom, date de naissance et nom des parents. Délai : cinq jours ouvrés.</p>',
  legal: '<h1>Mentions légales</h1><p>Hébergeur : Nuage.</p>',
};
const menu = '<nav><a href="#/">Accueil</a> <a href="#/naissance">Acte de naissance</a> <a href="#/contact">Contact</a> <a href="#/legal">Mentions légales</a></nav>';
const show = () => { const name = location.hash.replace('#/', ''); document.getElementById('app').innerHTML = menu + '<main>' + (pages[name] || pages['']) + '</main>'; };
addEventListener('hashchange', show); setTimeout(show, 50);
</script></body></html>"""

FRAMES = """<html><head><title>Commune de Vieux-Pont</title></head><frameset cols="200,*"><frame src="/menu.htm"><frame src="/centre.htm">
</frameset></html>"""


_DECISION = "<p>" + "Délibération du conseil municipal de la commune. " * 10 + "</p>"


def endless(request: Request) -> Response:
    return RedirectResponse("/b" if request.url.path == "/" else "/")


def huge(request: Request) -> Response:
    return HTMLResponse("<html><body><h1>Registre</h1>" + _DECISION * 20_000 + "</body></html>")


def never(request: Request) -> Response:
    async def body() -> object:
        await asyncio.Event().wait()
        yield b""

    return StreamingResponse(body())  # type: ignore[arg-type]


STUCK = "<html><body><h1>Bloqué</h1><script>while (true) {}</script></body></html>"
LOGIN = """<html lang="fr"><head><title>Connexion</title></head><body><h1>Se connecter</h1><form method="post"><label>Identifiant
<input name="u"></label><label>Mot de passe<input type="password" name="p"></label><button>Connexion</button></form></body></html>"""
PARKED = "<html><head><title>exemple</title></head><body><h1>Ce nom de domaine est à vendre</h1><a href='/buy'>Buy this domain</a></body></html>"
CHALLENGE = "<html><head><title>Just a moment...</title></head><body><p>Verify you are human</p></body></html>"
GERMAN = """<html lang="de"><head><title>Stadt Neudorf</title></head><body><main><h1>Willkommen in Neudorf</h1><p>Die Stadtverwaltung ist
für Sie da. Das Rathaus ist von Montag bis Freitag geöffnet. Wir freuen uns auf Ihren Besuch und helfen Ihnen gern weiter.</p>
<a href="/kontakt">Kontakt</a></main></body></html>"""

WORLDS: dict[str, Callable[[], Site]] = {
    "valrose.example-town.fr": town_hall,
    "ashcombe.example-council.uk": english_council,
    "bourg-neuf.example-town.fr": lambda: Site({"/": SCRIPTED}),
    "vieux-pont.example-town.fr": lambda: Site(
        {
            "/": FRAMES,
            "/menu.htm": '<html><body><a href="/contact.htm" target="c">Contact</a></body></html>',
            "/centre.htm": "<html><body><h1>Bienvenue à Vieux-Pont</h1><p>Le village.</p></body></html>",
            "/contact.htm": "<html><body><p>Mairie, 1 place de l'Église, 63997 Vieux-Pont. Tél : 04 73 22 22 22</p></body></html>",
        }
    ),
    "huge.example-town.fr": lambda: Site({"/": huge}),
    "neudorf.example-town.de": lambda: Site({"/": GERMAN, "/kontakt": GERMAN}),
    "parked.example-town.fr": lambda: Site({"/": PARKED}),
    "login.example-town.fr": lambda: Site({"/": LOGIN}),
    "challenge.example-town.fr": lambda: Site({"/": CHALLENGE}),
    "pdf.example-town.fr": lambda: Site({"/": Response(b"%PDF-1.4 ...", media_type="application/pdf")}),
    "endless.example-town.fr": lambda: Site({"/": endless, "/b": endless}),
    "broken.example-town.fr": lambda: Site({"/": Response("oops", status_code=503)}),
    "closed.example-town.fr": lambda: Site({"/robots.txt": PlainTextResponse("User-agent: barometer\nDisallow: /"), "/": PARKED}),
    "never.example-town.fr": lambda: Site({"/": never}),
    "stuck.example-town.fr": lambda: Site({"/": STUCK}),
    "empty.example-town.fr": lambda: Site({"/": ""}),
}  # fmt: skip
