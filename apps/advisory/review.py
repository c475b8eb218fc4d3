"""One version on the desk, as a member reviews it. Reads only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from apps.accounts.models import Tenant
from apps.advisory.blocks import (
    Block,
    DissentBy,
    PartView,
    SignedBy,
    blocks_of,
    names_of,
    whole_name,
)
from apps.advisory.domain.quorum import Missing, Signature, missing
from apps.advisory.invitations import invitations_to
from apps.advisory.models import Assignment, Look, SignOff, Urgency
from apps.advisory.pages import ReviewPage
from apps.advisory.queue import due_on, queue_beside
from apps.advisory.reviewers import leads
from apps.advisory.signatures import board_rules, direct_conflicts, dissents, signatures
from apps.advisory.threads import threads_of
from apps.articles.domain.lifecycle import STATE_NAMES, State, may_move
from apps.articles.domain.parts import Part
from apps.articles.models import ArticleVersion
from apps.articles.pages import ArticlePage
from apps.articles.part_words import read_words
from apps.articles.parts import parts_of
from apps.articles.policies import can_approve
from apps.articles.selectors import article_page
from apps.guidelines.domain.word_difference import Run, word_difference
from core.actors import Actor
from core.clock import today
from core.levels import Level

News = Mapping[str, tuple[str, tuple[Run, ...]]]


def review_page(
    version: ArticleVersion, *, tenant: Tenant, level: Level, actor: Actor, seen: Look
) -> ReviewPage:
    """What it says, how its parts stand, and what this member may do with it now.

    `seen` is their look at it; what came after the sitting before is marked.
    """
    state = State(version.state)
    rules, parts = board_rules(), parts_of([version])[version.pk]
    signed = signatures([version.pk])[version.pk]
    lacks = missing(rules, parts, signed) if rules else ()
    article = article_page(version, tenant=tenant, level=level, actor=actor)
    blocks = blocks_of(
        article,
        _part_views(version, article, parts, signed, lacks, _news(seen, parts, level), actor, seen),
        threads_of(
            version.article, version=version, level=level, since=seen.before_at, me=actor.id
        ),
    )
    return ReviewPage(
        review_id=str(version.public_id),
        article=article,
        queue=queue_beside(actor=actor),
        blocks=blocks,
        can_take=may_move(state, State.UNDER_REVIEW),
        can_approve=_may_approve(version, actor, blocks, is_enough=bool(rules) and not lacks),
        can_ask_for_changes=may_move(state, State.CHANGES_REQUESTED),
        why_not=_why_not(state, is_own=not can_approve(actor, version), lacks=lacks),
        can_lead=leads(actor),
        looked_at=seen.before_at,
        older=_older(version, seen),
        invitations=invitations_to(version),
        **_standing(version, actor),
    )


def part_names(version: ArticleVersion) -> tuple[str, ...]:
    """The names of its parts, as its page has them. Nine queries."""
    return (*(part.name for part in read_words(version)), whole_name())


def _standing(version: ArticleVersion, actor: Actor) -> dict[str, Any]:
    """Who reviews it until when. Three queries."""
    rows = list(
        Assignment.objects.filter(version=version, released_at=None)
        .select_related("reviewer")
        .order_by("pk")
    )
    due = min((row.due_on for row in rows), default=None) or due_on(version)
    is_mine = any(row.reviewer_id == actor.id for row in rows)
    return {
        "reviewers": tuple(row.reviewer.name for row in rows),
        "is_mine": is_mine,
        "my_id": actor.id,
        "can_claim": version.state == State.UNDER_REVIEW
        and not is_mine
        and can_approve(actor, version),
        "due_on": due,
        "is_overdue": due < today(),
        "is_urgent": Urgency.objects.filter(version=version).exists(),
    }


def _older(version: ArticleVersion, seen: Look) -> int | None:
    """The version to compare this one with: the one they saw, else the one before."""
    if seen.before_version and seen.before_version.number < version.number:
        return int(seen.before_version.number)
    return version.number - 1 if version.number > 1 else None


def _may_approve(
    version: ArticleVersion, actor: Actor, blocks: Sequence[Block], *, is_enough: bool
) -> bool:
    is_barred = any(part.is_barred for block in blocks for part in block.parts)
    return (
        version.state == State.UNDER_REVIEW
        and is_enough
        and can_approve(actor, version)
        and not is_barred
    )


def _part_views(
    version: ArticleVersion,
    article: ArticlePage,
    parts: Sequence[Part],
    signed: Mapping[str, Sequence[Signature]],
    lacks: Sequence[Missing],
    news: News,
    actor: Actor,
    seen: Look,
) -> dict[str, PartView]:
    names, needs = names_of(article), {row.part: str(row) for row in lacks}
    against = dissents(version)
    conflicts = direct_conflicts(actor.get_id())
    may_sign = version.state == State.UNDER_REVIEW and can_approve(actor, version)
    views = {}
    for part in parts:
        name, anchor = names.get(part.key, (part.key, "outline"))
        rows = signed.get(part.key, ())
        is_mine = any(row.signer_id == actor.id for row in rows)
        is_barred = bool(part.interventions & conflicts)
        what, runs = news.get(part.key, ("", ()))
        views[part.key] = PartView(
            key=part.key,
            name=name,
            anchor=anchor,
            value=f"{part.key}:{part.sha256}",
            signed=tuple(_signed(row, seen, actor) for row in rows),
            dissents=tuple(_dissent(row, actor) for row in against if row.part == part.key),
            signed_by_me=is_mine,
            is_barred=is_barred,
            can_sign=may_sign and not is_mine and not is_barred,
            can_dissent=may_sign and not is_barred,
            lacks=needs.get(part.key, ""),
            news=what,
            runs=runs,
        )
    return views


def _signed(row: Signature, seen: Look, actor: Actor) -> SignedBy:
    is_new = seen.before_at is not None and row.signed_at > seen.before_at
    return SignedBy(
        name=row.name,
        specialty=row.specialty,
        at=row.signed_at,
        is_carried=row.is_carried,
        is_new=is_new and row.signer_id != actor.id,
    )


def _dissent(row: SignOff, actor: Actor) -> DissentBy:
    return DissentBy(row.signer_name, row.reason, row.signed_at, row.signer_id == actor.id)


def _news(seen: Look, parts: Sequence[Part], level: Level) -> News:
    """What is new or changed since the version they saw, with the words then and now.

    No query where they saw this version; one, and eighteen where words changed.
    """
    before = seen.before_version
    if before is None or before.pk == seen.last_version.pk:
        return {}
    known = {part.key: part.sha256 for part in parts_of([before])[before.pk]}
    changed = {part.key for part in parts if known.get(part.key, part.sha256) != part.sha256}
    olds, news = ({}, {}) if not changed else (_at(before, level), _at(seen.last_version, level))
    return {
        part.key: ("changed", word_difference(olds.get(part.key, ""), news.get(part.key, "")))
        if part.key in known
        else ("new", ())
        for part in parts
        if part.key in changed or part.key not in known
    }


def _at(version: ArticleVersion, level: Level) -> dict[str, str]:
    return {part.key: part.words[level] for part in read_words(version)}


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
