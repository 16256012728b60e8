"""`barometer`: the command line. Each command is a thin door to one service."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

import typer
from typer.exceptions import TyperException

from cli.commands import desk, diagnose, people, project, reading, running, town, upkeep, web, working
from cli.show import ERRORS, fail, t
from cli.usage import usage_fault
from domain.errors import BarometerError, Unavailable
from settings.accounts_file import load_accounts
from settings.language import language

app = typer.Typer(
    help=t("help_barometer"), no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip
for module in (project, running, working, desk, people, upkeep, reading, diagnose, town, web):
    module.register(app)


def main() -> None:
    """Run the command line; a fault of the user's or of the world is a sentence, never a stack trace."""
    try:
        language()
        load_accounts(home())
        code = app(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except BarometerError as error:
        fail(error)
        sys.exit(2)
    except typer.Exit as leave:
        sys.exit(leave.exit_code)
    except TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            sys.stderr.write(error.format_message() + "\n")
        else:
            _say_fault(usage_fault(error))
        sys.exit(error.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        ERRORS.print(t("interrupted"))
        sys.exit(130)
    except BrokenPipeError:
        # the reader of our output left (head, less): not a fault
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if _of_the_database(error):
            fail(Unavailable("database_unreachable", why=str(error).strip()))
            sys.exit(2)
        ERRORS.print(t("unexpected", kind=type(error).__name__, why=str(error)[:300], path=_keep_trace()))
        sys.exit(70)


def home() -> Path:
    """Return the working folder: `BAROMETER_HOME`, else the current one."""
    return Path(os.environ.get("BAROMETER_HOME") or Path.cwd())


def _of_the_database(error: Exception) -> bool:
    """Whether the database failed us: gone, locked, full or damaged. It may not even be loaded."""
    django_db = sys.modules.get("django.db.utils")
    if django_db is None:
        return False
    broken: tuple[type[Exception], ...] = (django_db.OperationalError, django_db.InterfaceError)
    return isinstance(error, broken) or type(error) is django_db.DatabaseError


def _say_fault(text: str) -> None:
    ERRORS.print(text, markup=False, soft_wrap=True)


def _keep_trace() -> str:
    path = home() / "barometer-error.log"
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(traceback.format_exc() + "\n")
    except OSError:
        traceback.print_exc()
        return "-"
    return str(path)


if __name__ == "__main__":
    main()
