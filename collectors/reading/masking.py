"""Names are masked when text is read, not when it is shown: what is stored holds no agent's name."""

from __future__ import annotations

from dataclasses import replace

from collectors.reading.context import Context
from collectors.reading.measures.analysis import Analysis
from collectors.reading.measures.hiding import MARK, Mask
from domain.reply import ReadReply

__all__ = ["MARK", "Mask", "mask"]


def mask(reply: ReadReply, context: Context) -> ReadReply:
    """Return the reply with agents' names, personal addresses and private numbers hidden, letter by letter.

    Lengths are kept, so segments and evidence offsets stay valid. The citizen's own name, and the service's and
    structure's, are never hidden.
    """
    hide = Mask.of(Analysis(reply, context)).hide
    headers = replace(
        reply.headers,
        subject=hide(reply.headers.subject),
        from_name=hide(reply.headers.from_name),
        from_address=hide(reply.headers.from_address),
        reply_to=hide(reply.headers.reply_to),
        to=tuple(map(hide, reply.headers.to)),
        cc=tuple(map(hide, reply.headers.cc)),
    )
    return replace(
        reply,
        headers=headers,
        text=hide(reply.text),
        new_text=hide(reply.new_text),
        substitute=hide(reply.substitute),
        links=tuple(map(hide, reply.links)),
        facts={name: hide(value) if isinstance(value, str) else value for name, value in reply.facts.items()},
        attachments=tuple(replace(one, name=hide(one.name)) for one in reply.attachments),
    )
