"""What all views for partners share."""

from __future__ import annotations

from typing import ClassVar, cast

from rest_framework.views import APIView

from apps.accounts.domain.roles import Scope
from apps.accounts.models import Tenant
from apps.accounts.requests import SiteRequest
from core.actors import Actor


class PartnerView(APIView):
    """A view that a partner's key with `scope` may use."""

    scope: ClassVar[Scope]

    @property
    def actor(self) -> Actor:
        return cast(Actor, self.request.user)

    @property
    def tenant(self) -> Tenant:
        return cast(SiteRequest, self.request._request).tenant
