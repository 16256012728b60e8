"""A database that is away for a moment is waited for; one that stays away is a sentence; a mistake is neither."""

from __future__ import annotations

import sqlite3
from threading import Event
from typing import Any

import psycopg
import pytest
from django.db import DataError, InterfaceError, OperationalError, ProgrammingError
from psycopg import errors

from campaigns import store
from campaigns.boundary import Boundary
from campaigns.patience import passes, with_patience
from campaigns.taking import Taking, take
from domain.contact import Order
from domain.errors import Unavailable

from .builders import first_dispatch, library, paris, running


def because(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


def sqlite_error(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("told by SQLite")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (because(OperationalError("x"), errors.AdminShutdown("x")), True),
        (because(OperationalError("x"), errors.DeadlockDetected("x")), True),
        (because(OperationalError("x"), errors.TooManyConnections("x")), True),
        (because(OperationalError("x"), errors.DiskFull("x")), True),
        (because(OperationalError("x"), psycopg.OperationalError("connection refused")), True),
        (because(InterfaceError("x"), psycopg.InterfaceError("the connection is closed")), True),
        (because(DataError("x"), errors.StringDataRightTruncation("x")), False),
        (because(ProgrammingError("x"), errors.UndefinedTable("x")), False),
        (because(OperationalError("x"), sqlite_error(sqlite3.SQLITE_BUSY)), True),
        (because(OperationalError("x"), sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT)), True),
        (because(OperationalError("x"), sqlite_error(sqlite3.SQLITE_FULL)), True),
        (because(OperationalError("x"), sqlite_error(sqlite3.SQLITE_IOERR_WRITE)), True),
        (because(OperationalError("no such table"), sqlite_error(sqlite3.SQLITE_ERROR)), False),
    ],
)
def test_what_passes_by_itself(error, expected):
    assert passes(error) is expected


class Away:
    """Fails a number of times."""

    def __init__(self, times: int) -> None:
        self.times, self.calls = times, 0

    def __call__(self) -> str:
        self.calls += 1
        if self.calls <= self.times:
            raise because(OperationalError("server gone\nmore of it"), errors.AdminShutdown("x"))
        return "done"


@pytest.mark.django_db(transaction=True)
def test_it_is_called_again_until_the_database_is_back():
    away = Away(2)
    assert with_patience(away, 10, Event()) == "done"
    assert away.calls == 3


@pytest.mark.django_db(transaction=True)
async def test_one_that_stays_away_is_a_sentence_not_a_trace():
    boundary, away = Boundary(patience=0), Away(1000)
    try:
        with pytest.raises(Unavailable) as told:
            await boundary(away)
        assert (told.value.message.code, told.value.message.params) == ("database_unreachable", {"why": "server gone"})
    finally:
        boundary.close()


@pytest.mark.django_db(transaction=True)
def test_a_mistake_of_ours_is_not_tried_again():
    def wrong() -> None:
        raise because(ProgrammingError("x"), errors.UndefinedColumn("x"))

    with pytest.raises(ProgrammingError):
        with_patience(wrong, 10, Event())


@pytest.mark.django_db
def test_half_of_a_transaction_is_not_tried_again():
    away = Away(1)
    with pytest.raises(OperationalError):
        with_patience(away, 10, Event())
    assert away.calls == 1


@pytest.mark.django_db(transaction=True)
def test_a_claim_whose_answer_was_lost_is_made_again(monkeypatch):
    dispatch = first_dispatch(running())
    answers: list[object] = []

    def cut_off(*args: Any, **options: Any) -> object:
        answers.append(take(*args, **options))
        if len(answers) == 1:
            raise because(OperationalError("gone after the commit"), errors.AdminShutdown("x"))
        return answers[-1]

    monkeypatch.setattr("campaigns.taking.take", cut_off)
    taking = Taking(dispatch.id, library(), "w", paris(12, 10), live=True)
    order = with_patience(taking, 10, Event())
    assert isinstance(order, Order)
    assert len(answers) == 2
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.attempts, dispatch.claimed_by) == ("sending", 1, "w")


@pytest.mark.django_db(transaction=True)
def test_a_claim_of_another_is_not_put_back():
    dispatch = first_dispatch(running())
    now = paris(12, 10)
    assert store.claim(dispatch.id, "another", now)
    taking = Taking(dispatch.id, library(), "w", now, live=True)
    for _ in range(2):
        assert taking() is None
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.claimed_by) == ("sending", "another")
