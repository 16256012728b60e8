"""The closed lists of `docs/vocabulary.md`: channels, steps, determinants, states."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    MAIL = "mail"
    WEBFORM = "webform"
    SITE = "site"
    PHONE = "phone"
    SOCIAL = "social"
    LETTER = "letter"
    VISIT = "visit"


ANSWERED_BY_MAIL = frozenset({Channel.MAIL, Channel.WEBFORM})
"""Channels whose answers come to a mailbox of ours."""


class Step(StrEnum):
    ACCESS = "access"
    ORIENTATION = "orientation"
    PROCESSING = "processing"


class Determinant(StrEnum):
    FINDABILITY = "findability"
    REACHABILITY = "reachability"
    ACCESSIBILITY = "accessibility"
    TRANSPARENCY = "transparency"
    PICK_UP = "pick_up"
    WAITING = "waiting"
    WELCOME = "welcome"
    COURTESY = "courtesy"
    LISTENING = "listening"
    PERSONALIZATION = "personalization"
    CLARITY = "clarity"
    GUIDANCE = "guidance"
    TRANSFER = "transfer"
    RESPONSIVENESS = "responsiveness"
    ANSWER_QUALITY = "answer_quality"
    COMPLETENESS = "completeness"
    FOLLOW_UP = "follow_up"
    COMPLAINTS = "complaints"
    CONSISTENCY = "consistency"
    CONFIDENTIALITY = "confidentiality"


STEP_OF: dict[Determinant, Step] = {
    determinant: step
    for step, names in {
        Step.ACCESS: "findability reachability accessibility transparency pick_up waiting",
        Step.ORIENTATION: "welcome courtesy listening personalization clarity guidance transfer",
        Step.PROCESSING: "responsiveness answer_quality completeness follow_up complaints consistency confidentiality",
    }.items()
    for determinant in map(Determinant, names.split())
}


class Sector(StrEnum):
    PUBLIC = "public"
    PRIVATE = "private"


class ScenarioKind(StrEnum):
    INFORMATION = "information"
    PROCEDURE = "procedure"
    COMPLAINT = "complaint"


class DispatchKind(StrEnum):
    FIRST = "first"
    RETRY = "retry"
    REMINDER = "reminder"
    SECOND_TURN = "second_turn"
    WITHDRAWAL = "withdrawal"


class DispatchState(StrEnum):
    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    SKIPPED = "skipped"
    FAILED = "failed"


class Outcome(StrEnum):
    ANSWERED = "answered"
    SILENT = "silent"
    NOT_MEASURED = "not_measured"


class ReplyKind(StrEnum):
    """What a reply is, the strongest reading first when several apply."""

    BOUNCE = "bounce"  # permanent delivery failure (5.x.x)
    DELAY = "delay"  # temporary delivery warning (4.x.x): the message is still on its way
    CHALLENGE = "challenge"  # "confirm you are human to be delivered"
    AUTO_REPLY = "auto_reply"  # automatic, none of the more precise kinds below
    OUT_OF_OFFICE = "out_of_office"
    ACKNOWLEDGEMENT = "acknowledgement"  # automatic or not: received, nothing on substance, no promise to work on it
    HOLDING = "holding"  # a person says the answer will come later
    CLARIFICATION = "clarification"  # a person asks something back before answering
    OPT_OUT = "opt_out"  # stop writing to us
    ANSWER = "answer"  # a person's answer, good or bad
    RECEIPT = "receipt"  # read or delivery notification (RFC 8098, DSN 2.x.x)
    EMPTY = "empty"  # nothing that can be read


HUMAN_KINDS = frozenset({ReplyKind.HOLDING, ReplyKind.CLARIFICATION, ReplyKind.OPT_OUT, ReplyKind.ANSWER})
