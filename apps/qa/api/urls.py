from django.urls import path

from apps.qa.api.following import (
    QuestionEventsView,
    QuestionFeedbackView,
    QuestionRetryView,
)
from apps.qa.api.views import QuestionAgainView, QuestionListView, QuestionView

urlpatterns = [
    path("questions/", QuestionListView.as_view(), name="api_questions"),
    path("questions/<uuid:public_id>/", QuestionView.as_view(), name="api_question"),
    path(
        "questions/<uuid:public_id>/ask-again/",
        QuestionAgainView.as_view(),
        name="api_question_again",
    ),
    path(
        "questions/<uuid:public_id>/events/",
        QuestionEventsView.as_view(),
        name="api_question_events",
    ),
    path(
        "questions/<uuid:public_id>/feedback/",
        QuestionFeedbackView.as_view(),
        name="api_question_feedback",
    ),
    path(
        "questions/<uuid:public_id>/retry/",
        QuestionRetryView.as_view(),
        name="api_question_retry",
    ),
]
