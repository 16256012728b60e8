"""The mails `bench.reading` reads: generated, always the same, of a stated mix, in French and in English alike."""

from __future__ import annotations

import random
from email.message import EmailMessage

PLAIN_MIX = {
    "answer with a quote": 50,
    "short answer": 20,
    "answer with a legal notice": 10,
    "acknowledgement": 10,
    "absence": 5,
    "long answer": 5,
}
"""Share of each kind of text/plain message, in percent."""

_SAID = {
    "fr": """
La mairie est ouverte du lundi au vendredi de {h}h à 12h et de 14h à 17h30.
Vous pouvez déposer votre dossier à l'accueil ou l'envoyer par courrier au {n} rue {street}, {code} {town}.
Il faut apporter une pièce d'identité, un justificatif de domicile de moins de trois mois et deux photos.
Le tarif est de {n} euros par an pour les habitants de la commune, {m} euros pour les autres.
Le délai d'instruction est d'environ {few} semaines à compter du dépôt du dossier complet.
Votre demande a bien été prise en compte et nous en avons informé le service {service}.
Je vous invite à prendre rendez-vous sur https://www.{domain}/demarches/{n} ou par téléphone au {phone}.
Pour les enfants de plus de {few} ans, l'inscription se fait auprès de l'école de leur secteur.
La collecte a lieu chaque mardi matin ; merci de sortir votre bac la veille après 19 h.
Je transmets votre message à {given} {family}, responsable du service {service}, qui vous recontactera.
Aucune place n'est disponible avant septembre, mais vous pouvez vous inscrire sur la liste d'attente.
Nous sommes désolés pour la gêne occasionnée et vous remercions de votre patience.
En revanche, cette compétence relève de la communauté de communes et non de la mairie.
Vous trouverez ci-joint le formulaire à compléter, à signer et à nous retourner avant le {n} mars.
Les travaux de la rue {street} devraient s'achever à la fin du mois, si le temps le permet.
Pouvez-vous nous préciser votre adresse et la date à laquelle vous avez constaté le problème ?
""",
    "en": """
The library is open from Monday to Friday, {h}am to 6pm, and on Saturday mornings.
You can bring the form to the front desk or send it by post to {n} {street} Street, {town} AB1 2CD.
You will need proof of identity and a proof of address from the last three months.
The yearly fee is {n} pounds for residents and {m} pounds for everyone else.
Once we have everything, it usually takes about {few} weeks to process an application.
Your request has been logged under reference {code} and passed on to the {service} team.
Please book an appointment at https://www.{domain}/services/{n} or call us on {phone}.
Children older than {few} can be enrolled at the school nearest to their home.
Bins are emptied every Tuesday morning, so please leave yours out the evening before.
I have asked {given} {family}, who runs the {service} department, to get back to you.
No place is available before September, but you may join the waiting list.
We are sorry for the inconvenience and thank you for your patience.
This matter is handled by the county council rather than by us.
I have attached the form to fill in, sign and return to us before {n} March.
The works on {street} Street should end by the end of the month, weather permitting.
Could you tell us your address and when you first noticed the problem?
""",
}
_FILL = {
    "street": "haute victor-hugo verte neuve mill church station orchard".title().split(),
    "town": ["Brévanne", "Montclair", "Larzac", "Aubeterre", "Wexcombe", "Harlow", "Kelby", "Marston"],
    "service": ["urbanisme", "scolaire", "population", "voirie", "housing", "planning", "benefits", "parking"],
    "domain": ["brevanne.example", "montclair.example", "wexcombe.example", "kelby.example"],
    "given": ["Claire", "Nadia", "Julien", "Thomas", "Helen", "Rachel", "Peter", "Imran"],
    "family": ["Lemoine", "Benali", "Carpentier", "Garnier", "Whitfield", "Okafor", "Hughes", "Patel"],
    "few": ["deux", "trois", "quatre", "six", "two", "three", "four", "six"],
}
_FRAME = {
    "fr": ("Bonjour Madame Durand,", "Je vous remercie de votre message.", "Cordialement,"),
    "en": ("Dear Ms Durand,", "Thank you for getting in touch.", "Kind regards,"),
}
_ATTRIBUTION = {
    "fr": "Le lun. 4 mars 2024 à 10:00, Jeanne Durand <jeanne@example.net> a écrit :",
    "en": "On Mon, 4 Mar 2024 at 10:00, Jeanne Durand <jeanne@example.net> wrote:",
}
_ACKNOWLEDGEMENT = {
    "fr": "Nous avons bien reçu votre message et vous répondrons sous {n} jours ouvrés.\nVotre référence : {code}.",
    "en": "We have received your message and aim to reply within {n} working days.\nYour reference is {code}.",
}
_ABSENCE = {
    "fr": "Je suis absent jusqu'au {n} mars inclus.\nEn cas d'urgence, contactez {given} {family} au {phone}.",
    "en": "I am out of the office until {n} March.\nIf it is urgent, please contact {given} {family} on {phone}.",
}
_NOTICE = (
    "This message and any attachments are confidential and intended solely for the addressee. If you have received it "
    "in error, please notify the sender and delete it. Any unauthorised disclosure or copying is strictly prohibited. "
)


class Writer:
    """Writes mails by chance, the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def _filled(self, text: str) -> str:
        pick = self._random
        values = {name: pick.choice(options) for name, options in _FILL.items()}
        digits = " ".join(f"{pick.randint(10, 99)}" for _ in range(4))
        return text.format(
            h=pick.randint(8, 10), n=pick.randint(2, 28), m=pick.randint(30, 90), code=pick.randint(20_000, 89_999),
            phone=f"0{pick.randint(1, 5)} {digits}", **values
        )  # fmt: skip

    def letter(self, language: str, size: int) -> str:
        """Return a signed letter of about `size` characters."""
        said = _SAID[language].strip().split("\n")
        greeting, thanks, closing = _FRAME[language]
        lines = [greeting, "", thanks, ""]
        while sum(map(len, lines)) < size:
            lines += [*map(self._filled, self._random.sample(said, 2)), ""]
        signature = "{given} {family}\nService {service}\nMairie de {town}\n{phone}"
        return "\n".join([*lines, closing, "", self._filled(signature)])

    def quoted(self, language: str, size: int) -> str:
        """Return a quoted letter under its attribution line."""
        lines = self.letter(language, size).split("\n")
        return "\n".join(["", "", _ATTRIBUTION[language], *("> " + line for line in lines)])

    def plain(self, kind: str) -> bytes:
        """Return a text/plain message of one kind of the mix."""
        pick = self._random
        language = pick.choice(("fr", "en"))
        if kind == "answer with a quote":
            text = self.letter(language, pick.randint(400, 2000)) + self.quoted(language, pick.randint(300, 1500))
        elif kind == "short answer":
            text = self.letter(language, 250)
        elif kind == "answer with a legal notice":
            text = self.letter(language, 1200) + "\n\n" + _NOTICE * 2
        elif kind == "long answer":
            text = self.letter(language, 4300)
        else:
            text = self._filled((_ACKNOWLEDGEMENT if kind == "acknowledgement" else _ABSENCE)[language])
        return self._message(text, automatic=kind in ("acknowledgement", "absence"))

    def page(self) -> bytes:
        """Return an HTML message of 20 kB: a letter, and another one quoted, in a mail program's mark-up."""
        language = self._random.choice(("fr", "en"))
        style = "margin:0;font-family:Arial,sans-serif;color:#333333"
        own, old = (
            "".join(f'<p style="{style}"><span>{line}</span></p>' for line in self.letter(language, 3300).split("\n"))
            for _ in range(2)
        )
        quote = f'<blockquote type="cite" style="margin:0 0 0 .8ex">{old}</blockquote>'
        body = f"<html><style>p{{margin:0}}</style><body>{own}<div>{_ATTRIBUTION[language]}</div>{quote}</body></html>"
        return self._message(body.ljust(20_000), subtype="html")

    def _message(self, text: str, *, subtype: str = "plain", automatic: bool = False) -> bytes:
        message = EmailMessage()
        message["From"] = "Accueil de la mairie <accueil@brevanne.example>"
        message["To"] = "jeanne@example.net"
        message["Subject"] = "Réponse automatique : question" if automatic else "Re: question"
        message["Date"] = "Mon, 04 Mar 2024 10:00:00 +0100"
        message["Message-ID"] = f"<{self._random.random()}@brevanne.example>"
        message["In-Reply-To"] = "<question@example.net>"
        if automatic:
            message["Auto-Submitted"] = "auto-replied"
        message.set_content(text, subtype=subtype)
        return message.as_bytes()


def plain_corpus(hundreds: int) -> list[bytes]:
    """Return text/plain messages of at most 5 kB in the shares of `PLAIN_MIX`, kinds mingled."""
    writer = Writer(1)
    kinds = [kind for kind, share in PLAIN_MIX.items() for _ in range(share)] * hundreds
    random.Random(3).shuffle(kinds)
    return [writer.plain(kind) for kind in kinds]


def html_corpus(count: int) -> list[bytes]:
    """Return HTML messages of 20 kB."""
    writer = Writer(2)
    return [writer.page() for _ in range(count)]
