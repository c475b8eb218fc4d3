"""What the demonstration shares: Northgate's open library, and what Harbour made of it."""

from __future__ import annotations

from typing import Any, Final

from apps.accounts.domain.roles import Role, capabilities_of
from apps.accounts.models import Tenant, User
from apps.guidelines.libraries import get_library
from apps.guidelines.models import Library, RecommendationVersion, Subscription
from apps.guidelines.services.adapt import adapt
from apps.guidelines.services.publish_library import found_library, publish_release
from apps.guidelines.services.subscribe import subscribe
from apps.guidelines.services.take_over_release import plan_release, take_over_release
from core.actors import Actor, ActorKind
from core.tenancy.scope import tenant_scope

TITLE: Final = "Bone health"
GUIDELINES: Final = ("acp-osteoporosis", "mhra-denosumab", "uspstf-osteoporosis")
# Denosumab 60 mg is injected every 6 months; what the agency advises stays as it is.
ADAPTED: Final[dict[str, Any]] = {
    "statement": "Do not stop or put off denosumab 60 mg without specialist review. Book the next "
    "injection for 6 months after each one.",
    "plain.student": "Do not stop denosumab 60 mg or delay an injection before a specialist has "
    "looked at the case. Book the next injection for 6 months after each one.",
    "plain.patient": "Do not stop denosumab, and do not put an injection off, before a specialist "
    "has looked at your case. Your next injection is due 6 months after the last.",
}
REASON: Final = "Our practice books the next injection while the patient is still here."


def share_bone_health(*, owner: Tenant, owner_email: str, taker: Tenant, taker_email: str) -> None:
    """Each step once: what somebody has changed since is left as it is."""
    library = _publish(owner, _curator(owner_email))
    _take_over(library, taker, _curator(taker_email))


def _curator(email: str) -> Actor:
    user = User.objects.get(email=email)
    return Actor(
        kind=ActorKind.PERSON,
        name=user.name,
        id=user.pk,
        capabilities=capabilities_of([Role.CURATOR]),
    )


def _publish(tenant: Tenant, actor: Actor) -> Library:
    with tenant_scope(tenant.pk):
        library = Library.objects.filter(owner=tenant, title=TITLE).first()
        if library is None:
            library = found_library(
                title=TITLE,
                description="Drugs for osteoporosis, screening for it, and stopping denosumab.",
                is_open=True,
                tenant=tenant,
                actor=actor,
            )
            publish_release(
                library=library, guideline_keys=GUIDELINES, note="The first release.", actor=actor
            )
        return library


def _take_over(library: Library, tenant: Tenant, actor: Actor) -> None:
    with tenant_scope(tenant.pk):
        if not library.is_open or Subscription.objects.filter(library=library).exists():
            return
        subscription = subscribe(library=get_library(library.public_id), actor=actor)
        plan = plan_release(subscription=subscription, number=1, actor=actor)
        take_over_release(
            subscription=subscription, number=1, approved_sha256=plan.sha256, actor=actor
        )
        advice = RecommendationVersion.objects.get(
            recommendation__guideline__key="mhra-denosumab",
            recommendation__key="specialist-review",
        )
        adapt(upstream=advice, changes=ADAPTED, reason=REASON, actor=actor)
