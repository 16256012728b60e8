"""What a contact form is like, as norm-free facts: what it asks, how far away it is, what it says when it has sent."""

from __future__ import annotations

from probes.webform.finding import Search
from probes.webform.journey import Outcome
from probes.webform.plan import Act, Entry
from probes.webform.planning import is_personal
from probes.webform.receipt_facts import delay_in, reference_in

Facts = dict[str, str | int | float | bool]
_ASKED_ELSEWHERE = frozenset({"trap", "search", "password"})


def search_facts(search: Search) -> Facts:
    """Return what finding the form tells: clicks from the home page, pages looked at, the cookie banner."""
    facts: Facts = {"form.found": search.found is not None, "form.pages_seen": search.pages}
    if search.banner:
        facts["form.cookie_banner"] = search.banner
    if search.found is not None:
        if search.found.clicks >= 0:
            facts["form.clicks_from_home"] = search.found.clicks
        facts["form.found_by"] = search.found.by
        facts["form.url"] = search.found.document.frame.page.url
        facts["form.in_frame"] = search.found.document.frame.parent_frame is not None
        facts["form.score"] = round(search.found.score, 2)
    return facts


def journey_facts(outcome: Outcome, *, https: bool) -> Facts:
    """Return what going through the form tells: steps, fields, personal data asked, consent, obstacles."""
    asked: dict[str, Entry] = {}
    for step in outcome.steps:
        for entry in step.entries:
            if not entry.trap and entry.role not in _ASKED_ELSEWHERE and entry.mapped.control.usable:
                asked.setdefault(f"{entry.role} {entry.caption}", entry)
    entries = list(asked.values())
    personal = [entry for entry in entries if is_personal(entry)]
    facts: Facts = {
        "form.steps": len(outcome.steps),
        "form.fields": len(entries),
        "form.required_fields": sum(entry.required for entry in entries),
        "form.personal_fields": len(personal),
        "form.optional_personal_fields": sum(not entry.required for entry in personal),
        "form.asks": " ".join(sorted({entry.role for entry in entries if entry.role})),
        "form.https": https,
        "form.traps": sum(bool(entry.trap) for step in outcome.steps for entry in step.entries),
        "form.newsletter_offered": any(entry.role == "newsletter" for entry in entries),
        "form.newsletter_preticked": any(entry.role == "newsletter" and entry.act is Act.UNTICK for entry in entries),
        "form.copy_offered": any(entry.role == "copy" for entry in entries),
        "form.file_offered": any(entry.role == "file" for entry in entries),
        "form.labelled_fields": sum(_is_labelled(entry) for entry in entries),
        "form.autocomplete_fields": sum(bool(entry.mapped.control.autocomplete.strip()) for entry in personal),
    }
    consents = [entry.caption for entry in entries if entry.role == "consent"]
    if consents:
        facts["form.consent_text"] = " | ".join(consents)[:600]
    message = next((e for e in entries if e.role == "message"), None)
    if message is not None and message.mapped.control.maxlength:
        facts["form.message_maxlength"] = message.mapped.control.maxlength
    captcha = next((o.label for o in outcome.obstacles if o.reason == "captcha"), "")
    if captcha:
        facts["form.captcha"] = captcha
    if outcome.obstacles:
        facts["form.obstacle"] = outcome.obstacles[0].detail[:300]
    if outcome.mended:
        facts["form.mended"] = True
    return facts


def confirmation_facts(outcome: Outcome, *, shown: bool) -> Facts:
    """Return what the site said once it had the message."""
    facts: Facts = {"confirmation.shown": shown}
    after = outcome.aftermath
    if after is None:
        return facts
    facts["confirmation.seconds"] = round(outcome.answer_seconds, 2)
    if outcome.status:
        facts["confirmation.status"] = outcome.status
    if not shown:
        return facts
    facts["confirmation.text"] = after.text()
    text = after.all_text()
    if reference := reference_in(text):
        facts["confirmation.reference"] = reference
    delay = delay_in(text)
    if delay is not None:
        facts["confirmation.delay_days"] = delay
    return facts


def _is_labelled(entry: Entry) -> bool:
    control = entry.mapped.control
    return bool(
        control.label or control.aria_label or control.title or (len(entry.mapped.controls) > 1 and control.question)
    )
