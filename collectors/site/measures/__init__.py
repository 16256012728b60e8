"""The site measures: importing this package registers them all (`registry`)."""

from collectors.site.measures import (
    answer,
    complaints,
    consent,
    consistency,
    delivery,
    details,
    form,
    freshness,
    hours,
    language_use,
    markup,
    notices,
    openness,
    services,
    statement,
    telephone_screen,
    tool_checks,
)

__all__ = [
    "answer", "complaints", "consent", "consistency", "delivery", "details", "form", "freshness", "hours",
    "language_use", "markup", "notices", "openness", "services", "statement", "telephone_screen", "tool_checks",
]  # fmt: skip
