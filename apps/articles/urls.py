from django.urls import URLPattern, path, re_path

from apps.articles import views
from apps.articles.domain.house_texts import HouseTextKind
from apps.articles.views import (
    bringing_in,
    citing,
    compare,
    editor,
    gate,
    history,
    house_texts,
    withdraw,
    writing,
)


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
    path("articles/<slug:slug>/compare/", compare.choose, name="article_compare_choose"),
    re_path(
        r"^articles/(?P<slug>[-a-zA-Z0-9_]+)/compare/(?P<before>[0-9]{1,4})/(?P<after>[0-9]{1,4})/$",
        compare.compare,
        name="article_compare",
    ),
    path("articles/findings/<uuid:version_id>/waive/", gate.waive, name="finding_waive"),
    path("settings/gate/", gate.gate_settings, name="gate_settings"),
    path("settings/gate/change/", gate.change_gate_settings, name="gate_settings_change"),
    path("settings/policies/", house_texts.settings, name="house_text_settings"),
    *_house_text(HouseTextKind.EDITORIAL_POLICY, "editorial-policy"),
    *_house_text(HouseTextKind.DISCLAIMER, "disclaimer"),
    path("writing/", writing.desk, name="writing"),
    path("writing/new/", writing.new_article, name="writing_new"),
    path("writing/paste/", bringing_in.paste, name="writing_paste"),
    path("writing/upload/", bringing_in.upload, name="writing_upload"),
    path("writing/<uuid:version_id>/", editor.editor, name="writing_editor"),
    path("writing/<uuid:version_id>/save/", editor.save, name="writing_save"),
    path("writing/<uuid:version_id>/add/", editor.add, name="writing_add"),
    path("writing/<uuid:version_id>/remove/", editor.remove, name="writing_remove"),
    path("writing/<uuid:version_id>/restore/", editor.restore, name="writing_restore"),
    path("writing/<uuid:version_id>/cite/", citing.cite_record, name="writing_cite"),
    path("writing/<uuid:version_id>/citations/", citing.citations, name="writing_citations"),
    path("writing/<uuid:version_id>/basis/", citing.basis, name="writing_basis"),
    path("writing/<uuid:version_id>/submit/", writing.submit, name="writing_submit"),
    path("writing/<uuid:version_id>/put-away/", writing.put_away, name="writing_put_away"),
    path("writing/<uuid:version_id>/take-up/", writing.take_up, name="writing_take_up"),
    path("writing/<uuid:version_id>/new-version/", writing.new_version, name="writing_new_version"),
    path("writing/<uuid:version_id>/package/", writing.package, name="writing_package"),
]
