"""How recommendations, references and cited text look on the wire, here and in the apps above."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.guidelines.citing import Citation
from apps.guidelines.evidence import ChangeNote


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
    carried_forward_in = serializers.CharField()
    grade = GradeOut()


class ReferenceOut(serializers.Serializer):  # type: ignore[type-arg]
    """Absent identifiers are null. `note` and `since` say what became of the publication."""

    number = serializers.IntegerField()
    kind = serializers.CharField()
    authors = serializers.CharField()
    title = serializers.CharField()
    venue = serializers.CharField()
    year = serializers.IntegerField(allow_null=True)
    doi = serializers.SerializerMethodField()
    pmid = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    status = serializers.CharField()
    note = serializers.CharField()
    since = serializers.DateField(allow_null=True)
    cited_in = serializers.ListField(child=serializers.CharField())

    def get_doi(self, reference: object) -> str | None:
        return getattr(reference, "doi") or None  # noqa: B009

    def get_pmid(self, reference: object) -> str | None:
        return getattr(reference, "pmid") or None  # noqa: B009

    def get_url(self, reference: object) -> str | None:
        return getattr(reference, "url") or None  # noqa: B009


class AffectedOut(serializers.Serializer):  # type: ignore[type-arg]
    """The evidence changed: the first day from which it holds, and what happened. `checked_on` is
    the day on which a reviewer found that the text still holds, null while one change is open.
    """

    since = serializers.DateField()
    why = serializers.CharField()
    checked_on = serializers.DateField(allow_null=True)


def affected_by(notes: tuple[ChangeNote, ...]) -> dict[str, Any] | None:
    """As `AffectedOut`, or None where nothing changed."""
    if not notes:
        return None
    days = [note.checked_on for note in notes]
    return {
        "since": min(note.since for note in notes),
        "why": " ".join(dict.fromkeys(note.why for note in notes)),
        "checked_on": None if None in days else max(filter(None, days)),
    }


def numbers(citations: tuple[Citation, ...]) -> list[int]:
    return [citation.number for citation in citations]


def records(citations: tuple[Citation, ...]) -> list[str]:
    return [record.id for citation in citations for record in citation.recommendations]


class CitedOut(serializers.Serializer):  # type: ignore[type-arg]
    """Text with the numbers of its references and the ids of its recommendations."""

    text = serializers.CharField()
    citations = serializers.SerializerMethodField()
    recommendations = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_citations(self, cited: Any) -> list[int]:
        return numbers(cited.citations)

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_recommendations(self, cited: Any) -> list[str]:
        return records(cited.citations)


class MarkedOut(CitedOut):
    """Cited text whose evidence may have changed since it was written."""

    affected = serializers.SerializerMethodField()

    @extend_schema_field(AffectedOut(allow_null=True))
    def get_affected(self, cited: Any) -> dict[str, Any] | None:
        found = affected_by(cited.affected)
        return AffectedOut(found).data if found else None
