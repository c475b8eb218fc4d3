from django.urls import URLPattern, path, re_path

from apps.articles import views
from apps.articles.domain.house_texts import HouseTextKind
from apps.articles.views import gate, history, house_texts, withdraw


def _house_text(kind: HouseTextKind, word: str) -> list[URLPattern]:
    of = {"kind": kind}
    return [
        path(f"{word}/", house_texts.house_text, of, name=kind),
        re_path(
            rf"^{word}/v(?P<number>[0-9]{{1,4}})/$",
            house_texts.house_text,
            of,
            name=f"{kind}_version",
        ),
        path(f"settings/policies/{word}/", house_texts.edit, of, name=f"{kind}_edit"),
    ]


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
    path("settings/policies/", house_texts.settings, name="house_text_settings"),
    *_house_text(HouseTextKind.EDITORIAL_POLICY, "editorial-policy"),
    *_house_text(HouseTextKind.DISCLAIMER, "disclaimer"),
]
