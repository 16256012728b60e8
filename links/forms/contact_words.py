"""Whether the words of a link, a path or a heading lead to the contact form."""

from __future__ import annotations

from links.forms.lexicon import phrases

FORM, CONTACT, HINT, MAP = 9.0, 7.0, 2.0, 1.5


def contact_strength(words: str) -> float:
    """Return how clearly folded words name a way to write to a site's people: 9 its form, 7 contact, 2 a place where it
    often is, 1.5 the map of the site, 0 nothing of it."""
    if not words:
        return 0.0
    if phrases("link.form").search(words):
        return FORM
    if phrases("link.contact").search(words):
        return CONTACT
    if phrases("link.sitemap").search(words):
        return MAP
    return HINT if phrases("link.hint").search(words) else 0.0


def leads_elsewhere(words: str) -> bool:
    """Return whether folded words name something else first (the press, a login, a newsletter)."""
    never = phrases("link.never").search(words)
    if never is None:
        return False
    form = phrases("link.form").search(words)
    return form is None or never.start() <= form.start()
