from django.urls import path

from apps.qa import views

urlpatterns = [
    path("articles/<slug:slug>/questions/", views.ask_under_article, name="ask"),
    path("questions/", views.ask_in_library, name="ask_library"),
    path("questions/<uuid:public_id>/", views.question, name="question"),
    path("settings/model/", views.language_model, name="language_model"),
    path("settings/model/change/", views.change_language_model, name="language_model_change"),
]
