"""Finds the machine's own Chromium: never a downloaded build."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from domain.errors import NotConfigured

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
"""Best first: Debian's headless shell is lighter than the whole browser."""
PACKAGE = "chromium-headless-shell"


def find_browser(configured: str = "") -> Path:
    """Return the browser's path. Raises NotConfigured, which says how to install one."""
    if configured:
        path = shutil.which(configured)
        if path is None or not os.access(path, os.X_OK):
            raise NotConfigured("browser_not_there", path=configured, package=PACKAGE)
        return Path(path)
    for name in NAMES:
        if path := shutil.which(name):
            return Path(path)
    raise NotConfigured("browser_missing", package=PACKAGE)
