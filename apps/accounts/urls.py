from django.urls import path

from apps.accounts import views

urlpatterns = [
    path("reading-level/", views.reading_level, name="reading_level"),
    path("settings/", views.organisation, name="settings"),
]
