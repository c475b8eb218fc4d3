"""The guideline package, `consilium-guideline-package/1`: its shapes and its reader.

A package is read in two parts, what its guidelines share and one guideline after another, so that
a large one never has to be in memory whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from apps.guidelines.domain.fields import read_fields
from apps.guidelines.domain.package_fields import (
    BODY_FIELDS,
    CONCEPT_FIELDS,
    CONFLICT_FIELDS,
    DRUG_STATUS_FIELDS,
    GUIDELINE_FIELDS,
    LINK_FIELDS,
    VERSION_FIELDS,
    WORK_FIELDS,
    read_name,
)
from apps.guidelines.domain.packaged_recommendation import (
    PackagedRecommendation,
    read_recommendation,
)
from core.documents import Node

T = TypeVar("T")

FORMAT: Final = "consilium-guideline-package/1"


@dataclass(frozen=True, slots=True)
class PackagedVersion:
    """`supersedes` is the label of an older version, or empty."""

    label: str
    status: str
    work: str
    supersedes: str
    facts: dict[str, Any]
    recommendations: tuple[PackagedRecommendation, ...]


@dataclass(frozen=True, slots=True)
class PackagedGuideline:
    key: str
    body: str
    facts: dict[str, Any]
    versions: tuple[PackagedVersion, ...]


@dataclass(frozen=True, slots=True)
class PackageHead:
    """What the guidelines of a package share: rows of facts, which name one another by key.

    `conflicts` and `links` name recommendations as (guideline key, recommendation key).
    """

    is_demonstration: bool
    concepts: tuple[dict[str, Any], ...]
    bodies: tuple[dict[str, Any], ...]
    works: tuple[dict[str, Any], ...]
    drug_statuses: tuple[dict[str, Any], ...]
    conflicts: tuple[dict[str, Any], ...]
    links: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class GuidelinePackage:
    """`guidelines` may be gone through any number of times."""

    head: PackageHead
    guidelines: Iterable[PackagedGuideline]


def read_package(document: Any) -> GuidelinePackage:
    """Check a whole document and give it back typed.

    Raises `DocumentFault` at the first fault.
    """
    root = Node(document)
    head = read_head(root)
    return GuidelinePackage(head, _keyed(root.get("guidelines"), read_guideline))


def read_head(root: Node) -> PackageHead:
    """Everything but the guidelines. Raises `DocumentFault`."""
    if root.get("format").text() != FORMAT:
        raise root.get("format").fault(f"must be {FORMAT}")
    return PackageHead(
        is_demonstration=root.get("demonstration").flag(),
        concepts=_keyed(root.get("concepts"), lambda node: read_fields(node, CONCEPT_FIELDS)),
        bodies=_keyed(root.get("bodies"), lambda node: read_fields(node, BODY_FIELDS)),
        works=_keyed(root.get("works"), lambda node: read_fields(node, WORK_FIELDS)),
        drug_statuses=tuple(
            root.get("drug_statuses").items(lambda node: read_fields(node, DRUG_STATUS_FIELDS))
        ),
        conflicts=_keyed(root.get("conflicts"), _conflict),
        links=tuple(root.get("links").items(_link)),
    )


def read_guideline(node: Node) -> PackagedGuideline:
    """One guideline with its versions. Raises `DocumentFault`."""
    return PackagedGuideline(
        key=node.get("key").text(limit=80),
        body=node.get("body").text(limit=80),
        facts=read_fields(node, GUIDELINE_FIELDS),
        versions=_some(node.get("versions"), _version),
    )


def _keyed(node: Node, read: Callable[[Node], T]) -> tuple[T, ...]:
    """The items of a list whose keys must differ."""
    seen: set[str] = set()
    for key in node.items(lambda item: item.get("key").text()):
        if key in seen:
            raise node.fault(f"two entries have the key {key!r}")
        seen.add(key)
    return tuple(node.items(read))


def _some(node: Node, read: Callable[[Node], T]) -> tuple[T, ...]:
    items = tuple(node.items(read))
    if not items:
        raise node.fault("must not be empty")
    return items


def _version(node: Node) -> PackagedVersion:
    facts = read_fields(node, VERSION_FIELDS)
    if (facts["published_on"] is None) != (facts["published_precision"] == ""):
        raise node.get("published_precision").fault("goes with published_on: both or neither")
    start, end = facts["effective_from"], facts["effective_until"]
    if start is not None and end is not None and start > end:
        raise node.get("effective_until").fault("lies before effective_from")
    status = facts.pop("status")
    if status == "withdrawn" and not (facts["withdrawn_on"] and facts["withdrawn_reason"]):
        raise node.fault("a withdrawn version needs withdrawn_on and withdrawn_reason")
    recommendations = _keyed(node.get("recommendations"), read_recommendation)
    if not recommendations:
        raise node.get("recommendations").fault("must not be empty")
    return PackagedVersion(
        label=facts.pop("label"),
        status=status,
        work=facts.pop("work"),
        supersedes=facts.pop("supersedes"),
        facts=facts,
        recommendations=recommendations,
    )


def _conflict(node: Node) -> dict[str, Any]:
    facts = read_fields(node, CONFLICT_FIELDS)
    if facts["state"] in ("settled", "dismissed") and not (
        facts["settled_by"] and facts["settled_on"] and facts["reason"]
    ):
        raise node.fault("a settled conflict needs settled_by, settled_on and reason")
    return facts


def _link(node: Node) -> dict[str, Any]:
    facts = read_fields(node, LINK_FIELDS)
    ends = node.get("to").value, facts["to_uri"]
    if bool(ends[0]) == bool(ends[1]):
        raise node.fault("needs either to or to_uri")
    return {**facts, "end": read_name(node.get("to")) if ends[0] else None}
