"""Remembering what a member saw of an article, so that they are shown what is new."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction

from apps.advisory.models import Look
from apps.articles.models import ArticleVersion
from core.actors import Actor
from core.clock import now

# A pause longer than this ends a sitting. Within one, marks of what is new stay where they are.
SITTING: Final = timedelta(hours=1)


@transaction.atomic
def look(*, version: ArticleVersion, actor: Actor) -> Look:
    """Keep that they look at it now; `before` is what they saw last, if they ever looked.

    A newer version begins a sitting, too. Two queries.
    """
    row, is_first = (
        Look.objects.select_for_update(of=("self",))
        .select_related("last_version", "before_version")
        .get_or_create(
            user_id=actor.get_id(), article=version.article, defaults={"last_version": version}
        )
    )
    if is_first:
        return row
    moment = now()
    if version.number > row.last_version.number or moment - row.last_at > SITTING:
        row.before_version, row.before_at = row.last_version, row.last_at
    row.last_version, row.last_at = version, moment
    row.save(update_fields=["before_version", "before_at", "last_version", "last_at"])
    return row
