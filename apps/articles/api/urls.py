from django.urls import path, re_path

from apps.articles.api.views import ArticleListView, ArticleVersionView, ArticleView

urlpatterns = [
    path("articles/", ArticleListView.as_view(), name="api_articles"),
    path("articles/<slug:slug>/", ArticleView.as_view(), name="api_article"),
    re_path(
        r"^articles/(?P<slug>[-a-zA-Z0-9_]+)/versions/(?P<number>[0-9]{1,4})/$",
        ArticleVersionView.as_view(),
        name="api_article_version",
    ),
]
