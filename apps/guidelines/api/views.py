"""Recommendations for partners."""

from __future__ import annotations

import uuid

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.domain.roles import Scope
from apps.accounts.partner_view import PartnerView
from apps.guidelines.citing import describe
from apps.guidelines.selectors import get_recommendation
from apps.guidelines.wire import RecommendationOut


class RecommendationView(PartnerView):
    scope = Scope.READ_GUIDELINES

    @extend_schema(operation_id="get_recommendation", responses=RecommendationOut)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """One recommendation version, with its grade as printed and on the common scale."""
        return Response(RecommendationOut(describe(get_recommendation(public_id))).data)
