"""Evaluating answers: each case asked and answered as anybody's question, and nothing kept."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from apps.accounts.models import Tenant
from apps.articles.selectors import get_shown_version
from apps.guidelines.citing import quotable_wording
from apps.qa.domain.outcome import Outcome
from apps.qa.domain.scoring import Case, Given, Result
from apps.qa.models import Question, Sentence, SentenceRole
from apps.qa.services.answer import answer_question
from apps.qa.services.ask import ask
from apps.qa.wire import show_question
from core.actors import anonymous
from core.errors import InvalidInput
from core.levels import DEFAULT_LEVEL, Level
from core.tenancy.scope import tenant_scope

# Our own cases over the demonstration's stores.
OWN_CASES: Final = Path(__file__).resolve().parents[1] / "evaluation" / "cases.jsonl"


def read_cases(lines: Iterable[str], *, tenant: str) -> list[Case]:
    """The cases of a JSONL file that are this tenant's: those that name it, or name none.

    Raises `InvalidInput` with the number of the line.
    """
    cases = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                row = json.loads(line)
                if row.get("tenant", tenant) == tenant:
                    cases.append(_case(row))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise InvalidInput(f"Line {number} is no case: {error!r}") from error
    return cases


def _case(row: dict[str, Any]) -> Case:
    expected = row["expect"]
    return Case(
        question=str(row["question"]),
        outcome=str(expected["outcome"]),
        level=row.get("level"),
        article=row.get("article"),
        cites=frozenset(expected.get("cites", ())),
        must_not_cite=frozenset(expected.get("must_not_cite", ())),
        first=expected.get("first"),
        kind=row.get("kind", "any"),
        half=row.get("half", "all"),
    )


def can_be_met(case: Case) -> bool:
    """Whether the engine knows the outcome at all; otherwise the case says nothing of it."""
    return case.outcome in set(Outcome)


def evaluate(case: Case, *, tenant: Tenant) -> Result:
    """Ask and answer, note what was given, and roll everything back.

    No bell rings: that waits for a commit. Raises what asking raises.
    """
    with transaction.atomic():
        question_id = _ask(case, tenant)
        answer_question(tenant_id=tenant.pk, question_id=question_id)
        with tenant_scope(tenant.pk):
            given = _given(Question.objects.get(pk=question_id), tenant)
        transaction.set_rollback(True)
    return Result(case, given)


def _ask(case: Case, tenant: Tenant) -> int:
    with tenant_scope(tenant.pk):
        question = ask(
            text=case.question,
            level=Level(case.level or DEFAULT_LEVEL),
            article=get_shown_version(case.article) if case.article else None,
            actor=anonymous("evaluation"),
        )
    return question.pk


def _given(question: Question, tenant: Tenant) -> Given:
    shown = show_question(question, tenant=tenant, host=tenant.slug)
    rows = (
        Sentence.objects.filter(answer__question=question)
        .exclude(role=SentenceRole.NEARBY)
        .select_related(
            "recommendation_version__recommendation__guideline",
            "recommendation_version__guideline_version__guideline",
        )
        .order_by("ordinal")
    )
    names = {row.pk: _name(row) for row in rows}
    return Given(
        outcome=shown["outcome"] or question.status,
        cited=tuple(names.values()),
        unfounded=tuple(names[row.pk] for row in rows if not _is_founded(row)),
    )


def _name(row: Sentence) -> str:
    recommendation = row.recommendation_version.recommendation
    return f"{recommendation.guideline.key}/{recommendation.key}"


def _is_founded(row: Sentence) -> bool:
    record = row.recommendation_version
    return bool(record.status == "active" and row.wording() == quotable_wording(record))
