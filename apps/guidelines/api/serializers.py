"""How recommendations and references look on the wire."""

from __future__ import annotations

from rest_framework import serializers


class GradeOut(serializers.Serializer):  # type: ignore[type-arg]
    """Strength 0-3 and certainty 0-4 on the common scale, null where the source gives none."""

    kind = serializers.CharField()
    direction = serializers.CharField()
    strength = serializers.IntegerField(allow_null=True)
    certainty = serializers.IntegerField(allow_null=True)
    fidelity = serializers.CharField()
    as_printed = serializers.CharField()
    scheme = serializers.CharField()


class RecommendationOut(serializers.Serializer):  # type: ignore[type-arg]
    id = serializers.CharField()
    body = serializers.CharField()
    locator = serializers.CharField()
    statement = serializers.CharField()
    population = serializers.CharField()
    status = serializers.CharField()
    published = serializers.CharField()
    grade = GradeOut()


class ReferenceOut(serializers.Serializer):  # type: ignore[type-arg]
    """Absent identifiers are null."""

    number = serializers.IntegerField()
    kind = serializers.CharField()
    authors = serializers.CharField()
    title = serializers.CharField()
    venue = serializers.CharField()
    year = serializers.IntegerField()
    doi = serializers.SerializerMethodField()
    pmid = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    status = serializers.CharField()
    cited_in = serializers.ListField(child=serializers.CharField())

    def get_doi(self, reference: object) -> str | None:
        return getattr(reference, "doi") or None  # noqa: B009

    def get_pmid(self, reference: object) -> str | None:
        return getattr(reference, "pmid") or None  # noqa: B009

    def get_url(self, reference: object) -> str | None:
        return getattr(reference, "url") or None  # noqa: B009
