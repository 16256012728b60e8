"""What a citizen answers to each question of a form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from domain.contact import FormContent
from domain.failure import Failure
from links.forms.lexicon import roles, says
from links.forms.mapping import Mapped
from links.forms.sight import CHOICE_KINDS, DATE_KINDS, RADIO_KINDS, TICK_KINDS, Control, Option
from links.pages.words import folded
from probes.webform import choices
from probes.webform.formats import date_forms, fits, next_working_day, phone_for, phone_forms
from probes.webform.plan import Act, Entry, Obstacle, Why

Answer = Entry | Obstacle
_LATER = ("souhait", "prefer", "rendez", "appoint", "rappel", "call", "disponib", "availab", "visit")


@dataclass(frozen=True)
class Citizen:
    """Who writes and what; `today` is the local date."""

    content: FormContent
    today: date

    def words(self, role: str) -> str:
        """Return the text for a role, "" when the citizen has none."""
        who = self.content.identity
        town = f"{who.postcode} {who.city}".strip()
        return {
            "civility": who.civility,
            "given_name": who.given_name,
            "family_name": who.family_name,
            "full_name": who.name,
            "mail": who.mail,
            "mail_confirm": who.mail,
            "phone": who.phone,
            "street": who.postal,
            "address": ", ".join(part for part in (who.postal, town) if part),
            "postcode": who.postcode,
            "city": who.city,
            "postcode_city": town,
            "subject": self.content.subject,
            "message": self.content.text,
            "country": "France" if self._in_france else "United Kingdom",
            "who": self._say("Particulier", "Private individual"),
            "reply_channel": self._say("Courriel", "E-mail"),
        }.get(role, "")

    def neutral(self, role: str) -> str:
        """Return a plain answer to what must be filled in though it concerns others, "" when none is plausible."""
        if role in ("company", "job"):
            return self._say("Particulier", "Private individual")
        if role == "link":
            return self.content.website
        if role == "street_more":
            return self._say("Néant", "None")
        return self._say("Sans objet", "Not applicable") if role == "" else ""

    def _say(self, french: str, english: str) -> str:
        return french if self.content.language == "fr" else english

    @property
    def _in_france(self) -> bool:
        code = self.content.identity.postcode
        return (code.isdigit() and len(code) == 5) or (not code and self.content.language == "fr")


def answer(entry: Mapped, citizen: Citizen, *, required: bool) -> Answer:
    """Return what is done with a field that is no trap."""
    kind = entry.control.kind
    if kind == "file" or entry.role == "file":
        return _file(entry, required)
    if entry.role in ("search", "password") and not (kind == "password" and required):
        return Entry(entry, Act.LEAVE, Why.NOT_OURS)
    if len(entry.controls) > 1 or kind in RADIO_KINDS:
        return _among(entry, citizen, required, [as_option(control) for control in entry.controls])
    if kind in TICK_KINDS:
        return _tick(entry, required)
    if kind in CHOICE_KINDS:
        return _among(entry, citizen, required, entry.control.options)
    if kind in DATE_KINDS or entry.role in ("date", "birth_date", "time"):
        return _date(entry, citizen, required)
    if (
        kind == "combobox-text"
        and choices.real(entry.control.options)
        and entry.role not in ("city", "street", "address")
    ):
        return _among(entry, citizen, required, entry.control.options)
    return _text(entry, citizen, required)


def _refuse(entry: Mapped, reason: str) -> Obstacle:
    return Obstacle(Failure.FORM_REJECTED, reason, entry.caption[:120])


def _leave(entry: Mapped, why: Why = Why.OPTIONAL, *, required: bool = False) -> Entry:
    return Entry(entry, Act.LEAVE, why, required=required)


def _file(entry: Mapped, required: bool) -> Answer:
    return _refuse(entry, "file_required") if required else _leave(entry, Why.FILE)


def _text(entry: Mapped, citizen: Citizen, required: bool) -> Answer:
    role, control = entry.role, entry.control
    if control.kind == "password":
        return Obstacle(Failure.LOGIN_REQUIRED, "password", entry.caption[:120])
    if role == "phone":
        return _phone(entry, citizen, required)
    if role == "message":
        return _message(entry, citizen)
    if control.readonly:
        return _refuse(entry, "readonly") if required and not control.value else _leave(entry, Why.SET)
    words = citizen.words(role)
    if words:
        if fits(control, words):
            return Entry(entry, Act.WRITE, Why.KNOWN, words, required=required)
        if role == "subject" and (shorter := next((t for t in citizen.content.topics if fits(control, t)), "")):
            return Entry(entry, Act.WRITE, Why.KNOWN, shorter, required=required)
        if role in ("mail", "mail_confirm", "full_name", "given_name", "family_name") or required:
            return _refuse(entry, "does_not_fit")
        return _leave(entry)
    if not required:
        return _leave(entry)
    if role in ("reference", "birth_date", "search", "phone_prefix") or _asks_for_a_number(control):
        return _refuse(entry, "unknown_required")
    plain = citizen.neutral(role)
    if not plain or not fits(control, plain):
        return _refuse(entry, "unknown_required")
    return Entry(entry, Act.WRITE, Why.NEUTRAL, plain, required=True)


def _asks_for_a_number(control: Control) -> bool:
    return control.kind == "number" or says("label.reference_like", control.caption)


def _phone(entry: Mapped, citizen: Citizen, required: bool) -> Answer:
    number = citizen.content.identity.phone
    if not number:
        return _refuse(entry, "phone_unknown") if required else _leave(entry)
    language = citizen.content.language
    written = phone_for(entry.control, number, language)
    if written is None:
        return _refuse(entry, "does_not_fit") if required else _leave(entry)
    others = tuple(form for form in phone_forms(number, language) if form != written and fits(entry.control, form))
    return Entry(entry, Act.WRITE, Why.KNOWN, written, others=others, required=required)


def _message(entry: Mapped, citizen: Citizen) -> Answer:
    content = citizen.content
    closer = "\n".join(line for line in content.text.splitlines() if line.strip())
    wordings = [content.text, closer, *content.shorter]
    if entry.control.kind not in ("textarea", "editable"):
        wordings = [" ".join(wording.split()) for wording in wordings]
    fitting = [wording for wording in dict.fromkeys(wordings) if fits(entry.control, crlf(wording))]
    if not fitting:
        return _refuse(entry, "message_too_long")
    return Entry(entry, Act.WRITE, Why.KNOWN, fitting[0], others=tuple(fitting[1:]), required=True)


def crlf(text: str) -> str:
    """Return a text as servers count it: a line break is two characters in what a form sends (HTML, 4.10.21)."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def _date(entry: Mapped, citizen: Citizen, required: bool) -> Answer:
    control = entry.control
    if entry.role == "birth_date":
        return _refuse(entry, "unknown_required") if required else _leave(entry)
    if not required:
        return _leave(entry)
    if entry.role == "time" and control.kind not in DATE_KINDS:
        return Entry(entry, Act.WRITE, Why.NEUTRAL, "10:00", required=True)
    later = any(word in folded(control.caption) for word in _LATER)
    day = next_working_day(citizen.today) if later else citizen.today
    forms = date_forms(control, day, citizen.content.language)
    if not forms:
        return _refuse(entry, "does_not_fit")
    return Entry(entry, Act.DATE, Why.NEUTRAL, forms[0], others=tuple(forms[1:]), required=True)


def _tick(entry: Mapped, required: bool) -> Answer:
    control = entry.control
    refuses = says("label.not_anymore", control.caption)
    if entry.role == "newsletter":
        if refuses:  # ticking it is how one says no
            return Entry(entry, Act.TICK, Why.NEWSLETTER, required=required)
        if required:
            return _refuse(entry, "newsletter_required")
        return Entry(entry, Act.UNTICK, Why.NEWSLETTER) if control.checked else _leave(entry, Why.NEWSLETTER)
    if entry.role == "consent":
        optional = says("label.optional", control.caption)
        return _leave(entry) if optional and not required else Entry(entry, Act.TICK, Why.CONSENT, required=required)
    if entry.role == "who":
        citizen = says("option.citizen", control.caption)
        return Entry(entry, Act.TICK, Why.KNOWN, required=required) if citizen else _leave(entry)
    if entry.role == "reply_channel":
        by_mail = says("option.by_mail", control.caption)
        return Entry(entry, Act.TICK, Why.KNOWN, required=required) if by_mail else _leave(entry)
    return Entry(entry, Act.TICK, Why.NEUTRAL, required=True) if required else _leave(entry)


def as_option(control: Control) -> Option:
    """Return one button of a choice as an option."""
    text = control.label or control.aria_label or control.after or control.value
    return Option(text=text, value=control.value or "on", disabled=not control.usable, selected=control.checked)


def _among(entry: Mapped, citizen: Citizen, required: bool, options: Sequence[Option]) -> Answer:
    role = entry.role
    if not choices.real(options) and entry.control.kind == "combobox":
        return Entry(entry, Act.CHOOSE, Why.MEANING, "", required=required)  # its list shows when it is opened
    chosen, why = choose(role, citizen, options, required=required)
    if chosen is None:
        return _refuse(entry, "unknown_required") if required else _leave(entry)
    return Entry(entry, Act.CHOOSE, why, options[chosen].text or options[chosen].value, chosen, required=required)


def choose(role: str, citizen: Citizen, options: Sequence[Option], *, required: bool) -> tuple[int | None, Why]:
    """Return the position of the answer a citizen gives, None to give none; a required one may be neutral."""
    chosen, why = _chosen(role, citizen, options)
    if chosen is None and role == "newsletter":
        chosen, why = choices.by_phrases(options, "option.no"), Why.NEWSLETTER
    if chosen is None and required and role != "newsletter":
        chosen, why = _neutral_choice(role, options), Why.NEUTRAL
    return chosen, why


def _chosen(role: str, citizen: Citizen, options: Sequence[Option]) -> tuple[int | None, Why]:
    content, who = citizen.content, citizen.content.identity
    if role == "subject":
        chosen, near = choices.by_meaning(options, content.subject, content.topics, content.text)
        return chosen, Why.MEANING if near >= choices.NEAR else Why.NEUTRAL
    by_phrase: dict[str, Callable[[], int | None]] = {
        "civility": lambda: _civility(who.civility, options),
        "who": lambda: choices.by_phrases(options, "option.citizen"),
        "reply_channel": lambda: choices.by_phrases(options, "option.by_mail"),
        "country": lambda: choices.by_phrases(
            options, "option.france" if citizen.words("country") == "France" else "option.kingdom"
        ),
        "city": lambda: choices.by_text(options, who.city),
        "postcode": lambda: choices.by_text(options, who.postcode),
        "date": lambda: _date_part(citizen.today, options),
        "region": lambda: _region(who.postcode, options),
        "phone_prefix": lambda: _prefix(who.phone, options),
        "consent": lambda: _agreement(options),
    }
    return by_phrase.get(role, lambda: None)(), Why.KNOWN


def _civility(civility: str, options: Sequence[Option]) -> int | None:
    if civility in ("Mme", "Ms", "Mrs"):
        return choices.by_phrases(options, "option.madam_best", "option.madam")
    if civility in ("M.", "Mr"):
        return choices.by_phrases(options, "option.sir")
    return choices.by_phrases(options, "option.unsaid", "option.other_best")


def _region(postcode: str, options: Sequence[Option]) -> int | None:
    code = postcode[:2]
    return next((i for i in choices.real(options) if code and code in folded(options[i].text).split()), None)


def _prefix(phone: str, options: Sequence[Option]) -> int | None:
    return next((i for i, option in enumerate(options) if phone[:3] and phone[:3] in option.text), None)


def _agreement(options: Sequence[Option]) -> int | None:
    words = roles()["consent"].strong
    agrees = (i for i in choices.real(options) if words.search(folded(options[i].text)))
    return next(agrees, choices.by_text(options, "oui") or choices.by_text(options, "yes"))


def _date_part(day: date, options: Sequence[Option]) -> int | None:
    """Return the option for a date's day, month or year, told apart by how many answers there are."""
    real = choices.real(options)
    numbers = {i: int(options[i].text) for i in real if options[i].text.isdigit()}
    if len(real) == 12:
        return real[day.month - 1]
    wanted = day.day if 28 <= len(real) <= 31 else day.year
    return next((i for i, number in numbers.items() if number == wanted), None)


def _neutral_choice(role: str, options: Sequence[Option]) -> int | None:
    if role == "birth_date":
        return None
    order = ("option.unsaid", "option.other_best", "option.no", "option.citizen", "option.general")
    neutral = choices.by_phrases(options, *order)
    if neutral is not None or role not in ("time", "date", "region", "country", "phone_prefix", "message"):
        return neutral
    real = choices.real(options)
    preset = next((i for i in real if options[i].selected), None)
    if preset is not None or role != "time":
        return preset
    return real[0] if real else None
