"""Reads which field a form complains about, and whether there is anything else a citizen could write there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from links.forms.lexicon import says
from links.pages.words import folded
from probes.webform.aftermath import Block
from probes.webform.filling import key_of
from probes.webform.plan import Act, Entry, Plan


@dataclass
class Mends:
    """What a form taught us: fields it insists on (captions), and values it did not take, by field."""

    also_required: set[str] = field(default_factory=set)
    refused: dict[str, set[str]] = field(default_factory=dict)

    def applied(self, entry: Entry) -> Entry:
        """Return an entry with the first value that was not refused; the entry itself when none is left."""
        refused = self.refused.get(key_of(entry), set())
        ways = [value for value in (entry.value, *entry.others) if value not in refused]
        if not refused or not ways:
            return entry
        return replace(entry, value=ways[0], others=tuple(ways[1:]))

    def holds_refused(self, entry: Entry) -> bool:
        """Whether a field still holds a value that the form did not take."""
        return entry.mapped.control.value in self.refused.get(key_of(entry), set())

    def learn(self, plan: Plan, complaints: Sequence[Block]) -> bool:
        """Take in complaints; whether something can now be done differently."""
        changed = False
        too_long = any(says("answer.length", block.text) for block in complaints)
        for entry in complained(plan, complaints):
            if entry.role != "message" or too_long:  # words under the last field are often about the whole form
                changed = self._learn_of(entry) or changed
        return changed

    def _learn_of(self, entry: Entry) -> bool:
        if entry.trap or entry.role in ("newsletter", "search", "file", "password"):
            return False
        if entry.act is Act.LEAVE:
            if entry.caption in self.also_required:
                return False
            self.also_required.add(entry.caption)
            return True
        if entry.act in (Act.WRITE, Act.DATE) and self.applied(entry).others:
            self.refused.setdefault(key_of(entry), set()).add(self.applied(entry).value)
            return True
        return False


def complained(plan: Plan, complaints: Iterable[Block]) -> list[Entry]:
    """Return the fields complained of: by where the words stand, by the field's name in them, by the browser's mark."""
    found: dict[str, Entry] = {}
    for block in complaints:
        words = f" {folded(block.text)} "
        for entry in plan.entries:
            names = {name for control in entry.mapped.controls for name in (control.name, control.id) if name}
            caption = folded(entry.caption)
            beside = block.beside and (block.name in names or block.id in names)
            named = len(caption) > 2 and f" {caption} " in words and not block.beside
            if beside or named:
                found[key_of(entry)] = entry
    for entry in plan.entries:
        if entry.mapped.control.problem or entry.mapped.control.invalid:
            found[key_of(entry)] = entry
    return list(found.values())
