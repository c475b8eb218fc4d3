"""`ask`: one question, answered in this process by the same service as the worker's."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.qa.models import Question
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, partner

TEXT = "What if she cannot take a bisphosphonate?"


def _run(*words: str, **options: Any) -> str:
    out = io.StringIO()
    call_command("ask", *words, **{"tenant": "northgate", "stdout": out, **options})
    return out.getvalue()


def test_it_prints_the_question_object_of_the_api(cast: Cast) -> None:
    make.submitted(cast)

    shown = json.loads(_run(TEXT, level="patient", article="brittle-bones", json=True))

    assert (shown["status"], shown["outcome"], shown["level"]) == ("done", "answered", "patient")
    assert shown["article"] == "brittle-bones"
    assert shown["answer"]["summary"][0]["text"] == (
        "Consider denosumab where a bisphosphonate cannot be taken. (patient)"
    )
    program = partner(cast.northgate, cast.pia_key)
    posted = program.post(
        "/api/v1/questions/",
        json.dumps({"text": TEXT}),
        content_type="application/json",
        headers={"idempotency-key": "k"},
    ).json()
    assert set(shown) == set(posted)


def test_without_json_it_says_it_in_lines(cast: Cast) -> None:
    make.store(cast.northgate)

    lines = _run(TEXT).splitlines()

    assert lines == [
        "answered",
        "- Consider denosumab where a bisphosphonate cannot be taken. [1]",
        "[1] Bone drugs (2023)",
    ]


def test_not_covered_is_done_too(cast: Cast) -> None:
    make.store(cast.northgate)

    shown = json.loads(_run("How is measles treated?", json=True))

    assert (shown["status"], shown["outcome"]) == ("done", "not_covered")


@pytest.mark.parametrize(
    ("words", "options", "named"),
    [
        ("?", {}, "in words"),
        ("x" * 1001, {}, "at most 1000"),
        (TEXT, {"tenant": "nobody"}, "no organisation"),
        (TEXT, {"article": "nothing"}, "no such article"),
    ],
)
def test_a_wrong_use_is_refused_and_nothing_is_kept(
    cast: Cast, words: str, options: dict[str, str], named: str
) -> None:
    with pytest.raises(CommandError, match=named) as refusal:
        _run(words, **options)

    assert refusal.value.returncode == 2
    with tenant_scope(cast.northgate.pk):
        assert not Question.objects.exists()
