"""The page says what the catalogue says, and every entry of the catalogue has its test."""

from __future__ import annotations

import importlib
from pathlib import Path

from tests.faults.catalogue import FAULTS, PROVEN
from tests.faults.page import PAGE, page


def test_the_page_is_up_to_date():
    assert PAGE.read_text("utf-8") == page(), "python -m tests.faults.page writes it"


def test_every_fault_is_proven():
    for module in Path(__file__).parent.glob("test_*_faults.py"):
        importlib.import_module(f"tests.faults.{module.stem}")
    assert {fault.id for fault in FAULTS} == PROVEN
    assert len({fault.id for fault in FAULTS}) == len(FAULTS)
