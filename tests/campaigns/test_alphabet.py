"""The order in which a plan takes the structures is the same on every database."""

from __future__ import annotations

import pytest

from campaigns.models import StructureRow
from campaigns.store.alphabet import by_code

from .builders import create, mandate, structure

pytestmark = pytest.mark.django_db
# each language orders these its own way
KEYS = ["b-a", "ba", "B1", "a_1", "a-1", "a1", "Z", "é", "e", "ß", "ss", "10", "9", "œ", "oe", "\U0001f600", "\uffee"]


def test_structures_come_in_the_order_of_code_points():
    create([(structure(n, key=key), mandate()) for n, key in enumerate(KEYS)])
    stored = list(StructureRow.objects.order_by(by_code("key")).values_list("key", flat=True))
    assert stored == sorted(KEYS)
