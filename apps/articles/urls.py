from django.urls import path, re_path

from apps.articles import views

urlpatterns = [
    path("", views.library, name="library"),
    path("articles/<slug:slug>/", views.article, name="article"),
    re_path(
        r"^articles/(?P<slug>[-a-zA-Z0-9_]+)/v(?P<number>[0-9]{1,4})/$",
        views.article_version,
        name="article_version",
    ),
    path("editorial-policy/", views.editorial_policy, name="editorial_policy"),
]
