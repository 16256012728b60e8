"""How many messages a second `read_mail` reads on one core. Run: `python -m bench.reading [--profile]`.

The corpus is generated, always the same: text/plain up to 5 kB (60 % French or English answers with an attribution
and a quote, 20 % short answers, 10 % automatic replies, 10 % answers with a long legal notice) and HTML of 20 kB.
Aims: 500 messages/s for the first, 50 messages/s for the second.
"""

from __future__ import annotations

import cProfile
import pstats
import random
import sys
from email.message import EmailMessage
from time import process_time

from collectors.reading.mail import read_mail

AIM_PLAIN = 500
AIM_HTML = 50

_FR = [
    "La mairie est ouverte du lundi au vendredi de 9h à 12h et de 14h à 17h.",
    "Vous pouvez déposer votre dossier à l'accueil ou l'envoyer par courrier à l'adresse ci-dessous.",
    "Il faut apporter une pièce d'identité, un justificatif de domicile de moins de trois mois et deux photos.",
    "Le tarif est de 25 euros par an pour les habitants de la commune, 40 euros pour les autres.",
    "Le délai d'instruction est d'environ trois semaines à compter du dépôt du dossier complet.",
]
_EN = [
    "The library is open from Monday to Friday, 9am to 6pm, and on Saturday mornings.",
    "You can bring the form to the front desk or send it by post to the address below.",
    "You will need proof of identity and a proof of address from the last three months.",
    "The yearly fee is 25 pounds for residents and 40 pounds for everyone else.",
    "Once we have everything, it usually takes about three weeks to process an application.",
]
_NOTICE = (
    "This message and any attachments are confidential and intended solely for the addressee. If you have received it "
    "in error, please notify the sender and delete it. Any unauthorised disclosure or copying is strictly prohibited. "
)


def _body(rng: random.Random, size: int) -> str:
    words = rng.choice((_FR, _EN))
    french = words is _FR
    lines = ["Bonjour Madame," if french else "Dear Ms Smith,", ""]
    while sum(map(len, lines)) < size:
        lines += [rng.choice(words), rng.choice(words), ""]
    return "\n".join([*lines, "Cordialement," if french else "Kind regards,", "Marie Dupont", "01 23 45 67 89"])


def _quote(text: str) -> str:
    head = "Le lun. 4 mars 2024 à 10:00, Jean Martin <jean@example.org> a écrit :"
    return "\n\n" + head + "\n" + "\n".join("> " + line for line in text.split("\n"))


def _message(body: str, rng: random.Random, *, html: bool = False, automatic: bool = False) -> bytes:
    message = EmailMessage()
    message["From"] = "Marie Dupont <accueil@example.org>"
    message["To"] = "jean@example.net"
    message["Subject"] = "Réponse automatique : question" if automatic else "Re: question"
    message["Date"] = "Mon, 04 Mar 2024 10:00:00 +0100"
    message["Message-ID"] = f"<{rng.random()}@example.org>"
    message["In-Reply-To"] = "<question@example.net>"
    if automatic:
        message["Auto-Submitted"] = "auto-replied"
    if html:
        message.set_content(body, subtype="html")
    else:
        message.set_content(body)
    return message.as_bytes()


def plain_corpus(count: int) -> list[bytes]:
    rng = random.Random(1)
    found = []
    for number in range(count):
        share = number % 10
        if share < 6:
            found.append(_message(_body(rng, rng.randint(400, 2000)) + _quote(_body(rng, rng.randint(400, 1600))), rng))
        elif share < 8:
            found.append(_message(_body(rng, 200), rng))
        elif share < 9:
            absence = "Bonjour,\n\nJe suis absent jusqu'au 15 mars. En cas d'urgence, contactez accueil@example.org."
            found.append(_message(absence, rng, automatic=True))
        else:
            found.append(_message(_body(rng, 1500) + "\n\n" + _NOTICE * 3, rng))
    return found


def html_corpus(count: int) -> list[bytes]:
    rng = random.Random(2)
    found = []
    for _ in range(count):
        paragraphs = "".join(
            f'<p style="margin:0;font-family:Arial,sans-serif;color:#333333"><span>{line}</span></p>'
            for line in _body(rng, 3500).split("\n")
        )
        quoted = f'<blockquote type="cite" style="margin:0 0 0 .8ex">{paragraphs}</blockquote>'
        page = f"<html><style>p{{margin:0}}</style><body>{paragraphs}<div>On Mon wrote:</div>{quoted}</body>"
        found.append(_message(page.ljust(20_000), rng, html=True))
    return found


def rate(corpus: list[bytes], *, rounds: int = 3) -> float:
    """Return the best messages per second of processor time over some rounds, after a warm-up."""
    for raw in corpus[:20]:
        read_mail(raw)
    best = 0.0
    for _ in range(rounds):
        start = process_time()
        for raw in corpus:
            read_mail(raw)
        best = max(best, len(corpus) / (process_time() - start))
    return best


def main() -> None:
    plain, html = plain_corpus(400), html_corpus(60)
    if "--profile" in sys.argv:
        rate(plain, rounds=1)
        profile = cProfile.Profile()
        profile.runcall(lambda: [read_mail(raw) for raw in plain])
        pstats.Stats(profile).sort_stats("tottime").print_stats(12)
        pstats.Stats(profile).print_callers("search|findall|split|match")
        return
    size = sum(map(len, plain)) // len(plain), sum(map(len, html)) // len(html)
    print(f"text/plain, {size[0]} B on average: {rate(plain):.0f} messages/s (aim {AIM_PLAIN})")
    print(f"HTML, {size[1]} B on average: {rate(html):.0f} messages/s (aim {AIM_HTML})")


if __name__ == "__main__":
    main()
