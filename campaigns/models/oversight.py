"""What was not sent and why, and what people do by hand."""

from __future__ import annotations

from enum import StrEnum

from django.db import models

from campaigns.models.campaign import Campaign
from campaigns.models.contact import Contact, Dispatch
from campaigns.models.fields import Json, Line


class Refusal(models.Model):
    """The guard's log: one row per refusal, with the rule and what it saw."""

    dispatch = models.ForeignKey(Dispatch, models.CASCADE, related_name="refusals")
    rule = Line(max_length=40)
    params = Json(default=dict)
    until = models.DateTimeField(null=True)
    at = models.DateTimeField()


class TaskState(StrEnum):
    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class Task(models.Model):
    """A contact that a person makes: the prepared text and address, and what the person found."""

    contact = models.OneToOneField(Contact, models.CASCADE, related_name="task")
    state = models.CharField(max_length=10, default=TaskState.OPEN.value)
    deadline = models.DateTimeField()
    prepared = Json(default=dict)
    submission = Json(default=dict)
    by = Line(max_length=200, default="")
    at = models.DateTimeField(null=True)


class HeldBack(models.Model):
    """Contacts of the plan that were not planned, counted by channel and reason; `structures` names the first few."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="held_back")
    channel = models.CharField(max_length=10)
    reason = models.CharField(max_length=60)
    count = models.IntegerField()
    structures = Json(default=list)
