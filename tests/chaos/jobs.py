"""What a forked process does. Imported by the zygote once, so that a start costs milliseconds."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from campaigns.approval import approve
from campaigns.attention import Rhythm
from campaigns.inbox import as_json
from campaigns.models import Campaign
from collectors.reading.context import Context
from collectors.reading.mail import read_mail
from collectors.reading.masking import mask
from collectors.reading.measures.reply import read_measures
from collectors.reading.relevance.questions import script_for
from domain.vocabulary import Channel
from scenarios.library import load_library
from services.database import open_database
from services.equipment import equip
from services.planning import plan_campaign
from services.running import run_with
from services.time_source import current_clock, now
from tests.chaos.nursery import NOT_OVER, OVER, STORED
from tests.chaos.stored import stored


EVERY = timedelta(hours=6)
_SAMPLES = {
    "fr": "Madame,\r\n\r\nPouvez-vous nous dire votre rue ? Nos bureaux ouvrent à 9 h.\r\n\r\nCordialement,\r\nL'accueil",
    "en": "Dear Madam,\r\n\r\nWhich street do you live in? We are open from 9 am.\r\n\r\nKind regards,\r\nReception",
}


def warm() -> None:
    """Read something of each language, so that what the readers build at first use is there in every fork."""
    library = load_library()
    for language, text in _SAMPLES.items():
        head = f"From: a@b.example\r\nTo: c@d.example\r\nSubject: Re: {language}\r\nMessage-ID: <{language}@b.example>\r\n"
        reply = read_mail(f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode())
        as_json(mask(reply, Context(None, None, None, "", None)))
        for scenario in library.values():
            script_for(scenario, reply.new_text, language)
            read_measures(reply, Context(None, None, scenario, language, None), masked=True)


def prepare(folder: Path) -> int:
    """Open the database, plan the campaign and approve it."""
    open_database()
    plan_campaign(folder, now(), secret="5a" * 32)
    approve(_campaign().id, load_library(), by="Ada Lovelace", now=now())
    return OVER


def local(folder: Path) -> int:
    """What `barometer run --send` does, waking up less often: two months in seconds, several replies in one batch."""
    open_database()
    with current_clock() as clock:
        kit, off = equip(folder, [Channel.MAIL], load_library(), clock, rhythm=Rhythm(EVERY, EVERY), live=True)
        assert not off
        over = run_with(_campaign().id, kit, once=False, progress=lambda progress: None).finished
    return OVER if over else NOT_OVER


def tell(folder: Path) -> int:
    """Write down what the tables hold."""
    open_database()
    (folder / STORED).write_text(json.dumps(stored(_campaign(), folder), default=str), "utf-8")
    return OVER


def _campaign() -> Campaign:
    return Campaign.objects.get()


JOBS: Mapping[str, Callable[[Path], int]] = {"prepare": prepare, "local": local, "tell": tell}
