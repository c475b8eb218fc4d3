"""One version on the desk, as a member reviews it. Reads only."""

from __future__ import annotations

from apps.accounts.models import Tenant
from apps.advisory.domain.quorum import has_quorum
from apps.advisory.models import SignOff
from apps.advisory.pages import ReviewPage
from apps.advisory.queue import queue_beside
from apps.advisory.selectors import review_summaries
from apps.articles.domain.lifecycle import STATE_NAMES, State, may_move
from apps.articles.models import ArticleVersion
from apps.articles.policies import can_approve
from apps.articles.selectors import article_page
from core.actors import Actor
from core.levels import Level


def review_page(
    version: ArticleVersion, *, tenant: Tenant, level: Level, actor: Actor
) -> ReviewPage:
    """One version on the desk and what this member may do with it now."""
    state = State(version.state)
    signed_by_me = SignOff.objects.filter(version=version, signer=actor.id).exists()
    is_own = not can_approve(actor, version)
    summary = review_summaries([version])[version.pk]
    in_review = state is State.UNDER_REVIEW
    enough = has_quorum(signed=summary.signed, required=max(summary.needed, 1))
    return ReviewPage(
        review_id=str(version.public_id),
        article=article_page(version, tenant=tenant, level=level, actor=actor),
        queue=queue_beside(actor=actor),
        content_sha256=version.content_sha256,
        can_take=may_move(state, State.UNDER_REVIEW),
        can_sign=in_review and not signed_by_me and not is_own,
        can_approve=in_review and enough and not is_own,
        can_ask_for_changes=may_move(state, State.CHANGES_REQUESTED),
        why_not=_why_not(state, is_own=is_own, missing=summary.needed - summary.signed),
        signed_by_me=signed_by_me,
    )


def _why_not(state: State, *, is_own: bool, missing: int) -> str:
    if state is State.SUBMITTED:
        return "Take it under review to sign it."
    if state is not State.UNDER_REVIEW:
        return f"The review has ended: {STATE_NAMES[state].lower()}."
    if is_own:
        return "You wrote or last edited this version, so somebody else signs and approves it."
    if missing > 0:
        return f"Approval waits for {missing} more sign-off{'s' if missing > 1 else ''}."
    return ""
