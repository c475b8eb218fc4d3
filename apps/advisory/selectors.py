"""What the board sees. Reads only."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate
from django.urls import reverse

from apps.accounts.domain.roles import Role
from apps.accounts.models import Membership
from apps.advisory.domain.outcome import ReviewOutcome
from apps.advisory.domain.quorum import Signature, fewest, initials
from apps.advisory.models import ReviewTask
from apps.advisory.pages import TaskItem
from apps.advisory.signatures import board_rules, signatures
from apps.articles.domain.lifecycle import STATE_NAMES, State
from apps.articles.models import ArticleVersion
from apps.articles.pages import Reviewer, ReviewSummary
from apps.articles.parts import parts_of
from apps.articles.policies import can_approve, can_review
from apps.guidelines.evidence import say_change
from core.actors import Actor
from core.errors import NotFound, NotPermitted
from core.tenancy.scope import current_tenant_id

WAITING = (State.SUBMITTED, State.UNDER_REVIEW)
# Where a change of evidence is for the board to judge; other versions are history.
REVIEWED_AGAIN = (*WAITING, State.APPROVED)


def review_summaries(versions: Sequence[ArticleVersion]) -> dict[int, ReviewSummary]:
    """Sign-offs that count for each version beside the board's members. Five queries."""
    rules = board_rules()
    needed = rules.sign_offs if rules else 0
    signed = signatures([version.pk for version in versions])
    parts = parts_of(versions)
    members = _members() if versions else []
    held = _still_holding(versions)
    return {
        version.pk: ReviewSummary(
            signed=fewest(parts[version.pk], signed[version.pk]),
            needed=needed,
            reviewers=tuple(_reviewers(signed[version.pk], members)),
            still_holds=held[version.pk],
        )
        for version in versions
    }


def _still_holding(versions: Sequence[ArticleVersion]) -> dict[int, dict[int, date]]:
    """Changes of evidence that a member found to change nothing, with the day, by version."""
    rows = ReviewTask.objects.filter(
        version__in=versions, outcome__startswith=ReviewOutcome.STILL_HOLDS
    ).annotate(day=TruncDate("done_at"))
    held: dict[int, dict[int, date]] = defaultdict(dict)
    for version, change, day in rows.values_list("version", "change", "day"):
        held[version][change] = day
    return held


def _members() -> list[Membership]:
    return list(
        Membership.objects.filter(
            tenant_id=current_tenant_id(), roles__contains=[Role.BOARD_MEMBER], user__is_active=True
        )
        .select_related("user")
        .order_by("user__name")
    )


def _reviewers(
    signed: Mapping[str, Sequence[Signature]], members: list[Membership]
) -> Iterator[Reviewer]:
    """Who signed parts of it, with the moment of the last, then the members who did not."""
    latest = {
        row.signer_id: row
        for row in sorted(chain.from_iterable(signed.values()), key=lambda row: row.signed_at)
    }
    for row in latest.values():
        yield Reviewer(row.name, initials(row.name), row.specialty, row.signed_at)
    for user in (member.user for member in members if member.user_id not in latest):
        yield Reviewer(user.name, initials(user.name), user.specialty, None)


def get_version_on_desk(version_id: uuid.UUID, *, actor: Actor) -> ArticleVersion:
    """A submitted version. Raises `NotPermitted` for others than the board, then `NotFound`."""
    if not can_review(actor):
        raise NotPermitted("The review desk is for members of the advisory board")
    version = (
        ArticleVersion.objects.select_related("article", "author")
        .filter(public_id=version_id)
        .exclude(state=State.DRAFT)
        .first()
    )
    if version is None:
        raise NotFound("There is no such version on the desk")
    return version


def review_tasks(*, actor: Actor) -> tuple[TaskItem, ...]:
    """Articles whose evidence changed and nobody has looked at, oldest first. One query.

    Raises `NotPermitted`.
    """
    if not can_review(actor):
        raise NotPermitted("The review desk is for members of the advisory board")
    touched = Count(
        "version__statements",
        filter=Q(version__statements__marks__change=F("change")),
        distinct=True,
    )
    rows = (
        ReviewTask.objects.filter(done_at=None, version__state__in=REVIEWED_AGAIN)
        .select_related("version__article", "change")
        .annotate(statements=touched)
        .order_by("created_at", "pk")
    )
    return tuple(_task(row, row.statements, actor) for row in rows)


def _task(row: ReviewTask, statements: int, actor: Actor) -> TaskItem:
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
        statements=statements,
        why_not="You wrote or last edited this version, so somebody else judges it."
        if is_own
        else "",
    )


def get_task(version_id: uuid.UUID, change_id: uuid.UUID, *, actor: Actor) -> ReviewTask:
    """The task of a version and a change, finished or not.

    Raises `NotPermitted` for others than the board, then `NotFound`.
    """
    if not can_review(actor):
        raise NotPermitted("The review desk is for members of the advisory board")
    task = ReviewTask.objects.filter(
        version__public_id=version_id, change__public_id=change_id
    ).first()
    if task is None:
        raise NotFound("There is no such task on the desk")
    return task
