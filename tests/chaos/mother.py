"""A process that has imported what needs no settings and forks zygotes: `python -m tests.chaos.mother`.

Each line it reads is a folder: there a zygote finds two named pipes, for its orders and its answers, and leaves what it
prints besides. The answer is the zygote's number. It ends when its orders do.
"""

from __future__ import annotations

import os
import sys
import traceback
from contextlib import suppress
from pathlib import Path

WAYS = ("orders", "answers")
ERRORS = "errors"


def main() -> None:
    # only what forks needs this
    from tests.chaos.warming import warm

    warm()
    # not by `sys.stdin`, which reads ahead: its buffer would be the zygote's too
    while folder := _line():
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if (pid := os.fork()) == 0:
            _become_zygote(Path(folder))
        os.write(1, f"{pid}\n".encode())


def _line() -> str:
    read = b""
    while not read.endswith(b"\n"):
        if not (byte := os.read(0, 1)):
            return ""
        read += byte
    return read.decode().strip()


def _become_zygote(folder: Path) -> None:
    code = 70
    try:
        for number, handle in enumerate(
            (
                os.open(folder / WAYS[0], os.O_RDONLY),
                os.open(folder / WAYS[1], os.O_WRONLY),
                os.open(folder / ERRORS, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600),
            )
        ):
            os.dup2(handle, number)
            os.close(handle)
        sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115 - until it exits
        from tests.chaos.zygote import main as serve

        serve()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
