"""The channel code runs without the web framework: a probe on a small machine needs no database."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("package", ["links", "probes", "collectors"])
def test_importing_a_channel_never_imports_django(package):
    names = [
        str(path.relative_to(ROOT).with_suffix("")).replace("/", ".")
        for path in sorted((ROOT / package).rglob("*.py"))
        if path.name != "__init__.py"
    ]
    assert names
    code = f"import sys, importlib\nfor n in {names!r}: importlib.import_module(n)\nsys.exit('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
