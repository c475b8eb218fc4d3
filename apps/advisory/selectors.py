"""What the board sees. Reads only."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

from django.db.models.functions import TruncDate

from apps.accounts.models import User
from apps.advisory.domain.outcome import ReviewOutcome
from apps.advisory.domain.quorum import Signature, fewest, initials
from apps.advisory.members import active_people, known_members, member_url
from apps.advisory.models import Member, ReviewTask
from apps.advisory.signatures import board_rules, signatures
from apps.articles.domain.lifecycle import State
from apps.articles.models import ArticleVersion
from apps.articles.pages import Reviewer, ReviewSummary
from apps.articles.parts import parts_of
from apps.articles.policies import can_review
from core.actors import Actor
from core.clock import today
from core.errors import NotFound, NotPermitted

WAITING = (State.SUBMITTED, State.UNDER_REVIEW)


def review_summaries(versions: Sequence[ArticleVersion]) -> dict[int, ReviewSummary]:
    """Sign-offs that count for each version beside the board's members. Six queries."""
    rules = board_rules()
    needed = rules.sign_offs if rules else 0
    signed = signatures([version.pk for version in versions])
    parts = parts_of(versions)
    people = active_people(today()) if versions else []
    known = known_members() if versions else {}
    held = _still_holding(versions)
    return {
        version.pk: ReviewSummary(
            signed=fewest(parts[version.pk], signed[version.pk]),
            needed=needed,
            reviewers=tuple(_reviewers(signed[version.pk], people, known)),
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


def _reviewers(
    signed: Mapping[str, Sequence[Signature]], people: list[User], known: Mapping[int, Member]
) -> Iterator[Reviewer]:
    """Who signed parts of it, with the moment of the last, then the members who did not."""
    latest = {
        row.signer_id: row
        for row in sorted(chain.from_iterable(signed.values()), key=lambda row: row.signed_at)
    }
    for pk, row in latest.items():
        url = member_url(known.get(pk))
        yield Reviewer(row.name, initials(row.name), row.specialty, row.signed_at, url)
    for user in (user for user in people if user.pk not in latest):
        member = known.get(user.pk)
        specialty = (member.specialty if member else "") or user.specialty
        yield Reviewer(user.name, initials(user.name), specialty, None, member_url(member))


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
