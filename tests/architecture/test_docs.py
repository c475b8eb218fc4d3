"""What the documents name exists, and what matters is named in them."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from apps.articles.domain.lifecycle import MOVES
from tests.architecture.source import (
    PRODUCT,
    ROOT,
    calls,
    documents,
    first_column,
    modules,
    named,
    parsed,
)

TOP = {path.name for path in ROOT.iterdir()} - {".git", ".venv", ".data", ".tools", ".static"}
FOLDERS = {"apps", "platform", "tests", "docs", "deploy", "benchmarks", ".ci"}
QUOTED = re.compile(r"`([A-Za-z0-9_./-]+)`")
LINKED = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")
TEST_SETTINGS = ROOT / "platform/config/settings/test.py"
SETTINGS = ("platform/config/settings", "platform/config/live.py")


def paths_named(document: Path) -> Iterator[Path]:
    """What stands in backticks and looks like a file or folder of the project, and every link."""
    text = document.read_text(encoding="utf-8")
    for word in QUOTED.findall(text):
        first = word.split("/")[0]
        if (first in FOLDERS and "/" in word) or word in TOP:
            yield ROOT / word
    for target in LINKED.findall(text):
        yield document.parent / target


@pytest.mark.parametrize("document", documents(), ids=named)
def test_every_path_a_document_names_is_there(document: Path) -> None:
    missing = [str(path) for path in paths_named(document) if not path.exists()]

    assert missing == []


def variables_read(*places: str) -> set[str]:
    """Names given to the env_ functions or looked up in the environment."""
    found = set()
    for path in modules("platform"):
        if not named(path).startswith(places) or path == TEST_SETTINGS:
            continue
        tree = parsed(path)
        for name, call in calls(tree):
            is_lookup = name.startswith("env_") or ast.unparse(call.func) == "os.environ.get"
            first = call.args[0] if call.args else None
            if is_lookup and isinstance(first, ast.Constant):
                found.add(str(first.value))
        for node in ast.walk(tree):
            if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
                found.add(str(ast.literal_eval(node.slice)))
    return found


# Read in a loop over the two names.
IN_A_LOOP = {"MIGRATOR_DATABASE_URL", "DISPATCHER_DATABASE_URL"}


def test_the_variables_are_found() -> None:
    read = variables_read(*SETTINGS)

    assert {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "PLATFORM_HOST", "DEBUG"} <= read


@pytest.mark.parametrize("name", sorted(variables_read(*SETTINGS) | IN_A_LOOP))
def test_every_variable_of_the_settings_is_in_the_example_and_the_documents(name: str) -> None:
    example = (ROOT / ".env.example").read_text()

    assert re.search(rf"^#?{name}=", example, re.MULTILINE)
    assert name in first_column("docs/configuration.md")


def test_every_variable_the_kernel_reads_is_in_the_documents() -> None:
    read = variables_read("platform/core", "platform/config/management")

    assert read <= set(first_column("docs/configuration.md"))


def test_the_example_has_no_variable_that_nothing_reads() -> None:
    example = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    compose = (ROOT / "docker-compose.yml").read_text()
    read = variables_read(*SETTINGS) | IN_A_LOOP

    unread = [name for name in example if name not in read and f"${{{name}" not in compose]

    assert unread == []


def actions_recorded() -> set[str]:
    """The actions given to `record`; the one made of a state's name stands for each state."""
    found = set()
    for path in modules(*PRODUCT):
        for name, call in calls(parsed(path)):
            if name == "record" and call.args:
                action = ast.unparse(call.args[0])
                states = {state for after in MOVES.values() for state in after}
                found |= {
                    ast.literal_eval(action.replace("{to}", state)[action[0] == "f" :])
                    for state in (states if "{to}" in action else {""})
                }
    return found


def test_every_audited_action_is_in_its_document_and_no_other_is() -> None:
    assert actions_recorded() == set(first_column("docs/audit.md"))


def events_told() -> set[str]:
    """The kinds given to `emit` and `emit_each`."""
    return {
        ast.literal_eval(call.args[0])
        for path in modules(*PRODUCT)
        for name, call in calls(parsed(path))
        if name in ("emit", "emit_each") and call.args
    }


def test_every_event_is_in_its_document_and_no_other_is() -> None:
    assert events_told() == set(first_column("docs/events.md"))


def test_every_address_of_the_api_is_in_its_guide() -> None:
    contract = json.loads((ROOT / "docs/api/openapi.json").read_text())
    guide = (ROOT / "docs/api/guide.md").read_text()

    missing = [
        path
        for path in contract["paths"]
        if path.removeprefix("/api/v1/") not in guide and path not in guide
    ]

    assert missing == []


def test_no_document_names_a_place_on_somebodys_machine() -> None:
    places = [f"/{name}/" for name in ("work", "root", "home", "tmp")]

    found = [
        f"{named(path)}: {place}"
        for path in documents()
        for place in places
        if place in path.read_text(encoding="utf-8")
    ]

    assert found == []
