"""Questions for partners: post one, get 202, poll it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.domain.roles import Scope
from apps.accounts.partner_view import PartnerView
from apps.articles.selectors import get_shown_version
from apps.qa import selectors
from apps.qa.api.serializers import QuestionIn
from apps.qa.models import Question
from apps.qa.services.ask import ask
from apps.qa.services.ask_again import ask_again
from apps.qa.wire import QuestionItemOut, QuestionListOut, QuestionOut, show_question
from core.api.idempotency import Effect, once
from core.api.pagination import page_of
from core.errors import InvalidInput, NotFound
from core.levels import Level

N = TypeVar("N")
T = TypeVar("T")

KEY = OpenApiParameter("Idempotency-Key", location=OpenApiParameter.HEADER, required=True)
CURSOR = OpenApiParameter("cursor", description="From `next` or `previous` of a page.")


class QuestionBase(PartnerView):
    """What all addresses of questions share."""

    scope = Scope.ASK

    @property
    def host(self) -> str:
        return str(self.request.get_host())

    def _show(self, question: Question) -> dict[str, Any]:
        return show_question(question, tenant=self.tenant, host=self.host)

    def _at_its_address(self, response: Response) -> Response:
        path = reverse("api_question", args=[response.data["id"]])
        response["Location"] = self.request.build_absolute_uri(path)
        return response


class QuestionListView(QuestionBase):
    @extend_schema(
        operation_id="ask_question",
        parameters=[KEY],
        request=QuestionIn,
        responses={202: QuestionOut},
    )
    def post(self, request: Request) -> Response:
        """Ask. The question is kept before this answers;
        repeat with the same key as often as needed.
        """
        return self._at_its_address(once(request, self.actor, lambda: self._ask(request)))

    def _ask(self, request: Request) -> Effect:
        form = QuestionIn(data=request.data)
        form.is_valid(raise_exception=True)
        asked = form.validated_data
        question = ask(
            text=asked["text"],
            level=Level(asked["level"]),
            article=self._named("article", asked["article"], get_shown_version),
            follows=self._named("follows", asked["follows"], self._get_question),
            actor=self.actor,
        )
        return Effect(status=202, body=self._show(question))

    def _get_question(self, public_id: uuid.UUID) -> Question:
        return selectors.get_question(public_id, actor=self.actor)

    def _named(self, field: str, name: N | None, get: Callable[[N], T]) -> T | None:
        """What the field names, or None. Raises `InvalidInput` where there is no such thing."""
        if not name:
            return None
        try:
            return get(name)
        except NotFound as error:
            raise InvalidInput(error.detail, pointer=f"/{field}") from error

    @extend_schema(operation_id="list_questions", parameters=[CURSOR], responses=QuestionListOut)
    def get(self, request: Request) -> Response:
        """The questions asked with this key, newest first."""
        rows = Question.objects.filter(partner_key=self.actor.id)
        return Response(page_of(request, rows, show=lambda row: QuestionItemOut(row).data))


class QuestionView(QuestionBase):
    @extend_schema(operation_id="get_question", responses=QuestionOut)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """One question; poll it until `status` is done or failed."""
        question = selectors.get_question(public_id, actor=self.actor)
        return Response(self._show(question))


class QuestionAgainView(QuestionBase):
    @extend_schema(
        operation_id="ask_question_again",
        parameters=[KEY],
        request=None,
        responses={202: QuestionOut},
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """Ask again what `now_covered` says the store has more on. Twice is one new question."""
        effect = partial(self._ask_again, public_id)
        return self._at_its_address(once(request, self.actor, effect))

    def _ask_again(self, public_id: uuid.UUID) -> Effect:
        question = selectors.get_question(public_id, actor=self.actor)
        again = ask_again(question=question, actor=self.actor)
        return Effect(status=202, body=self._show(again))
