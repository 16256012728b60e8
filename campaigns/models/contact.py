"""Contacts and their dispatches. The dispatch table is the schedule."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from campaigns.models.campaign import Campaign
from campaigns.models.fields import Json, Line, Prose
from campaigns.models.panel import PersonaRow, StructureRow
from domain.vocabulary import DispatchState


class Contact(models.Model):
    """One planned mystery contact.

    `desk` is the normalised coordinate contacted; `approved_digest` covers every text that may leave and `subject` is
    the approved one. `window_ends` is
    set once the contact's fate is known: the end of the reply window after delivery, or at once when it could not be
    made (`failure` or `not_made` then says why).
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="contacts", db_index=False)
    structure = models.ForeignKey(StructureRow, models.CASCADE, related_name="contacts", db_index=False)
    persona = models.ForeignKey(PersonaRow, models.CASCADE, related_name="contacts", db_index=False)
    channel = models.CharField(max_length=10)
    scenario = models.CharField(max_length=80)
    scenario_version = models.IntegerField()
    wording = models.SmallIntegerField()
    language = models.CharField(max_length=2)
    planned_at = models.DateTimeField()
    window_days = models.SmallIntegerField()
    account = models.CharField(max_length=60, default="")
    token = models.CharField(max_length=10, unique=True)
    desk = models.CharField(max_length=254)
    subject = Line(max_length=250, default="")
    approved_digest = models.CharField(max_length=64, default="")
    delivered_at = models.DateTimeField(null=True)
    window_ends = models.DateTimeField(null=True)
    failure = models.CharField(max_length=20, default="")
    not_made = Line(max_length=60, default="")
    outcome = models.CharField(max_length=12, null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # the structure first: the same index then finds a structure's contacts
            models.UniqueConstraint(fields=["structure", "persona", "campaign"], name="persona_once_per_structure")
        ]
        indexes = [
            models.Index(fields=["campaign", "window_ends"], name="contact_to_close", condition=Q(closed_at=None)),
            models.Index(fields=["desk"]),
        ]


class Dispatch(models.Model):
    """One irrepeatable act. `due_at` moves when it is postponed; it is never tried after `not_after`.

    `script` is the scenario's second-turn entry that answers. `account` and `claimed_at` serve the rate limit. `facts`
    are what the act itself showed (a form's fields, its confirmation); `exhibits` its proofs, each with name, media
    type and the digest under which the evidence store has it.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="dispatches", db_index=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="dispatches")
    kind = models.CharField(max_length=12)
    number = models.SmallIntegerField(default=1)
    state = models.CharField(max_length=10, default=DispatchState.PLANNED.value)
    due_at = models.DateTimeField()
    not_after = models.DateTimeField(null=True)
    account = models.CharField(max_length=60, default="")
    token = models.CharField(max_length=16, unique=True)
    message_id = Line(max_length=320, default="")
    in_reply_to = Prose(default="")
    script = models.SmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    claimed_by = Line(max_length=100, default="")
    data_started_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    failure = models.CharField(max_length=20, default="")
    permanent = models.BooleanField(default=False)
    detail = Prose(default="")
    facts = Json(default=dict)
    exhibits = Json(default=list)

    class Meta:
        indexes = [
            models.Index(fields=["campaign", "state", "due_at"], name="dispatch_schedule"),
            models.Index(fields=["account", "claimed_at"], name="dispatch_rate", condition=~Q(claimed_at=None)),
            models.Index(fields=["message_id"], name="dispatch_message_id", condition=~Q(message_id="")),
        ]
