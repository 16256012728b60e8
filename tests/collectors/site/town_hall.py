"""A town hall's website as such sites are commonly made, in French: what an inspection should find is known."""
# ruff: noqa: E501 - pages as they are made

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from tests.collectors.site.served import Site

NAVIGATION = [
    ("/", "Accueil"),
    ("/vie-municipale", "Vie municipale"),
    ("/demarches", "Mes démarches"),
    ("/actualites", "Actualités"),
    ("/contact", "Nous contacter"),
]
FOOTER = """<footer><address>Mairie de Valrose<br>4 place de la République<br>63999 Valrose<br>
Tél. : <a href="tel:+33473000000">04 73 00 00 00</a></address>
<p><a href="/mentions-legales">Mentions légales</a> | <a href="/donnees-personnelles">Données personnelles</a> |
<a href="/accessibilite">Accessibilité : partiellement conforme</a> | <a href="/plan-du-site">Plan du site</a> |
<a href="/reclamation">Faire une réclamation</a> | <a href="https://www.facebook.com/valrose">Facebook</a> |
<a href="https://jedonnemonavis.numerique.gouv.fr/x">Je donne mon avis</a></p><p>© 2026 Valrose</p></footer>"""


def page(title: str, main: str, *, head: str = "") -> str:
    links = "".join(f'<li><a href="{path}">{name}</a></li>' for path, name in NAVIGATION)
    return f"""<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{title} – Ville de Valrose</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{head}
<style>a{{padding:6px;display:inline-block}} body{{font:16px sans-serif}}</style></head><body>
<a href="#contenu">Aller au contenu</a>
<header><form role="search" action="/recherche"><label for="q">Rechercher</label><input id="q" name="q" type="search">
<button>OK</button></form></header><nav aria-label="Menu"><ul>{links}</ul></nav>
<main id="contenu"><h1>{title}</h1>{main}</main>{FOOTER}</body></html>"""


HOURS = """<h2>Horaires de la mairie</h2><table><tr><th>Jour</th><th>Matin</th><th>Après-midi</th></tr>
<tr><td>Lundi</td><td>8h30 - 12h</td><td>13h30 - 17h30</td></tr><tr><td>Mardi</td><td>8h30 - 12h</td><td>fermé</td></tr>
<tr><td>Mercredi</td><td>8h30 - 12h</td><td>13h30 - 17h30</td></tr><tr><td>Jeudi</td><td>8h30 - 12h</td><td>13h30 - 19h</td></tr>
<tr><td>Vendredi</td><td>8h30 - 12h</td><td>13h30 - 16h30</td></tr></table>"""

BIRTH = """<p>La copie d'acte de naissance est gratuite. Vous pouvez faire la demande en ligne, par courrier postal ou au
guichet de la mairie de votre commune de naissance.</p><h2>Renseignements à fournir</h2><ul><li>nom et prénom</li>
<li>date de naissance et lieu de naissance</li><li>nom des parents</li></ul><p>Délai : l'acte est remis sur place ou envoyé
sous cinq jours ouvrés.</p><p><a href="/demarches/formulaire">Faire la demande en ligne</a></p>
<p>Mis à jour le 3 mars 2026</p>"""

CONTACT = f"""<p>Écrivez à <a href="mailto:mairie@valrose.example-town.fr">mairie@valrose.example-town.fr</a></p>{HOURS}
<h2>Formulaire de contact</h2><form method="post" action="/contact"><label for="n">Nom *</label><input id="n" name="nom" required>
<label for="m">Courriel *</label><input id="m" type="email" name="email" required>
<label for="t">Votre message *</label><textarea id="t" name="message" required></textarea>
<p>Vos données sont traitées par la commune pour répondre (RGPD).</p><button>Envoyer</button></form>"""

STATEMENT = """<h2>Déclaration d'accessibilité</h2><p>La ville de Valrose s'engage à rendre son site accessible.</p>
<p>Le site est partiellement conforme avec le référentiel général d'amélioration de l'accessibilité (RGAA).</p>
<p>L'audit réalisé le 12 février 2025 révèle que 63 % des critères sont respectés.</p>
<p>Cette déclaration a été établie le 20 février 2025.</p><p>Contactez-nous : accessibilite@valrose.example-town.fr</p>
<p>Voies de recours : écrire au Défenseur des droits.</p><p>Schéma pluriannuel de mise en accessibilité 2024-2026.</p>"""

PRIVACY = """<p>La commune traite vos données personnelles. Délégué à la protection des données : dpo@valrose.example-town.fr.</p>
<p>Vos droits : droit d'accès, de rectification. Vous pouvez saisir la CNIL. Durée de conservation : 2 ans.</p>"""

LEGAL = """<p>Directeur de la publication : le maire. Hébergeur : Nuage SA, 1 rue du Port, 13002 Marseille.</p>"""


def search(request: Request) -> Response:
    found = '<ol><li><a href="/piscine">La piscine</a></li><li><a href="/demarches/acte-de-naissance">Demander un acte de naissance</a></li></ol>'
    asked = request.query_params.get("q", "").lower()
    return HTMLResponse(page("Résultats", found if "naissance" in asked else "<p>Aucun résultat</p>"))


def town_hall(**options: float) -> Site:
    """Return the site. The page /private is forbidden to robots; /perdu is a dead link."""
    pages = {
        "/": page(
            "Bienvenue à Valrose",
            '<p>La mairie vous accueille.</p><p><a href="/demarches/etat-civil">État civil</a> '
            '<a href="/perdu">Ancienne page</a> <a href="/private">Interne</a> <a href="/guide.pdf">Guide (PDF, 200 Ko)</a></p>',
        ),
        "/vie-municipale": page("Vie municipale", '<p><a href="/elus">Les élus</a></p>'),
        "/elus": page("Les élus", "<p>Le maire et ses adjoints.</p>"),
        "/demarches": page(
            "Mes démarches",
            '<ul><li><a href="/demarches/etat-civil">État civil</a></li><li><a href="/piscine">Piscine</a></li></ul>',
        ),
        "/demarches/etat-civil": page(
            "État civil", '<ul><li><a href="/demarches/acte-de-naissance">Acte de naissance</a></li></ul>'
        ),
        "/demarches/acte-de-naissance": page("Acte de naissance", BIRTH),
        "/demarches/formulaire": page("Demande", "<p>Formulaire</p>"),
        "/piscine": page("Piscine", "<h2>Horaires de la piscine</h2><p>Du mardi au dimanche de 10h à 20h</p>"),
        "/actualites": page("Actualités", "<article><h2>Fête</h2><p>Publié le 2 novembre 2026</p></article>"),
        "/contact": page("Nous contacter", CONTACT),
        "/mentions-legales": page("Mentions légales", LEGAL),
        "/donnees-personnelles": page("Données personnelles", PRIVACY),
        "/accessibilite": page("Accessibilité", STATEMENT),
        "/plan-du-site": page("Plan du site", '<ul><li><a href="/contact">Contact</a></li></ul>'),
        "/reclamation": page("Faire une réclamation", "<p>Votre réclamation reçoit une réponse sous 15 jours.</p>"),
        "/private": page("Interne", "<p>Interne</p>"),
        "/recherche": search,
        "/guide.pdf": Response(b"%PDF-1.4", media_type="application/pdf"),
        "/robots.txt": PlainTextResponse("User-agent: *\nDisallow: /private\n"),
    }
    return Site(pages, **options)  # type: ignore[arg-type]
