from __future__ import annotations

import pytest

from domain.errors import InputError
from settings.django import database


def test_every_part_of_an_address_is_taken_even_what_it_cannot_hold_plainly():
    found = database("postgresql://us%40er:p%40%2F%3A%3F%23%25%20%C3%A9@db.example:5433/na%2Fme?sslmode=verify-full")
    assert (found["USER"], found["PASSWORD"], found["NAME"]) == ("us@er", "p@/:?#% é", "na/me")
    assert (found["HOST"], found["PORT"]) == ("db.example", "5433")
    options = found["OPTIONS"]
    assert isinstance(options, dict)
    assert options["sslmode"] == "verify-full"


def test_a_socket_is_named_after_the_question_mark():
    found = database("postgresql:///barometer?host=/run/postgresql")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("/run/postgresql", "", "barometer")
    assert "host" not in dict(found["OPTIONS"])  # type: ignore[call-overload]


def test_what_we_set_can_be_set_otherwise():
    options = database("postgresql://h/n?connect_timeout=3&options=")["OPTIONS"]
    assert isinstance(options, dict)
    assert options["connect_timeout"] == "3"


def test_another_kind_of_database_is_refused_by_name():
    with pytest.raises(InputError):
        database("mysql://h/n")
