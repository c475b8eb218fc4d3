"""For partners: following a question as it moves, having it tried again, and feedback."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.utils.http import urlencode
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from apps.qa import selectors
from apps.qa.api.serializers import FeedbackIn
from apps.qa.api.views import KEY, QuestionBase
from apps.qa.models import Question
from apps.qa.reception import Verdict
from apps.qa.services.give_feedback import give_feedback
from apps.qa.services.retry_question import retry_question
from apps.qa.wire import FeedbackOut, QuestionOut
from core.api.idempotency import Effect, once
from core.live import make_token, recall, say_event
from core.queue.models import WorkStatus

LAST_EVENT_ID = OpenApiParameter(
    "Last-Event-ID",
    location=OpenApiParameter.HEADER,
    description="The last event that was heard: what came after it is told.",
)


class _AnyAccept(BaseContentNegotiation):
    """Refusals are JSON whatever was asked for; the stream is no rendering."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


class QuestionEventsView(QuestionBase):
    content_negotiation_class = _AnyAccept

    @extend_schema(
        operation_id="follow_question",
        parameters=[LAST_EVENT_ID],
        responses={
            (200, "text/event-stream"): OpenApiTypes.STR,
            307: OpenApiResponse(description="The stream of a question that moves still."),
        },
    )
    def get(self, request: Request, public_id: uuid.UUID) -> HttpResponse:
        """The steps of a question as server-sent events: `step` for each, and `done` at the end.

        A question that still moves is followed at the address of the 307, with the same headers.
        One that is done or failed is told at once: the steps that are remembered, then `done`.
        """
        question = selectors.get_question(public_id, actor=self.actor)
        # A stream open for minutes would hold this process; the address it leads to does not.
        if question.status in (WorkStatus.QUEUED, WorkStatus.WORKING):
            token = make_token(self.tenant.pk, str(public_id), host=self.host)
            response = HttpResponse(status=307)
            response["Location"] = f"/live/?{urlencode({'token': token})}"
        else:
            told = _told(self.tenant.pk, question, request.headers.get("Last-Event-ID", ""))
            response = HttpResponse(told, content_type="text/event-stream")
        response["Cache-Control"] = "no-store"
        return response


def _told(tenant_id: int, question: Question, last_event_id: str) -> str:
    """What there was to hear, and the end as the row has it."""
    at = question.answered_at or question.enqueued_at
    steps = recall(tenant_id, str(question.public_id), after=last_event_id)
    return steps + say_event("done", step=question.status, at=at)


class QuestionRetryView(QuestionBase):
    @extend_schema(
        operation_id="retry_question",
        parameters=[KEY],
        request=None,
        responses={202: QuestionOut},
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """Have a question tried again whose `status` is failed; then poll it as at first."""
        return once(request, self.actor, lambda: self._retry(public_id))

    def _retry(self, public_id: uuid.UUID) -> Effect:
        question = selectors.get_question(public_id, actor=self.actor)
        retry_question(question=question, actor=self.actor)
        return Effect(status=202, body=self._show(question))


class QuestionFeedbackView(QuestionBase):
    @extend_schema(
        operation_id="give_feedback",
        parameters=[KEY],
        request=FeedbackIn,
        responses={200: FeedbackOut},
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """Say of one sentence that it is helpful, wrong or unsafe; the last word counts.

        Sentences are numbered from 1: the summary, then the sections, then the sides of conflicts.
        """
        return once(request, self.actor, lambda: self._give(request, public_id))

    def _give(self, request: Request, public_id: uuid.UUID) -> Effect:
        question = selectors.get_question(public_id, actor=self.actor)
        form = FeedbackIn(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        given = give_feedback(
            question=question,
            number=said["sentence"],
            verdict=Verdict(said["verdict"]),
            note=said["note"],
            actor=self.actor,
        )
        body = {
            "sentence": said["sentence"],
            "verdict": given.verdict,
            "note": given.note,
            "given_at": given.given_at,
        }
        return Effect(status=200, body=dict(FeedbackOut(body).data))
