"""Sets `request.actor`: who asks, with what rights at this tenant."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.http import HttpResponse
from django.utils.functional import SimpleLazyObject

from apps.accounts.domain.roles import capabilities_of
from apps.accounts.models import Membership
from apps.accounts.requests import HostRequest
from apps.accounts.sessions import VISITOR_KEY, refuse_foreign_session
from core.actors import Actor, ActorKind, anonymous


class ActorMiddleware:
    """`request.actor` is looked up when first used: one query for people, none for the anonymous.

    A person without a membership here is as anonymous as anybody.
    """

    def __init__(self, get_response: Callable[[HostRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HostRequest) -> HttpResponse:
        refuse_foreign_session(request)
        request.actor = cast(Actor, SimpleLazyObject(lambda: find_actor(request)))
        return self.get_response(request)


def find_actor(request: HostRequest) -> Actor:
    visitor = str(request.session.get(VISITOR_KEY, ""))
    # The REST framework leaves None where it found nobody, and its reference page shows our header.
    if request.tenant is None or request.user is None or not request.user.is_authenticated:
        return anonymous(visitor)
    membership = Membership.objects.filter(tenant=request.tenant, user=request.user).first()
    if membership is None:
        return anonymous(visitor)
    return Actor(
        kind=ActorKind.PERSON,
        name=request.user.name,
        id=request.user.pk,
        capabilities=capabilities_of(membership.roles),
        visitor=visitor,
    )
