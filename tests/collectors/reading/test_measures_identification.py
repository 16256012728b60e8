"""Who signs, as what, from where."""

from __future__ import annotations

import pytest

from tests.collectors.reading.replies import TOWN, observed, value

BODY = "Bonjour,\n\nVotre carte est prête, vous pouvez passer la retirer.\n\n"


@pytest.mark.parametrize(
    "ending",
    [
        "Cordialement,\nSophie Perrot",
        "Cordialement\n\nJean-Marc DUVAL\nService état civil",
        "Bien à vous\nM. Lenoir",
        "Cordialement, Nadia Belkacem",
        "Cordialement,\nL'agent d'accueil, Mme Fournier",
        "Cordialement,\n\nNadia",
        "Cdt\nj. martin",
        "Pour le maire,\nPaul Roche, adjoint",
        "A. Kowalczyk\nGestionnaire",
        "Cordialement\n\n--\nPriscille OKONJO-DUPRE | Chargée d'accueil",
        "Cordialement,\nclaire petit",
    ],
)
def test_signed_by_a_person(ending):
    found = observed(BODY + ending + "\n")
    assert found["reply.signed_by_person"].value is True, ending
    assert found["reply.signed"].value is True


@pytest.mark.parametrize(
    "ending",
    [
        "Cordialement,\nLe service état civil",
        "Cordialement\nMairie de Brévanne",
        "Cordialement,\nL'équipe de la médiathèque",
        "Cordialement,\nVotre Conseiller Clientèle",
        "Bonne Journée",
        "Cordialement,\n",
        "Service Population\nVille de Brévanne",
        "Cordialement\nDirection Générale\nPôle Solidarités",
    ],
)
def test_signed_by_nobody_in_particular(ending):
    found = observed(BODY + ending + "\n", known={"structure": TOWN})
    assert found["reply.signed_by_person"].value is False, found["reply.signed_by_person"].evidence


@pytest.mark.parametrize(
    "ending",
    [
        "Kind regards\n\nGemma Whitfield\nCustomer Services",
        "Regards,\nT. Abara",
        "Yours sincerely\nMr D Hughes",
        "Thanks,\nPriya",
    ],
)
def test_signed_in_english(ending):
    assert (
        value("reply.signed_by_person", f"Hello,\n\nYour permit is ready at the desk.\n\n{ending}\n", language="en")
        is True
    )


@pytest.mark.parametrize(
    "ending", ["Kind regards\nCustomer Services Team", "Regards,\nRevenues and Benefits", "Best wishes\nThe Library"]
)
def test_team_signatures_in_english(ending):
    assert (
        value("reply.signed_by_person", f"Hello,\n\nYour permit is ready at the desk.\n\n{ending}\n", language="en")
        is False
    )


def test_everything_in_a_marked_signature():
    found = observed(
        "Bonjour,\n\nC'est prêt.\n\nCordialement,\n",
        quote="> Bonjour, est-ce prêt ?",
        signature="Lucie Armand\nResponsable du pôle population\nMairie de Brévanne\n"
        "3 place du Marché - 38530 Brévanne\nTél. : 04 76 00 11 22\nlucie.armand@brevanne.example",
    )
    for name in (
        "signed_by_person",
        "signature_role",
        "signature_service",
        "signature_phone",
        "signature_address",
        "signature_email",
    ):
        assert found[f"reply.{name}"].value is True, name
    assert found["reply.direct_contact"].value is True


def test_a_bare_signature_lacks_the_rest():
    found = observed(BODY + "Cordialement,\nSophie Perrot\n")
    for name in ("signature_role", "signature_service", "signature_phone", "signature_address", "signature_email"):
        assert found[f"reply.{name}"].value is False, name


def test_no_signature_at_all():
    found = observed("Votre carte est prête, vous pouvez passer la retirer demain.")
    assert found["reply.signed"].value is False and found["reply.signed_by_person"].value is False


@pytest.mark.parametrize(
    ("address", "reply_to", "closed"),
    [
        ("no-reply@ville.example", "", True),
        ("ne-pas-repondre@ville.example", "", True),
        ("noreply@ville.example", "mairie@ville.example", False),
        ("mairie@ville.example", "", False),
        ("donotreply@shop.example", "noreply@shop.example", True),
        ("arnold@ville.example", "", False),
    ],
)
def test_noreply(address, reply_to, closed):
    assert value("reply.from_noreply", BODY, from_address=address, reply_to=reply_to) is closed


@pytest.mark.parametrize(
    ("shown", "identified"),
    [
        ("Mairie de Brévanne", True),
        ("Sophie Perrot", True),
        ("", False),
        ("mairie@b.example", False),
        ("noreply", False),
    ],
)
def test_displayed_sender(shown, identified):
    assert (
        value("reply.sender_identified", "C'est prêt.", from_name=shown, from_address="mairie@b.example") is identified
    )
