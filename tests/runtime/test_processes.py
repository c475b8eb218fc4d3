"""The same processes run everywhere: the table, docker-compose.yml, Dockerfile, Caddyfile."""

import json
import re
import shlex
from typing import Any

import pytest
import yaml

from config.runtime.folders import ROOT, DataFolder
from config.runtime.processes import IN_CONTAINERS, PREPARATION, PROCESSES, Process
from config.runtime.proxy import CADDYFILE, proxy_environment

ADDRESSES = {
    "ADMIN_DATABASE_URL",
    "DATABASE_URL",
    "DISPATCHER_DATABASE_URL",
    "MIGRATOR_DATABASE_URL",
    "REDIS_URL",
}
EVERY = pytest.mark.parametrize("process", [*PROCESSES, *PREPARATION], ids=lambda one: one.name)


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    compose: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    found: dict[str, Any] = compose["services"]
    return found


@EVERY
def test_compose_runs_the_command_of_the_table(process: Process, services: dict[str, Any]) -> None:
    written = shlex.split(services[process.name]["command"])

    assert written == process.command(IN_CONTAINERS)


@EVERY
def test_compose_tells_a_process_the_addresses_of_the_table_and_no_others(
    process: Process, services: dict[str, Any]
) -> None:
    told = ADDRESSES & set(services[process.name]["environment"])

    assert told == set(process.addresses)


def test_compose_runs_nothing_of_ours_outside_the_table(services: dict[str, Any]) -> None:
    ours = {name for name, service in services.items() if "build" in service}

    assert ours == {process.name for process in (*PROCESSES, *PREPARATION)} - {"proxy"}


def test_only_the_proxy_is_reachable_from_outside(services: dict[str, Any]) -> None:
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]


def test_the_image_serves_pages_unless_told_otherwise() -> None:
    command = re.search(r"^CMD (\[.*\])$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    web = next(process for process in PROCESSES if process.name == "web")

    assert command is not None
    assert json.loads(command[1]) == web.command(IN_CONTAINERS)


def test_what_the_caddyfile_asks_for_is_given_in_both_places(
    services: dict[str, Any], tmp_path: Any
) -> None:
    asked = set(re.findall(r"{(?:\$|env\.)(\w+)}", CADDYFILE.read_text())) - {"TRUSTED_PROXIES"}
    here = proxy_environment(DataFolder.at(tmp_path), [], 8000, web_port=1, live_port=2)

    assert asked <= set(here)
    assert asked <= set(services["proxy"]["environment"])


def test_every_variable_of_compose_is_in_the_example() -> None:
    asked = set(re.findall(r"(?<!\$)\${(\w+)", (ROOT / "docker-compose.yml").read_text()))
    listed = set(re.findall(r"^#?(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert asked <= listed
