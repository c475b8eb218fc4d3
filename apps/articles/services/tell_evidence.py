"""Telling the history of articles that their evidence changed (settings.EVIDENCE_DEPENDENTS)."""

from __future__ import annotations

from apps.articles.domain.history import EventKind
from apps.articles.models import ArticleVersion
from apps.articles.services.tell_history import tell_history
from apps.guidelines.models import EvidenceChange
from core.actors import system


def tell_evidence_changed(change: EvidenceChange) -> int:
    """One event for each version with a statement that the change marked. Four queries.

    Whoever curates the store is not named: the history is of the article.
    """
    versions = list(ArticleVersion.objects.filter(statements__marks__change=change).distinct())
    if versions:
        tell_history(
            EventKind.EVIDENCE_CHANGED,
            versions=versions,
            actor=system("guideline store"),
            change=str(change.public_id),
            what=change.kind,
            since=change.since.isoformat(),
        )
    return len(versions)
