"""`export_guidelines`: what the store holds can be written in every format and read again."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.guidelines.formats.reading import SourceFile
from apps.guidelines.intake.supervisor import read_files
from tests import make
from tests.cast import Cast
from tests.guidelines.test_export import whole_package


def _undated() -> dict[str, Any]:
    """As sources are that give neither a date nor a year."""
    document = make.package()
    document["works"][0]["year"] = None
    version = document["guidelines"][0]["versions"][0]
    version["published_on"], version["published_precision"] = None, ""
    return document


def _open() -> dict[str, Any]:
    """Everything a package can say, of a source whose words may be handed on."""
    document = whole_package()
    document["guidelines"][0]["redistribution"] = "full_text"
    return document


DOCUMENTS = {"small": make.package(), "undated": _undated(), "whole": _open()}


@pytest.mark.parametrize("format", ["package", "csv", "xlsx", "fhir"])
@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_what_is_written_can_be_read_again(
    cast: Cast, tmp_path: Path, document: dict[str, Any], format: str
) -> None:
    make.store(cast.northgate, document)
    path = tmp_path / "written"

    call_command("export_guidelines", tenant="northgate", format=format, output=path)

    with read_files([SourceFile("written", path.read_bytes())]) as intake:
        assert not intake.is_refused, intake.issues
        keys = {
            row["key"]
            for guideline in intake.guidelines()
            for version in guideline["versions"]
            for row in version["recommendations"]
        }
    assert keys == {"first", "second"}


def test_it_says_what_it_wrote(cast: Cast, tmp_path: Path) -> None:
    make.store(cast.northgate)
    out = io.StringIO()
    path = tmp_path / "written"

    call_command(
        "export_guidelines", tenant="northgate", format="csv", output=path, json=True, stdout=out
    )

    assert json.loads(out.getvalue()) == {"file": str(path), "guidelines": 1}


def test_a_place_that_is_not_there_is_a_wrong_use(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command(
            "export_guidelines", tenant="northgate", format="csv", output=tmp_path / "no" / "where"
        )

    assert refusal.value.returncode == 2
