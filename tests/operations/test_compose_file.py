"""What can be known of the compose file and the Dockerfile without a container engine."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from cli.main import app
from settings.environment import Environment
from settings.mail import load_mail_settings
from settings.web import load_web_settings
from settings.workers import load_worker_settings
from tests.operations.compose import FILE, ROOT, conditions, document, ours, services

DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
READ_ELSEWHERE = {"BAROMETER_LANG", "BAROMETER_HOME", "BAROMETER_EVIDENCE", "DATABASE_URL"}
"""Read by doors and by Django's settings; each is looked for in the source below."""


class Listening(dict[str, str]):
    """Remembers every name that was asked for."""

    def __init__(self) -> None:
        super().__init__(
            BAROMETER_SMTP_HOST="h", BAROMETER_SMTP_USER="u", BAROMETER_SMTP_PASSWORD="p", BAROMETER_IMAP_HOST="h",
            BAROMETER_IMAP_USER="u", BAROMETER_IMAP_PASSWORD="p", BAROMETER_MAIL_DOMAIN="citizens.example",
        )  # fmt: skip
        self.asked: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        return super().get(name, default)


def test_it_is_what_the_compose_specification_describes() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(FILE)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_field_out_of_place_is_noticed(tmp_path: Path) -> None:
    wrong = tmp_path / "compose.yml"
    wrong.write_text(FILE.read_text("utf-8").replace("restart: on-failure", "restarts: on-failure"), "utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(wrong)]
    assert subprocess.run(command, capture_output=True).returncode != 0


def commands() -> Iterator[tuple[str, list[str]]]:
    for name, service in ours().items():
        yield name, service["command"]
        if test := service.get("healthcheck", {}).get("test"):
            assert test[0] == "CMD"
            yield f"{name} (health)", test[1:]


@pytest.mark.parametrize(("service", "command"), list(commands()))
def test_every_command_is_one_that_the_command_line_takes(service: str, command: list[str]) -> None:
    if command[0] == "test":
        assert command[1] == "-s"
        return
    assert command[0] == "barometer", service
    root = typer.main.get_command(app)
    with root.make_context("barometer", command[1:], resilient_parsing=False) as context:
        name, found, rest = root.resolve_command(context, context._protected_args + context.args)  # type: ignore[attr-defined]
        assert found is not None, service
        with found.make_context(name, list(rest), parent=context) as inner:
            assert not inner.args


def known_variables() -> set[str]:
    listening = Listening()
    for load in (load_mail_settings, load_web_settings, load_worker_settings):
        load(Environment(listening))
    return listening.asked | READ_ELSEWHERE | {f"{name}_FILE" for name in READ_ELSEWHERE | listening.asked}


def test_every_variable_is_one_that_the_settings_read() -> None:
    source = "".join(
        path.read_text("utf-8") for room in ("cli", "settings", "services") for path in (ROOT / room).rglob("*.py")
    )
    assert all(f'"{name}"' in source for name in READ_ELSEWHERE)
    known = known_variables()
    for name, service in ours().items():
        assert set(service["environment"]) <= known, name
    assert set(re.findall(r"^ENV (BAROMETER_\w+)|^\s+(BAROMETER_\w+)=", DOCKERFILE, re.M)) != set()
    assert {a or b for a, b in re.findall(r"^ENV (BAROMETER_\w+)|^\s+(BAROMETER_\w+)=", DOCKERFILE, re.M)} <= known


def test_secrets_are_files_that_exist_for_those_who_read_them_and_never_values() -> None:
    for name, service in services().items():
        given = {f"/run/secrets/{secret}" for secret in service.get("secrets", [])}
        read = {value for key, value in service.get("environment", {}).items() if key.endswith("_FILE")}
        assert read == given, name
        assert given <= {f"/run/secrets/{secret}" for secret in document()["secrets"]}, name
        if not name.startswith("sandbox"):  # a practice's database holds nothing and is gone with it
            assert not [key for key in service.get("environment", {}) if re.search(r"PASSWORD$|TOKEN$|_URL$", key)], (
                name
            )


def test_images_are_pinned_and_nobody_of_ours_is_root() -> None:
    for name, service in services().items():
        image, _, tag = service["image"].rpartition(":")
        assert image, name
        assert re.search(r"\d+\.\d+", tag), name
        if name in ours():
            assert service["user"] == "10001:10001", name
            assert service["read_only"], name
            assert service["cap_drop"] == ["ALL"], name
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)
    assert [base for base in bases if base not in ("mail", "packages")] == ["debian:12.11-slim"] * 2
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.M)[-1] == "10001:10001"
    assert {service["build"]["target"] for service in ours().values()} <= set(
        re.findall(r" AS (\w+)$", DOCKERFILE, re.M)
    )


def test_whoever_lives_on_says_whether_it_is_well_and_is_given_time_to_stop() -> None:
    for name, service in services().items():
        if service.get("restart") == "no":
            assert service["healthcheck"] == {"disable": True}, name
            continue
        assert service["healthcheck"]["test"], name
        if name not in ("sandbox", "sandbox-database"):
            assert service["restart"] in ("on-failure", "unless-stopped"), name
            assert service["stop_grace_period"].endswith("m"), name


def test_what_is_waited_for_can_happen() -> None:
    for name in services():
        for other, condition in conditions(name).items():
            assert other in services(), name
            if condition == "service_healthy":
                assert services()[other]["healthcheck"].get("test"), (name, other)
            if condition == "service_completed_successfully":
                assert services()[other]["restart"] == "no", (name, other)
            # what a service waits for is there whenever it is: a profile does not start another's services
            assert set(services()[other].get("profiles", [])) <= set(services()[name].get("profiles", [])), (
                name,
                other,
            )


def test_the_image_holds_the_product_with_known_packages_only() -> None:
    copied = set(re.findall(r"^COPY (\w+) /opt/barometer/app/", DOCKERFILE, re.M))
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    assert copied - {"LICENSE"} == packages
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    assert let_in == copied | {"requirements.txt"}
    assert re.search(r"--only-binary :all: .*--require-hashes --requirement /tmp/requirements.txt", DOCKERFILE, re.S)
    assert len(re.findall("pip install", DOCKERFILE)) == 1
