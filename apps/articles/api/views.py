"""Articles for partners."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.domain.roles import Scope
from apps.accounts.partner_view import PartnerView
from apps.articles import selectors
from apps.articles.api.serializers import ArticleItemOut, ArticleListOut, ArticleOut
from apps.articles.models import ArticleVersion
from core.api.pagination import page_of
from core.errors import InvalidInput
from core.levels import DEFAULT_LEVEL, Level, find_level

LEVEL = OpenApiParameter(
    "level", enum=[level.value for level in Level], default=DEFAULT_LEVEL.value
)
CURSOR = OpenApiParameter("cursor", description="From `next` or `previous` of a page.")


def level_parameter(request: Request) -> Level:
    """`?level=`, the default without it. Raises `InvalidInput` for anything else."""
    given = request.query_params.get("level")
    level = find_level(given) if given else DEFAULT_LEVEL
    if level is None:
        raise InvalidInput(f"The level is one of {', '.join(Level)}", pointer="/level")
    return level


class ArticleListView(PartnerView):
    scope = Scope.READ_ARTICLES

    @extend_schema(operation_id="list_articles", parameters=[CURSOR], responses=ArticleListOut)
    def get(self, request: Request) -> Response:
        """The articles that readers can see, each in the version they get."""
        shown = ArticleVersion.objects.filter(pk__in=selectors.list_shown().values("pk"))
        rows = shown.select_related("article")
        return Response(page_of(request, rows, show=lambda row: ArticleItemOut(row).data))


class ArticleView(PartnerView):
    scope = Scope.READ_ARTICLES

    @extend_schema(operation_id="get_article", parameters=[LEVEL], responses=ArticleOut)
    def get(self, request: Request, slug: str) -> Response:
        """The version of the article that readers get, at one reading level; 410 once withdrawn."""
        return self._show(request, selectors.get_shown_version(slug))

    def _show(self, request: Request, version: ArticleVersion) -> Response:
        page = selectors.article_page(version, tenant=self.tenant, level=level_parameter(request))
        return Response(ArticleOut(page).data)


class ArticleVersionView(ArticleView):
    @extend_schema(operation_id="get_article_version", parameters=[LEVEL], responses=ArticleOut)
    def get(self, request: Request, slug: str, number: int) -> Response:  # type: ignore[override]
        """One numbered version of the article, at one reading level; 410 once withdrawn."""
        return self._show(request, selectors.get_version(slug, number, actor=self.actor))
