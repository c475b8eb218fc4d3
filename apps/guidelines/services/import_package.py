"""Taking a guideline package into the store. The same package twice changes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction

from apps.guidelines.domain.package import (
    GuidelinePackage,
    PackagedGuideline,
    PackagedVersion,
)
from apps.guidelines.domain.packaged_recommendation import PackagedRecommendation
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
from apps.guidelines.models.guideline import VersionStatus
from apps.guidelines.services.index_documents import index_documents
from core.actors import Actor
from core.audit.record import record
from core.errors import InvalidInput, WrongState

_CONCEPT_COLUMNS: Final = (
    "conditions",
    "interventions",
    "comparators",
    "for_those_who_cannot_take",
)


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
    _check_concepts(package)
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
    known = {concept.key: concept for concept in Concept.objects.all()}
    _upsert(Concept, [_added(known.get(facts["key"]), facts) for facts in package.concepts])
    _upsert(IssuingBody, package.bodies)
    _upsert(Work, package.works)


def _check_concepts(package: GuidelinePackage) -> None:
    """Records name concepts by key, in columns that no foreign key guards. One query."""
    known = set(Concept.objects.values_list("key", flat=True))
    for guideline in package.guidelines:
        for version in guideline.versions:
            for item in version.recommendations:
                for key in (key for part in _CONCEPT_COLUMNS for key in item.facts[part]):
                    if key not in known:
                        raise InvalidInput(
                            f"{guideline.key}/{item.key} names concept {key!r}, "
                            "which nobody defines"
                        )


def _added(known: Concept | None, facts: dict[str, Any]) -> dict[str, Any]:
    """Words for a concept add up: a package must not take away what another one called it."""
    if known is None:
        return facts
    return {
        **facts,
        "terms": list(dict.fromkeys([*known.terms, *facts["terms"]])),
        "broader": list(dict.fromkeys([*known.broader, *facts["broader"]])),
    }


def _upsert(model: type[Any], rows: Sequence[dict[str, Any]]) -> None:
    """Rows by their key, in one query."""
    if rows:
        model.objects.bulk_create(
            [model(**facts) for facts in rows],
            update_conflicts=True,
            unique_fields=["tenant", "key"],
            update_fields=[name for name in rows[0] if name != "key"],
        )


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
    published = RecommendationVersion.objects.filter(recommendation__guideline=guideline)
    known = {
        (version, key): digest
        for version, key, digest in published.values_list(
            "guideline_version", "recommendation__key", "content_sha256"
        )
    }
    for packaged_version in packaged.versions:
        version = _store_version(guideline, packaged_version)
        _store_recommendations(version, packaged_version, known, counts)
    counts.new = len(counts.fresh)


def _store_recommendations(
    version: GuidelineVersion,
    packaged: PackagedVersion,
    known: dict[tuple[int, str], str],
    counts: ImportCounts,
) -> None:
    """Publish what is new; what is there must be the same. Raises `WrongState`."""
    guideline = version.guideline
    for ordinal, item in enumerate(packaged.recommendations, start=1):
        digest = _digest(item)
        before = known.get((version.pk, item.key))
        if before is None:
            counts.fresh.append(_publish(guideline, version, ordinal, item, digest))
        elif before == digest:
            counts.unchanged += 1
        else:
            raise WrongState(
                f"{guideline.key}/{item.key} is published in version {version.label} and "
                "would change; give the change a version of its own"
            )
    # Drafts until their ratings are there: nothing is added to a published record.
    RecommendationVersion.objects.filter(
        guideline_version=version, status=VersionStatus.DRAFT
    ).update(status=version.status)


def _store_version(guideline: Guideline, packaged: PackagedVersion) -> GuidelineVersion:
    older = _find_version(guideline, packaged.supersedes) if packaged.supersedes else None
    if packaged.status == VersionStatus.ACTIVE:
        _make_room(guideline, packaged.label, older)
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


def _find_version(guideline: Guideline, label: str) -> GuidelineVersion:
    found = GuidelineVersion.objects.filter(guideline=guideline, label=label).first()
    if found is None:
        raise InvalidInput(f"{guideline.key} has no version {label!r} that could be superseded")
    return found


def _make_room(guideline: Guideline, label: str, older: GuidelineVersion | None) -> None:
    """A guideline has one active version: a new one must say that it supersedes the present one."""
    versions = GuidelineVersion.objects.filter(guideline=guideline)
    active = versions.filter(status=VersionStatus.ACTIVE).exclude(label=label).first()
    if active is None or versions.filter(label=label).exists():
        return
    if older != active:
        raise WrongState(
            f"{guideline.key} {active.label} is active: version {label} must supersede it"
        )
    versions.filter(pk=active.pk).update(status=VersionStatus.SUPERSEDED)
    RecommendationVersion.objects.filter(
        guideline_version=active, status=VersionStatus.ACTIVE
    ).update(status=VersionStatus.SUPERSEDED)


def _publish(
    guideline: Guideline,
    version: GuidelineVersion,
    ordinal: int,
    packaged: PackagedRecommendation,
    digest: str,
) -> RecommendationVersion:
    identity, _ = Recommendation.objects.get_or_create(guideline=guideline, key=packaged.key)
    row = RecommendationVersion.objects.create(
        recommendation=identity,
        guideline_version=version,
        ordinal=ordinal,
        status=VersionStatus.DRAFT,
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
    return row


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
