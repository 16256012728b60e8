"""The contact form: there, near, short, without hurdles, careful with data."""

from __future__ import annotations

from collectors.site.facts.forms import asks_login
from collectors.site.measures.presence import ABSENT
from collectors.site.measures.registry import Found, Proof, measure
from collectors.site.measures.view import SiteView


def _proof(view: SiteView) -> tuple[Proof, ...]:
    return (Proof(view.form[0].address, view.form[1].quote),) if view.form else (Proof(view.home.address),)


@measure("site.contact_form", version=2)
def present(view: SiteView) -> Found:
    return Found(view.form is not None, _proof(view), 0.9 if view.form else ABSENT)


@measure("site.contact_form_clicks", version=2)
def clicks(view: SiteView) -> Found | None:
    if view.form is None or view.clicks(view.form[0]) == 9:
        return None
    return Found(view.clicks(view.form[0]), _proof(view))


@measure("site.form_required_fields", version=2)
def required(view: SiteView) -> Found | None:
    return Found(view.form[1].required, _proof(view), 0.85) if view.form else None


@measure("site.form_captcha", version=2)
def captcha(view: SiteView) -> Found | None:
    return Found(view.form[1].captcha, _proof(view), 0.85) if view.form else None


@measure("site.form_unlabelled_fields", version=2)
def unlabelled(view: SiteView) -> Found | None:
    return Found(view.form[1].unlabelled, _proof(view), 0.85) if view.form else None


@measure("site.form_privacy_mention", version=1)
def privacy_mention(view: SiteView) -> Found | None:
    """The form, or the page around it, says what becomes of the data (GDPR, article 13)."""
    if view.form is None:
        return None
    page, form = view.form
    near = any(
        word in page.main_text.lower()
        for word in ("données", "confidentialité", "rgpd", "privacy", "personal data", "gdpr")
    )
    return Found(form.consent or near, _proof(view), 0.8)


@measure("site.form_secure", version=1)
def secure(view: SiteView) -> Found | None:
    return Found(view.form[0].address.startswith("https://"), _proof(view), 0.95) if view.form else None


@measure("site.contact_behind_login", version=1)
def behind_login(view: SiteView) -> Found | None:
    """The page to which "contact" leads asks to log in first."""
    pages = view.atlas.topic_pages("contact")
    if not pages:
        return None
    wall = next((page for page in pages if asks_login(page)), None)
    return Found(wall is not None and view.form is None, (Proof((wall or pages[0]).address),), 0.8)
