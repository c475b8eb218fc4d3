"""Rules on who reads it and when: reviewers, and reviews that are due."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apps.articles.domain.gate.case import Case
from apps.articles.domain.gate.findings import Finding
from apps.articles.domain.lifecycle import is_overdue


def reviewers(case: Case) -> Iterator[Finding]:
    article = case.article
    needed = max(article.needed, 1)
    if article.reviewers < needed:
        yield Finding(
            "reviewer-missing",
            "",
            f"The board has {article.reviewers} members who can review this version, and approval "
            f"needs {needed}. Invite another member who did not write it.",
        )


def overdue(case: Case) -> Iterator[Finding]:
    due = case.article.review_due_on
    if due and is_overdue(due, case.article.today):
        yield Finding(
            "review-overdue",
            "",
            f"The review of this version was due on {due:%-d %B %Y}. Review it, or write a new "
            "version.",
        )


def sources_overdue(case: Case) -> Iterator[Finding]:
    seen: set[str] = set()
    for row in case.article.passages:
        for record in row.cites:
            due = record.review_due_on
            if due and is_overdue(due, case.article.today) and record.name not in seen:
                seen.add(record.name)
                yield Finding(
                    "source-review-overdue",
                    row.key,
                    f"{row.label} cites {record.name}, which was to be looked at again by "
                    f"{due:%-d %B %Y}. Ask a curator whether it still stands.",
                )


RULES: Final = (reviewers, overdue, sources_overdue)
