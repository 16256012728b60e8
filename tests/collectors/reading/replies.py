"""Replies and contexts for tests, built without the wire."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from collectors.reading.context import Context
from collectors.reading.measures import read_measures
from domain.reply import Headers, Part, ReadReply, Segment
from domain.scenario import AnswerPoint, Elsewhere, Scenario, SecondTurn, Wording, WrongStatement
from domain.structure import Persona, Structure
from domain.vocabulary import Channel, ReplyKind, ScenarioKind, Sector

JANE = Persona(key="p1", given_name="Hélène", family_name="Vasseur", civility="Mme", mailbox="helene.vasseur")
TOWN = Structure(
    key="s1",
    name="Mairie de Brévanne",
    sector=Sector.PUBLIC,
    category="city_small",
    place="Brévanne",
    mail="mairie@brevanne.example",
)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def reply(
    new: str,
    *,
    signature: str = "",
    quote: str = "",
    language: str = "fr",
    kind: ReplyKind = ReplyKind.ANSWER,
    more: dict[str, Any] | None = None,
    **headers: Any,
) -> ReadReply:
    """Return a reply whose text is the new text, then a quote, then a signature."""
    text, segments = "", []
    for part, piece in ((Part.NEW, new), (Part.QUOTE, quote), (Part.SIGNATURE, signature)):
        if piece:
            piece = piece if piece.endswith("\n") else piece + "\n"
            segments.append(Segment(part, len(text), len(text) + len(piece)))
            text += piece
    return ReadReply(
        kind=kind,
        confidence=0.9,
        reason="test",
        headers=Headers(**headers),
        text=text,
        new_text=new.strip(),
        segments=tuple(segments),
        language=language,
        **(more or {}),
    )


def context(**known: Any) -> Context:
    base: dict[str, Any] = {"persona": None, "structure": None, "scenario": None, "language": "fr", "asked_at": None}
    return Context(**(base | known))


def observed(new: str, *, known: dict[str, Any] | None = None, **options: Any) -> dict[str, Any]:
    """Return the observations of a reply by measure; the request is in the reply's language unless `known` says so."""
    read = reply(new, **options)
    around = context(**({"language": read.language} | (known or {})))
    return {one.measure: one for one in read_measures(read, around)}


def value(measure: str, new: str, **options: Any) -> Any:
    found = observed(new, **options).get(measure)
    return None if found is None else found.value


def scenario(**changes: Any) -> Scenario:
    """A small scenario in both languages: how to get a parking permit."""
    base: dict[str, Any] = {
        "id": "parking-permit",
        "version": 1,
        "theme": "roads",
        "kind": ScenarioKind.INFORMATION,
        "title": {"fr": "Carte de stationnement", "en": "Parking permit"},
        "sector": Sector.PUBLIC,
        "categories": ["city_small"],
        "channels": [Channel.MAIL],
        "texts": {
            "fr": [Wording(subject="Stationnement", body="Bonjour")],
            "en": [Wording(subject="Parking", body="Hi")],
        },
        "reminder": {"fr": Wording(subject="Relance", body="?"), "en": Wording(subject="Reminder", body="?")},
        "second_turn": [SecondTurn(body={"fr": "Non", "en": "No"})],
        "expects": [
            AnswerPoint(
                id="proof",
                label={"fr": "Justificatif", "en": "Proof"},
                type="document",
                essential=True,
                weight=2,
                accepts={
                    "fr": ["justificatif de domicile", "facture de moins de trois mois"],
                    "en": ["proof of address"],
                },
            ),
            AnswerPoint(
                id="cost",
                label={"fr": "Prix", "en": "Price"},
                type="price",
                value=30,
                accepts={"fr": ["trente euros"], "en": ["thirty pounds"]},
            ),
            AnswerPoint(
                id="booking",
                label={"fr": "Sans rendez-vous", "en": "No appointment"},
                accepts={"fr": ["sans rendez-vous"], "en": ["no appointment"]},
            ),
            AnswerPoint(
                id="hours", label={"fr": "Horaires", "en": "Hours"}, type="hours", accepts={"fr": [], "en": []}
            ),
        ],
        "wrong": [
            WrongStatement(
                id="everywhere",
                label={"fr": "Valable partout", "en": "Valid anywhere"},
                statements={"fr": ["valable dans toute la ville"], "en": ["valid anywhere in town"]},
            )
        ],
        "elsewhere": [
            Elsewhere(
                categories=["region"],
                label={"fr": "La mairie", "en": "Town hall"},
                accepts={"fr": ["mairie"], "en": ["town hall"]},
            )
        ],
        "keywords": {"fr": ["stationnement", "carte"], "en": ["parking", "permit"]},
    }
    return Scenario(**(base | changes))
