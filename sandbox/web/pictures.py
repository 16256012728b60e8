"""Pictures and documents of the sites, drawn: logos, landscapes, a captcha, a small PDF."""

from __future__ import annotations

import struct
import zlib

from sandbox.draws import Draws

_LETTERS = {
    "A": "01110100011000111111100011000110001", "B": "11110100011111010001100011000111110",
    "C": "01111100001000010000100001000001111", "D": "11110100011000110001100011000111110",
    "E": "11111100001111010000100001000011111", "F": "11111100001111010000100001000010000",
    "G": "01111100001000010011100011000101111", "H": "10001100011111110001100011000110001",
    "K": "10001100101110010100100101000110001", "M": "10001110111010110001100011000110001",
    "N": "10001110011010110011100011000110001", "P": "11110100011000111110100001000010000",
    "R": "11110100011000111110101001001010001", "S": "01111100001000001110000010000111110",
    "T": "11111001000010000100001000010000100", "U": "10001100011000110001100011000101110",
    "V": "10001100011000110001100010101000100", "W": "10001100011000110101101011101110001",
    "X": "10001010100010000100001000101010001", "Y": "10001010100010000100001000010000100",
    "3": "11110000010000101110000010000111110", "4": "00010001100101010010111110001000010",
    "7": "11111000010001000100010000100001000", "9": "01110100011000101111000010001001100",
}  # fmt: skip


_SVG = '<svg xmlns="http://www.w3.org/2000/svg"'


def logo(name: str, colours: tuple[str, str, str]) -> str:
    """Return an SVG emblem with the structure's initials."""
    initials = "".join(word[0] for word in name.replace("'", " ").split() if word[:1].isupper())[:2] or name[:1]
    return (
        f'{_SVG} viewBox="0 0 64 64" width="64" height="64"><rect width="64" height="64" rx="10" fill="{colours[0]}"/>'
        f'<path d="M0 46q16-12 32 0t32 0v18H0z" fill="{colours[1]}"/><text x="32" y="36" font-family="sans-serif"'
        f' font-size="26" font-weight="bold" fill="#fff" text-anchor="middle">{initials}</text></svg>'
    )


def landscape(draws: Draws, colours: tuple[str, str, str], width: int = 800, height: int = 320) -> str:
    """Return an SVG view of roofs and hills."""
    hills = "".join(
        f'<path d="M0 {height} Q{draws.whole(80, 300)} {draws.whole(60, 200)} {draws.whole(350, 500)}'
        f' {draws.whole(170, 240)} T{width} {draws.whole(120, 220)} V{height}Z" fill="{colours[0]}"'
        f' opacity="{0.25 + layer * 0.2:.2f}"/>'
        for layer in range(3)
    )
    houses = ""
    for number in range(draws.whole(5, 9)):
        left, top, size = 30 + number * 85 + draws.whole(0, 30), height - draws.whole(60, 120), draws.whole(34, 60)
        houses += (
            f'<rect x="{left}" y="{top}" width="{size}" height="{height - top}" fill="{colours[2]}"/>'
            f'<path d="M{left - 5} {top} l{size / 2 + 5:.0f} -{size // 2} l{size / 2 + 5:.0f} {size // 2}z"'
            f' fill="{colours[1]}"/><rect x="{left + size // 3}" y="{top + 14}" width="{size // 4}"'
            f' height="{size // 3}" fill="{colours[0]}"/>'
        )
    return (
        f'{_SVG} viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<rect width="{width}" height="{height}" fill="#dcecf5"/>{hills}{houses}</svg>'
    )


def captcha(text: str, draws: Draws) -> bytes:
    """Return a PNG of characters that a person can read, askew and crossed by lines."""
    width, height, scale = 24 * len(text) + 20, 60, 3
    grid = [[250 - draws.whole(0, 25) for _ in range(width)] for _ in range(height)]
    for index, character in enumerate(text):
        left, top = 10 + index * 24 + draws.whole(0, 4), 12 + draws.whole(0, 12)
        for cell, dot in enumerate(_LETTERS.get(character, "1" * 35)):
            if dot == "1":
                x, y = left + cell % 5 * scale, top + cell // 5 * scale
                for row in range(y, y + scale):
                    for column in range(x, x + scale):
                        grid[row][column + row // 8 % 3] = draws.whole(0, 90)
    for _ in range(4):
        y, slope = draws.whole(5, height - 6), draws.between(-0.2, 0.2)
        for x in range(width):
            grid[int(y + slope * x) % height][x] = 120
    return png(width, height, b"".join(b"\0" + bytes(row) for row in grid), grey=True)


def photograph(draws: Draws, width: int, height: int) -> bytes:
    """Return a PNG of a sky over a field, not compressed at all, as amateurs put them online."""
    shade, rows = draws.whole(90, 160), []
    line = bytearray(3 * width)
    line[0::3] = bytes(90 + x * 70 // width for x in range(width))
    line[2::3] = bytes([shade]) * width
    for y in range(height):
        line[1::3] = bytes([140 + y * 60 // height]) * width
        rows.append(b"\0" + bytes(line))
    return png(width, height, b"".join(rows), grey=False, level=0)


def png(width: int, height: int, rows: bytes, *, grey: bool, level: int = 6) -> bytes:
    """Write a PNG from filtered rows."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0 if grey else 2, 0, 0, 0)
    body = zlib.compress(rows, level)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def pdf(lines: list[str]) -> bytes:
    """Return a one-page PDF with a few lines of text."""
    said = " ".join(f"({_pdf_text(line)}) Tj 0 -22 Td" for line in lines)
    stream = f"BT /F1 14 Tf 60 760 Td {said} ET".encode("cp1252", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    written, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(written))
        written += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        written
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(written)
    )


def _pdf_text(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
