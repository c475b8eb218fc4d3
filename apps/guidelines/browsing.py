"""Browsing and searching the store by what its recommendations say. Reads only.

Words are searched by relevance among active records; among others they must stand there as typed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Case, Count, Q, QuerySet, Value, When

from apps.guidelines.bm25 import COUNTED, Counted
from apps.guidelines.citing import CitedRecommendation, describe
from apps.guidelines.domain.values import AgeUnit, Pregnancy, Sex
from apps.guidelines.finding import Words, find_among, understand
from apps.guidelines.models import Guideline, GuidelineVersion, RecommendationVersion
from apps.guidelines.models.guideline import VersionStatus
from apps.guidelines.search import load_documents

PAGE_SIZE: Final = 25


@dataclass(frozen=True, slots=True)
class Filters:
    """What somebody looks for; empty is any. `body` is a key, `age` in years.

    `age`, `sex` and `pregnancy` are of a person: records for everybody speak of them, too.
    """

    words: str = ""
    topic: str = ""
    body: str = ""
    direction: str = ""
    strength: int | None = None
    kind: str = ""
    status: str = VersionStatus.ACTIVE
    age: int | None = None
    sex: str = ""
    pregnancy: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found.

    `counts` says for each filter how many there are of each value. `words` is None where none were
    asked for, or where they were searched as typed (`is_literal`).
    """

    records: tuple[CitedRecommendation, ...]
    total: int
    page: int
    counts: dict[str, dict[str, int]]
    words: Words | None
    is_literal: bool

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True, slots=True)
class Choices:
    """What the store has to choose from: topics, and bodies as (key, short name)."""

    topics: tuple[str, ...]
    bodies: tuple[tuple[str, str], ...]


def browse_choices() -> Choices:
    """One query."""
    rows = Guideline.objects.values_list("topic", "body__key", "body__short_name").distinct()
    found = list(rows)
    return Choices(
        topics=tuple(sorted({topic for topic, _, _ in found})),
        bodies=tuple(
            sorted({(key, name) for _, key, name in found}, key=lambda body: body[1].casefold())
        ),
    )


def browse(filters: Filters, *, page: int = 1) -> Found:
    """By relevance where words are searched, else guideline by guideline. Six queries at most."""
    editions = _editions(filters)
    rows = _matching(filters, editions)
    start = (page - 1) * PAGE_SIZE
    is_literal = bool(filters.words) and filters.status != VersionStatus.ACTIVE
    words = understand(filters.words) if filters.words and not is_literal else None
    if words:
        ids, counted = find_among(words, rows, start=start, size=PAGE_SIZE)
    else:
        counted = _count(rows)
        ids = _on_page(rows, counted, list(editions), start)
    return Found(
        records=tuple(map(describe, load_documents(ids))) if ids else (),
        total=sum(row.number for row in counted),
        page=page,
        counts=_by_value(counted, editions),
        words=words,
        is_literal=is_literal,
    )


def _editions(filters: Filters) -> dict[int, tuple[str, str]]:
    """Topic and body of the editions on this topic by this body, in their order. One query."""
    rows = GuidelineVersion.objects.exclude(status=VersionStatus.DRAFT)
    if filters.topic:
        rows = rows.filter(guideline__topic=filters.topic)
    if filters.body:
        rows = rows.filter(guideline__body__key=filters.body)
    ordered = rows.order_by("guideline__title", "guideline", "-published_on", "pk")
    found = ordered.values_list("pk", "guideline__topic", "guideline__body__key")
    return {pk: (topic, body) for pk, topic, body in found}


def _matching(
    filters: Filters, editions: dict[int, tuple[str, str]]
) -> QuerySet[RecommendationVersion]:
    same = ("status", "direction", "strength", "kind")
    chosen = {name: getattr(filters, name) for name in same}
    rows = RecommendationVersion.objects.filter(
        **{name: value for name, value in chosen.items() if value not in ("", None)}
    )
    if filters.topic or filters.body:
        rows = rows.filter(guideline_version__in=list(editions))
    if filters.sex:
        rows = rows.filter(sex__in=[filters.sex, Sex.ANY])
    if filters.pregnancy:
        rows = rows.filter(pregnancy__in=[filters.pregnancy, Pregnancy.ANY])
    if filters.age is not None:
        rows = rows.filter(_of_age(filters.age))
    if filters.status != VersionStatus.ACTIVE:
        for word in filters.words.split():
            rows = rows.filter(clinician__icontains=word)
    return rows


def _of_age(age: int) -> Q:
    """Whoever is 2 years old is anything from 24 months to less than 36.

    Records without an age come first: they are most, and numerics take long to compare.
    """
    fits = Q(age_unit="")
    for unit, years in ((AgeUnit.YEARS, 1), (AgeUnit.MONTHS, 12)):
        fits |= (
            Q(age_unit=unit)
            & (Q(age_min=None) | Q(age_min__lt=(age + 1) * years))
            & (Q(age_max=None) | Q(age_max__gte=age * years))
        )
    return fits


def _count(rows: QuerySet[RecommendationVersion]) -> list[Counted]:
    """One query."""
    by = COUNTED[1:]
    return [Counted(*row) for row in rows.order_by().values_list(*by).annotate(number=Count("*"))]


def _on_page(
    rows: QuerySet[RecommendationVersion], counted: list[Counted], order: list[int], start: int
) -> list[int]:
    """Only the editions that have a part of the page are read and sorted. One query."""
    sizes: Counter[int] = Counter()
    for row in counted:
        sizes[row.edition] += row.number
    wanted: list[int] = []
    before = skip = 0
    for edition in order:
        if before < start + PAGE_SIZE and before + sizes[edition] > start:
            skip = skip if wanted else start - before
            wanted.append(edition)
        before += sizes[edition]
    if not wanted:
        return []
    rank = Case(*(When(guideline_version=pk, then=Value(place)) for place, pk in enumerate(wanted)))
    sorted_rows = rows.filter(guideline_version__in=wanted).order_by(rank, "ordinal", "pk")
    return list(sorted_rows.values_list("pk", flat=True)[skip : skip + PAGE_SIZE])


def _by_value(
    counted: list[Counted], editions: dict[int, tuple[str, str]]
) -> dict[str, dict[str, int]]:
    names = ("topic", "body", "kind", "direction", "strength")
    counts: dict[str, Counter[str]] = {name: Counter() for name in names}
    for row in counted:
        topic, body = editions[row.edition]
        values: tuple[Any, ...] = (topic, body, row.kind, row.direction, row.strength)
        for name, value in zip(names, values, strict=True):
            if value is not None:
                counts[name][str(value)] += row.number
    return {name: dict(found) for name, found in counts.items()}
