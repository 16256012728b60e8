"""`barometer` as a user types it, within this process: starting Python for each command would take most of the time."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli.main import main
from cli.show import lang

ACCOUNTS = """\
BAROMETER_SMTP_HOST=127.0.0.1
BAROMETER_SMTP_PORT=9
BAROMETER_SMTP_SECURITY=none
BAROMETER_IMAP_HOST=127.0.0.1
BAROMETER_IMAP_PORT=9
BAROMETER_IMAP_SECURITY=none
BAROMETER_IMAP_USER=citizens
BAROMETER_IMAP_PASSWORD=x
BAROMETER_REPLY_STYLE=catchall
BAROMETER_MAIL_DOMAIN=citizens.example
BAROMETER_EVIDENCE_ADDRESS=evidence@citizens.example
"""
HEADER = (
    "key,name,sector,category,size,country,subdivision,timezone,language,certified,entry,weight,parent,place,mail,"
    "website,phone,postal,openings,basis,channels,approved_by,approved_on,starts,ends,staff_informed,recording,cap\n"
)
ROW = (
    "town-hall,Mairie de Bourg,public,city_small,6200,FR,,Europe/Paris,fr,,volunteer,,,Bourg,mairie@bourg.example,,,,"
    "mon-fri 09:00-17:00,consent,mail:{mail},Claire Exemple,2026-12-01,2027-01-01,2027-06-30,yes,no,13\n"
)
CAMPAIGN = """\
key: essai
name: Essai
starts: 2027-01-04
ends: 2027-03-05
plan: flash
channels: [mail]
"""


@dataclass
class Said:
    """What a command printed and how it ended."""

    code: int
    out: str
    errors: str

    @property
    def all(self) -> str:
        return self.out + self.errors


Barometer = Callable[..., Said]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder that is right in every respect; a test spoils one thing."""
    (tmp_path / "campaign.yaml").write_text(CAMPAIGN, "utf-8")
    (tmp_path / "panel.csv").write_text(HEADER + ROW.format(mail="automated"), "utf-8")
    (tmp_path / "accounts.env").write_text(ACCOUNTS, "utf-8")
    return tmp_path


@pytest.fixture
def barometer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Barometer]:
    """Run `barometer ARGUMENTS` in the test's folder; `language` is the user's."""
    before = dict(os.environ)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object, language: str = "en") -> Said:
        os.environ["BAROMETER_LANG"] = language
        lang.cache_clear()
        monkeypatch.setattr(sys, "argv", ["barometer", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main()
        printed = capsys.readouterr()
        said = Said(int(left.value.code or 0), printed.out, printed.err)
        assert "Traceback" not in said.all
        assert not (tmp_path / "barometer-error.log").exists(), (tmp_path / "barometer-error.log").read_text()
        return said

    yield run
    os.environ.clear()
    os.environ.update(before)
    lang.cache_clear()
