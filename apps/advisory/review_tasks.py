"""Versions to look at again because their evidence changed, as the desk shows them. Reads only."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection

from django.urls import reverse

from apps.advisory.models import ReviewTask
from apps.advisory.pages import TaskItem, TouchedStatement
from apps.articles.domain.lifecycle import STATE_NAMES, State
from apps.articles.models import StatementMark
from apps.articles.places import places_of
from apps.articles.policies import can_approve, can_review
from apps.guidelines.evidence import say_change
from core.actors import Actor
from core.errors import NotFound, NotPermitted

# Where a change of evidence is for the board to judge; other versions are history.
REVIEWED_AGAIN = (State.SUBMITTED, State.UNDER_REVIEW, State.APPROVED)

Touched = dict[tuple[int, int], tuple[TouchedStatement, ...]]


def review_tasks(*, actor: Actor) -> tuple[TaskItem, ...]:
    """Articles whose evidence changed and nobody has looked at, oldest first, each with exactly the
    statements that the change touched. Four queries. Raises `NotPermitted`.
    """
    _check(actor)
    rows = list(
        ReviewTask.objects.filter(done_at=None, version__state__in=REVIEWED_AGAIN)
        .select_related("version__article", "change")
        .order_by("created_at", "pk")
    )
    touched = _touched(rows) if rows else {}
    return tuple(
        _task(row, touched.get((row.version_id, row.change_id), ()), actor) for row in rows
    )


def get_task(version_id: uuid.UUID, change_id: uuid.UUID, *, actor: Actor) -> ReviewTask:
    """The task of a version and a change, finished or not.

    Raises `NotPermitted` for others than the board, then `NotFound`.
    """
    _check(actor)
    task = ReviewTask.objects.filter(
        version__public_id=version_id, change__public_id=change_id
    ).first()
    if task is None:
        raise NotFound("There is no such task on the desk")
    return task


def settled_parts(task: ReviewTask) -> frozenset[str]:
    """Keys of the statements that this task's change touched and no other open task's change did.

    Whoever finds that the change leaves them as they are speaks for these. Two queries.
    """
    marks = StatementMark.objects.filter(statement__version=task.version_id)
    others = ReviewTask.objects.filter(version=task.version_id, done_at=None).exclude(pk=task.pk)
    open_still = set(
        marks.filter(change__in=others.values("change")).values_list("statement__key", flat=True)
    )
    mine = marks.filter(change=task.change_id).values_list("statement__key", flat=True)
    return frozenset(mine) - open_still


def _check(actor: Actor) -> None:
    if not can_review(actor):
        raise NotPermitted("The review desk is for members of the advisory board")


def _touched(rows: Collection[ReviewTask]) -> Touched:
    """By version and change, in the order of the page. Three queries."""
    versions = {row.version_id for row in rows}
    links = places_of(versions)
    order = {pk: place for place, pk in enumerate(links)}
    marks = StatementMark.objects.filter(
        statement__version__in=versions, change__in={row.change_id for row in rows}
    ).select_related("statement")
    found: dict[tuple[int, int], list[TouchedStatement]] = defaultdict(list)
    for mark in sorted(marks, key=lambda mark: order[mark.statement_id]):
        statement, link = mark.statement, links[mark.statement_id]
        found[statement.version_id, mark.change_id].append(
            TouchedStatement(link.number, link.anchor, statement.clinician)
        )
    return {key: tuple(statements) for key, statements in found.items()}


def _task(row: ReviewTask, touched: tuple[TouchedStatement, ...], actor: Actor) -> TaskItem:
    version, change = row.version, row.change
    is_own = not can_approve(actor, version)
    return TaskItem(
        url=reverse("article_version", args=[version.article.slug, version.number]),
        finish_url=reverse("review_task_finish", args=[version.public_id, change.public_id]),
        anchor=f"task-{row.pk}",
        question=version.question,
        number=version.number,
        state_name=STATE_NAMES[State(version.state)],
        what=say_change(change.kind, change.subject, change.reason),
        since=change.since,
        touched=touched,
        why_not="You wrote or last edited this version, so somebody else judges it."
        if is_own
        else "",
    )
