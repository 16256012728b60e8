"""Who works here, and which evidence store belongs to this database."""

from __future__ import annotations

from django.db import models

from campaigns.models.campaign import Campaign
from campaigns.models.fields import Json, Line


class WorkerRow(models.Model):
    """A process at work. `beats` rises as long as it lives; nobody compares clocks.

    `machine` tells apart what may share a host name; `pid_started` tells a process from a later one of the same number.
    `engine` is its number in the job engine. `beat_at` is the machine's own time, for people to read.
    """

    name = models.CharField(max_length=100, unique=True)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="workers")
    host = Line(max_length=100)
    machine = models.CharField(max_length=64)
    pid = models.BigIntegerField()
    pid_started = models.CharField(max_length=40, default="")
    channels = Json(default=list)
    schedules = models.BooleanField(default=True)
    engine = models.BigIntegerField(null=True)
    beats = models.BigIntegerField(default=0)
    doing = Json(default=dict)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()


class Installation(models.Model):
    """What belongs to this database as a whole; one row. `evidence` is the id of its evidence store."""

    evidence = models.CharField(max_length=40)
