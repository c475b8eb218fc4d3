"""What waits for the board: filtered, most urgent first, page by page. Reads only."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import (
    Count,
    DateField,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.urls import reverse

from apps.advisory.domain.quorum import Signature, fewest
from apps.advisory.models import Assignment, Board, SignOff, Urgency
from apps.advisory.pages import AssignedReviewer, AssignPage, Load, QueueItem, QueuePage
from apps.advisory.people import board_people
from apps.advisory.reviewers import NOT_FOR_YOU, leads, sees_queue
from apps.advisory.selectors import WAITING
from apps.advisory.signatures import board_rules, signatures
from apps.articles.domain.lifecycle import STATE_NAMES, State
from apps.articles.domain.parts import Part
from apps.articles.models import ArticlePart, ArticleVersion
from apps.articles.parts import parts_of
from apps.articles.policies import can_review
from core.actors import Actor
from core.clock import now, today
from core.errors import NotFound, NotPermitted

PAGE_SIZE: Final = 50
BESIDE: Final = 12
# Where an organisation has no board, nothing is approved, and yet what waits has a day.
USUAL_DAYS: Final = 14


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What of the queue is asked for. `whose` is mine, unassigned, or empty for everything."""

    whose: str = ""
    is_overdue: bool = False
    is_urgent: bool = False
    to_sign: bool = False
    topic: str = ""
    state: str = ""


def queue_page(narrowing: Narrowing, *, page: int, actor: Actor) -> QueuePage:
    """Fourteen queries, however much waits. Raises `NotPermitted`."""
    if not sees_queue(actor):
        raise NotPermitted(NOT_FOR_YOU)
    everything = _waiting()
    rows = _narrowed(everything, narrowing, actor)
    total, start = rows.count(), (page - 1) * PAGE_SIZE
    return QueuePage(
        items=_items(rows[start : start + PAGE_SIZE], actor),
        page=page,
        total=total,
        waiting=everything.count(),
        has_more=start + PAGE_SIZE < total,
        topics=tuple(everything.order_by("topic").values_list("topic", flat=True).distinct()),
        loads=loads(),
        can_assign=leads(actor),
        can_review=can_review(actor),
    )


def queue_beside(*, actor: Actor) -> tuple[QueueItem, ...]:
    """The next of the queue, one's own before the others', for beside a review."""
    mine = Assignment.objects.filter(version=OuterRef("pk"), reviewer=actor.id, released_at=None)
    rows = _waiting().annotate(mine=Exists(mine)).order_by("-mine", "-urgent", "due", "pk")
    return _items(rows[:BESIDE], actor)


def loads() -> tuple[Load, ...]:
    """Open and overdue assignments of each member, the busiest first. Two queries."""
    counted = (
        Assignment.objects.filter(released_at=None, version__state__in=WAITING)
        .values("reviewer")
        .annotate(open=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=today())))
    )
    by_person = {row["reviewer"]: (row["open"], row["overdue"]) for row in counted}
    found = [
        Load(person.name, person.specialty, *by_person.get(person.pk, (0, 0)))
        for person in board_people()
    ]
    return tuple(sorted(found, key=lambda load: (-load.open, load.name)))


def get_version_in_queue(version_id: uuid.UUID, *, actor: Actor) -> ArticleVersion:
    """A submitted version, for who sees the queue. Raises `NotPermitted`, then `NotFound`."""
    if not sees_queue(actor):
        raise NotPermitted(NOT_FOR_YOU)
    rows = ArticleVersion.objects.select_related("article", "author")
    version = rows.filter(public_id=version_id).exclude(state=State.DRAFT).first()
    if version is None:
        raise NotFound("There is no such version on the desk")
    return version


def assign_page(version_id: uuid.UUID, *, actor: Actor) -> AssignPage:
    """Who reviews it and who could. Eight queries. Raises `NotPermitted`, then `NotFound`."""
    if not leads(actor):
        raise NotPermitted("Only a chair of the board or an admin can assign a review")
    version = get_version_in_queue(version_id, actor=actor)
    rows = Assignment.objects.filter(version=version, released_at=None).order_by("pk")
    own = (version.author_id, version.last_editor_id)
    return AssignPage(
        version_id=str(version.public_id),
        question=version.question,
        number=version.number,
        due_on=due_on(version),
        is_waiting=version.state in WAITING,
        is_urgent=Urgency.objects.filter(version=version).exists(),
        reviewers=tuple(
            AssignedReviewer(person, name, due)
            for person, name, due in rows.values_list("reviewer", "reviewer__name", "due_on")
        ),
        choices=[
            (person.pk, ", ".join(filter(None, (person.name, person.specialty))))
            for person in board_people()
            if person.pk not in own
        ],
        loads=loads(),
    )


def due_on(version: ArticleVersion) -> date:
    """When a version that was submitted is due: the board's days after that. One query."""
    return (version.submitted_at or now()).date() + timedelta(days=_review_days())


def _review_days() -> int:
    days = Board.objects.values_list("review_days", flat=True).first()
    return days or USUAL_DAYS


def _waiting() -> QuerySet[Any]:
    """With `urgent` and `due`: the first day that somebody was given, else the board's."""
    given = (
        Assignment.objects.filter(version=OuterRef("pk"), released_at=None)
        .order_by()
        .values("version")
        .annotate(first=Min("due_on"))
        .values("first")
    )
    boards = Cast(TruncDate(F("submitted_at")) + Value(timedelta(days=_review_days())), DateField())
    return (
        ArticleVersion.objects.filter(state__in=WAITING)
        .annotate(
            urgent=Exists(Urgency.objects.filter(version=OuterRef("pk"))),
            due=Coalesce(Subquery(given), boards),
        )
        .select_related("article", "author")
        .order_by("-urgent", "due", "pk")
    )


def _narrowed(rows: QuerySet[Any], narrowing: Narrowing, actor: Actor) -> QuerySet[Any]:
    assigned = Assignment.objects.filter(version=OuterRef("pk"), released_at=None)
    if narrowing.whose == "mine":
        rows = rows.filter(Exists(assigned.filter(reviewer=actor.id)))
    if narrowing.whose == "unassigned":
        rows = rows.exclude(Exists(assigned))
    if narrowing.is_overdue:
        rows = rows.filter(due__lt=today())
    if narrowing.is_urgent:
        rows = rows.filter(urgent=True)
    if narrowing.to_sign:
        rows = _to_sign(rows, actor)
    if narrowing.topic:
        rows = rows.filter(topic=narrowing.topic)
    if narrowing.state:
        rows = rows.filter(state=narrowing.state)
    return rows


def _to_sign(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """What has parts that somebody has not judged in these words, and may."""
    judged = SignOff.objects.filter(
        signer=actor.id,
        version__article=OuterRef("version__article"),
        part=OuterRef("key"),
        sha256=OuterRef("sha256"),
    )
    open_parts = ArticlePart.objects.filter(~Exists(judged), version=OuterRef("pk"))
    return rows.filter(Exists(open_parts), state=State.UNDER_REVIEW).exclude(
        Q(author=actor.id) | Q(last_editor=actor.id)
    )


def _items(rows: Iterable[Any], actor: Actor) -> tuple[QueueItem, ...]:
    versions = list(rows)
    reviewers = _reviewers(versions)
    rules = board_rules()
    signed = signatures([version.pk for version in versions])
    parts = parts_of(versions)
    return tuple(
        QueueItem(
            url=reverse("review", args=[version.public_id]),
            assign_url=reverse("review_assign", args=[version.public_id]),
            question=version.question,
            number=version.number,
            topic=version.topic,
            state=State(version.state),
            state_name=STATE_NAMES[State(version.state)],
            author=version.author.name,
            submitted_at=version.submitted_at,
            due_on=version.due,
            is_overdue=version.due < today(),
            is_urgent=version.urgent,
            reviewers=tuple(reviewers[version.pk].values()),
            is_mine=actor.id in reviewers[version.pk],
            signed=fewest(parts[version.pk], signed[version.pk]),
            needed=rules.sign_offs if rules else 0,
            signed_by_me=_signed_all(parts[version.pk], signed[version.pk], actor),
        )
        for version in versions
        if version.submitted_at
    )


def _signed_all(
    parts: Sequence[Part], signed: Mapping[str, Sequence[Signature]], actor: Actor
) -> bool:
    return all(any(row.signer_id == actor.id for row in signed.get(part.key, ())) for part in parts)


def _reviewers(versions: Sequence[ArticleVersion]) -> dict[int, dict[int, str]]:
    """Names by person, by version. One query."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    rows = Assignment.objects.filter(version__in=versions, released_at=None).order_by("pk")
    for version, person, name in rows.values_list("version", "reviewer", "reviewer__name"):
        found[version][person] = name
    return found
