"""The fields of everything in a package but its recommendations."""

from __future__ import annotations

from datetime import date
from typing import Final

from apps.guidelines.domain import fields as f
from apps.guidelines.domain.references import Integrity, WorkKind
from apps.guidelines.domain.values import (
    ConceptKind,
    ConflictState,
    DrugState,
    LinkKind,
    Precision,
    PublishedStatus,
    Redistribution,
)
from core.documents import Node

_URL: Final = 500


def _lower(node: Node) -> str:
    return node.text(default="", limit=200).lower()


CONCEPT_FIELDS: Final = (
    f.required_text("key", limit=80),
    f.required_choice("kind", ConceptKind),
    f.required_text("name", limit=200),
    f.texts("terms", limit=200),
    f.texts("broader", limit=80),
    f.records("codes", f.CODE_FIELDS),
)
BODY_FIELDS: Final = (
    f.required_text("key", limit=80),
    f.required_text("name", limit=200),
    f.required_text("short_name", limit=60),
    f.text("country", limit=40),
    f.flag("in_house", "is_in_house"),
    f.text("url", limit=_URL),
)
WORK_FIELDS: Final = (
    f.required_text("key", limit=80),
    f.required_choice("kind", WorkKind),
    f.texts("authors", limit=200),
    f.required_text("title"),
    f.text("venue", limit=300),
    f.text("volume", limit=40),
    f.text("pages", limit=40),
    f.integer("year", low=1, high=9999),
    f.Field(("doi",), "doi", _lower, ""),
    f.text("pmid", limit=12),
    f.text("url", limit=_URL),
    f.choice("integrity", Integrity, Integrity.CURRENT),
    f.text("integrity_note"),
    f.day("integrity_since"),
)
GUIDELINE_FIELDS: Final = (
    f.required_text("title"),
    f.required_text("topic", limit=100),
    f.texts("jurisdiction", limit=10),
    f.text_or("language", "en", limit=10),
    f.text("scope"),
    f.text("url", limit=_URL),
    f.text("rights_holder", limit=300),
    f.text("licence"),
    f.required_choice("redistribution", Redistribution),
    f.records("identifiers", (f.required_text("system"), f.required_text("value"))),
    f.flag("living", "is_living"),
    f.integer("review_interval_months", low=1),
    f.flag("demonstration", "is_demonstration"),
    f.mapping("x"),
)
VERSION_FIELDS: Final = (
    f.required_text("label", limit=60),
    f.required_choice("status", PublishedStatus),
    f.day("published_on"),
    f.choice("published_precision", Precision, ""),
    f.text("evidence_searched_to", limit=10),
    f.day("effective_from"),
    f.day("effective_until"),
    f.day("last_reviewed_on"),
    f.day("review_due_on"),
    f.day("withdrawn_on"),
    f.text("withdrawn_reason"),
    f.required_text("work", limit=80),
    f.text("supersedes", limit=60),
    f.mapping("x"),
)


def _since(node: Node) -> date | None:
    """A year, a month or a day, as the first day of it."""
    given = node.text()
    padding = {4: "-01-01", 7: "-01"}.get(len(given), "")
    return Node(f"{given}{padding}", node.pointer).day()


DRUG_STATUS_FIELDS: Final = (
    f.required_text("drug", limit=80),
    f.required_text("jurisdiction", limit=20),
    f.required_choice("status", DrugState),
    f.Field(("since",), "since", _since, None),
    f.required_choice("precision", Precision, "since_precision"),
    f.required_text("note"),
    f.required_text("work", limit=80),
)


def read_name(node: Node) -> tuple[str, str]:
    """`<guideline key>/<recommendation key>` as a pair."""
    guideline, slash, recommendation = node.text().partition("/")
    if not slash or not guideline or not recommendation:
        raise node.fault("must be GUIDELINE/RECOMMENDATION")
    return guideline, recommendation


def write_name(name: tuple[str, str]) -> str:
    return "/".join(name)


def _names(node: Node) -> list[tuple[str, str]]:
    return node.items(read_name)


CONFLICT_FIELDS: Final = (
    f.required_text("key", limit=80),
    f.required_text("title", limit=200),
    f.required_text("intervention", limit=80),
    f.Field(("recommendations",), "recommendations", _names, []),
    f.choice("state", ConflictState, ConflictState.OPEN),
    f.flag("detected", "is_detected"),
    f.text("settled_by", limit=200),
    f.day("settled_on"),
    f.text("reason"),
)
LINK_FIELDS: Final = (
    f.Field(("from",), "start", read_name, None),
    f.text("to_uri", limit=_URL),
    f.required_choice("kind", LinkKind),
    f.text("note"),
)
