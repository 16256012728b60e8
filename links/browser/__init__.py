"""A real browser for visits to websites: fresh contexts, every byte through our filtering proxy."""

from links.browser.happenings import VisitEnded
from links.browser.opening import Hop, Opened
from links.browser.pool import BrowserPool
from links.browser.recorder import WebRequest
from links.browser.visit import Visit

__all__ = ["BrowserPool", "Hop", "Opened", "Visit", "VisitEnded", "WebRequest"]
