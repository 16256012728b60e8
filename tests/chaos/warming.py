"""Has the readers build what they build at first use, once for every fork. Needs no database and no settings."""

from __future__ import annotations

from collectors.reading.context import Context
from collectors.reading.mail import read_mail
from collectors.reading.masking import mask
from collectors.reading.measures.reply import read_measures
from collectors.reading.relevance.questions import script_for
from scenarios.library import load_library

_SAMPLES = {
    "fr": "Madame,\r\n\r\nQuelle est votre rue ? Nos bureaux ouvrent à 9 h.\r\n\r\nCordialement,\r\nL'accueil",
    "en": "Dear Madam,\r\n\r\nWhich street do you live in? We are open from 9 am.\r\n\r\nKind regards,\r\nReception",
}


def warm() -> None:
    """Read something of each language with every scenario."""
    library = load_library()
    for language, text in _SAMPLES.items():
        head = f"From: a@b.example\r\nTo: c@d.example\r\nMessage-ID: <{language}@b.example>\r\n"
        reply = read_mail(f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode())
        mask(reply, Context(None, None, None, "", None))
        for scenario in library.values():
            script_for(scenario, reply.new_text, language)
            read_measures(reply, Context(None, None, scenario, language, None), masked=True)
