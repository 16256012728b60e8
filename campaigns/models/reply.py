"""Replies as received and as read, mailbox cursors, and the documents that scoring takes."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import Q

from campaigns.models.contact import Contact
from campaigns.models.fields import Json, Line, Prose


class ReplyState(StrEnum):
    NEW = "new"
    ATTACHED = "attached"
    HELD = "held"
    IGNORED = "ignored"


class Cursor(models.Model):
    """How far an account was read; written in the transaction that stores its replies.

    What arrived until `complete_until` is all stored.
    """

    account = models.CharField(max_length=200, unique=True)
    value = Prose(default="")
    complete_until = models.DateTimeField(null=True)


class ReplyRow(models.Model):
    """Anything that came back; its bytes are in the evidence store under `digest`. `reading` is the masked reading;
    `moved_by` the history of its attachments, so that each move can be undone."""

    account = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    channel = models.CharField(max_length=10)
    arrived_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default=ReplyState.NEW.value)
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="replies")
    method = Line(max_length=40, default="")
    reason = Prose(default="")
    candidates = Json(default=list)
    kind = models.CharField(max_length=20, null=True)
    reading = Json(default=dict)
    reading_version = models.CharField(max_length=60, default="")
    moved_by = Json(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="one_reply_per_key")]
        indexes = [
            models.Index(
                fields=["arrived_at"],
                name="reply_to_read",
                condition=Q(state=ReplyState.NEW.value) | Q(reading_version=""),
            ),
            models.Index(fields=["state", "arrived_at"]),
        ]


class DocumentRow(models.Model):
    """All observations of one contact under one reading version (`domain.observation.Document`)."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="documents")
    reading_version = models.CharField(max_length=60)
    data = Json()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact", "reading_version"], name="one_document_per_reading_version")
        ]
