"""The guideline package, `consilium-guideline-package/1`: its shapes and its reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar

from apps.guidelines.domain.packaged_recommendation import (
    PackagedRecommendation,
    read_recommendation,
)
from apps.guidelines.domain.references import Integrity, WorkKind
from apps.guidelines.domain.values import (
    ConceptKind,
    DrugState,
    Precision,
    PublishedStatus,
    Redistribution,
)
from core.documents import Node

T = TypeVar("T")

FORMAT: Final = "consilium-guideline-package/1"


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
        concepts=_keyed(root.get("concepts"), _concept),
        bodies=_keyed(root.get("bodies"), _body),
        works=_keyed(root.get("works"), _work),
        guidelines=_keyed(root.get("guidelines"), _guideline),
        drug_statuses=tuple(root.get("drug_statuses").items(_drug_status)),
        conflicts=tuple(root.get("conflicts").items(_conflict)),
    )


def _keyed(node: Node, read: Callable[[Node], T]) -> tuple[T, ...]:
    """The items of a list whose keys must differ."""
    keys = node.items(lambda item: item.get("key").text())
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise node.fault(f"two entries have the key {twice!r}")
    return tuple(node.items(read))


def _some(node: Node, items: tuple[T, ...]) -> tuple[T, ...]:
    if not items:
        raise node.fault("must not be empty")
    return items


def _concept(node: Node) -> dict[str, Any]:
    return {
        "key": node.get("key").text(),
        "kind": node.get("kind").text(among=ConceptKind),
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
            "redistribution": node.get("redistribution").text(among=Redistribution),
            "identifiers": node.get("identifiers").items(_identifier),
        },
        versions=_some(node.get("versions"), tuple(node.get("versions").items(_version))),
    )


def _identifier(node: Node) -> dict[str, str]:
    return {"system": node.get("system").text(), "value": node.get("value").text()}


def _version(node: Node) -> PackagedVersion:
    published = _date(node.get("published_on"))
    if published is None:
        raise node.get("published_on").fault("must be a date")
    return PackagedVersion(
        label=node.get("label").text(),
        status=node.get("status").text(among=PublishedStatus),
        published_on=published,
        published_precision=node.get("published_precision").text(among=Precision),
        evidence_searched_to=node.get("evidence_searched_to").text(default=""),
        review_due_on=_date(node.get("review_due_on")),
        work=node.get("work").text(),
        supersedes=node.get("supersedes").text(default="") or None,
        recommendations=_some(
            node.get("recommendations"), _keyed(node.get("recommendations"), read_recommendation)
        ),
    )


def _date(node: Node) -> date | None:
    text = node.text(default="")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise node.fault("must be a date as in 2010-09-24") from error


def _drug_status(node: Node) -> PackagedDrugStatus:
    given = node.get("since")
    padding = {4: "-01-01", 7: "-01"}.get(len(given.text()), "")
    since = _date(Node(f"{given.text()}{padding}", given.pointer))
    return PackagedDrugStatus(
        drug=node.get("drug").text(),
        work=node.get("work").text(),
        facts={
            "jurisdiction": node.get("jurisdiction").text(),
            "status": node.get("status").text(among=DrugState),
            "since": since,
            "since_precision": node.get("precision").text(among=Precision),
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
