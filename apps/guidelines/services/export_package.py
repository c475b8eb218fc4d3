"""Writing the store, or some guidelines of it, as a guideline package.

Canonical: keys sorted, lists in an order of their own, defaults left out. Taken into an empty store
and written again, it is the same to the byte.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, Final

from django.db.models import Prefetch, QuerySet

from apps.guidelines.domain.fields import write_fields
from apps.guidelines.domain.package_fields import GUIDELINE_FIELDS, VERSION_FIELDS
from apps.guidelines.models import Guideline, GuidelineVersion, RecommendationVersion
from apps.guidelines.services.export_head import export_head
from apps.guidelines.written import PARTS, write_recommendation

# Guidelines that are in memory at a time.
_AT_ONCE: Final = 20


def export_package(guideline_keys: Collection[str] | None = None) -> dict[str, Any]:
    """The whole store, or these guidelines with what they name, as one document."""
    chosen = _chosen(guideline_keys)
    guidelines = list(_guidelines(chosen))
    head = export_head(chosen, guidelines, whole=guideline_keys is None)
    if head["demonstration"]:
        for guideline in guidelines:
            del guideline["demonstration"]
    return {**head, "guidelines": guidelines}


def dump_package(guideline_keys: Collection[str] | None = None) -> bytes:
    """The canonical bytes of `export_package`."""
    return canonical(export_package(guideline_keys))


def stream_package() -> Iterator[bytes]:
    """The bytes of `dump_package` of the whole store, with some guidelines at a time in memory."""
    chosen = _chosen(None)
    flags = [{"demonstration": flag} for flag in chosen.values_list("is_demonstration", flat=True)]
    head = export_head(chosen, flags, whole=True)
    opening = "{"
    for name in sorted({*head, "guidelines"}):
        yield f'{opening}\n "{name}": '.encode()
        opening = ","
        if name == "guidelines":
            yield from _listed_guidelines(chosen, is_demonstration=head["demonstration"])
        else:
            yield _indented(head[name], 1)
    yield b"\n}\n"


def _listed_guidelines(chosen: QuerySet[Guideline], *, is_demonstration: bool) -> Iterator[bytes]:
    opening = b"["
    for guideline in _guidelines(chosen):
        if is_demonstration:
            del guideline["demonstration"]
        yield opening + b"\n  " + _indented(guideline, 2)
        opening = b","
    yield b"[]" if opening == b"[" else b"\n ]"


def _indented(value: Any, depth: int) -> bytes:
    """As `canonical` writes it that deep in a document. A text has no line breaks of its own."""
    return canonical(value)[:-1].replace(b"\n", b"\n" + b" " * depth)


def canonical(document: Any) -> bytes:
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def _guidelines(chosen: QuerySet[Guideline]) -> Iterator[dict[str, Any]]:
    """Nine queries for every `_AT_ONCE` guidelines."""
    ids = list(chosen.order_by("key").values_list("pk", flat=True))
    for start in range(0, len(ids), _AT_ONCE):
        rows = Guideline.objects.filter(pk__in=ids[start : start + _AT_ONCE]).order_by("key")
        for guideline in rows.select_related("body").prefetch_related(_versions()):
            yield _guideline(guideline)


def _chosen(keys: Collection[str] | None) -> QuerySet[Guideline]:
    return Guideline.objects.all() if keys is None else Guideline.objects.filter(key__in=keys)


def _versions() -> Prefetch[str, Any, str]:
    recommendations = (
        RecommendationVersion.objects.exclude(status="draft")
        .order_by("ordinal")
        .select_related("recommendation")
        .prefetch_related(*PARTS)
    )
    return Prefetch(
        "versions",
        queryset=GuidelineVersion.objects.exclude(status="draft")
        .select_related("work", "supersedes")
        .prefetch_related(Prefetch("recommendation_versions", queryset=recommendations)),
    )


def _guideline(row: Guideline) -> dict[str, Any]:
    versions = sorted(
        row.versions.all(), key=lambda item: (item.published_on or date.min, item.label)
    )
    return {
        "key": row.key,
        "body": row.body.key,
        **write_fields(vars(row), GUIDELINE_FIELDS),
        "versions": [_version(version) for version in versions],
    }


def _version(row: GuidelineVersion) -> dict[str, Any]:
    named = {"work": row.work.key, "supersedes": row.supersedes.label if row.supersedes else ""}
    return {
        **write_fields({**vars(row), **named}, VERSION_FIELDS),
        "recommendations": [
            write_recommendation(item, row.status) for item in row.recommendation_versions.all()
        ],
    }
