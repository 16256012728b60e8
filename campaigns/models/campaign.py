"""A campaign, who approved it, and what people did to it."""

from __future__ import annotations

from enum import StrEnum

from django.db import models

from campaigns.models.fields import Json, Line
from campaigns.options import Options


class CampaignState(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    RUNNING = "running"
    PAUSED = "paused"
    CLOSED = "closed"


class Campaign(models.Model):
    """An edition. `secret` (hex) derives every token, so that nobody can guess a reply address."""

    key = models.CharField(max_length=60, unique=True)
    name = Line(max_length=200)
    seed = models.BigIntegerField(default=1)
    plan = models.CharField(max_length=60)
    grid_version = models.CharField(max_length=60, default="")
    norm_set = models.CharField(max_length=60, default="")
    starts = models.DateField()
    ends = models.DateField()
    settings = Json(default=dict)
    state = models.CharField(max_length=10, default=CampaignState.DRAFT.value)
    secret = models.CharField(max_length=64)
    killed = models.BooleanField(default=False)
    killed_by = Line(max_length=200, default="")
    killed_why = Line(max_length=500, default="")
    killed_at = models.DateTimeField(null=True)

    @property
    def options(self) -> Options:
        return Options.model_validate(self.settings)


class ApprovalRow(models.Model):
    """A named person's agreement; `voided_at` is set when something approved was found changed."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="approvals")
    by = Line(max_length=200)
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    contacts = models.IntegerField()
    voided_at = models.DateTimeField(null=True)


class Event(models.Model):
    """The audit log: who did what, when. Rows are only ever added."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="events", null=True)
    at = models.DateTimeField()
    who = Line(max_length=200)
    code = models.CharField(max_length=60)
    params = Json(default=dict)

    class Meta:
        indexes = [models.Index(fields=["campaign", "at"])]
