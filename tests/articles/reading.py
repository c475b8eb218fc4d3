"""Reading an article: composed, or as a browser gets it."""

from __future__ import annotations

from apps.articles import selectors
from apps.articles.models import ArticleVersion
from apps.articles.pages import ArticlePage
from core.levels import Level
from core.tenancy.scope import tenant_scope
from tests.cast import Cast, browser

PATH = "/articles/brittle-bones/"


def page_of(cast: Cast, version: ArticleVersion, level: Level = Level.CLINICIAN) -> ArticlePage:
    with tenant_scope(cast.northgate.pk):
        found = selectors.get_version(version.article.slug, version.number, actor=cast.ada_acting)
        return selectors.article_page(found, tenant=cast.northgate, level=level)


def html_of(cast: Cast, path: str = PATH, **query: str) -> str:
    response = browser(cast.northgate).get(path, query)
    assert response.status_code == 200
    return response.content.decode()
