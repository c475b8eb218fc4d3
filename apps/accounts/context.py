"""What every page shows of its site."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from apps.accounts.domain.roles import Capability


def site(request: HttpRequest) -> dict[str, Any]:
    """`tenant`, `actor`, which desks are theirs, and whether they can have asked something."""
    actor = getattr(request, "actor", None)
    tenant = getattr(request, "tenant", None)
    return {
        "tenant": tenant,
        "actor": actor,
        "shows_desk": bool(actor and actor.can(Capability.REVIEW_ARTICLES)),
        # A browser gets its token when it asks, so nothing has to be looked up.
        "shows_questions": bool(tenant and actor and (actor.is_person or actor.visitor)),
        "shows_curation": bool(actor and actor.can(Capability.CURATE_GUIDELINES)),
    }
