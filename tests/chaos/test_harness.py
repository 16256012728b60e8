"""The harness stands on what it says: names that exist, clean forks, lasting counts, kills that can be repeated."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

import pytest

from tests.chaos.boundaries import BOUNDARIES, BoundaryGone
from tests.chaos.doomed import resolve
from tests.chaos.nursery import ROOT
from tests.chaos.scoreboard import Scoreboard
from tests.chaos.strikes import draw
from tests.chaos.zygote import Inherited, check_nothing_is_inherited


@pytest.mark.parametrize("target", sorted({boundary.target for boundary in BOUNDARIES}))
def test_every_boundary_is_a_function_of_the_product(target):
    assert callable(resolve(target)[2])


@pytest.mark.parametrize("target", ["campaigns.store:no_such_step", "campaigns.gone:claim", "campaigns.store:__all__"])
def test_a_name_that_is_gone_is_told(target):
    with pytest.raises(BoundaryGone):
        resolve(target)


def test_a_thread_or_a_socket_is_not_forked():
    # alone, as the zygote is: a test's own process has connections and threads already
    alone = "from tests.chaos.zygote import check_nothing_is_inherited as check; import socket; import django;"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "settings.django"}
    for held, code in (("", 0), ("s = socket.socket();", 1)):
        done = subprocess.run(
            [sys.executable, "-c", f"{alone} django.setup(); {held} check(set())"],
            cwd=ROOT, env=environment, capture_output=True, text=True,
        )  # fmt: skip
        assert (done.returncode, "Inherited: sockets" in done.stderr) == (code, bool(code)), done.stderr
    waiting = threading.Event()
    thread = threading.Thread(target=waiting.wait)
    thread.start()
    try:
        with pytest.raises(Inherited, match="threads"):
            check_nothing_is_inherited(set())
    finally:
        waiting.set()
        thread.join()


def test_counts_survive_whoever_made_them():
    board = Scoreboard(2)
    for expected in (1, 2):
        pid = os.fork()
        if pid == 0:
            if board.count(3, 1) == expected:
                board.fire(3, 1)
                board.open_dialogues(3, expected)
            os.kill(os.getpid(), signal.SIGKILL)
        assert os.WTERMSIG(os.waitpid(pid, 0)[1]) == signal.SIGKILL
    assert (board.fired(), board.fired_by(1), board.take_open_dialogues(3)) == ({1}, 3, 2)
    assert board.take_open_dialogues(3) == 0
    assert board.count(0, 1) == 3


def test_the_same_seed_draws_the_same_kills():
    assert draw(14, 7, copies=2, at_random=3) == draw(14, 7, copies=2, at_random=3)
    assert draw(14, 7) != draw(14, 8)
