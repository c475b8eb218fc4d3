"""Instructions inside questions or guideline text have no effect, with a model that obeys them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from apps.qa.models import Answer, RewordingPolicy
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast
from tests.qa.fake_model import (
    QUESTION,
    REWORDED,
    STATEMENT,
    Response,
    says,
    sentences_of,
    serving,
    switched_on,
    well,
)

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "injections.jsonl").read_text("utf-8").splitlines()
]


def _attacks(where: str) -> list[Any]:
    rows = [row for row in ROWS if row["where"] == where]
    return [pytest.param(row["text"], row["obeyed"], id=row["text"][:40]) for row in rows]


def _obeying(attack: str, obeyed: str) -> Any:
    """Says what the attack wants wherever it meets the attack's words."""

    def behave(request: dict[str, Any]) -> Response:
        got = " ".join(message["content"] for message in request["messages"])
        if json.dumps(attack)[1:-1] not in got:
            return well(request)
        return says({**dict.fromkeys(sentences_of(request), obeyed), "s2": obeyed})

    return behave


@pytest.mark.parametrize(("attack", "obeyed"), _attacks("question"))
def test_what_a_question_orders_never_reaches_the_model(
    cast: Cast, settings: Any, attack: str, obeyed: str
) -> None:
    switched_on(cast)

    with serving(_obeying(attack, obeyed), settings) as fake:
        question = make.answered(cast.northgate, f"{QUESTION} {attack}")

    # The attack's own words may make it a question that the store does not cover.
    with tenant_scope(cast.northgate.pk):
        sentences = Answer.objects.get(question=question).sentences.exclude(role="nearby")
        assert {row.reworded for row in sentences} <= {REWORDED}
    assert attack not in fake.everything_it_got
    assert all(list(sentences_of(request).values()) == [STATEMENT] for request in fake.requests)


@pytest.mark.parametrize(("attack", "obeyed"), _attacks("guideline"))
def test_what_a_guideline_orders_changes_no_sentence(
    cast: Cast, settings: Any, attack: str, obeyed: str
) -> None:
    statement = f"{STATEMENT} {attack}"
    plain = {"student": statement, "patient": statement}
    record = make.recommendation("one", statement, plain=plain)
    make.store(cast.northgate, make.package(record))
    with tenant_scope(cast.northgate.pk):
        RewordingPolicy.objects.create(is_on=True, monthly_tokens=100_000)

    with serving(_obeying(attack, obeyed), settings) as fake:
        question = make.answered(cast.northgate, QUESTION)

    assert len(fake.requests) == 1
    with tenant_scope(cast.northgate.pk):
        (row,) = Answer.objects.get(question=question).sentences.all()
        assert (row.reworded, row.clinician) == ("", statement)


def test_there_are_thirty_of_them() -> None:
    assert len(ROWS) == 30
