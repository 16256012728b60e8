"""The structures and personas of a campaign, as imported."""

from __future__ import annotations

from django.db import models

from campaigns.models.campaign import Campaign
from campaigns.models.fields import Json, Line
from domain.structure import Mandate, Persona, Structure


class StructureRow(models.Model):
    """A structure of a campaign's panel. `data` and `mandate` are the dumps of the domain types; the other columns
    repeat what queries need."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="structures")
    key = models.CharField(max_length=100)
    sector = models.CharField(max_length=10)
    category = models.CharField(max_length=40)
    mail_domain = models.CharField(max_length=253, default="")
    data = Json()
    mandate = Json()
    opted_out_at = models.DateTimeField(null=True)
    opted_out_reason = Line(max_length=500, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "key"], name="one_structure_per_key")]
        indexes = [
            models.Index(fields=["campaign", "sector", "category"]),
            models.Index(fields=["mail_domain"]),
        ]

    def structure(self) -> Structure:
        return Structure.model_validate(self.data)

    def agreed(self) -> Mandate:
        return Mandate.model_validate(self.mandate)


class PersonaRow(models.Model):
    """A persona of a campaign; `mailbox` repeats what matching looks up."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="personas")
    key = models.CharField(max_length=60)
    mailbox = models.CharField(max_length=64)
    data = Json()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "key"], name="one_persona_per_key")]

    def persona(self) -> Persona:
        return Persona.model_validate(self.data)
