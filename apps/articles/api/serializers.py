"""How articles look on the wire. The shapes are those of apps.articles.pages."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.articles.pages import ArticlePage
from apps.guidelines.wire import AffectedOut, MarkedOut, ReferenceOut, affected_by


class ChildOut(MarkedOut):
    note = serializers.CharField()


class StatementOut(ChildOut):
    number = serializers.CharField()
    children = ChildOut(many=True)


class PositionOut(MarkedOut):
    stance = serializers.CharField()


class DifferenceOut(serializers.Serializer):  # type: ignore[type-arg]
    title = serializers.CharField()
    positions = PositionOut(many=True)
    reconciliation = serializers.CharField()


class SectionOut(serializers.Serializer):  # type: ignore[type-arg]
    heading = serializers.CharField()
    statements = StatementOut(many=True)
    differences = DifferenceOut(many=True)


class BasisOut(serializers.Serializer):  # type: ignore[type-arg]
    number = serializers.CharField()


class BranchOut(serializers.Serializer):  # type: ignore[type-arg]
    condition = serializers.CharField()
    action = serializers.CharField()
    is_alert = serializers.BooleanField()
    basis = BasisOut(many=True)


class StepOut(serializers.Serializer):  # type: ignore[type-arg]
    number = serializers.IntegerField()
    title = serializers.CharField()
    detail = serializers.CharField()
    basis = BasisOut(many=True)
    branches = BranchOut(many=True)


class ArticleOut(serializers.Serializer):  # type: ignore[type-arg]
    """An article version at one level; `signed` of `needed` sign-offs are there."""

    slug = serializers.CharField()
    version = serializers.IntegerField(source="number")
    state = serializers.CharField()
    question = serializers.CharField()
    heading = serializers.CharField()
    topic = serializers.CharField()
    level = serializers.CharField()
    is_demonstration = serializers.BooleanField()
    badge = serializers.CharField(source="banner.badge")
    signed = serializers.IntegerField()
    needed = serializers.IntegerField()
    updated_at = serializers.DateTimeField()
    last_reviewed_at = serializers.DateTimeField(allow_null=True)
    review_due_on = serializers.DateField(allow_null=True)
    newer_in_review = serializers.IntegerField(allow_null=True)
    affected = serializers.SerializerMethodField()
    brief = MarkedOut(allow_null=True)
    sections = SectionOut(many=True)
    algorithm = StepOut(many=True)
    red_flags = serializers.ListField(child=serializers.CharField())
    references = ReferenceOut(many=True)
    disclaimer = serializers.CharField()

    @extend_schema_field(AffectedOut(allow_null=True))
    def get_affected(self, page: ArticlePage) -> dict[str, Any] | None:
        found = affected_by(page.affected)
        return AffectedOut(found).data if found else None


class ArticleItemOut(serializers.Serializer):  # type: ignore[type-arg]
    slug = serializers.CharField(source="article.slug")
    version = serializers.IntegerField(source="number")
    state = serializers.CharField()
    question = serializers.CharField()
    topic = serializers.CharField()
    updated_at = serializers.DateTimeField()


class ArticleListOut(serializers.Serializer):  # type: ignore[type-arg]
    results = ArticleItemOut(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
