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
from tests.services.right_files import ACCOUNTS, CAMPAIGN, HEADER, ROW


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
