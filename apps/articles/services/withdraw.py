"""Taking an approved article away from readers."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from apps.articles.domain.lifecycle import State
from apps.articles.models import Article, ArticleVersion
from apps.articles.services.move import move
from apps.articles.withdrawals import may_withdraw
from core.actors import Actor
from core.clock import now
from core.errors import InvalidInput, NotPermitted, WrongState
from core.events import emit


@transaction.atomic
def withdraw(
    *, version: ArticleVersion, reason: str, successor: Article | None, actor: Actor
) -> ArticleVersion:
    """From now on readers get the reason at its address, and the way to its successor.

    The successor must have an approved version: so it is not withdrawn itself, and no two articles
    lead to each other. Locks the approved versions of both. Withdrawing twice is withdrawing once.
    Raises `NotPermitted`, `InvalidInput` without a reason or for such a successor, and `WrongState`
    for what is not approved.
    """
    if not may_withdraw(actor):
        raise NotPermitted("Only an admin or a chair of the board can withdraw an article")
    said = reason.strip()
    if not said:
        raise InvalidInput(_("Say why; readers see it."), pointer="/reason")
    articles = [version.article_id, *([successor.pk] if successor else [])]
    # In one order, so that two articles that would lead to each other wait for each other.
    approved = list(
        ArticleVersion.objects.select_for_update(no_key=True, of=("self",))
        .filter(article__in=articles, state=State.APPROVED)
        .order_by("pk")
    )
    present = ArticleVersion.objects.select_related("article").get(pk=version.pk)
    if present.state == State.WITHDRAWN:
        return present
    if present.state != State.APPROVED:
        raise WrongState(_("Only an approved version can be withdrawn."))
    if successor and not any(
        row.article_id == successor.pk != present.article_id for row in approved
    ):
        raise InvalidInput(
            _("Choose another article that is approved and not withdrawn."), pointer="/successor"
        )
    moved = move(
        present,
        State.WITHDRAWN,
        actor,
        told={"reason": said, "successor": successor.slug if successor else ""},
        withdrawn_at=now(),
        withdrawal_reason=said,
        successor=successor,
    )
    emit(
        "articles.version.withdrawn",
        subject=moved,
        subject_id=str(moved.public_id),
        data={"number": moved.number, "successor": successor.slug if successor else None},
    )
    return moved
