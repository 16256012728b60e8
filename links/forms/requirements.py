"""What a form insists on: by attribute, by star, in words, field by field or once for all."""

from __future__ import annotations

from links.forms.lexicon import says
from links.forms.mapping import Mapped
from links.forms.sight import FormSight
from links.pages.words import folded


def is_required(item: Mapped, *, every: bool = False) -> bool:
    """Whether a form says that a field must be filled in: by attribute, star, word, or for all of them at once."""
    texts = [text for control in item.controls[:1] for text in (control.label, control.before, control.question)]
    if len(item.controls) == 1:
        texts += [item.control.aria_label, item.control.placeholder, item.control.after]
    if any(control.required for control in item.controls):
        return True
    if any(says("label.optional", text) for text in texts):
        return False
    if any(control.starred for control in item.controls[:1]) or any(_starred(text) for text in texts):
        return True
    if any(says("label.required", text) and len(text) < 120 for text in texts):
        return True
    return every and item.control.is_text and item.role != "newsletter"


def _starred(text: str) -> bool:
    bare = text.rstrip(" :").strip()
    return bare.endswith(("*", "＊", "✱")) or bare.startswith("*") or " *" in bare[-24:] or "(*)" in bare


def says_all_required(form: FormSight) -> bool:
    """Whether a form says once for all that every field is required."""
    text = folded(form.text)
    return any(
        p in text
        for p in (
            "tous les champs sont obligatoires",
            "tous les champs sont requis",
            "all fields are required",
            "all fields are mandatory",
            "all fields must be",
        )
    )
