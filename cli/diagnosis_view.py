"""Shows a diagnosis in the terminal: score, determinants, what is strong, what to mend first."""

from __future__ import annotations

from rich.markup import escape
from rich.table import Table

from cli.show import ERRORS, show
from domain.vocabulary import STEP_OF, Determinant
from reports.diagnosis import Diagnosis
from reports.diagnosis_page import Shown, failure_in_words
from reports.phrasing import Phrasing
from scenarios.grid_loader import load_grid

_MENDED, _STRONG = 8, 5
_BAR = 20


def show_diagnosis(diagnosis: Diagnosis, language: str) -> None:
    phrasing = Phrasing(language, load_grid(), {})
    if diagnosis.failure:
        ERRORS.print(f"[red]✗[/red] {escape(failure_in_words(diagnosis, phrasing))}", soft_wrap=True)
        return
    say = phrasing.say
    headline = say(
        "diagnose_in",
        website=diagnosis.website,
        score=phrasing.number(diagnosis.score),
        pages=len(diagnosis.pages),
        seconds=phrasing.plain(diagnosis.seconds),
    )
    show(f"[bold]{escape(headline)}[/bold]\n")
    show(_determinants(diagnosis, phrasing))
    shown = Shown(diagnosis, phrasing)
    show(f"\n[bold]{escape(say('diagnosis_strong'))}[/bold]")
    for fact in diagnosis.strong[:_STRONG]:
        show(f"  [green]+[/green] {escape(phrasing.of(fact.label))}")
    show("")
    show(_to_mend(diagnosis, shown))


def _determinants(diagnosis: Diagnosis, phrasing: Phrasing) -> Table:
    made = Table(
        title=escape(phrasing.say("diagnose_by_determinant")), title_justify="left", title_style="bold", box=None
    )
    for column in ("", "", ""):
        made.add_column(column, justify="left")
    for determinant in Determinant:
        score = diagnosis.determinants.get(determinant.value)
        if score is not None:
            bar = "█" * round(score / 100 * _BAR)
            colour = "green" if score >= 70 else "yellow" if score >= 40 else "red"
            step = phrasing.step(STEP_OF[determinant].value)
            name = f"{escape(phrasing.determinant(determinant.value))} [dim]{escape(step)}[/dim]"
            made.add_row(name, f"[bold]{phrasing.number(score):>6}[/bold]", f"[{colour}]{bar}[/{colour}]")
    return made


def _to_mend(diagnosis: Diagnosis, shown: Shown) -> Table:
    phrasing = shown.phrasing
    made = Table(title=escape(phrasing.say("diagnosis_mend")), title_justify="left", title_style="bold", box=None)
    made.add_column(escape(phrasing.say("diagnose_points")), justify="right", style="bold")
    made.add_column(escape(phrasing.say("report_item")))
    made.add_column(escape(phrasing.say("diagnosis_fact")))
    for fact in diagnosis.to_mend[:_MENDED]:
        found = f"{phrasing.of(fact.measure_label)}{phrasing.say('diagnosis_colon')} {shown.value(fact.value)}"
        quote = next((one.quote for one in fact.evidence if one.quote), "")
        made.add_row(
            escape(shown.gain(fact)),
            escape(phrasing.of(fact.label)),
            escape(found) + (f" [dim]{escape(quote[:60])}[/dim]" if quote else ""),
        )
    return made
