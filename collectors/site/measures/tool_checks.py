"""Automatic accessibility checks (axe-core) by gravity, over the pages checked."""

from __future__ import annotations

from collectors.site.looking.look import Violation
from collectors.site.measures.registry import Found, Proof, measure
from collectors.site.measures.view import SiteView

_KEYBOARD = frozenset(
    {
        "bypass",
        "tabindex",
        "aria-hidden-focus",
        "scrollable-region-focusable",
        "nested-interactive",
        "frame-focusable-content",
        "skip-link",
    }
)


def _broken(view: SiteView, impact: str) -> dict[str, tuple[str, Violation]]:
    """Rules broken, each once, with the page where it is broken most."""
    found: dict[str, tuple[str, Violation]] = {}
    for audit in view.audits:
        for violation in audit.violations:
            known = found.get(violation.rule)
            if violation.impact == impact and (known is None or violation.nodes > known[1].nodes):
                found[violation.rule] = (audit.address, violation)
    return found


def _count(view: SiteView, impact: str) -> Found | None:
    if not view.audits:
        return None
    broken = _broken(view, impact)
    proofs = tuple(Proof(address, f"{violation.rule}: {violation.sample}") for address, violation in broken.values())
    return Found(len(broken), proofs, 0.95)


@measure("site.checks_critical", version=1)
def critical(view: SiteView) -> Found | None:
    return _count(view, "critical")


@measure("site.checks_serious", version=1)
def serious(view: SiteView) -> Found | None:
    return _count(view, "serious")


@measure("site.checks_moderate", version=1)
def moderate(view: SiteView) -> Found | None:
    return _count(view, "moderate")


@measure("site.checks_minor", version=1)
def minor(view: SiteView) -> Found | None:
    return _count(view, "minor")


@measure("site.contrast_faults", version=1)
def contrast(view: SiteView) -> Found | None:
    """Elements whose text lacks contrast, a page on average."""
    if not view.audits:
        return None
    faults = [
        (audit, violation)
        for audit in view.audits
        for violation in audit.violations
        if violation.rule == "color-contrast"
    ]
    total = sum(violation.nodes for _, violation in faults)
    proofs = tuple(Proof(audit.address, violation.sample) for audit, violation in faults[:3])
    return Found(round(total / len(view.audits), 2), proofs, 0.9)


@measure("site.keyboard_faults", version=1)
def keyboard_faults(view: SiteView) -> Found | None:
    if not view.audits:
        return None
    broken = {
        v.rule: Proof(audit.address, v.sample) for audit in view.audits for v in audit.violations if v.rule in _KEYBOARD
    }
    return Found(len(broken), tuple(broken.values()), 0.85)
