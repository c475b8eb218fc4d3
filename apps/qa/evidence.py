"""Marking the answers that rest on what changed (settings.EVIDENCE_DEPENDENTS)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from django.db import connection
from django.db.models import Count

from apps.guidelines.evidence import ChangeNote, changes_of
from apps.guidelines.models import EvidenceChange
from apps.qa.models import Answer, AnswerMark, Question, Sentence, SentenceRole
from apps.qa.notices import tell_askers
from apps.qa.reception import NoticeKind
from core.clock import now
from core.events import emit_each
from core.tenancy.scope import current_tenant_id

# What is covered nearby is named beside an answer; the answer does not rest on it.
_MARK: Final = """
INSERT INTO qa_answermark (tenant_id, answer_id, change_id, created_at)
SELECT DISTINCT s.tenant_id, s.answer_id, c.change_id, %(now)s::timestamptz
FROM guidelines_changedrecommendation AS c
JOIN qa_sentence AS s
  ON s.tenant_id = c.tenant_id AND s.recommendation_version_id = c.recommendation_version_id
WHERE c.tenant_id = %(tenant)s AND c.change_id = %(change)s AND s.role <> 'nearby'
ON CONFLICT DO NOTHING
"""


def mark_answers(change: EvidenceChange) -> int:
    """Mark every answer with a sentence on what the change touched, and tell each and its asker.

    Four queries whatever their number.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MARK, {"tenant": current_tenant_id(), "change": change.pk, "now": now()})
        marked = int(cursor.rowcount)
    if marked:
        asked = list(
            Question.objects.filter(answers__marks__change=change).values_list(
                "pk", "public_id", "asker"
            )
        )
        emit_each(
            "qa.answer.evidence_changed",
            model=Question,
            subject_ids=[str(public_id) for _, public_id, _ in asked],
            data={"change": str(change.public_id), "kind": change.kind},
        )
        tell_askers(
            NoticeKind.EVIDENCE_CHANGED,
            questions=[(pk, asker) for pk, _, asker in asked],
            change=change,
        )
    return marked


def count_marked_answers(changes: Collection[int]) -> dict[int, int]:
    """How many answers each change marked (settings.EVIDENCE_MARKED). One query."""
    rows = AnswerMark.objects.filter(change__in=changes).values_list("change")
    return dict(rows.annotate(Count("pk")).order_by())


def count_answers_resting_on(version_ids: Iterable[int]) -> int:
    """Answers that a change of these recommendation versions would mark. One query."""
    resting = Sentence.objects.filter(recommendation_version__in=version_ids)
    return resting.exclude(role=SentenceRole.NEARBY).values("answer").distinct().count()


def notes_of(answer: Answer, version_ids: list[int]) -> dict[int, tuple[ChangeNote, ...]]:
    """What changed in these records since the answer was given. One query, two if it is marked."""
    marks = set(answer.marks.values_list("change", flat=True))
    if not marks:
        return {}
    return {
        pk: tuple(note for note in notes if note.change_id in marks)
        for pk, notes in changes_of(version_ids).items()
    }
