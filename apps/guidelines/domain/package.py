"""The guideline package, `consilium-guideline-package/1`: its shapes and its reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from apps.guidelines.domain.grading import Direction, Fidelity, Kind, find_fault
from apps.guidelines.domain.ratings import IN_TEXT, UnknownRating, get_rating
from apps.guidelines.domain.references import Integrity, WorkKind
from core.documents import Node

FORMAT: Final = "consilium-guideline-package/1"


@dataclass(frozen=True, slots=True)
class PackagedRating:
    axis: str
    system: str
    system_version: str
    label: str


@dataclass(frozen=True, slots=True)
class PackagedRecommendation:
    """`facts` are the columns of a recommendation version that are taken over as they are."""

    key: str
    ratings: tuple[PackagedRating, ...]
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class PackagedVersion:
    label: str
    status: str
    published_on: date
    published_precision: str
    evidence_searched_to: str
    review_due_on: date | None
    work: str
    supersedes: str | None
    recommendations: tuple[PackagedRecommendation, ...]


@dataclass(frozen=True, slots=True)
class PackagedGuideline:
    key: str
    body: str
    facts: dict[str, Any]
    versions: tuple[PackagedVersion, ...]


@dataclass(frozen=True, slots=True)
class PackagedDrugStatus:
    drug: str
    work: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class PackagedConflict:
    """`recommendations` are (guideline key, recommendation key)."""

    key: str
    title: str
    intervention: str
    recommendations: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class GuidelinePackage:
    is_demonstration: bool
    concepts: tuple[dict[str, Any], ...]
    bodies: tuple[dict[str, Any], ...]
    works: tuple[dict[str, Any], ...]
    guidelines: tuple[PackagedGuideline, ...]
    drug_statuses: tuple[PackagedDrugStatus, ...]
    conflicts: tuple[PackagedConflict, ...]


def read_package(document: Any) -> GuidelinePackage:
    """Check the whole document and give it back typed.

    Raises `DocumentFault` at the first fault.
    """
    root = Node(document)
    if root.get("format").text() != FORMAT:
        raise root.get("format").fault(f"must be {FORMAT}")
    return GuidelinePackage(
        is_demonstration=root.get("demonstration").flag(),
        concepts=tuple(root.get("concepts").items(_concept)),
        bodies=tuple(root.get("bodies").items(_body)),
        works=tuple(root.get("works").items(_work)),
        guidelines=tuple(root.get("guidelines").items(_guideline)),
        drug_statuses=tuple(root.get("drug_statuses").items(_drug_status)),
        conflicts=tuple(root.get("conflicts").items(_conflict)),
    )


def _concept(node: Node) -> dict[str, Any]:
    return {
        "key": node.get("key").text(),
        "kind": node.get("kind").text(),
        "name": node.get("name").text(),
        "terms": node.get("terms").texts(),
        "broader": node.get("broader").texts(),
    }


def _body(node: Node) -> dict[str, Any]:
    return {
        "key": node.get("key").text(),
        "name": node.get("name").text(),
        "short_name": node.get("short_name").text(),
        "country": node.get("country").text(default=""),
        "is_in_house": node.get("in_house").flag(),
    }


def _work(node: Node) -> dict[str, Any]:
    year = node.get("year").integer()
    if year is None:
        raise node.get("year").fault("must be a year")
    return {
        "key": node.get("key").text(),
        "kind": node.get("kind").text(among=WorkKind),
        "authors": node.get("authors").texts(),
        "title": node.get("title").text(),
        "venue": node.get("venue").text(default=""),
        "volume": node.get("volume").text(default=""),
        "pages": node.get("pages").text(default=""),
        "year": year,
        "doi": node.get("doi").text(default="").lower(),
        "pmid": node.get("pmid").text(default=""),
        "url": node.get("url").text(default=""),
        "integrity": node.get("integrity").text(default=Integrity.CURRENT, among=Integrity),
    }


def _guideline(node: Node) -> PackagedGuideline:
    return PackagedGuideline(
        key=node.get("key").text(),
        body=node.get("body").text(),
        facts={
            "title": node.get("title").text(),
            "topic": node.get("topic").text(),
            "jurisdiction": node.get("jurisdiction").texts(),
            "language": node.get("language").text(default="en"),
            "licence": node.get("licence").text(default=""),
            "redistribution": node.get("redistribution").text(),
            "identifiers": node.get("identifiers").items(_identifier),
        },
        versions=tuple(node.get("versions").items(_version)),
    )


def _identifier(node: Node) -> dict[str, str]:
    return {"system": node.get("system").text(), "value": node.get("value").text()}


def _version(node: Node) -> PackagedVersion:
    published = _date(node.get("published_on"))
    if published is None:
        raise node.get("published_on").fault("must be a date")
    return PackagedVersion(
        label=node.get("label").text(),
        status=node.get("status").text(),
        published_on=published,
        published_precision=node.get("published_precision").text(),
        evidence_searched_to=node.get("evidence_searched_to").text(default=""),
        review_due_on=_date(node.get("review_due_on")),
        work=node.get("work").text(),
        supersedes=node.get("supersedes").text(default="") or None,
        recommendations=tuple(node.get("recommendations").items(_recommendation)),
    )


def _date(node: Node) -> date | None:
    text = node.text(default="")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise node.fault("must be a date as in 2010-09-24") from error


def _recommendation(node: Node) -> PackagedRecommendation:
    kind = Kind(node.get("kind").text(among=Kind))
    direction = Direction(node.get("direction").text(among=Direction))
    strength = node.get("strength").integer()
    certainty = node.get("certainty").integer()
    fault = find_fault(kind=kind, direction=direction, strength=strength)
    if fault:
        raise node.fault(fault)
    ratings = tuple(node.get("ratings").items(_rating))
    _compare_with_labels(node, ratings, direction, strength, certainty)
    population = node.get("population")
    return PackagedRecommendation(
        key=node.get("key").text(),
        ratings=ratings,
        facts={
            "number": node.get("number").text(default=""),
            "kind": kind.value,
            "clinician": node.get("statement").text(),
            "student": node.get("plain").get("student").text(),
            "patient": node.get("plain").get("patient").text(),
            "direction": direction.value,
            "strength": strength,
            "certainty": certainty,
            "fidelity": node.get("fidelity").text(default=Fidelity.NONE, among=Fidelity),
            "label_as_printed": node.get("label_as_printed").text(default=""),
            "conditions": node.get("conditions").texts(),
            "acuity": node.get("acuity").text(default="any"),
            "population": population.get("text").text(),
            "age_min": population.get("age_min").number(),
            "age_max": population.get("age_max").number(),
            "age_unit": population.get("age_unit").text(default=""),
            "sex": population.get("sex").text(default="any"),
            "pregnancy": population.get("pregnancy").text(default="any"),
            "interventions": node.get("interventions").texts(),
            "comparators": node.get("comparators").texts(),
            "line": node.get("line").integer(),
            "for_those_who_cannot_take": node.get("for_those_who_cannot_take").texts(),
            "intents": node.get("intents").texts(),
            "remarks": node.get("remarks").text(default=""),
            "safety": node.get("safety").texts(),
            "locator": node.get("locator").text(default=""),
            "quote": node.get("quote").text(default=""),
        },
    )


def _rating(node: Node) -> PackagedRating:
    return PackagedRating(
        axis=node.get("axis").text(),
        system=node.get("system").text(),
        system_version=node.get("system_version").text(default=""),
        label=node.get("label").text(),
    )


def _compare_with_labels(
    node: Node,
    ratings: tuple[PackagedRating, ...],
    direction: Direction,
    strength: int | None,
    certainty: int | None,
) -> None:
    """The normalised values must be what the printed labels mean; a bare number proves nothing."""
    for rating in ratings:
        try:
            label = get_rating(
                system=rating.system,
                system_version=rating.system_version,
                axis=rating.axis,
                label=rating.label,
            )
        except UnknownRating as error:
            raise node.get("ratings").fault(str(error)) from error
        if label.strength is not None and label.strength != strength:
            raise node.get("strength").fault(f"{rating.label} means {label.strength}")
        if label.certainty is not None and label.certainty != certainty:
            raise node.get("certainty").fault(f"{rating.label} means {label.certainty}")
        if label.direction not in ("", IN_TEXT, direction.value):
            raise node.get("direction").fault(f"{rating.label} means {label.direction}")


def _drug_status(node: Node) -> PackagedDrugStatus:
    since = node.get("since").text()
    padded = {4: f"{since}-01-01", 7: f"{since}-01"}.get(len(since), since)
    return PackagedDrugStatus(
        drug=node.get("drug").text(),
        work=node.get("work").text(),
        facts={
            "jurisdiction": node.get("jurisdiction").text(),
            "status": node.get("status").text(),
            "since": date.fromisoformat(padded),
            "since_precision": node.get("precision").text(),
            "note": node.get("note").text(),
        },
    )


def _conflict(node: Node) -> PackagedConflict:
    return PackagedConflict(
        key=node.get("key").text(),
        title=node.get("title").text(),
        intervention=node.get("intervention").text(),
        recommendations=tuple(node.get("recommendations").items(read_recommendation_name)),
    )


def read_recommendation_name(node: Node) -> tuple[str, str]:
    """`<guideline key>/<recommendation key>` as a pair."""
    guideline, slash, recommendation = node.text().partition("/")
    if not slash or not guideline or not recommendation:
        raise node.fault("must be GUIDELINE/RECOMMENDATION")
    return guideline, recommendation
