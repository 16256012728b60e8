"""Django's settings: the database, and nothing that a probe or a collector needs."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from domain.errors import InputError, Place
from settings.environment import Environment

_env = Environment()

HOME = Path(_env.text("BAROMETER_HOME") or Path.cwd()).absolute()
"""The working folder of a campaign: database, evidence, reports."""

_LIBPQ = {
    "application_name": "barometer",
    "connect_timeout": "10",
    # a worker whose machine vanished in the middle of a claim holds the others up no longer than this
    "options": "-c idle_in_transaction_session_timeout=60s",
    "keepalives_idle": "20",
    "keepalives_interval": "5",
    "keepalives_count": "3",
}


def database(url: str) -> dict[str, object]:
    """Return Django's description of `DATABASE_URL`: `sqlite:///path` or `postgresql://user:password@host:port/name`.

    What follows a question mark goes to libpq (`?sslmode=verify-full&sslrootcert=…`, `?host=/run/postgresql`).
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:]) if parts.path[1:] else ":memory:",
            "OPTIONS": {
                "timeout": 30,
                "transaction_mode": "IMMEDIATE",
                # FULL: a claim must survive a power cut before anything leaves
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;",
            },
        }
    if parts.scheme in ("postgresql", "postgres"):
        asked = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or asked.pop("host", ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": _LIBPQ | asked,
        }
    raise InputError(
        "setting_not_choice",
        place=Place("environment", None, "DATABASE_URL"),
        value=parts.scheme,
        choices="sqlite:///…, postgresql://…",
    )


DATABASES = {"default": database(_env.secret("DATABASE_URL") or f"sqlite:///{HOME / 'barometer.sqlite3'}")}
INSTALLED_APPS = ["campaigns"]
if str(DATABASES["default"]["ENGINE"]).endswith("postgresql"):
    # the tables of the job engine for many workers come with everybody else's
    INSTALLED_APPS.append("procrastinate.contrib.django")
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECRET_KEY = _env.secret("BAROMETER_SECRET_KEY") or "no-web-process-uses-this"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
