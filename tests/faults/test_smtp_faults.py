"""The relay, or the structure's server behind it, refuses, breaks off or keeps silent."""

from __future__ import annotations

import ssl

import pytest
import trustme

from campaigns import store
from campaigns.models import Dispatch, Event
from domain.vocabulary import DispatchState
from tests.campaigns.builders import paris
from tests.faults.catalogue import proves
from tests.faults.world import DROP_AFTER_KEEPING, HANG, World
from tests.links.scripted_smtp import DROP

DESK, FINE = "RCPT mairie@", "250 fine"


def ended(world: World, **outcomes: int) -> None:
    world.nothing_lost_and_never_twice()
    assert world.outcomes() == outcomes
    assert world.replies() == ({"attached": outcomes["answered"]} if "answered" in outcomes else {})


def attempts() -> list[int]:
    return sorted(Dispatch.objects.values_list("attempts", flat=True))


def troubles() -> set[tuple[str, str]]:
    """Return the account and the failure of what the audit log says of our own relay."""
    return {(row.params["account"], row.params["failure"]) for row in Event.objects.filter(code="sending_trouble")}


def told_of_the_uncertain(world: World, count: int) -> None:
    """They wait for a person, who is shown each with its reason."""
    waiting = store.uncertain_list(world.campaign.id)
    assert [row.state for row in waiting] == [DispatchState.UNCERTAIN] * count
    assert all("mail_uncertain" in row.detail for row in Dispatch.objects.filter(state=DispatchState.UNCERTAIN))


@proves("smtp-greylisting")
def test_greylisting(world):
    world.relay.replies[DESK] = ["450 4.7.1 Greylisted, come back in five minutes"] * 2 + [FINE]
    assert world.run()
    ended(world, answered=2)
    assert attempts() == [1, 3]


@proves("smtp-421")
@pytest.mark.parametrize("where", ["banner", "MAIL", DESK, "DATA", "CONTENT"])
def test_421(world, where):
    busy = "421 4.3.2 Too busy, closing"
    if where == "banner":
        world.relay.banner = busy
        world.clock.at(paris(12, 8), lambda: setattr(world.relay, "banner", "220 back"))
    else:
        world.relay.replies[where] = [busy, busy, "354 go on" if where == "DATA" else FINE]
    assert world.run()
    ended(world, answered=2)
    assert max(attempts()) > 1
    if where == "banner":
        assert troubles() == {("main", "unreachable")}


@proves("smtp-450")
def test_450_for_good(world):
    world.relay.replies[DESK] = ["450 4.2.0 Mailbox unavailable"]
    assert world.run()
    ended(world, silent=2)
    assert world.failures() == {"deferred_too_long": 2}
    assert world.relay.messages == []


@proves("smtp-452")
def test_452(world):
    world.relay.replies[DESK] = ["452 4.2.2 Mailbox full"] * 3 + [FINE]
    assert world.run()
    ended(world, answered=2)
    assert attempts() == [1, 4]


@proves("smtp-550")
def test_550(world):
    world.relay.replies["RCPT mairie@ville0"] = ["550 5.1.1 No such user"]
    assert world.run()
    ended(world, answered=1, silent=1)
    assert world.failures() == {"address_invalid": 1}
    assert attempts() == [1, 1]


@proves("smtp-552")
@pytest.mark.parametrize("where", [DESK, "CONTENT"])
def test_552(world, where):
    world.relay.replies[where] = ["552 5.2.2 Mailbox full"]
    assert world.run()
    ended(world, silent=2)
    assert world.failures() == {"mailbox_full": 2}
    assert attempts() == [1, 1]


@proves("smtp-reset-before-dot")
def test_reset_before_the_final_dot(world):
    world.relay.cut_contents = 1
    assert world.run()
    ended(world, answered=1, not_measured=1)
    told_of_the_uncertain(world, 1)


@proves("smtp-reset-after-dot")
@pytest.mark.parametrize("kept", [True, False])
def test_reset_after_the_final_dot(world, kept):
    world.relay.replies["CONTENT"] = [DROP_AFTER_KEEPING if kept else DROP, FINE]
    assert world.run()
    if kept:
        ended(world, answered=2)
        assert world.noted()["settled"] == 1
    else:
        ended(world, answered=1, not_measured=1)
    told_of_the_uncertain(world, 0 if kept else 1)


@proves("smtp-tls")
def test_wrong_certificate(world, tmp_path):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    world.smtp = {"security": "tls", "ca_file": str(tmp_path / "ca.pem")}
    world.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("mail.elsewhere.example").configure_cert(world.tls)
    right = authority.issue_cert("127.0.0.1")
    world.clock.at(paris(12, 8), lambda: right.configure_cert(world.tls))
    assert world.run()
    ended(world, answered=2)
    assert max(attempts()) > 1
    assert troubles() == {("main", "tls_error")}


@proves("smtp-slow")
@pytest.mark.parametrize("where", ["EHLO", DESK, "CONTENT"])
def test_slow_server(world, where, monkeypatch):
    for name in ("CONNECT_TIMEOUT", "COMMAND_TIMEOUT", "CONTENT_TIMEOUT"):
        monkeypatch.setattr(f"links.smtp.{name}", 0.5)
    world.relay.replies[where] = [HANG, HANG, world.relay._ehlo() if where == "EHLO" else FINE]
    assert world.run()
    if where == "CONTENT":
        ended(world, not_measured=2)
        told_of_the_uncertain(world, 2)
    else:
        ended(world, answered=2)
        assert max(attempts()) > 1
