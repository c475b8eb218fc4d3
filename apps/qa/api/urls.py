from django.urls import path

from apps.qa.api.views import QuestionListView, QuestionView

urlpatterns = [
    path("questions/", QuestionListView.as_view(), name="api_questions"),
    path("questions/<uuid:public_id>/", QuestionView.as_view(), name="api_question"),
]
