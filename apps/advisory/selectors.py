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
from apps.accounts.models import Membership, Tenant
from apps.advisory.domain.outcome import ReviewOutcome
from apps.advisory.domain.quorum import Missing, Signature, fewest, initials, missing
from apps.advisory.models import ReviewTask
from apps.advisory.pages import QueueItem, ReviewPage, TaskItem
from apps.advisory.signatures import board_rules, direct_conflicts, signatures
from apps.articles.domain.lifecycle import STATE_NAMES, State, may_move
from apps.articles.models import ArticleVersion
from apps.articles.pages import Reviewer, ReviewSummary
from apps.articles.parts import parts_of
from apps.articles.policies import can_approve, can_review
from apps.articles.selectors import article_page
from apps.guidelines.evidence import say_change
from core.actors import Actor
from core.errors import NotFound, NotPermitted
from core.levels import Level
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


def queue(*, actor: Actor) -> tuple[QueueItem, ...]:
    """What waits for the board, oldest first. Raises `NotPermitted`."""
    if not can_review(actor):
        raise NotPermitted("The review desk is for members of the advisory board")
    versions = list(
        ArticleVersion.objects.filter(state__in=WAITING)
        .select_related("article", "author")
        .order_by("submitted_at")
    )
    summaries = review_summaries(versions)
    signed = signatures([version.pk for version in versions])
    mine = {pk for pk, parts in signed.items() if _signed_all(parts, actor)}
    return tuple(
        QueueItem(
            url=reverse("review", args=[version.public_id]),
            question=version.question,
            number=version.number,
            state=State(version.state),
            state_name=STATE_NAMES[State(version.state)],
            author=version.author.name,
            submitted_at=version.submitted_at,
            signed=summaries[version.pk].signed,
            needed=summaries[version.pk].needed,
            signed_by_me=version.pk in mine,
        )
        for version in versions
        if version.submitted_at
    )


def _signed_all(parts: Mapping[str, Sequence[Signature]], actor: Actor) -> bool:
    return bool(parts) and all(
        any(row.signer_id == actor.id for row in rows) for rows in parts.values()
    )


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


def review_page(
    version: ArticleVersion, *, tenant: Tenant, level: Level, actor: Actor
) -> ReviewPage:
    """One version on the desk and what this member may do with it now."""
    state = State(version.state)
    parts = parts_of([version])[version.pk]
    signed = signatures([version.pk])[version.pk]
    rules = board_rules()
    lacks = missing(rules, parts, signed) if rules else ()
    is_own = not can_approve(actor, version)
    in_review = state is State.UNDER_REVIEW
    mine = {key for key, rows in signed.items() if any(row.signer_id == actor.id for row in rows)}
    conflicts = direct_conflicts(actor.get_id())
    open_to_me = tuple(
        part for part in parts if part.key not in mine and not part.interventions & conflicts
    )
    return ReviewPage(
        review_id=str(version.public_id),
        article=article_page(version, tenant=tenant, level=level, actor=actor),
        queue=queue(actor=actor),
        content_sha256=version.content_sha256,
        to_sign=tuple(f"{part.key}:{part.sha256}" for part in open_to_me),
        can_take=may_move(state, State.UNDER_REVIEW),
        can_sign=in_review and bool(open_to_me) and not is_own,
        can_approve=in_review and bool(rules) and not lacks and not is_own,
        can_ask_for_changes=may_move(state, State.CHANGES_REQUESTED),
        why_not=_why_not(state, is_own=is_own, lacks=lacks),
        signed_by_me=len(mine) == len(parts),
    )


def _why_not(state: State, *, is_own: bool, lacks: Sequence[Missing]) -> str:
    if state is State.SUBMITTED:
        return "Take it under review to sign it."
    if state is not State.UNDER_REVIEW:
        return f"The review has ended: {STATE_NAMES[state].lower()}."
    if is_own:
        return "You wrote or last edited this version, so somebody else signs and approves it."
    if lacks:
        return f"Approval waits for {lacks[0]} on {len(lacks)} part{'s' if len(lacks) > 1 else ''}."
    return ""
