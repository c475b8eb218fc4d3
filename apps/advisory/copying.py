"""The text of a review copy: an approved version in a form of its own, for clinicians. Reads only.

It has no slug and names no recommendation by key: nothing reads it as an article.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from apps.accounts.models import Tenant
from apps.advisory.domain.planting import Document
from apps.articles.models import ArticleVersion
from apps.articles.pages import ArticlePage, StatementView, StepView
from apps.articles.selectors import article_page
from apps.guidelines.models import RecommendationVersion
from apps.guidelines.models.guideline import VersionStatus
from core.levels import Level


def copy_text(version: ArticleVersion, tenant: Tenant) -> Document:
    """What can be marked, part by part, with the public ids of the records that it cites."""
    page = article_page(version, tenant=tenant, level=Level.CLINICIAN)
    return {
        "question": page.question,
        "heading": page.heading,
        "parts": list(_parts(page)),
        "steps": [row for step in page.algorithm for row in _steps(step)],
        "red_flags": list(page.red_flags),
    }


def older_records(document: Document) -> dict[str, str]:
    """For each record that the text cites and an earlier edition has, that one. One query."""
    cited = {source for part in document["parts"] for source in part["sources"]}
    rows = RecommendationVersion.objects.filter(
        status=VersionStatus.SUPERSEDED,
        recommendation__versions__public_id__in=cited,
        recommendation__versions__status=VersionStatus.ACTIVE,
    ).values_list("recommendation__versions__public_id", "public_id")
    return {str(newer): str(older) for newer, older in rows.order_by("pk") if newer != older}


def _parts(page: ArticlePage) -> Iterator[dict[str, Any]]:
    if page.brief:
        yield _part(page.brief, page.heading, page.brief.number)
    for section in page.sections:
        for statement in section.statements:
            yield _part(statement, section.heading, statement.number)
            for place, child in enumerate(statement.children, start=1):
                yield _part(child, section.heading, f"{statement.number}.{place}")


def _part(row: StatementView, heading: str, number: str) -> dict[str, Any]:
    return {
        "place": row.key,
        "number": number,
        "heading": heading,
        "text": row.text,
        "sources": [record.id for citation in row.citations for record in citation.recommendations],
    }


def _steps(step: StepView) -> Iterator[dict[str, Any]]:
    yield {
        "place": f"algorithm/{step.number}",
        "text": f"{step.title}. {step.detail}".strip(),
        "basis": [link.number for link in step.basis],
    }
    for place, branch in enumerate(step.branches, start=1):
        yield {
            "place": f"algorithm/{step.number}/{place}",
            "text": f"{branch.condition}: {branch.action}",
            "basis": [link.number for link in branch.basis],
        }
