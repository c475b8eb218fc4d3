"""Marking the statements that rest on what changed (settings.EVIDENCE_DEPENDENTS)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final

from django.db import connection
from django.db.models import Count, F
from django.urls import reverse

from apps.articles.domain.lifecycle import STATE_NAMES, State
from apps.articles.models import ArticleVersion, StatementMark
from apps.guidelines.models import EvidenceChange
from apps.guidelines.resting import RestingArticle
from core.clock import now
from core.events import emit_each
from core.tenancy.scope import current_tenant_id

_MARK: Final = """
INSERT INTO articles_statementmark (tenant_id, statement_id, change_id, created_at)
SELECT DISTINCT s.tenant_id, s.id, c.change_id, %(now)s::timestamptz
FROM guidelines_changedrecommendation AS c
JOIN articles_citation AS cited
  ON cited.tenant_id = c.tenant_id AND cited.recommendation_version_id = c.recommendation_version_id
JOIN articles_statement AS s ON s.tenant_id = cited.tenant_id AND s.id = cited.statement_id
JOIN articles_articleversion AS v ON v.tenant_id = s.tenant_id AND v.id = s.version_id
"""
_MARK_BY_CHANGE: Final = f"""{_MARK}
WHERE c.tenant_id = %(tenant)s AND c.change_id = %(change)s
  AND v.state IN ('submitted', 'under_review', 'changes_requested', 'approved')
ON CONFLICT DO NOTHING
"""
_MARK_BY_VERSION: Final = f"""{_MARK}
JOIN guidelines_evidencechange AS e ON e.tenant_id = c.tenant_id AND e.id = c.change_id
WHERE v.tenant_id = %(tenant)s AND v.id = %(version)s AND e.created_at > v.updated_at
ON CONFLICT DO NOTHING
"""


# The states of the statement above: drafts are marked when submitted, and the rest is history.
MARKED: Final = (
    State.SUBMITTED,
    State.UNDER_REVIEW,
    State.CHANGES_REQUESTED,
    State.APPROVED,
)
_EXPIRE: Final = """
UPDATE articles_gaterun AS run SET is_stale = true
FROM guidelines_changedrecommendation AS c
JOIN articles_citation AS cited
  ON cited.tenant_id = c.tenant_id AND cited.recommendation_version_id = c.recommendation_version_id
JOIN articles_statement AS s ON s.tenant_id = cited.tenant_id AND s.id = cited.statement_id
WHERE c.tenant_id = %(tenant)s AND c.change_id = %(change)s
  AND run.tenant_id = s.tenant_id AND run.version_id = s.version_id AND NOT run.is_stale
"""


def mark_statements(change: EvidenceChange) -> int:
    """Mark every statement that cites what the change touched; tell it once for each version.

    Four queries whatever their number. Drafts are marked when they are submitted, replaced and
    withdrawn versions never. What the gate found in any of them is out of date: it runs again
    before the page of it is next shown to authors or the board, and before approval.
    """
    _mark(_EXPIRE, change=change.pk)
    marked = _mark(_MARK_BY_CHANGE, change=change.pk)
    if marked:
        versions = ArticleVersion.objects.filter(statements__marks__change=change).distinct()
        emit_each(
            "articles.version.evidence_changed",
            model=ArticleVersion,
            subject_ids=[str(found) for found in versions.values_list("public_id", flat=True)],
            data={"change": str(change.public_id), "kind": change.kind},
        )
    return marked


def mark_submitted(version: ArticleVersion) -> int:
    """Mark what changed between the writing of a draft and its submission. One query."""
    return _mark(_MARK_BY_VERSION, version=version.pk)


def count_marked_statements(changes: Collection[int]) -> dict[int, int]:
    """How many statements each change marked (settings.EVIDENCE_MARKED). One query."""
    rows = StatementMark.objects.filter(change__in=changes).values_list("change")
    return dict(rows.annotate(Count("pk")).order_by())


def articles_resting_on(version_ids: list[int]) -> tuple[RestingArticle, ...]:
    """Versions with statements that a change of these recommendation versions would mark.

    One query.
    """
    rows = (
        ArticleVersion.objects.filter(state__in=MARKED)
        .filter(statements__citations__recommendation_version__in=version_ids)
        .select_related("article")
        .annotate(resting=Count("statements", distinct=True))
        .order_by("question", "-number")
    )
    return tuple(
        RestingArticle(
            question=row.question,
            url=reverse("article_version", args=[row.article.slug, row.number]),
            number=row.number,
            state_name=STATE_NAMES[State(row.state)],
            statements=row.resting,
        )
        for row in rows
    )


def marked_since_submission(versions: Iterable[ArticleVersion]) -> dict[int, frozenset[int]]:
    """Ids of the changes that marked each approved version after it was submitted. One query."""
    approved = [version.pk for version in versions if version.state == State.APPROVED]
    rows = StatementMark.objects.filter(
        statement__version__in=approved,
        change__created_at__gt=F("statement__version__submitted_at"),
    )
    found: dict[int, set[int]] = defaultdict(set)
    for version, change in rows.values_list("statement__version", "change").distinct():
        found[version].add(change)
    return {version: frozenset(changes) for version, changes in found.items()}


def _mark(statement: str, **names: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"tenant": current_tenant_id(), "now": now(), **names})
        return int(cursor.rowcount)
