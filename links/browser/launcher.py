"""Runs the browser and dies with whoever asked for it: no browser outlives our process, however that one ends.

A program of its own: `launcher.py PARENT_PID PID_FILE BROWSER ARGUMENT…`, started by the browser's driver in a process
group of its own. It imports nothing of ours, so that it starts in a few milliseconds.
"""

from __future__ import annotations

import ctypes
import os
import select
import shutil
import signal
import sys
import tempfile
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
"""What the browser leaves behind becomes ours to bury: in a container nobody else may do it."""
DISABLED = "--disable-features="
PROFILE = "--user-data-dir"
DRIVER_PIPES = (3, 4)
"""Through which the driver speaks to the browser; whoever else holds them would hide that one side has gone."""


def main(arguments: list[str]) -> int:
    """Start the browser, wait for its end or for the parent's, and return its exit code."""
    parent, pid_file, browser, *given = arguments
    rest = one_list_of_features(given)
    if not hasattr(os, "pidfd_open"):  # elsewhere than on Linux the driver's own care must do
        os.execv(browser, [browser, *rest])  # noqa: S606 - the program was found by us
    driver = os.getppid()
    try:
        watched = [os.pidfd_open(int(parent)), os.pidfd_open(driver)]
    except ProcessLookupError:
        return 1
    if os.getppid() != driver:  # gone before it was watched
        return 1
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    child = os.fork()
    if child == 0:
        _die_with_parent()
        os.execv(browser, [browser, *rest])  # noqa: S606
    Path(pid_file).write_text(f"{os.getpid()} {child}", "ascii")
    _let_go_of_streams()
    ended = os.pidfd_open(child)
    ready, _, _ = select.select([*watched, ended], [], [])
    if ended not in ready:
        _kill(watched[1])  # first: it would end us before we have tidied up
    _kill_group_but_me()
    code = _last_words(child)
    if ended not in ready:
        _remove_folders(Path(pid_file).parent, rest)
    return code


def _kill(descriptor: int) -> None:
    try:
        signal.pidfd_send_signal(descriptor, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def one_list_of_features(arguments: list[str]) -> list[str]:
    """Return the arguments with all lists of disabled features in one: of several, Chromium heeds the last alone."""
    lists = [argument.removeprefix(DISABLED) for argument in arguments if argument.startswith(DISABLED)]
    others = [argument for argument in arguments if not argument.startswith(DISABLED)]
    return [DISABLED + ",".join(lists), *others] if lists else others


def _die_with_parent() -> None:
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _last_words(child: int) -> int:
    """Wait for all descendants; return the child's exit code."""
    code = 0
    while True:
        try:
            pid, status = os.wait()
        except ChildProcessError:
            return code
        if pid == child:
            code = os.waitstatus_to_exitcode(status) & 0xFF


def _let_go_of_streams() -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    for pipe in DRIVER_PIPES:
        try:
            os.close(pipe)
        except OSError:
            continue


def _kill_group_but_me() -> None:
    group, me = os.getpgrp(), os.getpid()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != me:
            try:
                if os.getpgid(int(entry.name)) == group:
                    os.kill(int(entry.name), signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                continue


def _remove_folders(ours: Path, arguments: list[str]) -> None:
    """Remove what nobody is left to remove: the folder made for this browser, and its profile."""
    profiles = [Path(value) for name, _, value in (entry.partition("=") for entry in arguments) if name == PROFILE]
    for folder in (ours, *profiles):
        if folder.parent == Path(tempfile.gettempdir()):
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
