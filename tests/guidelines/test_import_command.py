"""`import_guidelines`: 0 done, 1 refused, 2 used wrongly; one JSON object on standard output."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests import make
from tests.cast import Cast


def _run(*paths: Path, tenant: str = "northgate") -> tuple[int, dict[str, Any]]:
    out = io.StringIO()
    try:
        call_command("import_guidelines", *map(str, paths), tenant=tenant, json=True, stdout=out)
    except SystemExit as left:
        return int(left.code or 0), json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def _file(folder: Path, document: Any, name: str = "package.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_it_tells_what_it_did(cast: Cast, tmp_path: Path) -> None:
    status, result = _run(_file(tmp_path, make.package()))

    assert status == 0
    assert result == {
        "guidelines": 1,
        "recommendations": {"new": 2, "changed": 0, "unchanged": 0, "missing": 0},
        "withdrawn": 0,
        "issues": [],
    }


def test_the_planner_knows_the_store_after_an_import(cast: Cast, tmp_path: Path) -> None:
    _run(_file(tmp_path, make.package()))

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, reltuples FROM pg_class WHERE relname IN"
            " ('guidelines_recommendationversion', 'guidelines_work', 'guidelines_concept')"
        )
        counted = dict(cursor.fetchall())

    assert counted == {
        "guidelines_recommendationversion": 2,
        "guidelines_work": 1,
        "guidelines_concept": 5,
    }


def test_without_json_it_says_it_in_words(cast: Cast, tmp_path: Path) -> None:
    out = io.StringIO()

    call_command(
        "import_guidelines", str(_file(tmp_path, make.package())), tenant="northgate", stdout=out
    )

    assert out.getvalue() == (
        "1 guidelines; recommendations: 2 new, 0 changed, 0 unchanged, 0 missing\n"
    )


def test_a_malformed_package_is_an_issue_with_its_pointer(cast: Cast, tmp_path: Path) -> None:
    path = _file(tmp_path, make.package(bodies=[{"key": "acp"}]))

    status, result = _run(path)

    assert status == 1
    assert result["issues"][0]["code"] == "malformed"
    assert result["issues"][0]["where"] == "/bodies/0/name"


def test_what_is_not_json_is_an_issue(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "package.json"
    path.write_text("{", encoding="utf-8")

    status, result = _run(path)

    assert (status, result["issues"][0]["code"]) == (1, "unreadable")


def test_a_missing_file_is_a_wrong_use(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refusal:
        _run(tmp_path / "nowhere.json")

    assert refusal.value.returncode == 2


def test_an_unknown_organisation_is_a_wrong_use(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no organisation 'nobody'") as refusal:
        _run(_file(tmp_path, make.package()), tenant="nobody")

    assert refusal.value.returncode == 2
