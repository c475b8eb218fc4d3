"""`check_wordings`: curators and CI see which reading level does not say what its record says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.guidelines.wordings import check_wordings
from config.demo import APPS
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast

STATEMENT = "ACP recommends a bisphosphonate for adults with osteoporosis."
TURNED = "ACP recommends against a bone drug for adults with osteoporosis."


def _check(capsys: pytest.CaptureFixture[str], **options: Any) -> tuple[int, str]:
    try:
        call_command("check_wordings", tenant="northgate", **options)
    except SystemExit as ended:
        return int(ended.code or 0), capsys.readouterr().out
    return 0, capsys.readouterr().out


def _record(key: str, student: str, patient: str) -> dict[str, Any]:
    return make.recommendation(key, STATEMENT, plain={"student": student, "patient": patient})


def test_a_store_whose_levels_agree_ends_well(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = STATEMENT.replace("osteoporosis", "brittle bones (osteoporosis)")
    make.store(cast.northgate, make.package(_record("one", STATEMENT, plain)))

    code, out = _check(capsys, json=True)

    assert code == 0
    assert json.loads(out) == {"recommendations": 1, "checked": 2, "found": []}


def test_a_level_that_says_otherwise_is_listed_with_what_it_says(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    make.store(cast.northgate, make.package(_record("one", STATEMENT, TURNED)))

    code, out = _check(capsys, json=True)

    assert code == 1
    (found,) = json.loads(out)["found"]
    assert (found["key"], found["level"], found["text"]) == ("one", "patient", TURNED)
    assert {finding["kind"] for finding in found["findings"]} >= {"negation", "direction"}


def test_people_read_it_in_sentences(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    make.store(cast.northgate, make.package(_record("one", STATEMENT, TURNED)))

    code, out = _check(capsys)

    assert code == 1
    assert "Bone drugs, one, patient: " in out
    assert "1 of 2 wordings of 1 records are to be looked at." in out


def test_another_organisations_wordings_are_not_checked_here(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    make.store(cast.harbour, make.package(_record("one", STATEMENT, TURNED)))

    code, out = _check(capsys, json=True)

    assert (code, json.loads(out)["recommendations"]) == (0, 0)


def test_nobody_by_that_name_is_a_usage_error(cast: Cast) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("check_wordings", tenant="nowhere")

    assert refused.value.returncode == 2


def test_more_records_cost_no_more_queries(cast: Cast) -> None:
    rows = [_record(f"r{number}", STATEMENT, STATEMENT) for number in range(30)]
    make.store(cast.northgate, make.package(*rows))

    with (
        tenant_scope(cast.northgate.pk),
        CaptureQueriesContext(
            connection,
        ) as queries,
    ):
        report = check_wordings()

    assert report.recommendations == 30
    assert len(queries) == 2


def test_the_demonstration_is_mostly_understood_and_never_contradicts_its_fields(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("everyday", "northgate"):
        file = Path(APPS) / "guidelines" / "demo" / f"{name}.json"
        make.store(cast.northgate, json.loads(file.read_text(encoding="utf-8")))

    _, out = _check(capsys, json=True)

    report = json.loads(out)
    kinds = {finding["kind"] for row in report["found"] for finding in row["findings"]}
    assert not kinds & {"direction", "strength", "population", "number_added", "bound_turned"}
    # One in eight at most: more would teach curators to look away.
    assert len(report["found"]) * 8 < report["checked"]
