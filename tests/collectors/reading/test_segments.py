"""What the author wrote this time, in the ways that mail programs and people lay messages out."""

# ruff: noqa: E501 - lines as mail programs write them

from __future__ import annotations

import pytest

from collectors.reading.segments import new_text_of, split
from domain.reply import Part

BODY = "Bonjour,\n\nLa salle est libre samedi à partir de 14h.\n\nCordialement,"
SIGNED = BODY + "\nLéa Petit\nService des salles\n01 23 45 67 89"


def new_text(text: str, *, subject: str = "", sender: str = "") -> str:
    return new_text_of(text, split(text, subject=subject, sender_name=sender))


def parts(text: str, *, subject: str = "") -> list[Part]:
    return [segment.part for segment in split(text, subject=subject)]


ATTRIBUTIONS = [
    "Le lun. 4 mars 2024 à 10:00, Jean Martin <jean@example.net> a écrit :",
    "Le 04/03/2024 à 10:00, Jean Martin a écrit :",
    "Le lundi 4 mars 2024 à 10:00:12 UTC+1, Jean Martin <jean@example.net> a écrit :",
    "Le lun. 4 mars 2024 à 10:00, Jean\nMartin <jean@example.net> a écrit :",
    "Le 4 mars 2024 à 10:00,\nJean Martin <\njean@example.net> a écrit :",
    "On Mon, Mar 4, 2024 at 10:00 AM Jean Martin <jean@example.net> wrote:",
    "On Mon, Mar 4, 2024 at 10:00 AM Jean Martin\n<jean@example.net> wrote:",
    "On 4 Mar 2024, at 10:00, Jean Martin wrote:",
    "On 04/03/2024 10:00, Jean Martin wrote:",
    "On Monday, 4 March 2024 10:00:00 CET Jean Martin wrote:",
    "Jean Martin <jean@example.net> wrote on 04/03/2024 10:00:",
    "Am 04.03.2024 um 10:00 schrieb Jean Martin:",
    "Am Mo., 4. März 2024 um 10:00 Uhr schrieb Jean Martin <jean@example.net>:",
    "Jean Martin <jean@example.net> schrieb am Mo., 4. März 2024, 10:00:",
    "El lun, 4 mar 2024 a las 10:00, Jean Martin (<jean@example.net>) escribió:",
    "Il giorno lun 4 mar 2024 alle ore 10:00 Jean Martin <jean@example.net> ha scritto:",
    "Il 04/03/2024 10:00, Jean Martin ha scritto:",
    "Op ma 4 mrt 2024 om 10:00 schreef Jean Martin <jean@example.net>:",
    "Em seg., 4 de mar. de 2024 às 10:00, Jean Martin <jean@example.net> escreveu:",
    "W dniu 04.03.2024 o 10:00, Jean Martin pisze:",
    "pon., 4 mar 2024 o 10:00 Jean Martin <jean@example.net> napisał(a):",
    "Den mån 4 mars 2024 kl 10:00 skrev Jean Martin <jean@example.net>:",
    "man. 4. mar. 2024 kl. 10.00 skrev Jean Martin <jean@example.net>:",
    "ma 4. maalisk. 2024 klo 10.00 Jean Martin (jean@example.net) kirjoitti:",
    "po 4. 3. 2024 v 10:00 odesílatel Jean Martin <jean@example.net> napsal:",
    "Jean Martin <jean@example.net> ezt írta (időpont: 2024. márc. 4., H, 10:00):",
    "Jean Martin <jean@example.net>, 4 Mar 2024 Pzt, 10:00 tarihinde şunu yazdı:",
    "пн, 4 мар. 2024 г. в 10:00, Jean Martin <jean@example.net>:",
    "Στις Δευ 4 Μαρ 2024 στις 10:00 π.μ., ο χρήστης Jean Martin <jean@example.net> έγραψε:",
    "2024年3月4日(月) 10:00 Jean Martin <jean@example.net>:",
    "Jean Martin <jean@example.net> 于2024年3月4日周一 10:00写道：",
    "2024년 3월 4일 (월) 오전 10:00, Jean Martin <jean@example.net>님이 작성:",
    "---- Le lun., 04 mars 2024 10:00:00 +0100 Jean Martin <jean@example.net> a écrit ----",
    "Quoting Jean Martin <jean@example.net>:",
    "Jean Martin a écrit :",
]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_attributions_above_a_prefixed_quote(attribution: str):
    text = f"{SIGNED}\n\n{attribution}\n\n> Bonjour,\n> La salle est-elle libre ?\n>\n> Jean"
    assert new_text(text) == BODY
    assert parts(text) == [Part.NEW, Part.SIGNATURE, Part.ATTRIBUTION, Part.QUOTE]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS[:-2])
def test_attributions_above_an_unprefixed_quote(attribution: str):
    text = f"{SIGNED}\n\n{attribution}\n\nBonjour,\nLa salle est-elle libre ?\n\nJean"
    assert new_text(text) == BODY


HEADER_BLOCKS = [
    "De : Jean Martin <jean@example.net>\nEnvoyé : lundi 4 mars 2024 10:00\nÀ : Salles\nObjet : Salle",
    "De : Jean Martin\nEnvoyé : lundi 4 mars 2024 10:00\nÀ : Salles\nObjet : Salle",
    "*De :* Jean Martin <jean@example.net>\n*Envoyé :* lundi 4 mars 2024 10:00\n*À :* Salles\n*Objet :* Salle",
    "De: Jean Martin <jean@example.net>\n\nEnvoyé: lundi 4 mars 2024 10:00\n\nÀ: Salles\n\nObjet: Salle",
    "-----Message d'origine-----\nDe : Jean Martin [mailto:jean@example.net]\nEnvoyé : lundi 4 mars 2024 10:00\nÀ : Salles\nObjet : Salle",
    "________________________________\nDe : Jean Martin <jean@example.net>\nEnvoyé : lundi 4 mars 2024 10:00\nÀ : Salles\nObjet : Salle",
    "From: Jean Martin <jean@example.net>\nSent: Monday, March 4, 2024 10:00 AM\nTo: Rooms <rooms@example.org>;\n Hall <hall@example.org>\nCc: Other\nSubject: Room",
    "From: Jean Martin\nSent: 04 March 2024 10:00\nTo: Rooms\nSubject: Room",
    "-----Original Message-----\nFrom: Jean Martin\nSent: Monday\nTo: Rooms\nSubject: Room",
    "Von: Jean Martin <jean@example.net>\nGesendet: Montag, 4. März 2024 10:00\nAn: Stadt\nBetreff: Saal",
    "-----Ursprüngliche Nachricht-----\nVon: Jean Martin\nGesendet: Montag, 4. März 2024 10:00\nAn: Stadt\nBetreff: Saal",
    "De: Jean Martin <jean@example.net>\nEnviado el: lunes, 4 de marzo de 2024 10:00\nPara: Salas\nAsunto: Sala",
    "Da: Jean Martin <jean@example.net>\nInviato: lunedì 4 marzo 2024 10:00\nA: Sale\nOggetto: Sala",
    "Van: Jean Martin <jean@example.net>\nVerzonden: maandag 4 maart 2024 10:00\nAan: Zalen\nOnderwerp: Zaal",
    "De: Jean Martin <jean@example.net>\nEnviada em: segunda-feira, 4 de março de 2024 10:00\nPara: Salas\nAssunto: Sala",
    "Från: Jean Martin <jean@example.net>\nSkickat: den 4 mars 2024 10:00\nTill: Salar\nÄmne: Sal",
    "Fra: Jean Martin <jean@example.net>\nSendt: 4. marts 2024 10:00\nTil: Sale\nEmne: Sal",
    "Lähettäjä: Jean Martin <jean@example.net>\nLähetetty: maanantai 4. maaliskuuta 2024 10.00\nVastaanottaja: Salit\nAihe: Sali",
    "Od: Jean Martin <jean@example.net>\nWysłano: poniedziałek, 4 marca 2024 10:00\nDo: Sale\nTemat: Sala",
    "Od: Jean Martin <jean@example.net>\nOdesláno: pondělí 4. března 2024 10:00\nKomu: Sály\nPředmět: Sál",
    "Feladó: Jean Martin <jean@example.net>\nElküldve: 2024. március 4., hétfő 10:00\nCímzett: Termek\nTárgy: Terem",
    "От: Jean Martin <jean@example.net>\nОтправлено: 4 марта 2024 г. 10:00\nКому: Залы\nТема: Зал",
    "Kimden: Jean Martin <jean@example.net>\nGönderildi: 4 Mart 2024 Pazartesi 10:00\nKime: Salonlar\nKonu: Salon",
    "差出人: Jean Martin <jean@example.net>\n送信日時: 2024年3月4日 10:00\n宛先: 会議室\n件名: 部屋",
    "发件人: Jean Martin <jean@example.net>\n发送时间: 2024年3月4日 10:00\n收件人: 会议室\n主题: 房间",
    "Mittendur: Jean Martin <jean@example.net>\nDagur: 4.3.2024 10:00\nTil: Salir\nEfni: Salur",
]


@pytest.mark.parametrize("block", HEADER_BLOCKS)
def test_header_blocks_begin_an_unprefixed_quote(block: str):
    text = f"{SIGNED}\n\n{block}\n\nBonjour,\n\nLa salle est-elle libre ?\n\nCordialement,\nJean"
    assert new_text(text) == BODY
    assert parts(text) == [Part.NEW, Part.SIGNATURE, Part.ATTRIBUTION, Part.QUOTE]


FORWARDS = [
    (
        "---------- Forwarded message ---------\nFrom: Jean <jean@example.net>\nDate: Mon, 4 Mar 2024 at 10:00\nSubject: Salle\nTo: <a@example.org>",
        "Fwd: Salle",
    ),
    (
        "---------- Message transféré ----------\nDe : Jean <jean@example.net>\nDate : 4 mars 2024 à 10:00\nObjet : Salle\nÀ : a@example.org",
        "Fwd: Salle",
    ),
    (
        "Début du message transféré :\n\nDe: Jean <jean@example.net>\nObjet: Salle\nDate: 4 mars 2024 à 10:00:00\nÀ: a@example.org",
        "Tr : Salle",
    ),
    (
        "Begin forwarded message:\n\nFrom: Jean <jean@example.net>\nSubject: Salle\nDate: 4 March 2024 at 10:00\nTo: a@example.org",
        "Fwd: Salle",
    ),
    (
        "-------- Weitergeleitete Nachricht --------\nBetreff: Saal\nDatum: Mon, 4 Mar 2024 10:00:00\nVon: Jean <jean@example.net>\nAn: a@example.org",
        "Fwd: Saal",
    ),
    ("De : Jean <jean@example.net>\nEnvoyé : lundi 4 mars 2024 10:00\nÀ : a@example.org\nObjet : Salle", "TR : Salle"),
    (
        "Von: Jean <jean@example.net>\nGesendet: Montag, 4. März 2024 10:00\nAn: a@example.org\nBetreff: Saal",
        "WG: Saal",
    ),
    (
        "De: Jean <jean@example.net>\nEnviado el: lunes, 4 de marzo de 2024 10:00\nPara: a@example.org\nAsunto: Sala",
        "RV: Sala",
    ),
]


@pytest.mark.parametrize(("head", "subject"), FORWARDS)
def test_forwarded_threads(head: str, subject: str):
    inner = f"{head}\n\nBonjour,\n\nLa salle est-elle libre ?\n\nCordialement,\nJean"
    assert new_text(inner, subject=subject) == ""
    assert parts(inner, subject=subject) == [Part.FORWARDED]
    assert (
        new_text(f"Pour suite à donner.\n\nLéa\n\n{inner}", subject=subject, sender="Léa Petit")
        == "Pour suite à donner."
    )


INLINE = "Bonjour,\n\nJe réponds ci-dessous.\n\n> La salle est-elle libre ?\n\nOui, samedi.\n\n> Quel est le prix ?\n80 euros.\n\nCordialement,\nLéa Petit\n"


def test_inline_answers():
    assert new_text(INLINE) == "Bonjour,\n\nJe réponds ci-dessous.\n\nOui, samedi.\n\n80 euros.\n\nCordialement,"


def test_bottom_posting():
    text = "Le 04/03/2024 à 10:00, Jean a écrit :\n> La salle est-elle libre ?\n> Merci\n\nOui, samedi.\n\nCordialement,\nLéa"
    assert new_text(text) == "Oui, samedi.\n\nCordialement,"


def test_a_wrapped_quote_line_stays_quoted():
    long = "> Je voudrais savoir si la grande salle du premier étage est libre samedi\nprochain à\n> partir de 14h."
    assert new_text(f"Oui.\n\nLe 04/03/2024 à 10:00, Jean a écrit :\n{long}\n") == "Oui."


MOBILES = [
    "Envoyé de mon iPhone",
    "Envoyé depuis mon Samsung Galaxy",
    "Envoyé à partir d'un Smartphone Orange",
    "Envoyé de mon mobile",
    "Sent from my iPhone",
    "Sent from my Samsung Galaxy smartphone.",
    "Sent from Yahoo Mail for iPhone",
    "Sent from Mail for Windows 10",
    "Get Outlook for iOS",
    "Get Outlook for Android<https://aka.ms/abc>",
    "Télécharger Outlook pour iOS",
    "Obtenir Outlook pour Android",
    "Von meinem iPhone gesendet",
    "Gesendet von meinem iPad",
    "Enviado desde mi iPhone",
    "Inviato da iPhone",
    "Verstuurd vanaf mijn iPhone",
    "Enviado do meu iPhone",
    "Skickat från min iPhone",
    "Sendt fra min iPhone",
    "Lähetetty iPhonesta",
    "Wysłane z iPhone'a",
    "Odesláno z iPhonu",
    "Отправлено с iPhone",
    "iPhoneから送信",
    "发自我的iPhone",
    "나의 iPhone에서 보냄",
]


@pytest.mark.parametrize("line", MOBILES)
def test_device_lines(line: str):
    text = f"Oui, c'est libre samedi.\n\n{line}\n\n> Le 4 mars 2024 à 10:00, Jean <jean@example.net> a écrit :\n>\n> Libre ?"
    assert new_text(text) == "Oui, c'est libre samedi."
    assert Part.MOBILE in parts(text)
    assert new_text(f"Oui, c'est libre samedi.\n\n{line}") == "Oui, c'est libre samedi."


NOTICES = [
    "Ce message et toutes les pièces jointes sont confidentiels et établis à l'attention exclusive de leurs destinataires. Si vous avez reçu ce message par erreur, merci de le détruire et d'en avertir l'expéditeur. Toute diffusion est interdite.",
    "This e-mail and any files are confidential and intended solely for the use of the addressee. If you have received it in error, please notify the sender and delete it.",
    "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Empfänger sind, informieren Sie bitte sofort den Absender und vernichten Sie diese Mail. Das unerlaubte Kopieren ist nicht gestattet.",
    "Este mensaje es confidencial y va dirigido exclusivamente a su destinatario. Si lo ha recibido por error, le rogamos que lo elimine. Queda prohibida su divulgación.",
    "Il presente messaggio è riservato ed è destinato esclusivamente al destinatario. Se lo avete ricevuto per errore vi preghiamo di cancellarlo. È vietata la diffusione.",
    "Dit bericht is vertrouwelijk en uitsluitend bestemd voor de geadresseerde. Indien u dit bericht ten onrechte ontvangt, verzoeken wij u het te verwijderen.",
    "Pensez à l'environnement avant d'imprimer ce courriel.",
    "Please consider the environment before printing this email.",
    "This email has been scanned for viruses by Example Security.",
    "Garanti sans virus. www.avast.com",
]


@pytest.mark.parametrize("notice", NOTICES)
def test_notices(notice: str):
    assert new_text(f"{SIGNED}\n\n{notice}") == BODY
    assert new_text(f"Oui, c'est libre samedi.\n\n{notice}") == "Oui, c'est libre samedi."
    assert new_text(f"{SIGNED}\n\n{notice}\n\n{NOTICES[1]}") == BODY
    assert Part.DISCLAIMER in parts(f"{SIGNED}\n\n{notice}")


def test_external_banner():
    text = f"CAUTION: This email originated from outside of the organisation. Do not click links.\n\n{SIGNED}"
    assert new_text(text) == BODY


SIGNATURES = [
    (f"{BODY}\n-- \nLéa Petit\nMairie", BODY),
    (f"{BODY}\n\n--\nLéa Petit\nMairie\n\nhttps://example.org", BODY),
    ("Yes, it is free on Saturday.\n\nJohn", "Yes, it is free on Saturday."),
    ("Yes, it is free on Saturday.\n\n-John", "Yes, it is free on Saturday."),
    ("Yes, it is free on Saturday.\n\nThanks,\nJohn", "Yes, it is free on Saturday.\n\nThanks,"),
    (
        "Yes, it is free.\n\nKind regards\n\nJohn Smith\nRooms Officer\nTel: 020 7946 0000\nOpen Mon-Fri 9:00-17:00",
        "Yes, it is free.\n\nKind regards",
    ),
    (
        "Yes, it is free on Saturday.\n\nJohn Smith\nRooms Officer\n+44 20 7946 0000\njohn@example.org",
        "Yes, it is free on Saturday.",
    ),
    (
        "Ja, der Saal ist frei.\n\nMit freundlichen Grüßen\nim Auftrag\nUte Wolf",
        "Ja, der Saal ist frei.\n\nMit freundlichen Grüßen",
    ),
    (
        "C'est libre.\n\nNous vous prions d'agréer, Madame, l'expression de nos salutations distinguées.\n\nLe maire\nPaul Roux",
        "C'est libre.\n\nNous vous prions d'agréer, Madame, l'expression de nos salutations distinguées.",
    ),
    (f"{SIGNED}\n\nPS : la clé est à l'accueil.", f"{BODY}\n\nPS : la clé est à l'accueil."),
]


@pytest.mark.parametrize(("text", "expected"), SIGNATURES)
def test_signatures(text: str, expected: str):
    assert new_text(text) == expected


KEPT = [
    "Here is the story. On 4 March 2024 at 10:00 the mayor wrote:\nwe open in May.\n\nThat is all I know.",
    "Bonjour,\n\nLe 3 mars 2024, M. Roux a écrit : la salle est fermée.\nElle rouvrira en avril.",
    "From: the station, take bus 4\nTo: the museum, get off at the second stop\n\nIt takes ten minutes.",
    "Merci d'apporter :\n> une pièce d'identité\n> un justificatif",
    "Voici nos horaires :\n\nLundi : 9h - 12h\nMardi : 14h - 17h\n\nMairie annexe\n12 rue des Lilas\n01 23 45 67 89\nOuvert de 9h à 12h",
    "Pour l'inscription, contactez :\n\nMme Anne Durand\nService des sports\n01 23 45 67 89\nsports@example.org",
    "Bonjour,\n\nDe : 9h00 à 12h00\nÀ : l'accueil\n\nVous pouvez venir sans rendez-vous.",
    "Tarifs :\n-- adulte : 5 euros\n-- enfant : 3 euros\n\nPaiement sur place.",
    "Merci pour votre message.\n\nLa salle est libre samedi et dimanche, le tarif est de 80 euros par jour.",
    "Please print the form before you come, we have no printer.\nIt is on our website.",
    "Your data is confidential. We delete it after a year.",
]


@pytest.mark.parametrize("text", KEPT)
def test_what_only_looks_like_it_stays(text: str):
    assert new_text(text) == text


def test_the_senders_own_name_is_a_signature():
    assert new_text("Bonjour,\n\nOui\n\nLéa", sender="Léa Petit") == "Bonjour,\n\nOui"


def test_list_footer_below_a_quote():
    text = "I agree.\n\nOn 04/03/2024 10:00, Jean wrote:\n> Shall we?\n\n_______________________________________________\nTown mailing list\ntown@lists.example.org\nhttps://lists.example.org/listinfo/town"
    assert new_text(text) == "I agree."


def test_reply_above_this_line():
    assert (
        new_text("Oui.\n\n##- Veuillez répondre au-dessus de cette ligne -##\n\nVotre demande 12 a changé.") == "Oui."
    )
    assert new_text("##- Please type your reply above this line -##\n\nYour room is free.") == "Your room is free."
