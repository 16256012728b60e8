"""Messages a second through `MailProbe` against bare aiosmtplib loops on the same sink, in turns in the same run.

All send the same text to a structure and an evidence mailbox over one connection at a time. Ours builds the message,
makes a mark before DATA and reads the verdict. One bare loop builds its messages with the standard library, the other
only sends bytes made beforehand. Ratios are those of the medians.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import statistics
import time
from datetime import UTC, datetime
from email.message import EmailMessage
from multiprocessing.connection import Connection

import aiosmtplib

from domain.clock import FrozenClock
from domain.contact import MailContent, Order
from domain.vocabulary import Channel, DispatchKind
from probes.mail import MailProbe
from settings.environment import Environment
from settings.mail import MailSettings, load_mail_settings

MESSAGES = 400
ROUNDS = 5
TEXT = "Bonjour,\n\nPourriez-vous me dire comment m'inscrire à la bibliothèque ?\n\nMerci d'avance,\nClaire\n" * 4


def sink(ready: Connection) -> None:
    """Serve SMTP that keeps nothing until the other end closes."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink\r\n")
        try:
            while line := await reader.readline():
                verb = line[:4].upper()
                if verb == b"EHLO":
                    writer.write(b"250-sink\r\n250 SIZE 1000000\r\n")
                elif verb == b"DATA":
                    writer.write(b"354 go\r\n")
                    await reader.readuntil(b"\r\n.\r\n")
                    writer.write(b"250 taken\r\n")
                else:
                    writer.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 fine\r\n")
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        writer.close()

    async def serve() -> None:
        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        ready.send(server.sockets[0].getsockname()[1])
        await asyncio.to_thread(ready.poll, None)

    asyncio.run(serve())


def settings(port: int) -> MailSettings:
    values = {
        "BAROMETER_SMTP_HOST": "127.0.0.1", "BAROMETER_SMTP_PORT": str(port), "BAROMETER_SMTP_SECURITY": "none",
        "BAROMETER_IMAP_HOST": "127.0.0.1", "BAROMETER_IMAP_USER": "x", "BAROMETER_IMAP_PASSWORD": "x",
        "BAROMETER_MAIL_DOMAIN": "citizens.example",
    }  # fmt: skip
    return load_mail_settings(Environment(values))


async def ours(port: int) -> float:
    probe = MailProbe(settings(port), FrozenClock(datetime(2026, 3, 2, tzinfo=UTC)))
    orders = [
        Order(
            number, number, Channel.MAIL, DispatchKind.FIRST, str(number), "default",
            MailContent("Claire Dupont", f"claire.{number}@citizens.example", "desk@town.example", "Une question",
                        TEXT, f"<{number}@citizens.example>"),
        )
        for number in range(MESSAGES)
    ]  # fmt: skip
    marks: list[int] = []
    start = time.perf_counter()
    for order in orders:
        receipt = await probe.send(order, lambda: marks.append(1))
        assert receipt.failure is None
    spent = time.perf_counter() - start
    await probe.close()
    assert len(marks) == MESSAGES
    return MESSAGES / spent


def built(number: int) -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"Claire Dupont <claire.{number}@citizens.example>"
    message["To"] = "desk@town.example"
    message["Subject"] = "Une question"
    message["Message-ID"] = f"<{number}@citizens.example>"
    message.set_content(TEXT)
    return message


async def bare(port: int, *, beforehand: bool) -> float:
    client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False)
    await client.connect()
    content = built(0).as_bytes()
    recipients = ["desk@town.example", "evidence@citizens.example"]
    start = time.perf_counter()
    for number in range(MESSAGES):
        if beforehand:
            await client.sendmail(f"claire.{number}@citizens.example", recipients, content)
        else:
            await client.send_message(built(number), recipients=recipients)
    spent = time.perf_counter() - start
    await client.quit()
    return MESSAGES / spent


def main() -> None:
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=sink, args=(there,), daemon=True)
    process.start()
    port = here.recv()
    rates: dict[str, list[float]] = {"ours": [], "building": [], "bytes": []}
    for _ in range(ROUNDS):
        rates["ours"].append(asyncio.run(ours(port)))
        rates["building"].append(asyncio.run(bare(port, beforehand=False)))
        rates["bytes"].append(asyncio.run(bare(port, beforehand=True)))
    here.send("done")
    process.join()
    rate = {name: statistics.median(values) for name, values in rates.items()}
    print(f"ours                            {rate['ours']:6.0f} messages/s")
    for name, words in (("building", "bare loop, building messages"), ("bytes", "bare loop, bytes made before")):
        print(f"{words:31} {rate[name]:6.0f} messages/s, ratio {rate['ours'] / rate[name]:.2f} (aim 0.5)")


if __name__ == "__main__":
    main()
