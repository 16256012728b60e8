"""Writing MIME by hand: the standard library's writer is ten times slower and more uniform than real mail programs."""

from __future__ import annotations

import base64
import quopri
from dataclasses import dataclass
from email.header import Header


@dataclass(frozen=True)
class TextPart:
    """One text of a mail; a charset that cannot hold it becomes UTF-8."""

    subtype: str
    text: str
    charset: str
    encoding: str  # quoted-printable | base64 | 8bit

    def headers_and_body(self) -> tuple[list[tuple[str, str]], bytes]:
        charset = self.charset if _fits(self.text, self.charset) else "utf-8"
        encoding = self.encoding if self.encoding != "8bit" or charset == "utf-8" else "quoted-printable"
        content = self.text.replace("\r\n", "\n").rstrip("\n").encode(charset) + b"\n"
        if encoding == "quoted-printable":
            content = quopri.encodestring(content)
        elif encoding == "base64":
            content = base64.encodebytes(content.replace(b"\n", b"\r\n"))
        headers = [
            ("Content-Type", f'text/{self.subtype}; charset="{charset}"'),
            ("Content-Transfer-Encoding", encoding),
        ]
        return headers, content


def write(headers: list[tuple[str, str]], parts: list[TextPart], boundary: str, charset: str) -> bytes:
    """Return a message of one part, or an alternative of several; non-ASCII headers are encoded words in `charset`."""
    lines = [_header(name, value, charset) for name, value in headers]
    lines.append("MIME-Version: 1.0")
    if len(parts) == 1:
        own, body = parts[0].headers_and_body()
        lines += [f"{name}: {value}" for name, value in own]
    else:
        lines.append(f'Content-Type: multipart/alternative;\n\tboundary="{boundary}"')
        body = b""
        for part in parts:
            own, content = part.headers_and_body()
            head = "\n".join(f"{name}: {value}" for name, value in own)
            body += f"--{boundary}\n{head}\n\n".encode() + content + b"\n"
        body += f"--{boundary}--\n".encode()
    return ("\n".join(lines) + "\n\n").encode().replace(b"\n", b"\r\n") + body.replace(b"\r\n", b"\n").replace(
        b"\n", b"\r\n"
    )


def mailbox(name: str, address: str, charset: str) -> str:
    """Return `name <address>`, the name quoted or encoded as needed."""
    if not name:
        return address
    if not name.isascii():
        return f"{Header(name, _word_charset(name, charset), maxlinelen=70).encode()} <{address}>"
    return f'"{name.replace(chr(92), "").replace(chr(34), "")}" <{address}>'


def _header(name: str, value: str, charset: str) -> str:
    if value.isascii():
        return f"{name}: {value}"
    return f"{name}: {Header(value, _word_charset(value, charset), header_name=name, maxlinelen=76).encode()}"


def _word_charset(text: str, charset: str) -> str:
    return charset if _fits(text, charset) else "utf-8"


def _fits(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
