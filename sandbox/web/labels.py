"""What is true of a site, by measure of the grid where there is one, counted on its pages where it can be."""

from __future__ import annotations

from typing import Any

from sandbox.web.page import Page
from sandbox.web.site import Site, text_of
from sandbox.web.sources import source

Label = bool | int | float | str


def site_labels(site: Site) -> dict[str, Any]:
    """Return the fields of the truth log's `site` event: `labels` by measure, `pages`, `topics` and `form`."""
    return {
        "theme": site.theme.name,
        "language": site.language,
        "labels": _labels(site),
        "pages": {page.key: page.path for page in site.pages.values()},
        "holds": {name: _holding(site, text) for name, text in _sought(site).items() if text},
        "written": site.facts.choice,
        "phone_in_footer": site.facts.phone_in_footer,
        "hours": site.resident.openings if site.facts.hours else "",
        "topics": {scenario: _topic(site, page, scenario) for page in site.pages.values() for scenario in page.themes},
        "form": _form(site),
    }


def _labels(site: Site) -> dict[str, Label]:
    facts, hours = site.facts, site.plan.hours
    labels: dict[str, Label] = {
        rule["label"]: facts.yes[name] for name, rule in source("facts")["yes"].items() if "label" in rule
    }
    labels |= {
        "site.reachable": True,
        "site.https": site.theme.tls != "none",
        "site.http_redirects_to_https": site.theme.tls in ("strict", "usual"),
        "site.hsts": site.theme.tls == "strict",
        "site.dead_links": facts.dead_links,
        "site.phone_consistent": not facts.phone_differs,
        "site.hours_consistent": not facts.hours_differ,
        "site.structured_contact": facts.structured != "none",
        "site.trackers_before_consent": 1 if facts.trackers else 0,
        "site.contact_page": True,
        "site.contact_form": site.theme.form.engine != "none" and not site.theme.form.login,
        "site.contact_behind_login": site.theme.form.login,
        "site.form_captcha": site.theme.form.captcha,
        "site.copyright_age_years": int(facts.copyright_age),
        "site.social_networks": len(site.social),
    }
    if facts.hours:
        labels |= {
            "site.hours_days": len(hours.week),
            "site.hours_per_week": hours.minutes() / 60,
            "site.hours_beyond_office": hours.beyond_office(),
            "site.hours_structured": facts.structured == "jsonld",
        }
    if facts.statement:
        labels |= {"site.conformity": facts.conformity, "site.statement_days": int(facts.statement_age_days)}
        if facts.conformity == "partial":
            labels["site.conformity_rate"] = site.statement_rate
    if facts.news:
        labels["site.news_days"] = int(facts.news_age_days)
    if facts.search:
        labels["site.search_finds_topic"] = bool(facts.search_works)
    labels["site.form_required_fields"] = sum(shown.spec.required for shown in site.form.fields)
    return labels


def _sought(site: Site) -> dict[str, str]:
    return {
        "phone": site.plan.coordinates.phone,
        "mail": site.plan.coordinates.mail,
        "postal": site.plan.coordinates.street if site.facts.postal else "",
    }


def _holding(site: Site, text: str) -> list[str]:
    """Return the keys of the pages on which a text stands for everybody to read (the footer apart)."""
    return [page.key for page in site.pages.values() if text in text_of(page) or page.key == "contact"]


def _topic(site: Site, page: Page, scenario: str) -> dict[str, Any]:
    return {
        "path": page.path,
        "points": page.points.get(scenario, []),
        "wrong": page.wrong.get(scenario, []),
        "changed": page.changed.isoformat() if page.changed and site.facts.dated else "",
    }


def _form(site: Site) -> dict[str, Any]:
    spec = site.form.spec
    fields = [
        {"name": shown.spec.name, "means": shown.spec.means, "type": shown.spec.type, "required": shown.spec.required,
         "label": shown.label, "step": shown.spec.step, "format": shown.spec.format,
         "options": [value for value, _ in shown.options]}
        for shown in site.form.fields
    ]  # fmt: skip
    return {
        "engine": spec.engine, "page": site.form_page.path, "action": site.form_action, "captcha": spec.captcha,
        "login": spec.login, "steps": spec.steps, "honeypots": list(spec.honeypots), "confirmation": spec.confirmation,
        "reference": bool(spec.reference), "fields": [] if spec.engine == "none" or spec.login else fields,
    }  # fmt: skip
