"""How many messages a second one core reads, as `barometer read --json --list` reads each: decoding, segments, kind,
measures without a scenario. Run: `python -m bench.reading [--profile]`.

The corpus is generated (`bench.reading_corpus`), its mix is printed. Aims: 500 messages/s for text/plain up to 5 kB,
50 messages/s for HTML of 20 kB; the first one is not met (figures in `docs/reading.md`). Each rate is of processor
time, and also given against a bare script that only parses the same messages with the standard library in the same run:
that ratio tells machines apart from progress.
"""

from __future__ import annotations

import cProfile
import email
import os
import pstats
import sys
from collections.abc import Callable
from time import process_time

from bench.reading_corpus import PLAIN_MIX, html_corpus, plain_corpus
from collectors.reading.context import Context
from collectors.reading.mail import read_mail
from collectors.reading.measures import read_measures

AIM_PLAIN = 500
AIM_HTML = 50
_ROUNDS = 3


def whole(raw: bytes) -> None:
    """Read one message and its measures, without a scenario."""
    reply = read_mail(raw)
    language = reply.language or "fr"
    read_measures(reply, Context(persona=None, structure=None, scenario=None, language=language, asked_at=None))


def bare(raw: bytes) -> None:
    """Only parse, and decode the body."""
    email.message_from_bytes(raw).get_payload(decode=True)


def seconds(read: Callable[[bytes], object], corpus: list[bytes]) -> float:
    """Return the processor seconds a message takes: the best of some rounds."""
    best = float("inf")
    for _ in range(_ROUNDS):
        start = process_time()
        for raw in corpus:
            read(raw)
        best = min(best, (process_time() - start) / len(corpus))
    return best


def report(name: str, corpus: list[bytes], aim: int) -> None:
    """Print the rates of one corpus. Most of it is read before the clock starts, none of it twice in a row."""
    for raw in corpus[:50]:
        whole(raw)
    parse, decode, both = (seconds(read, corpus) for read in (bare, read_mail, whole))
    size = sum(map(len, corpus)) // len(corpus)
    print(f"{name}: {len(corpus)} messages, {size} B on average, {max(map(len, corpus))} B at most")
    print(f"  whole reading    {1 / both:6.0f} messages/s (aim {aim}), {both * 1e3:6.2f} ms, x{both / parse:.1f} bare")
    print(f"  without measures {1 / decode:6.0f} messages/s, {decode * 1e3:6.2f} ms, x{decode / parse:.1f} bare")
    print(f"  bare parsing     {1 / parse:6.0f} messages/s, {parse * 1e3:6.2f} ms")


def main() -> None:
    plain, html = plain_corpus(4), html_corpus(60)
    if "--profile" in sys.argv:
        for raw in plain:
            whole(raw)
        profile = cProfile.Profile()
        profile.enable()
        for raw in plain:
            whole(raw)
        profile.disable()
        pstats.Stats(profile).sort_stats("tottime").print_stats(40)
        return
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"processor time of one process, best of {_ROUNDS} rounds; load of the machine {load}")
    print("mix of text/plain: " + ", ".join(f"{share} % {kind}" for kind, share in PLAIN_MIX.items()))
    report("text/plain", plain, AIM_PLAIN)
    report("HTML", html, AIM_HTML)


if __name__ == "__main__":
    main()
