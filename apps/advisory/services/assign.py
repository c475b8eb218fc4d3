"""Who reviews a version: claimed, assigned, released. And what the board wants first."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.urls import reverse

from apps.accounts.domain.notices import NoticeKind
from apps.accounts.models import User
from apps.accounts.services.notify import notify
from apps.advisory.models import Assignment, Urgency
from apps.advisory.people import board_people
from apps.advisory.queue import due_on as board_due_on
from apps.advisory.reviewers import leads
from apps.advisory.selectors import WAITING
from apps.articles.models import ArticleVersion
from apps.articles.policies import can_approve, can_review
from apps.articles.services import move
from core.actors import Actor
from core.audit.record import record
from core.clock import now, today
from core.errors import InvalidInput, NotPermitted, WrongState


@transaction.atomic
def take(*, version: ArticleVersion, actor: Actor) -> ArticleVersion:
    """Put a submitted version under review and review it oneself.

    Raises `NotPermitted`, `WrongState`, `LostRace`.
    """
    moved = move.take_under_review(version=version, actor=actor)
    if can_approve(actor, moved):
        _claim(moved, actor)
    return moved


@transaction.atomic
def claim(*, version: ArticleVersion, actor: Actor) -> None:
    """Review it, too. Twice is once; the board's day is its due day.

    Raises `NotPermitted`, also for author and last editor, and `WrongState`.
    """
    if not can_review(actor):
        raise NotPermitted("Only members of the advisory board can review")
    if not can_approve(actor, version):
        raise NotPermitted("You wrote or last edited this version; somebody else must review it")
    _claim(version, actor)


def _claim(version: ArticleVersion, actor: Actor) -> None:
    reviewing = set(
        Assignment.objects.filter(version=version, released_at=None).values_list(
            "reviewer", flat=True
        )
    )
    due = board_due_on(version)
    if actor.id in reviewing or not _keep(version, reviewer=actor.get_id(), due=due, actor=actor):
        return
    record(
        "advisory.review.claimed",
        subject=version,
        subject_id=str(version.public_id),
        actor=actor,
    )
    _tell(reviewing, NoticeKind.CLAIMED, version, actor)


@transaction.atomic
def assign(*, version: ArticleVersion, reviewer_id: int, due: date, actor: Actor) -> None:
    """Give the review to a member until a day; once more changes the day.

    Raises `NotPermitted` for who does not lead the board, `InvalidInput`, `WrongState`.
    """
    if not leads(actor):
        raise NotPermitted("Only a chair of the board or an admin can assign a review")
    if due < today():
        raise InvalidInput("That day is past", pointer="/due_on")
    _check_reviewer(version, reviewer_id)
    if not _keep(version, reviewer=reviewer_id, due=due, actor=actor):
        return
    record(
        "advisory.review.assigned",
        subject=version,
        subject_id=str(version.public_id),
        actor=actor,
        reviewer=reviewer_id,
        due_on=due.isoformat(),
    )
    _tell({reviewer_id}, NoticeKind.ASSIGNED, version, actor)


@transaction.atomic
def release(*, version: ArticleVersion, reviewer_id: int, actor: Actor) -> None:
    """Give a review back. Twice is once. Raises `NotPermitted` for another's review."""
    is_own = can_review(actor) and actor.id == reviewer_id
    if not is_own and not leads(actor):
        raise NotPermitted("Only the reviewer, a chair or an admin can release a review")
    rows = Assignment.objects.filter(version=version, reviewer=reviewer_id, released_at=None)
    if rows.update(released_at=now()):
        record(
            "advisory.review.released",
            subject=version,
            subject_id=str(version.public_id),
            actor=actor,
            reviewer=reviewer_id,
        )


@transaction.atomic
def set_urgent(*, version: ArticleVersion, is_urgent: bool, actor: Actor) -> None:
    """Put a version before the others, or back among them. Twice is once.

    Raises `NotPermitted` for who does not lead the board, and `WrongState`.
    """
    if not leads(actor):
        raise NotPermitted("Only a chair of the board or an admin can set the priority")
    _lock_waiting(version)
    if is_urgent:
        _, changed = Urgency.objects.get_or_create(
            version=version, defaults={"set_by_name": actor.name}
        )
    else:
        changed = bool(Urgency.objects.filter(version=version).delete()[0])
    if changed:
        record(
            "advisory.version.prioritised",
            subject=version,
            subject_id=str(version.public_id),
            actor=actor,
            priority="urgent" if is_urgent else "normal",
        )


def _check_reviewer(version: ArticleVersion, reviewer_id: int) -> None:
    if reviewer_id not in {person.pk for person in board_people()}:
        raise InvalidInput("Choose a member of the advisory board", pointer="/reviewer")
    if reviewer_id in (version.author_id, version.last_editor_id):
        raise InvalidInput("They wrote or last edited this version", pointer="/reviewer")


def _keep(version: ArticleVersion, *, reviewer: int, due: date, actor: Actor) -> bool:
    """Whether anything changed. Locks the version, so that it stays in review meanwhile."""
    _lock_waiting(version)
    row = Assignment.objects.filter(version=version, reviewer=reviewer, released_at=None).first()
    if row is None:
        Assignment.objects.create(
            version=version,
            reviewer=User.objects.get(pk=reviewer),
            assigned_by_id=actor.get_id(),
            due_on=due,
        )
        return True
    if row.due_on == due:
        return False
    row.due_on, row.assigned_by_id = due, actor.get_id()
    row.save(update_fields=["due_on", "assigned_by"])
    return True


def _lock_waiting(version: ArticleVersion) -> None:
    locked = ArticleVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    if locked.state not in WAITING:
        raise WrongState("This version waits for the board no longer")


def _tell(people: set[int], kind: NoticeKind, version: ArticleVersion, actor: Actor) -> None:
    notify(
        people,
        kind,
        about=version.question,
        url=reverse("review", args=[version.public_id]),
        actor=actor,
    )
