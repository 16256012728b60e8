"""Small campaigns for tests: Monday 4 January 2027 to Friday 5 March 2027, in Paris."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from campaigns import store
from campaigns.approval import approve
from campaigns.models import Campaign, Contact, Dispatch
from campaigns.options import Options, SendingAccount
from campaigns.planning import PlanInput, Summary, make_plan
from domain.grid import ContactPlan, PlannedContacts
from domain.scenario import AnswerPoint, Scenario, SecondTurn, Wording
from domain.structure import Basis, Mandate, Opening, Permission, Persona, Structure
from domain.vocabulary import Channel, ScenarioKind, Sector

PARIS = ZoneInfo("Europe/Paris")
STARTS, ENDS = date(2027, 1, 4), date(2027, 3, 5)
BEFORE = datetime(2026, 12, 15, 9, tzinfo=UTC)
SECRET = "5a" * 32
HOURS = tuple(
    Opening(weekday=day, opens=time(opens), closes=time(closes))
    for day in range(5)
    for opens, closes in ((9, 12), (14, 17))
)


def paris(day: int, hour: int, minute: int = 0, *, month: int = 1) -> datetime:
    """A moment of 2027 in Paris, as UTC."""
    return datetime(2027, month, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


def structure(number: int = 0, **changes: Any) -> Structure:
    values: dict[str, object] = {
        "key": f"s{number:03d}",
        "name": f"Ville {number}",
        "sector": Sector.PUBLIC,
        "category": "city_small",
        "place": f"Bourg {number}",
        "mail": f"mairie@ville{number}.example",
        "openings": HOURS,
    }
    return Structure.model_validate(values | changes)


def mandate(**changes: Any) -> Mandate:
    channels: dict[Channel, Permission] = {Channel.MAIL: "automated"}
    values: dict[str, object] = {
        "basis": Basis.CONSENT,
        "approved_by": "Claire Exemple",
        "approved_on": date(2026, 12, 1),
        "starts": STARTS,
        "ends": ENDS,
        "channels": channels,
        "staff_informed": True,
    }
    return Mandate.model_validate(values | changes)


def personas(count: int = 6, language: str = "fr") -> list[Persona]:
    return [
        Persona(
            key=f"{language}{number:02d}",
            given_name="Lucie",
            family_name=f"Martin{number}",
            civility="Mme",
            language=language,
            mailbox=f"lucie.martin{number}",
        )
        for number in range(count)
    ]


def scenario(name: str, channels: Sequence[Channel] = (Channel.MAIL,), categories: Sequence[str] = ("city_small",)):
    def wordings(language: str) -> list[Wording]:
        return [
            Wording(subject=f"{name} {n} {{place}}", body=f"Bonjour {{structure}},\n\n{language} {n} ?\n\n{{name}}")
            for n in range(4)
        ]

    both = {"fr": f"{name} ?", "en": f"{name}?"}
    return Scenario(
        id=name,
        version=1,
        theme="test",
        kind=ScenarioKind.INFORMATION,
        title=both,
        sector=Sector.PUBLIC,
        categories=list(categories),
        channels=list(channels),
        texts={"fr": wordings("fr"), "en": wordings("en")},
        reminder={code: Wording(subject=f"Relance {name}", body="Encore moi.\n{name}") for code in ("fr", "en")},
        second_turn=[
            SecondTurn(asks={"fr": ["rue"], "en": ["street"]}, body={"fr": "Rue A.\n{name}", "en": "A St\n{name}"}),
            SecondTurn(body={"fr": "Pas d'autre précision.\n{name}", "en": "Nothing to add.\n{name}"}),
        ],
        expects=[AnswerPoint(id="one", label=both, accepts={"fr": ["oui"], "en": ["yes"]})],
        keywords={"fr": ["oui"], "en": ["yes"]},
    )


def library(count: int = 4, channels: Sequence[Channel] = (Channel.MAIL,)) -> dict[str, Scenario]:
    return {name: scenario(name, channels) for name in (f"question-{number}" for number in range(count))}


def contact_plan(**counts: int) -> ContactPlan:
    contacts = tuple(PlannedContacts(channel=Channel(name), count=count) for name, count in counts.items())
    return ContactPlan(id="test", label={"fr": "test", "en": "test"}, source="test", contacts=contacts)


def create(
    panel: Sequence[tuple[Structure, Mandate]],
    *,
    people: Sequence[Persona] | None = None,
    key: str = "edition",
    seed: int = 1,
    **options: Any,
) -> int:
    account = SendingAccount(name="main", domain="citoyens.example")
    spec = store.CampaignSpec(
        key=key,
        name="Édition",
        plan="test",
        starts=STARTS,
        ends=ENDS,
        seed=seed,
        secret=SECRET if key == "edition" else "6b" * 32,
        options=Options.model_validate({"accounts": (account,), **options}),
    )
    return store.create_campaign(spec, panel, people or personas(), "test", BEFORE)


def plan(
    campaign_id: int,
    scenarios: Mapping[str, Scenario] | None = None,
    wanted: ContactPlan | None = None,
    enabled: Sequence[Channel] = (Channel.MAIL,),
    automated: Sequence[Channel] | None = None,
) -> Summary:
    given = PlanInput(scenarios or library(), wanted or contact_plan(mail=3), list(enabled), automated)
    return make_plan(campaign_id, given, "test", BEFORE)


def running(
    panel: Sequence[tuple[Structure, Mandate]] | None = None, *, mails: int = 3, key: str = "edition", **options: Any
) -> Campaign:
    """A planned, approved and running campaign."""
    campaign_id = create(panel or [(structure(), mandate())], key=key, **options)
    plan(campaign_id, wanted=contact_plan(mail=mails))
    approve(campaign_id, library(), "Claire Exemple", BEFORE)
    store.resume(campaign_id, "Claire Exemple", BEFORE)
    return Campaign.objects.get(id=campaign_id)


def first_dispatch(campaign: Campaign) -> Dispatch:
    return Dispatch.objects.filter(campaign=campaign).order_by("due_at").select_related("contact")[0]


def contact_of(dispatch: Dispatch) -> Contact:
    return Contact.objects.get(id=dispatch.contact_id)


def claim_of(dispatch: Dispatch | int) -> store.Claim:
    """The claim that a dispatch is or was last under."""
    row = Dispatch.objects.get(id=dispatch if isinstance(dispatch, int) else dispatch.id)
    return store.Claim(row.id, row.claimed_by, row.attempts)
