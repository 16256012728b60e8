"""Challenges: "prove that you are a person, and your message will be delivered"."""

from __future__ import annotations

import re

from collectors.reading.decoded import Decoded, Report
from collectors.reading.reports.conditions import says, squeeze
from collectors.reading.reports.origin import Origin
from collectors.reading.reports.returned import original_id, prose_of
from domain.vocabulary import ReplyKind

_YOUR_MESSAGE = re.compile(
    r"(?:your|the|this) (?:\w+ ){0,3}(?:e-?mail|message|mail)|votre (?:\w+ ){0,2}(?:e-?mail|message|mail|courriel)|(?:ihre|deine) (?:\w+ )?(?:e-?mail|nachricht|mail)"
    r"|(?:su|tu) (?:mensaje|correo)|(?:il )?(?:suo|tuo) (?:messaggio|e-?mail)|(?:sua|seu) (?:mensagem|e-?mail)|uw (?:bericht|e-?mail)|un e-?mail à|ваше (?:письмо|сообщение)"
)
_TO_BE_DELIVERED = re.compile(
    r"\b(?:to (?:be )?(?:deliver|receive|releas)\w*|(?:be|been|is|being) (?:\w+ ){0,2}(?:delivered|released|held|quarantined|accepted|forwarded|blocked)|(?:will|can) (?:\w+ ){0,2}(?:deliver|reach|receive)\w*|waiting|pending|held|on hold|deliver(?:y|ed)|quarantine)"
    r"|(?:soit|être|sera|est) (?:\w+ ){0,2}(?:remis|distribué|délivré|transmis|acheminé|mis en attente|bloqué|reçu|livré)|en attente|parvien|quarantaine|(?:zugestellt|ausgeliefert|zurückgehalten|zustellung)|(?:entreg|recib)\w*|(?:consegn|recapit|trattenut)\w*|(?:bezorg|aflever)\w*|доставлен"
)
_PROOF = re.compile(
    r"(?:verif|confirm|authentic|validat|prov)\w* (?:that )?(?:\w+ ){0,4}(?:you(?:r|rself)?|sender|identity|human|person|legitimate|address|e-?mail|message|are)|\b(?:human|real person|not (?:a )?(?:spam|robot|machine|automated)|white-?list|approved senders|allow(?:ed)? list|known senders?|captcha|anti-?spam|spam (?:protection|filter|blocker|prevention|arrest)|first time|one[- ]time|sender verification|challenge)"
    r"|(?:authentifi|confirm|identifi|valid|prouv|vérifi)\w* (?:que )?(?:\S+ ){0,5}(?:vous|votre|humain|personne|robot|expéditeur|adresse|message|envoi|identité)|liste blanche|antispam|anti-spam|expéditeurs? (?:autorisé|connu|inconnu)|(?:bestätig|verifizier)\w*|(?:spam-?schutz|weiße liste|absender)|(?:confirm|verific|conferm)\w* (?:\S+ ){0,5}(?:su|tu|dirección|identidad|indirizzo|mittente|remetente|endereço|humano)|подтвердит"
)
_ACTION = re.compile(
    r"\b(?:click|follow|visit|reply|respond|go to|press|complete|type|enter the|hit)\b|cliqu|répond|suivre|rendez-vous|saisi|klick|antwort|besuchen|haga clic|pulse|responda|clicca|rispond|clique|klik|нажмите|перейдите|ответьте"
)
_NOT_A_CHALLENGE = re.compile(
    r"unsubscri|subscri(?:be|ption)|newsletter|inscription|abonnement|create (?:your|an) account|your account|registration|votre compte|activer votre|password|mot de passe|ticket|dossier n"
)
# One of these stands in every challenge: a cheap look before the slow one.
_STEMS = re.compile(r"confirm|conferm|verif|vérif|authenti|valid|prove|prouv|human|spam|white|robot|captcha|identi|bestätig|подтверд")
_HEADER = re.compile(
    r"^(?:x-tmda|x-boxtrapper|x-spamarrest|x-mailinblack|x-challenge|x-asvp|x-choicemail|x-spamlion)", re.I
)
_SUBJECT = re.compile(
    r"confirm|verif|vérif|authentif|challenge|please (?:respond|confirm)|action required|anti-?spam|whitelist|unknown sender|required|bestätig|livraison de votre|delivery of your|your (?:e-?mail|message) to|valid"
)
_LONGEST = 4_000


def read_challenge(decoded: Decoded, origin: Origin) -> Report | None:
    """Recognise a challenge by its three parts: your message waits, prove who you are, do this."""
    marked = any(_HEADER.match(name) for name in decoded.values)
    text = decoded.text
    if not text or (len(text) > 3 * _LONGEST and not marked):
        return None
    if not marked and _STEMS.search(text[:_LONGEST].lower()) is None:
        return None
    prose, embedded = prose_of(decoded)
    squeezed = squeeze(prose[:_LONGEST])
    if not marked and _PROOF.search(squeezed) is None:
        return None
    if says("moderation", squeezed):
        return None
    parts = [pattern.search(squeezed) for pattern in (_YOUR_MESSAGE, _TO_BE_DELIVERED, _PROOF, _ACTION)]
    hits = sum(part is not None for part in parts)
    by_link = bool(decoded.links) or "http" in squeezed
    score = hits + 2.0 * marked + 1.0 * bool(_SUBJECT.search(squeeze(decoded.headers.subject)))
    score += 0.5 * (origin.automatic or origin.empty_return_path) + 0.5 * by_link
    score -= 1.5 * bool(_NOT_A_CHALLENGE.search(squeezed))
    # a person's own reply may say all these words; a program's says them at once and little else
    if origin.reply_like and not origin.automatic and not marked:
        score -= 1.0
    if parts[2] is None and not marked:
        return None
    if score < 5.0 or hits < 3:
        return None
    return Report(
        ReplyKind.CHALLENGE,
        min(0.97, 0.6 + 0.1 * (score - 5.0)),
        "challenge:header" if marked else "challenge:prose",
        (),
        original_id(decoded, embedded, prose),
    )
