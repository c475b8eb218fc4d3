"""`evaluate_answers`: questions of a file, asked and forgotten."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.qa.models import Question
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast


def _run(path: Path, **options: Any) -> str:
    out = io.StringIO()
    call_command("evaluate_answers", path, tenant="northgate", stdout=out, **options)
    return out.getvalue()


def test_the_command_asks_its_own_tenants_cases_and_keeps_nothing(
    cast: Cast, tmp_path: Path
) -> None:
    make.submitted(cast)
    rows = [
        {
            "question": "What if she cannot take a bisphosphonate?",
            "level": "patient",
            "article": "brittle-bones",
            "expect": {"outcome": "answered", "cites": ["acp-bone/second"]},
        },
        {"question": "Another's", "tenant": "harbour", "expect": {"outcome": "answered"}},
        {"question": "Not known here", "expect": {"outcome": "some day"}},
    ]
    file = tmp_path / "cases.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")

    found = json.loads(_run(file, json=True))

    assert (found["cases"], found["skipped"], found["meets_goals"]) == (1, 1, True)
    assert "1 cases, outcome right 100.0%" in _run(file)
    with tenant_scope(cast.northgate.pk):
        assert not Question.objects.exists()


def test_goals_that_are_missed_end_with_status_1_and_say_what_failed(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make.store(cast.northgate)
    file = tmp_path / "cases.jsonl"
    row = {"question": "How is measles treated?", "expect": {"outcome": "answered"}}
    file.write_text(json.dumps(row), encoding="utf-8")

    with pytest.raises(SystemExit) as ended:
        call_command("evaluate_answers", file, tenant="northgate")

    assert ended.value.code == 1
    assert "expected answered, given not_covered" in capsys.readouterr().out


@pytest.mark.parametrize("content", [None, "no JSON"])
def test_a_file_that_cannot_be_read_is_a_usage_error(
    cast: Cast, tmp_path: Path, content: str | None
) -> None:
    file = tmp_path / "cases.jsonl"
    if content is not None:
        file.write_text(content, encoding="utf-8")

    with pytest.raises(CommandError) as refused:
        _run(file)

    assert refused.value.returncode == 2
