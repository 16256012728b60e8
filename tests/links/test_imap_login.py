"""A server that cannot check anybody just now is asked again; one that refuses is not."""

from __future__ import annotations

import socket
import threading

import pytest

from domain.errors import Unavailable
from links.imap import ImapSession
from settings.mail import Server


def served(listening: socket.socket, answers: list[str], seen: list[str]) -> None:
    """Answer each connection's LOGIN with the next of `answers`."""
    for answer in answers:
        connection, _ = listening.accept()
        with connection, connection.makefile("rw", encoding="utf-8", newline="") as lines:
            lines.write("* OK ready\r\n")
            lines.flush()
            for line in lines:
                tag, _, command = line.strip().partition(" ")
                word = command.split(" ")[0].upper()
                seen.append(word)
                if word == "CAPABILITY":
                    lines.write("* CAPABILITY IMAP4rev1\r\n")
                lines.write(f"{tag} {answer if word == 'LOGIN' else 'OK done'}\r\n")
                lines.flush()
                if word == "LOGIN":
                    break


def logged_in(answers: list[str]) -> list[str]:
    seen: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=served, args=(listening, answers, seen), daemon=True)
        thread.start()
        try:
            ImapSession(Server("127.0.0.1", listening.getsockname()[1], "none", "u", "p")).close()
        finally:
            thread.join(5)
    return [word for word in seen if word == "LOGIN"]


def test_a_server_that_cannot_check_anybody_now_is_asked_again() -> None:
    assert logged_in(["NO [UNAVAILABLE] Temporary authentication failure.", "OK welcome"]) == ["LOGIN"] * 2


def test_a_refused_password_is_not_tried_again() -> None:
    with pytest.raises(Unavailable, match="imap_login_refused"):
        logged_in(["NO [AUTHENTICATIONFAILED] Invalid credentials"])
