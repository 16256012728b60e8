from __future__ import annotations

import pytest

from collectors.matching.addresses import distance, folded, normal, organisation, tag_of, untagged


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        ("ville.fr", "ville.fr"),
        ("mail.ville.fr", "ville.fr"),
        ("a.b.ville.fr", "ville.fr"),
        ("leeds.gov.uk", "leeds.gov.uk"),
        ("mail.leeds.gov.uk", "leeds.gov.uk"),
        ("drome.gouv.fr", "drome.gouv.fr"),
        ("Ville.FR.", "ville.fr"),
        ("gmail.com", ""),
        ("orange.fr", ""),
        ("localhost", ""),
        ("", ""),
    ],
)
def test_the_organisation_of_a_domain(domain, expected):
    assert organisation(domain) == expected


def test_what_reads_alike_folds_alike():
    assert folded("k1l0-ab") == folded("KLIO.ab") == folded("kl1o_ab")
    assert folded("modern") == folded("modem")
    assert folded("ana") != folded("anna")


def test_slips_of_the_hand():
    assert (distance("abcd", "abdc"), distance("abcd", "abd"), distance("abcd", "abcd")) == (1, 1, 0)


@pytest.mark.parametrize(
    ("address", "tag"),
    [("a+k7@x.fr", "k7"), ("a.b+k7@x.fr", "k7"), ("a.b.k7@x.fr", "k7"), ("ana@x.fr", ""), ("A.K7@x.fr", "k7")],
)
def test_the_tag_of_either_style(address, tag):
    assert tag_of(address) == tag


def test_normal_forms():
    assert normal(" <Ana@X.fr.> ") == "ana@x.fr"
    assert untagged("Ana+k7@X.fr") == "ana@x.fr"
