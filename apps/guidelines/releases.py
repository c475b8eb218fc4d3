"""What of a library's release fits into the store that takes it over. Reads only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from apps.guidelines.domain.fitting import (
    Facts,
    Fitting,
    fit,
    is_same_body,
    is_same_concept,
    is_same_work,
)
from apps.guidelines.domain.package import (
    GuidelinePackage,
    PackagedGuideline,
    PackageHead,
    read_package,
)
from apps.guidelines.formats.reading import Issue, Severity
from apps.guidelines.libraries import get_release, unpack
from apps.guidelines.models import (
    Concept,
    DrugStatus,
    Guideline,
    IssuingBody,
    LibraryRelease,
    Subscription,
    Work,
)

_CONCEPT_COLUMNS: Final = (
    "conditions",
    "interventions",
    "comparators",
    "for_those_who_cannot_take",
)
Rows = Mapping[Any, Facts]


@dataclass(slots=True)
class FittedRelease:
    """The part of a release that can come in, and an issue for everything else."""

    package: GuidelinePackage
    issues: list[Issue] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Foreign:
    """Keys that mean something else in this store."""

    concepts: frozenset[str]
    bodies: frozenset[str]
    works: frozenset[str]


def fit_release(release: LibraryRelease, subscription: Subscription) -> FittedRelease:
    """Compare a release with the store and with the release that was taken over before it.

    About eight queries.
    """
    package = read_package(unpack(release))
    before = _head_before(subscription)
    issues: list[Issue] = []
    concepts = _fit(Concept, "concept", package.head.concepts, before.concepts, is_same_concept)
    bodies = _fit(IssuingBody, "issuing body", _theirs(package.head), _theirs(before), is_same_body)
    works = _fit(Work, "work", package.head.works, before.works, is_same_work)
    for name, fitting in (("concept", concepts), ("issuing body", bodies), ("work", works)):
        issues += _vocabulary_issues(name, fitting)
    foreign = _Foreign(
        frozenset(concepts.foreign), frozenset(bodies.foreign), frozenset(works.foreign)
    )
    guidelines = _fitting_guidelines(package.guidelines, foreign, subscription, issues)
    head = replace(
        package.head,
        concepts=_without_foreign(_only(package.head.concepts, concepts), foreign.concepts),
        bodies=_only(_theirs(package.head), bodies),
        works=_only(package.head.works, works),
        drug_statuses=_fit_statuses(package.head, before, foreign, issues),
        conflicts=(),
        links=_links_among(package.head, {row.key for row in guidelines}),
    )
    return FittedRelease(GuidelinePackage(head, guidelines), issues)


def _head_before(subscription: Subscription) -> PackageHead:
    """Of the release that was taken over last; an empty one before any."""
    if not subscription.release_number:
        return PackageHead(
            is_demonstration=False,
            concepts=(),
            bodies=(),
            works=(),
            drug_statuses=(),
            conflicts=(),
            links=(),
        )
    release = get_release(subscription.library_id, subscription.release_number)
    return read_package(unpack(release)).head


def _theirs(head: PackageHead) -> tuple[dict[str, Any], ...]:
    """Their own house is not ours."""
    return tuple({**row, "is_in_house": False} for row in head.bodies)


def _fit(
    model: type[Any],
    name: str,
    new: Iterable[Facts],
    before: Iterable[Facts],
    is_same_thing: Callable[[Facts, Facts], bool],
) -> Fitting[str]:
    rows = {row["key"]: row for row in new}
    columns = list(next(iter(rows.values()), {}))
    local = model.objects.filter(key__in=rows).values(*columns) if rows else []
    return fit(
        new=rows,
        before={row["key"]: row for row in before},
        local={row["key"]: row for row in local},
        is_same_thing=is_same_thing,
    )


def _only(rows: Iterable[dict[str, Any]], fitting: Fitting[str]) -> tuple[dict[str, Any], ...]:
    taken = set(fitting.taken)
    return tuple(row for row in rows if row["key"] in taken)


def _without_foreign(
    concepts: tuple[dict[str, Any], ...], foreign: frozenset[str]
) -> tuple[dict[str, Any], ...]:
    return tuple(
        {**row, "broader": [key for key in row["broader"] if key not in foreign]}
        for row in concepts
    )


def _vocabulary_issues(name: str, fitting: Fitting[str]) -> list[Issue]:
    kept = [
        Issue(
            Severity.INFO,
            "own_kept",
            f"{name} {key}",
            f"The library says something else of the {name} {key}; yours stays as it is",
        )
        for key in fitting.kept
    ]
    foreign = [
        Issue(
            Severity.WARNING,
            "means_something_else",
            f"{name} {key}",
            f"Your {name} {key} is not the library's; what names it is left out",
        )
        for key in fitting.foreign
    ]
    return kept + foreign


def _fitting_guidelines(
    guidelines: Iterable[PackagedGuideline],
    foreign: _Foreign,
    subscription: Subscription,
    issues: list[Issue],
) -> tuple[PackagedGuideline, ...]:
    """Those that can come in. One query."""
    guidelines = tuple(guidelines)
    own = set(
        Guideline.objects.filter(key__in=[row.key for row in guidelines])
        .exclude(subscribed__subscription=subscription)
        .values_list("key", flat=True)
    )
    fitting = []
    for row in guidelines:
        if row.key in own:
            message = (
                f"You have a guideline {row.key} from elsewhere; it stays, this one is left out"
            )
            issues.append(Issue(Severity.WARNING, "own_guideline", row.key, message))
        elif _names_foreign(row, foreign):
            message = f"{row.key} names what means something else here; it is left out"
            issues.append(Issue(Severity.WARNING, "names_something_else", row.key, message))
        else:
            fitting.append(row)
    return tuple(fitting)


def _names_foreign(guideline: PackagedGuideline, foreign: _Foreign) -> bool:
    recommendations = [row for version in guideline.versions for row in version.recommendations]
    works = {version.work for version in guideline.versions}
    works |= {cited["work"] for row in recommendations for cited in row.parts["citations"]}
    concepts = {
        key for row in recommendations for column in _CONCEPT_COLUMNS for key in row.facts[column]
    }
    concepts |= {action["concept"] for row in recommendations for action in row.parts["actions"]}
    return (
        guideline.body in foreign.bodies
        or bool(works & foreign.works)
        or bool(concepts & foreign.concepts)
    )


def _fit_statuses(
    head: PackageHead, before: PackageHead, foreign: _Foreign, issues: list[Issue]
) -> tuple[dict[str, Any], ...]:
    """An entry of a drug's history stays as the store says it; what the store lacks is added."""
    rows = {
        _status_key(row): row
        for row in head.drug_statuses
        if row["drug"] not in foreign.concepts and row["work"] not in foreign.works
    }
    local = DrugStatus.objects.filter(drug__key__in=[row["drug"] for row in rows.values()])
    here = {
        _status_key(row): row
        for row in (
            {**vars(status), "drug": status.drug.key, "work": status.work.key}
            for status in local.select_related("drug", "work")
        )
    }
    columns = next(iter(rows.values()), {})
    fitting = fit(
        new=rows,
        before={_status_key(row): row for row in before.drug_statuses},
        local={key: {name: row[name] for name in columns} for key, row in here.items()},
        is_same_thing=lambda one, other: True,
    )
    for drug, jurisdiction, status, since in fitting.kept:
        message = (
            f"The library says something else of {drug}, {status} in {jurisdiction} "
            f"since {since}; yours stays"
        )
        issues.append(Issue(Severity.INFO, "own_kept", f"drug status {drug}", message))
    return tuple(rows[key] for key in fitting.taken)


def _status_key(row: Facts) -> tuple[str, str, str, date]:
    return row["drug"], row["jurisdiction"], row["status"], row["since"]


def _links_among(head: PackageHead, guidelines: set[str]) -> tuple[dict[str, Any], ...]:
    """Links with both ends in what comes in: to a guideline of one's own, none was ever meant."""
    return tuple(
        row
        for row in head.links
        if row["start"][0] in guidelines and (row["end"] is None or row["end"][0] in guidelines)
    )
