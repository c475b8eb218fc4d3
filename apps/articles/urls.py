from django.urls import path, re_path

from apps.articles import views
from apps.articles.views import gate, history, withdraw

urlpatterns = [
    path("", views.library, name="library"),
    path("articles/<slug:slug>/", views.article, name="article"),
    re_path(
        r"^articles/(?P<slug>[-a-zA-Z0-9_]+)/v(?P<number>[0-9]{1,4})/$",
        views.article_version,
        name="article_version",
    ),
    path("articles/<slug:slug>/history/", history.history, name="article_history"),
    path("articles/<slug:slug>/history/file/", history.history_file, name="article_history_file"),
    path("articles/<slug:slug>/withdraw/", withdraw.withdraw, name="article_withdraw"),
    path("articles/findings/<uuid:version_id>/waive/", gate.waive, name="finding_waive"),
    path("settings/gate/", gate.gate_settings, name="gate_settings"),
    path("settings/gate/change/", gate.change_gate_settings, name="gate_settings_change"),
    path("editorial-policy/", views.editorial_policy, name="editorial_policy"),
]
