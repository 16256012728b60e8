"""The site on a telephone: declared for small screens, no sideways scrolling, targets and letters large enough."""

from __future__ import annotations

import re

from collectors.site.measures.registry import Found, Proof, measure
from collectors.site.measures.view import SiteView


@measure("site.viewport", version=1)
def viewport(view: SiteView) -> Found:
    content = view.home.metas.get("viewport", "")
    return Found("width" in content, (Proof(view.home.address, content),), 0.95)


@measure("site.zoom_allowed", version=1)
def zoom_allowed(view: SiteView) -> Found | None:
    """The page does not forbid enlarging it."""
    content = view.home.metas.get("viewport", "").replace(" ", "").lower()
    if not content:
        return None
    largest = re.search(r"maximum-scale=([\d.]+)", content)
    blocked = (
        "user-scalable=no" in content
        or "user-scalable=0" in content
        or (largest is not None and float(largest.group(1) or 9) < 2)
    )
    return Found(not blocked, (Proof(view.home.address, content),), 0.95)


@measure("site.sideways_scroll", version=1)
def sideways_scroll(view: SiteView) -> Found | None:
    """At 360 px the page is wider than the screen (more than 4 px)."""
    narrow = view.mobile.narrow if view.mobile else None
    if narrow is None:
        return None
    return Found(narrow.overflow > 4, (Proof(view.home.address, f"{narrow.overflow:.0f} px {narrow.culprit}"),), 0.9)


@measure("site.small_targets", version=1)
def small_targets(view: SiteView) -> Found | None:
    """Share of links and buttons under 24 × 24 px (WCAG 2.2, 2.5.8); links within sentences are exempt."""
    narrow = view.mobile.narrow if view.mobile else None
    if narrow is None or narrow.targets == 0:
        return None
    return Found(round(narrow.small / narrow.targets, 4), (Proof(view.home.address, narrow.smallest),), 0.85)


@measure("site.small_text", version=1)
def small_text(view: SiteView) -> Found | None:
    """Share of the letters that are smaller than 12 px."""
    narrow = view.mobile.narrow if view.mobile else None
    if narrow is None or narrow.letters == 0:
        return None
    return Found(round(narrow.tiny / narrow.letters, 4), (Proof(view.home.address),), 0.9)
