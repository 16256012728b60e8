"""Opening hours as sites write them."""

from __future__ import annotations

from datetime import time

from sandbox.draws import Draws
from sandbox.openings import Openings

_DAYS = {
    "fr": ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_SCHEMA = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
Span = tuple[time, time]


class WrittenHours:
    """The week of a structure in one manner of writing, drawn once per site."""

    def __init__(self, openings: Openings, language: str, draws: Draws) -> None:
        self.week = openings.weekly
        self._language = language if language in _DAYS else "en"
        french = ("{h}h{m}", "{h} h {m}", "{hh}:{mm}", "{h}h{mm}")
        self._form = draws.one(french) if self._language == "fr" else draws.one(("12", "{hh}:{mm}"))
        self._between = draws.one((" - ", "-", " à ", " – ")) if self._language == "fr" else draws.one((" to ", " - "))
        self._and = draws.one((" / ", " et ", ", ")) if self._language == "fr" else draws.one((" and ", ", "))

    def rows(self) -> list[tuple[str, str]]:
        """Every day of the week and its hours, "" when closed."""
        return [(name, self._day(index)) for index, name in enumerate(_DAYS[self._language])]

    def grouped(self) -> list[tuple[str, str]]:
        """Days with the same hours together: ("Lundi au jeudi", "8h30-12h / 13h30-17h")."""
        groups: list[tuple[int, int, str]] = []
        for index in range(7):
            said = self._day(index)
            if not said:
                continue
            if groups and groups[-1][1] == index - 1 and groups[-1][2] == said:
                groups[-1] = (groups[-1][0], index, said)
            else:
                groups.append((index, index, said))
        return [(self._days(first, last), said) for first, last, said in groups]

    def prose(self) -> str:
        """One sentence."""
        groups = self.grouped()
        if self._language == "fr":
            parts = [f"{'du ' if ' au ' in days else 'le '}{days.lower()}, {said}" for days, said in groups]
            return "Nous vous accueillons " + " ; ".join(parts) + "."
        return "We are open " + "; ".join(f"{days}, {said}" for days, said in groups) + "."

    def old(self) -> str:
        """Hours that are no longer right, as found on a forgotten page."""
        opens = min(spans[0][0] for spans in self.week.values())
        before = time((opens.hour + 1) % 24, opens.minute)
        said = self._span((before, time(min(before.hour + 3, 23), 45)))
        days = self._days(min(self.week), max(self.week))
        return f"Ouvert {days.lower()} : {said}." if self._language == "fr" else f"Open {days}: {said}."

    def schema(self) -> list[dict[str, str]]:
        """`openingHoursSpecification` of schema.org, one entry a span."""
        return [
            {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": f"https://schema.org/{_SCHEMA[day]}",
                "opens": f"{opens:%H:%M}",
                "closes": f"{closes:%H:%M}",
            }
            for day, spans in sorted(self.week.items())
            for opens, closes in spans
        ]

    def minutes(self) -> int:
        """Opening minutes of a week."""
        return sum(
            (closes.hour - opens.hour) * 60 + closes.minute - opens.minute
            for spans in self.week.values()
            for opens, closes in spans
        )

    def beyond_office(self) -> bool:
        """Open on a Saturday or Sunday, after 17:30, or over lunch."""
        lunch, evening = (time(12, 30), time(13, 30)), time(17, 30)
        return max(self.week) > 4 or any(
            closes > evening or (opens < lunch[0] and closes > lunch[1])
            for spans in self.week.values()
            for opens, closes in spans
        )

    def _days(self, first: int, last: int) -> str:
        names = _DAYS[self._language]
        if first == last:
            return names[first]
        joint = (" et " if last == first + 1 else " au ") if self._language == "fr" else " to "
        second = names[last].lower() if self._language == "fr" else names[last]
        return f"{names[first]}{joint}{second}"

    def _day(self, index: int) -> str:
        return self._and.join(self._span(span) for span in self.week.get(index, []))

    def _span(self, span: Span) -> str:
        return f"{self._hour(span[0])}{self._between}{self._hour(span[1])}"

    def _hour(self, at: time) -> str:
        if self._form == "12":
            minutes = f".{at.minute:02d}" if at.minute else ""
            return f"{(at.hour - 1) % 12 + 1}{minutes}{'am' if at.hour < 12 else 'pm'}"
        if at.minute == 0 and self._form in ("{h}h{m}", "{h} h {m}"):
            return self._form.partition("{m}")[0].format(h=at.hour).rstrip()
        return self._form.format(h=at.hour, hh=f"{at.hour:02d}", m=f"{at.minute:02d}", mm=f"{at.minute:02d}")
