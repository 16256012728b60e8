"""The house keeps its shape: module and function sizes, names, and words in both languages."""

from __future__ import annotations

import ast
import statistics
import string
import sys
from pathlib import Path

import pytest

from domain.wording import LANGUAGES, catalogue

ROOT = Path(__file__).parent.parent
PACKAGES = (
    "domain", "settings", "links", "scenarios", "probes", "collectors", "scoring", "campaigns", "reports", "services",
    "cli", "sandbox",
)  # fmt: skip
MODULES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
TESTS = sorted((ROOT / "tests").rglob("*.py"))


def lines_of(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def functions_of(path: Path) -> list[tuple[str, int]]:
    tree = ast.parse(path.read_text("utf-8"))
    return [
        (f"{path.relative_to(ROOT)}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_no_module_is_longer_than_400_lines():
    assert [str(p.relative_to(ROOT)) for p in MODULES if lines_of(p) > 400] == []


def test_no_test_module_is_longer_than_600_lines():
    assert [str(p.relative_to(ROOT)) for p in TESTS if lines_of(p) > 600] == []


def test_the_median_module_is_at_most_130_lines():
    assert statistics.median(lines_of(p) for p in MODULES if p.name != "__init__.py") <= 130


def test_long_functions_are_rare():
    functions = [entry for path in MODULES for entry in functions_of(path)]
    long = [name for name, size in functions if size > 50]
    assert len(long) <= 0.03 * len(functions), long
    assert [name for name, size in functions if size > 80] == []


def test_no_module_is_named_after_the_standard_library_or_utils():
    names = {path.stem for path in MODULES} | {path.name for path in (ROOT).iterdir() if path.is_dir()}
    # inside our packages a submodule cannot shadow; only top-level names can
    assert {name for name in PACKAGES if name in sys.stdlib_module_names} == set()
    assert not names & {"utils", "util", "helpers", "misc", "common", "email", "calendar", "queue"}


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_every_sentence_exists_in_every_language_with_the_same_parameters(code: str):
    entry = catalogue()[code]
    assert set(entry) == set(LANGUAGES)

    def fields(template: str) -> set[str]:
        return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(template) if name}

    assert fields(entry["fr"]) == fields(entry["en"])


def codes_used() -> set[str]:
    """Every literal given to an error, `say`, `t` or `Message` in our code."""
    names = {"InputError", "NotConfigured", "NotApproved", "Unavailable", "BarometerError", "Message", "say", "t"}
    found: set[str] = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Name) and node.func.id in names:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.add(first.value)
    return found


def test_every_code_used_has_its_words():
    assert codes_used() - set(catalogue()) == set()
