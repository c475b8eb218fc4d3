from django.urls import path

from apps.accounts import views

urlpatterns = [
    path("reading-level/", views.reading_level, name="reading_level"),
    path("account/notices/", views.notices, name="notices"),
    path("account/notices/read/", views.mark_read, name="notices_read"),
    path("account/notices/mail/", views.choose_letters, name="notices_mail"),
    path("settings/", views.organisation, name="settings"),
]
