"""What every page shows of its site."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from apps.accounts.domain.roles import Capability


def site(request: HttpRequest) -> dict[str, Any]:
    """`tenant`, `actor`, and which desks are theirs."""
    actor = getattr(request, "actor", None)
    return {
        "tenant": getattr(request, "tenant", None),
        "actor": actor,
        "shows_desk": bool(actor and actor.can(Capability.REVIEW_ARTICLES)),
        "shows_curation": bool(actor and actor.can(Capability.CURATE_GUIDELINES)),
    }
