"""Delivery failures as prose, in the manner of many mail systems: (name, raw, recipients, status, kind)."""

from __future__ import annotations

from domain.vocabulary import ReplyKind
from tests.collectors.reading.mails import BODY, OURS, THEIRS, mail, original

B, D = ReplyKind.BOUNCE, ReplyKind.DELAY
T = THEIRS
RETURNED = original() + BODY
EMPTY = "Return-Path: <>\n"
DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.example.net>"

Case = tuple[str, bytes, list[str], str, ReplyKind]

CASES: list[Case] = [
    (
        "qmail",
        mail(
            f"Hi. This is the qmail-send program at mx.example.net.\nI'm afraid I wasn't able to deliver your message to the "
            "following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n"
            f"<{T}>:\n192.0.2.9 does not like recipient.\nRemote host said: 550 5.1.1 <{T}>: Recipient address rejected\n"
            f"Giving up on 192.0.2.9.\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <{OURS}>\n{RETURNED}",
            "failure notice", "MAILER-DAEMON@mx.example.net", EMPTY),
        [T], "5.1.1", B,
    ),
    (
        "qmail local",
        mail(
            "Hi. This is the qmail-send program.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n"
            "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
            f"<{T}>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\n"
            f"Return-Path: <{OURS}>\n{RETURNED}",
            "failure notice", "MAILER-DAEMON@mx.example.net"),
        [T], "5.1.1", B,
    ),
    (
        "exim",
        mail(
            "This message was created automatically by mail delivery software.\n\nA message that you sent could not be "
            "delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n"
            f"  {T}\n    SMTP error from remote mail server after RCPT TO:<{T}>:\n    host mx.example.fr [192.0.2.9]: "
            "550 5.2.1 Compte ferme\n\n------ This is a copy of the message, including all the headers. ------\n\n"
            f"Return-path: <{OURS}>\n{RETURNED}",
            "Mail delivery failed: returning message to sender", "Mail Delivery System <Mailer-Daemon@mx.example.net>",
            f"X-Failed-Recipients: {T}\nAuto-Submitted: auto-replied\n"),
        [T], "5.2.1", B,
    ),
    (
        "exim two",
        mail(
            "A message that you sent could not be delivered to one or more of its recipients.\nThe following addresses failed:\n\n"
            f"  {T}\n    Unrouteable address\n  autre@mairie.example.fr\n    mailbox is full: retry timeout exceeded\n\n"
            f"------ This is a copy of the message ------\n\nReturn-path: <{OURS}>\n{RETURNED}",
            "Mail delivery failed", "Mailer-Daemon@mx.example.net", f"X-Failed-Recipients: {T},\n autre@mairie.example.fr\n"),
        [T, "autre@mairie.example.fr"], "5.1.1", B,
    ),
    (
        "exim warning",
        mail(
            "This message was created automatically by mail delivery software.\nA message that you sent has not yet been delivered"
            " to one or more of its\nrecipients after more than 24 hours on the queue on mx.example.net.\n\nThe address to which the"
            f" message has not yet been delivered is:\n\n  {T}\n    host mx.example.fr [192.0.2.9]: Connection timed out\n\nNo action is"
            " required on your part. Delivery attempts will continue for\nsome time, and this warning may be repeated.\n",
            "Warning: message 1abcDE-0001 delayed 24 hours", "Mail Delivery System <Mailer-Daemon@mx.example.net>"),
        [T], "4.4.1", D,
    ),
    (
        "sendmail",
        mail(
            "The original message was received at Tue, 3 Mar 2026 09:00:00 +0100\nfrom out.panel.example [192.0.2.7]\n\n"
            f"   ----- The following addresses had permanent fatal errors -----\n<{T}>\n    (reason: 550 5.1.1 User unknown)\n\n"
            f"   ----- Transcript of session follows -----\n... while talking to mx.example.fr.:\n>>> DATA\n<<< 550 5.1.1 User unknown\n"
            f"550 5.1.1 <{T}>... User unknown\n<<< 503 5.0.0 Need RCPT (recipient)\n\n   ----- Original message follows -----\n\n"
            f"Return-Path: <{OURS}>\n{RETURNED}",
            "Returned mail: see transcript for details", "Mail Delivery Subsystem <MAILER-DAEMON@mx.example.net>", EMPTY),
        [T], "5.1.1", B,
    ),
    (
        "sendmail warning",
        mail(
            "    **********************************************\n    **      THIS IS A WARNING MESSAGE ONLY      **\n"
            "    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n    **********************************************\n\n"
            f"   ----- Transcript of session follows -----\n<{T}>... Deferred: Connection refused by mx.example.fr.\n"
            "Warning: message still undelivered after 4 hours\nWill keep trying until message is 5 days old\n",
            "Warning: could not send message for past 4 hours", "Mail Delivery Subsystem <MAILER-DAEMON@mx.example.net>"),
        [T], "4.4.1", D,
    ),
    (
        "sendmail expired",
        mail(
            f"   ----- The following addresses had permanent fatal errors -----\n<{T}>\n\n   ----- Transcript of session follows -----\n"
            f"<{T}>... Deferred: Connection timed out with mx.example.fr.\nMessage could not be delivered for 5 days\nMessage will be "
            f"deleted from queue\n\n   ----- Original message follows -----\n{RETURNED}",
            "Returned mail: Cannot send message within 5 days", "Mail Delivery Subsystem <MAILER-DAEMON@mx.example.net>"),
        [T], "4.4.1", B,
    ),
    (
        "postfix plain",
        mail(
            f"This is the mail system at host mx.example.net.\n\nI'm sorry to have to inform you that your message could not\nbe delivered"
            f" to one or more recipients.\n\n<{T}>: host mx.example.fr[192.0.2.9] said: 452 4.2.2 Over quota (in\n    reply to RCPT TO "
            f"command)\n\n{RETURNED}",
            "Undelivered Mail Returned to Sender", DAEMON),
        [T], "4.2.2", B,
    ),
    (
        "exchange 2003",
        mail(
            "Your message did not reach some or all of the intended recipients.\n\n      Subject:\tCarte\n      Sent:\t3/3/2026 9:00 AM\n\n"
            f"The following recipient(s) could not be reached:\n\n      {T} on 3/3/2026 9:01 AM\n            The e-mail account does not "
            "exist at the organization this message was sent to.  Check the e-mail address, or contact the recipient directly to find out"
            " the correct address.\n            <mail.example.fr #5.1.1>\n",
            "Undeliverable: Carte", "System Administrator <postmaster@mairie.example.fr>"),
        [T], "5.1.1", B,
    ),
    (
        "exchange fr",
        mail(
            "Votre message n'a pas été remis à certains ou à tous les destinataires.\n\n      Objet :\tCarte\n      Date :\t03/03/2026\n\n"
            f"Le ou les destinataires suivants ne peuvent pas être joints :\n\n      '{T}' le 03/03/2026\n            L'adresse de messagerie"
            " est introuvable. Vérifiez l'adresse.\n            <srv.mairie.local #5.1.1 smtp;550 5.1.1>\n",
            "Non remis : Carte", "Administrateur système <postmaster@mairie.example.fr>"),
        [T], "5.1.1", B,
    ),
    (
        "microsoft 365 html",
        mail(
            "<html><body><p>Votre message à accueil@mairie.example.fr n'a pas pu être remis.</p><table><tr><td>accueil introuvable sur "
            "mairie.example.fr.</td></tr></table><p>Informations de diagnostic pour les administrateurs :</p><p>Serveur de génération : "
            f"AM0.prod.example</p><p>{T}<br>Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP "
            f"address lookup'</p><p>En-têtes du message d'origine :</p><pre>{original().replace('<', '&lt;')}</pre></body></html>",
            "Non remis : Carte", "postmaster@mairie.example.fr", "Content-Type: text/html; charset=utf-8\n" + EMPTY),
        [T], "5.1.10", B,
    ),
    (
        "gmail old",
        mail(
            f"This is an automatically generated Delivery Status Notification\n\nDelivery to the following recipient failed permanently:\n\n"
            f"     {T}\n\nTechnical details of permanent failure: \nGoogle tried to deliver your message, but it was rejected by the server"
            " for the recipient domain mairie.example.fr by mx.example.fr. [192.0.2.9].\n\nThe error that the other server returned was:\n"
            f"552 5.2.2 Mailbox size limit exceeded\n\n----- Original message -----\n\n{RETURNED}",
            "Delivery Status Notification (Failure)", "Mail Delivery Subsystem <mailer-daemon@googlemail.example>",
            f"X-Failed-Recipients: {T}\n"),
        [T], "5.2.2", B,
    ),
    (
        "yahoo",
        mail(
            f"Sorry, we were unable to deliver your message to the following address.\n\n<{T}>:\nRemote  host said:\n550 5.7.1 Message "
            f"refused for policy reasons\n [RCPT_TO]\n\n--- Below this line is a copy of the message.\n\n{RETURNED}",
            "Failure Notice", "MAILER-DAEMON@mta1.example.com"),
        [T], "5.7.1", B,
    ),
    (
        "notes",
        mail(
            f"------- Failure Reasons  --------\n\nUser accueil (accueil@mairie.example.fr) not listed in public Name & Address Book\n{T}\n\n\n"
            f"------- Returned Message --------\n\n{RETURNED}",
            "DELIVERY FAILURE: User accueil not listed in public Name & Address Book", "Postmaster@mairie.example.fr"),
        [T], "5.1.1", B,
    ),
    (
        "groupwise",
        mail(
            f"The message that you sent was undeliverable to the following:\n\n\t{T} (user not found)\n\nPossibly truncated original message "
            f"follows:\n\n{RETURNED}",
            "Message status - undeliverable", "Mailer-Daemon@gw.example.fr"),
        [T], "5.1.1", B,
    ),
    (
        "mailenable",
        mail(
            f"MailEnable: Message Delivery Failure.\n\nMessage could not be delivered to some recipients.\nThe following recipient(s) could not "
            f"be reached:\n\n\tRecipient: [SMTP:{T}]\n\tReason: Remote SMTP Server Returned: 550 No such user here\n\nMessage headers follow:\n\n"
            f"{original()}",
            "Message Delivery Failure", "MailEnable Postmaster <postmaster@example.net>"),
        [T], "5.1.1", B,
    ),
    (
        "imail",
        mail(
            f"Unknown user: {T}\n\n\nOriginal message follows.\n\n{RETURNED}",
            "Undeliverable Mail", "Postmaster <postmaster@mairie.example.fr>"),
        [T], "5.1.1", B,
    ),
    (
        "interscan",
        mail(
            f"Unable to deliver message to <{T}>.\n\nReason: Sent <<<RCPT TO:<{T}>\n Received <<<553 5.3.0 sorry, user unknown\n\n{RETURNED}",
            "Mail could not be delivered", "MAILER-DAEMON@gate.example.net"),
        [T], "5.3.0", B,
    ),
    (
        "courier",
        mail(
            "This is a delivery status notification from mx.example.net,\nrunning the Courier mail server.\n\nThe original message was received on"
            f" Tue, 03 Mar 2026\n\nUNDELIVERABLE MAIL\n\nYour message to the following recipients cannot be delivered:\n\n<{T}>:\n    mx.example.fr"
            f" [192.0.2.9]:\n>>> RCPT TO:<{T}>\n<<< 550 User is unknown.\n\n{RETURNED}",
            "NOTICE: mail delivery status.", '"Courier mail server at mx" <@mx.example.net>', EMPTY),
        [T], "5.1.1", B,
    ),
    (
        "opensmtpd",
        mail(
            f"    Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to this email.\n\n    An error has occurred while attempting to deliver a"
            f" message for\n    the following list of recipients:\n\n{T}: 550 5.1.1 No such mailbox\n\n    Below is a copy of the original message:\n\n"
            f"{RETURNED}",
            "Delivery status notification: error", "Mailer Daemon <MAILER-DAEMON@mx.example.net>"),
        [T], "5.1.1", B,
    ),
    (
        "ses",
        mail(
            f"An error occurred while trying to deliver the mail to the following recipients:\n{T}\n",
            "Delivery Status Notification (Failure)", "MAILER-DAEMON@eu-west-1.mailer.example", EMPTY),
        [T], "", B,
    ),
    (
        "mimecast",
        mail(
            f"Message Delivery failure notice from the gateway\n\nYour message to {T} was rejected.\n\nReason: 554 Email rejected due to security"
            " policies\n",
            "[Postmaster] Email Delivery Failure", "Postmaster <no-reply@gateway.example.com>", EMPTY),
        [T], "5.7.1", B,
    ),
    (
        "german",
        mail(
            f"Ihre Nachricht konnte nicht zugestellt werden.\n\nEmpfänger: {T}\nGrund: Das Postfach des Empfängers ist voll.\n",
            "Unzustellbar: Carte", "Mailer-Daemon@mx.example.de"),
        [T], "5.2.2", B,
    ),
    (
        "german 2",
        mail(
            f"Diese Nachricht wurde automatisch erzeugt.\n\nDie folgende E-Mail-Adresse ist unbekannt:\n\n{T}\n\n--- Kopie der Nachricht ---\n{RETURNED}",
            "Mail konnte nicht zugestellt werden", "postmaster@mx.example.de"),
        [T], "5.1.1", B,
    ),
    (
        "russian",
        mail(
            f"Это письмо создано автоматически. Ваше письмо не может быть доставлено одному или нескольким получателям:\n\n{T}\n\nТакого пользователя "
            "нет: получатель не найден\n",
            "Недоставленное сообщение", "mailer-daemon@corp.example.ru", EMPTY),
        [T], "5.1.1", B,
    ),
    (
        "japanese",
        mail(
            f"メールを配信できませんでした。\n\n宛先: {T}\n\n理由: 宛先のユーザーは存在しません。\n",
            "配信エラー", "MAILER-DAEMON@mx.example.jp"),
        [T], "5.1.1", B,
    ),
    (
        "chinese",
        mail(f"您的邮件无法投递。\n收件人: {T}\n原因: 邮箱已满\n", "退信通知", "postmaster@mx.example.cn"), [T], "5.2.2", B,
    ),
    (
        "spanish",
        mail(f"No se pudo entregar el mensaje a {T}.\n\nMotivo: el buzón del destinatario está lleno.\n", "No se puede entregar: Carte",
             "postmaster@correo.example.es"), [T], "5.2.2", B,
    ),
    (
        "italian",
        mail(f"Impossibile recapitare il messaggio al seguente destinatario:\n\n{T}\nUtente sconosciuto\n", "Mancata consegna",
             "MAILER-DAEMON@posta.example.it"), [T], "5.1.1", B,
    ),
    (
        "portuguese",
        mail(f"Não foi possível entregar a mensagem para:\n{T}\nO endereço não existe.\n", "Falha na entrega", "mailer-daemon@mx.example.br"),
        [T], "5.1.1", B,
    ),
    (
        "dutch",
        mail(f"Uw bericht kon niet worden bezorgd aan {T}: het postvak is vol.\n", "Onbestelbaar: Carte", "postmaster@mx.example.nl"),
        [T], "5.2.2", B,
    ),
    (
        "polish",
        mail(f"Nie można dostarczyć wiadomości do:\n{T}\nUżytkownik nieznany\n", "Niedostarczona wiadomość", "postmaster@mx.example.pl"),
        [T], "5.1.1", B,
    ),
    (
        "swedish",
        mail(f"Meddelandet kunde inte levereras till {T}. Mottagaren finns inte.\n", "Kunde inte leverera", "postmaster@mx.example.se"),
        [T], "5.1.1", B,
    ),
    (
        "french isp full",
        mail(f"Bonjour,\n\nLe message que vous avez envoyé n'a pas pu être remis à :\n\n{T}\n\nLa boîte aux lettres du destinataire est pleine.\n\n"
             f"----- Message d'origine -----\n{RETURNED}", "Échec de la remise de votre message", "MAILER-DAEMON@smtp.example.fr", EMPTY),
        [T], "5.2.2", B,
    ),
    (
        "french delay",
        mail(f"Votre message n'a pas encore été remis à {T}.\nLe serveur distant ne répond pas. De nouvelles tentatives seront effectuées pendant 4 "
             "jours.\n", "Remise différée", "postmaster@smtp.example.fr"),
        [T], "4.4.1", D,
    ),
    (
        "x400",
        mail(f"The message cannot be delivered to the following recipient:\n\nAddress: {T}\nDiagnostic: unable to transfer, recipient name could not be"
             f" resolved (unrecognised OR-name)\n\n{RETURNED}", "Non-delivery report", "X400 Gateway <x400@gw.example.fr>"),
        [T], "5.1.1", B,
    ),
    (
        "virus gateway",
        mail(f"The message you sent to {T} was blocked because it contained a virus.\nSubject: Carte\n", "Virus found in your message - not delivered",
             "antivirus@gate.example.net", EMPTY),
        [T], "5.7.1", B,
    ),
    (
        "too big",
        mail(f"Your message to the following recipient could not be delivered:\n\n{T}: message too large (552 5.3.4)\n", "Undeliverable mail",
             "postmaster@mx.example.net"),
        [T], "5.3.4", B,
    ),
    (
        "host",
        mail(f"Could not deliver the message to:\n\n  <{T}>\n  Host mairie.example.fr not found (DNS lookup failed)\n\n{RETURNED}", "Mail delivery failure",
             "postmaster@mx.example.net"),
        [T], "5.1.2", B,
    ),
    (
        "only the returned headers name the recipient",
        mail(f"A message you sent could not be delivered: user unknown.\n\n{RETURNED}", "Undelivered mail", "mailer-daemon@mx.example.net"),
        [T], "5.1.1", B,
    ),
]  # fmt: skip

FALSE_FRIENDS: list[tuple[str, bytes]] = [
    ("a reply quoting a bounce",
     mail(f"Bonjour,\n\nVotre adresse semble fausse, voyez plutôt ci-dessous. Cordialement,\nPaul\n\n> <{OURS}>: 550 5.1.1 User unknown\n> could not be delivered\n",
          "Re: Undelivered Mail", "Paul <paul@mairie.example.fr>", "In-Reply-To: <contact-1@panel.example>\nUser-Agent: X\n")),
    ("out of office",
     mail("I am out of the office until Monday. For urgent matters write to b@x.example. Your message could not be processed before.\n",
          "Automatic reply: Carte", "Paul <paul@mairie.example.fr>", "Auto-Submitted: auto-replied\nReturn-Path: <>\n")),
    ("someone who left",
     mail("M. Durand a quitté la mairie, cette adresse n'est plus valide. Merci d'écrire à accueil@x.example.\n", "Réponse automatique : Carte",
          "durand@mairie.example.fr", "Auto-Submitted: auto-replied\nReturn-Path: <>\n")),
    ("moderated list",
     mail("Your mail to 'Infos' with the subject\n\n    Carte\n\nIs being held until the list moderator can review it for approval.\n\nThe reason it is "
          "being held:\n\n    Post by non-member to a members-only list\n", "Your message to Infos awaits moderator approval",
          "infos-bounces@lists.example.fr", "Precedence: bulk\nList-Id: <infos.lists.example.fr>\n")),
    ("a person who speaks of a failure",
     mail("Bonjour, je n'ai pas pu vous envoyer le document, la boîte était pleine. Le voici. Erreur 550 chez nous.\n", "Re: Carte",
          "paul@mairie.example.fr", "In-Reply-To: <contact-1@panel.example>\n")),
    ("a parcel that was not delivered",
     mail("Bonjour, votre courrier recommandé n'a pas pu être distribué, l'adresse est incomplète. Le service courrier.\n", "Courrier non distribué",
          "courrier@mairie.example.fr")),
    ("an acknowledgement of a postmaster",
     mail("Thank you for contacting the postmaster team. We have received your request and will get back to you.\n", "Re: question",
          "postmaster@mairie.example.fr", "Auto-Submitted: auto-replied\n")),
    ("an ordinary answer", mail("Bonjour,\n\nIl faut prendre rendez-vous au 01 02 03 04 05.\n", "Re: Carte", "accueil@mairie.example.fr")),
    ("ticket",
     mail("Votre demande a bien été enregistrée sous le numéro 5512. Nous vous répondrons sous 5 jours.\n", "Accusé de réception",
          "noreply@mairie.example.fr", "Auto-Submitted: auto-generated\nReturn-Path: <>\n")),
]  # fmt: skip
