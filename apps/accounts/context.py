"""What every page shows of its site."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from apps.accounts.domain.roles import Capability
from apps.accounts.notices import count_unread


def site(request: HttpRequest) -> dict[str, Any]:
    """`tenant`, `actor`, which desks are theirs, whether they can have asked something, and how
    many notices they have not read. One query for members.
    """
    actor = getattr(request, "actor", None)
    tenant = getattr(request, "tenant", None)
    return {
        "tenant": tenant,
        "actor": actor,
        "shows_desk": bool(
            actor
            and (actor.can(Capability.REVIEW_ARTICLES) or actor.can(Capability.MANAGE_ORGANISATION))
        ),
        # A browser gets its token when it asks, so nothing has to be looked up.
        "shows_questions": bool(tenant and actor and (actor.is_person or actor.visitor)),
        "unread_notices": count_unread(actor) if tenant and actor else 0,
        "shows_curation": bool(actor and actor.can(Capability.CURATE_GUIDELINES)),
    }
