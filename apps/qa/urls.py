from django.urls import path

from apps.qa import views
from apps.qa.views import drafts, feedback, language_model, mine

urlpatterns = [
    path("articles/<slug:slug>/questions/", views.ask_under_article, name="ask"),
    path("questions/", views.ask_in_library, name="ask_library"),
    path("questions/mine/", mine.mine, name="my_questions"),
    path("questions/<uuid:public_id>/", views.question, name="question"),
    path("settings/model/", language_model.language_model, name="language_model"),
    path(
        "settings/model/change/", language_model.change_language_model, name="language_model_change"
    ),
    path("questions/<uuid:public_id>/feedback/", feedback.give, name="question_feedback"),
    path("questions/<uuid:public_id>/draft/", drafts.turn_into_draft, name="question_draft"),
    path("desk/feedback/", feedback.feedback, name="feedback"),
    path(
        "desk/feedback/<uuid:public_id>/looked-at/", feedback.looked_at, name="feedback_looked_at"
    ),
    path("questions/<uuid:public_id>/again/", views.again, name="question_again"),
    path("questions/<uuid:public_id>/retry/", views.retry, name="question_retry"),
]
