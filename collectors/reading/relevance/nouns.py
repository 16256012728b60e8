"""Documents one is asked for and places one is sent to, by their nouns."""

from __future__ import annotations

import re
from collections.abc import Iterator

Spans = Iterator[tuple[int, int, float | None, float | None]]

_DOCUMENTS = {
    "fr": re.compile(
        r"\b(?:pieces? (?:d'identite|justificatives?|a fournir|necessaires|demandees?|suivantes?)|justificatifs?(?: d[eu']\s?\w+)?|"
        r"cartes? (?:nationales? )?d'identite|cni|passeports?|permis de (?:conduire|sejour|construire)|titres? de sejour|livrets? de famille|"
        r"extraits? (?:d'actes?|de naissance|kbis|de casier)|actes? de (?:naissance|mariage|deces)|copies? (?:integrales?|de |du )|photocopies?|"
        r"photos? d'identite|attestations?(?: (?:sur l'honneur|d'assurance|d'hebergement|de domicile|employeur|caf|de droits|vitale))?|"
        r"avis d'imposition|bulletins? de (?:salaire|paie)|fiches? de paie|quittances?(?: de loyer)?|factures?(?: d[e']\s?\w+)?|rib|releves? (?:d'identite bancaire|de compte)|"
        r"certificats? (?:de|d'|medica)\s?\w+|ordonnances?|carnets? de (?:sante|vaccination)|formulaires?|cerfa|dossiers? d'inscription|carte (?:grise|vitale|d'electeur)|"
        r"taxe (?:d'habitation|fonciere)|bail|contrat de (?:location|travail|mariage)|jugement|mandat|procuration|devis|plan de (?:situation|masse)|timbres? fisca(?:l|ux)|tickets? de caisse|preuve d'achat|numero de commande|facture d'achat|bon de (?:commande|livraison))\b"
    ),
    "en": re.compile(
        r"\b(?:passports?|identity cards?|id cards?|photo(?:graphic)? id|proofs? of \w+(?: \w+)?|(?:driving|driver'?s) licen[cs]es?|birth certificates?|marriage certificates?|"
        r"death certificates?|certificates? of \w+|utility bills?|council tax bills?|bank statements?|pay ?slips?|wage slips?|p60|tenancy agreements?|photographs?|photos|"
        r"application forms?|(?:a |the |completed |signed )forms?|supporting (?:documents?|evidence)|documents?|identification|form of id|medical certificates?|prescriptions?|"
        r"vaccination records?|invoices?|receipts?|proof of purchase|order number|residence permits?|visa|family record book|tax (?:notice|return|assessment)s?|rent receipts?|"
        r"copy of (?:your|the) \w+|copies of|power of attorney|planning permission|insurance certificate|v5c|logbook)\b"
    ),
}
_PLACES = {
    "fr": re.compile(
        r"\b(?:a la|au|aux|a l'|dans (?:la|le|les|votre|nos|l')|en|aupres (?:de la|du|de l'|de votre|des)|devant la) ?"
        r"(?:mairie(?: annexe| de \w+)?|hotel de ville|guichet|accueil|service \w+|bureau \w+|prefecture|sous-prefecture|mediatheque|bibliotheque|dechett?erie|centre \w+|maison (?:de|des|du|france) ?\w+|ccas|"
        r"agence|boutique|magasin|tribunal|commissariat|gendarmerie|consulat|office de tourisme|ecole|hopital|pharmacie|poste|piscine|gymnase|tresorerie|centre des impots|pole \w+|rez-de-chaussee|\d(?:er|e|eme) etage|locaux|espace \w+|point \w+|antenne \w+|parking|cinema|theatre|musee|stade|salle \w+)\b"
    ),
    "en": re.compile(
        r"\b(?:at|to|in|from|visit|by|near|opposite|outside) (?:the|our|your|any|a|an|one of our)(?: \w+){0,3} "
        r"(?:town hall|city hall|council offices?|offices?|library|libraries|reception|desk|counter|register office|registry office|civic cent(?:re|er)|recycling cent(?:re|er)|police station|hospital|school|shop|store|branch|station|post office|cent(?:re|er)|ground floor|first floor|building|courthouse|museum|pool|depot|tip|kiosk|hub|embassy|consulate|department)\b"
    ),
}


def documents(folded: str, language: str) -> Spans:
    for match in _DOCUMENTS[language].finditer(folded):
        yield match.start(), match.end(), None, None


def places(folded: str, language: str) -> Spans:
    for match in _PLACES[language].finditer(folded):
        yield match.start(), match.end(), None, None
