"""The contract is a file, and the file is what the code says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.architecture.source import ROOT

CONTRACT = ROOT / "docs/api/openapi.json"
RENEW = "./run manage spectacular --format openapi-json --file docs/api/openapi.json"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The contract as the code says it now; a warning of the writer is an error."""
    path: Path = tmp_path_factory.mktemp("contract") / "openapi.json"
    call_command(
        "spectacular", "--validate", "--fail-on-warn", format="openapi-json", file=str(path)
    )
    return path


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(CONTRACT.read_text(encoding="utf-8"))
    return document


def operations(contract: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        operation
        for path in contract["paths"].values()
        for method, operation in path.items()
        if method in ("get", "post", "put", "patch", "delete")
    ]


def test_the_committed_contract_is_what_the_code_says(written: Path) -> None:
    assert written.read_text() == CONTRACT.read_text(), f"renew it: {RENEW}"


def test_every_operation_has_a_name_and_says_what_it_does(contract: dict[str, Any]) -> None:
    assert operations(contract)
    for operation in operations(contract):
        assert operation["operationId"]
        assert operation["description"]


def test_every_operation_needs_a_key(contract: dict[str, Any]) -> None:
    schemes = contract["components"]["securitySchemes"]

    assert schemes["partnerKey"]["scheme"] == "bearer"
    assert all(operation["security"] == [{"partnerKey": []}] for operation in operations(contract))


def test_every_address_is_under_the_version(contract: dict[str, Any]) -> None:
    assert all(path.startswith("/api/v1/") for path in contract["paths"])
