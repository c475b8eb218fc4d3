"""Taking a guideline package into the store. The same package twice changes nothing."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from apps.guidelines.domain.package import (
    GuidelinePackage,
    PackagedGuideline,
    PackagedRecommendation,
    PackagedVersion,
)
from apps.guidelines.models import (
    Concept,
    Conflict,
    ConflictSide,
    DrugStatus,
    Guideline,
    GuidelineVersion,
    IssuingBody,
    Rating,
    Recommendation,
    RecommendationVersion,
    Work,
)
from apps.guidelines.services.index_documents import index_documents
from core.actors import Actor
from core.audit.record import record
from core.errors import InvalidInput, WrongState


@dataclass(slots=True)
class ImportCounts:
    """What an import did to recommendations."""

    guidelines: int = 0
    new: int = 0
    unchanged: int = 0
    fresh: list[RecommendationVersion] = field(default_factory=list)


@transaction.atomic
def import_package(*, package: GuidelinePackage, actor: Actor) -> ImportCounts:
    """Store the package as published records and index them; one audit entry.

    Published recommendations are immutable: a package that would change one is refused whole
    (`WrongState`); its change belongs into a new version. An unknown key is `InvalidInput`.
    """
    counts = ImportCounts()
    _store_vocabulary(package)
    for guideline in package.guidelines:
        _store_guideline(guideline, package.is_demonstration, counts)
    for status in package.drug_statuses:
        DrugStatus.objects.update_or_create(
            drug=_by_key(Concept, status.drug),
            jurisdiction=status.facts["jurisdiction"],
            status=status.facts["status"],
            defaults={**status.facts, "work": _by_key(Work, status.work)},
        )
    _store_conflicts(package)
    index_documents(documents=counts.fresh)
    if counts.new:
        first = counts.fresh[0]
        record(
            "guidelines.package.imported",
            subject=first,
            subject_id=str(first.public_id),
            actor=actor,
            guidelines=counts.guidelines,
            new=counts.new,
            unchanged=counts.unchanged,
        )
    return counts


def _store_vocabulary(package: GuidelinePackage) -> None:
    for model, rows in (
        (Concept, package.concepts),
        (IssuingBody, package.bodies),
        (Work, package.works),
    ):
        for facts in rows:
            model.objects.update_or_create(key=facts["key"], defaults=_added(model, facts))


def _added(model: type[Any], facts: dict[str, Any]) -> dict[str, Any]:
    """Words for a concept add up: a package must not take away what another one called it."""
    known = model.objects.filter(key=facts["key"]).first() if model is Concept else None
    if known is None:
        return facts
    return {
        **facts,
        "terms": list(dict.fromkeys([*known.terms, *facts["terms"]])),
        "broader": list(dict.fromkeys([*known.broader, *facts["broader"]])),
    }


def _by_key(model: type[Any], key: str) -> Any:
    found = model.objects.filter(key=key).first()
    if found is None:
        raise InvalidInput(
            f"The package names {model._meta.verbose_name} {key!r}, which nobody defines"
        )
    return found


def _store_guideline(
    packaged: PackagedGuideline, is_demonstration: bool, counts: ImportCounts
) -> None:
    guideline, _ = Guideline.objects.get_or_create(
        key=packaged.key,
        defaults={
            **packaged.facts,
            "body": _by_key(IssuingBody, packaged.body),
            "is_demonstration": is_demonstration,
        },
    )
    counts.guidelines += 1
    for packaged_version in packaged.versions:
        version = _store_version(guideline, packaged_version)
        for ordinal, item in enumerate(packaged_version.recommendations, start=1):
            _store_recommendation(guideline, version, ordinal, item, counts)


def _store_version(guideline: Guideline, packaged: PackagedVersion) -> GuidelineVersion:
    older = (
        GuidelineVersion.objects.get(guideline=guideline, label=packaged.supersedes)
        if packaged.supersedes
        else None
    )
    version, _ = GuidelineVersion.objects.get_or_create(
        guideline=guideline,
        label=packaged.label,
        defaults={
            "status": packaged.status,
            "published_on": packaged.published_on,
            "published_precision": packaged.published_precision,
            "evidence_searched_to": packaged.evidence_searched_to,
            "review_due_on": packaged.review_due_on,
            "work": _by_key(Work, packaged.work),
            "supersedes": older,
        },
    )
    return version


def _store_recommendation(
    guideline: Guideline,
    version: GuidelineVersion,
    ordinal: int,
    packaged: PackagedRecommendation,
    counts: ImportCounts,
) -> None:
    identity, _ = Recommendation.objects.get_or_create(guideline=guideline, key=packaged.key)
    digest = _digest(packaged)
    known = RecommendationVersion.objects.filter(
        recommendation=identity, guideline_version=version
    ).first()
    if known is not None:
        if known.content_sha256 != digest:
            raise WrongState(
                f"{guideline.key}/{packaged.key} is published in version {version.label} and would "
                "change; give the change a version of its own"
            )
        counts.unchanged += 1
        return
    row = RecommendationVersion.objects.create(
        recommendation=identity,
        guideline_version=version,
        ordinal=ordinal,
        status=version.status,
        content_sha256=digest,
        **packaged.facts,
    )
    Rating.objects.bulk_create(
        Rating(
            recommendation_version=row,
            axis=rating.axis,
            system=rating.system,
            system_version=rating.system_version,
            label=rating.label,
        )
        for rating in packaged.ratings
    )
    counts.new += 1
    counts.fresh.append(row)


def _digest(packaged: PackagedRecommendation) -> str:
    ratings = [[r.axis, r.system, r.system_version, r.label] for r in packaged.ratings]
    canonical = json.dumps(
        [packaged.key, ratings, packaged.facts], sort_keys=True, ensure_ascii=False
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def _store_conflicts(package: GuidelinePackage) -> None:
    for packaged in package.conflicts:
        conflict, _ = Conflict.objects.get_or_create(
            key=packaged.key,
            defaults={
                "title": packaged.title,
                "intervention": _by_key(Concept, packaged.intervention),
            },
        )
        for guideline_key, key in packaged.recommendations:
            recommendation = Recommendation.objects.filter(
                guideline__key=guideline_key, key=key
            ).first()
            if recommendation is None:
                raise InvalidInput(
                    f"Conflict {packaged.key} names {guideline_key}/{key}, which is unknown"
                )
            ConflictSide.objects.get_or_create(conflict=conflict, recommendation=recommendation)
