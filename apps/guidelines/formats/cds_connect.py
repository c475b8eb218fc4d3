"""Reads an artifact of AHRQ CDS Connect: the recommendations that it implements, if it has any."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from apps.guidelines.formats.building import PackageBuilder, make_key
from apps.guidelines.formats.cds_connect_ratings import Rated, read_ratings
from apps.guidelines.formats.foreign_json import MISSING, Fields, load_json
from apps.guidelines.formats.loose_dates import read_date
from apps.guidelines.formats.naming import Candidate, name_rows
from apps.guidelines.formats.reading import Reading, SourceFile

# The states that the site gives an artifact; a retired one needs its date to be stored.
_STATUSES: Final = ("active", "draft", "retired", "unknown", "")
_PLACEHOLDERS: Final = (
    *MISSING,
    "strength",
    "quality",
    "recommendation",
    "statement",
    "tbd",
    "todo",
    "test",
)
_SITE: Final = "https://cds.ahrq.gov/cdsconnect"
_YEAR: Final = re.compile(r"\b(19|20)\d{2}\b")


def read_cds_connect(file: SourceFile) -> Reading:
    """One guideline for the artifact; rows that only hold the form's placeholders are left out.

    The list of artifacts is an index without recommendations, and is refused.
    """
    reading = Reading("cds_connect")
    document = load_json(file, reading)
    if reading.is_refused:
        return reading
    if not isinstance(document, dict):
        message = "This is a list of artifacts; each artifact has to be fetched and imported itself"
        reading.error("index_only", f"{file.name}#", message)
        return reading
    root = Fields(document, f"{file.name}#", reading)
    builder = PackageBuilder()
    _read_artifact(root, builder)
    if not reading.is_refused:
        reading.package = builder.package()
    return reading


def _read_artifact(root: Fields, builder: PackageBuilder) -> None:
    title = root.folded("title")
    if not title:
        root.reading.error("title_missing", root.place("title"), "The artifact has no title")
        return
    evidence = root.mapping("supporting_evidence")
    rows = evidence.rows("recommendation_statement")
    if not rows:
        message = f"The artifact {title!r} states no recommendation"
        place = evidence.place("recommendation_statement")
        root.reading.info("no_recommendations", place, message)
    rated = [found for found in (_read_row(row, root, evidence) for row in rows) if found]
    if not rated or (status := _status(root)) is None:
        return
    artifact = root.mapping("meta").text("node_id") or root.text("identifier")
    key = make_key(f"cds-connect-{artifact or title}")
    version = builder.guideline(
        key,
        _facts(root, builder, title, artifact),
        {**_version(root), **status, "work": _work(builder, evidence, key, title)},
    )
    _add_records(builder, version, rated, root, evidence)


def _read_row(row: Fields, root: Fields, evidence: Fields) -> Rated | None:
    statement = row.text("recommendation")
    status = root.text("status")
    printed = [row.folded(name) for name in ("strength_of_recommendation", "quality_of_evidence")]
    if statement.lower() in _PLACEHOLDERS:
        also = [word for word in printed if word and word.lower() in _PLACEHOLDERS]
        rest = f" (and {', '.join(map(repr, also))} are the form's own words)" if also else ""
        message = f"This row states no recommendation, so it was left out{rest}"
    elif status.lower() not in _STATUSES:
        message = f"The artifact's status {status!r} is none of CDS Connect's; the row was left out"
    else:
        return read_ratings(row, statement, evidence.folded("source"), _PLACEHOLDERS)
    row.reading.warning("placeholder", row.where, message)
    return None


def _status(root: Fields) -> dict[str, Any] | None:
    """None, after a warning, for a retired artifact without the day it was retired."""
    written = root.text("status").lower()
    if written != "retired":
        if written != "active":
            message = f"The artifact is {written or 'of no stated status'}, not active"
            root.reading.warning("not_active", root.place("status"), message)
        return {"status": "active"}
    repository = root.mapping("repository_information")
    expired = read_date(repository.text("expiration_date"))
    if expired is None:
        message = "The artifact is retired and does not say since when, so it was left out"
        root.reading.warning("retired", root.place("status"), message)
        return None
    return {
        "status": "withdrawn",
        "withdrawn_on": expired[0],
        "withdrawn_reason": "Retired in CDS Connect",
    }


def _facts(root: Fields, builder: PackageBuilder, title: str, artifact: str) -> dict[str, Any]:
    usage = root.mapping("creation_and_usage")
    steward = next(iter(usage.texts("steward")), "AHRQ CDS Connect")
    topics = root.mapping("organization").texts("mesh_topics")
    licence = usage.folded("license")
    body = builder.body(make_key(steward), name=steward[:200], short_name=steward[:60])
    return {
        "title": title,
        "body": body,
        "topic": topics[0][:100] if topics else "Decision support",
        "jurisdiction": ["US"],
        "language": "en",
        "licence": licence or usage.folded("copyrights") or "Not stated by the artifact",
        "redistribution": "quote_with_credit" if "unlimited" in licence.lower() else "link_only",
        "rights_holder": usage.folded("copyrights")[:300],
        "identifiers": [{"system": "cds-connect", "value": artifact}] if artifact else [],
        "scope": root.text("description"),
        "url": f"{_SITE}/artifact/{artifact}" if artifact.isdigit() else _SITE,
        "x": {"source": root.values},
    }


def _version(root: Fields) -> dict[str, Any]:
    repository = root.mapping("repository_information")
    dates = {
        name: read_date(repository.text(name))
        for name in ("publication_date", "approval_date", "last_review_date")
    }
    published = dates["publication_date"] or dates["approval_date"]
    reviewed = dates["last_review_date"]
    return {
        "label": root.folded("version")[:60] or (published[0] if published else "undated"),
        "published_on": published[0] if published else None,
        "published_precision": published[1] if published else "",
        "last_reviewed_on": reviewed[0] if reviewed else None,
    }


def _work(builder: PackageBuilder, evidence: Fields, key: str, title: str) -> str:
    """The guideline that the artifact implements, else the artifact itself."""
    source = evidence.folded("source")
    years = [int(found[0]) for found in _YEAR.finditer(source)]
    return builder.work(
        make_key(f"{key} source"),
        kind="guideline",
        title=source or title,
        year=years[-1] if years else None,
    )


def _add_records(
    builder: PackageBuilder,
    version: dict[str, Any],
    rated: list[Rated],
    root: Fields,
    evidence: Fields,
) -> None:
    topics = root.mapping("organization").texts("mesh_topics")
    conditions = [builder.concept(topic[:200], "condition") for topic in topics]
    people = root.mapping("purpose_and_usage")
    shared = {
        "conditions": list(dict.fromkeys(conditions)),
        "population": {"text": people.text("intended_population") or "Not stated by the artifact"},
        "safety": [text] if (text := people.text("cautions")) else [],
        "citations": [{"work": version["work"], "role": "source_document"}],
    }
    candidates = [
        Candidate("", row.statement[:300], "", row.statement, json.dumps(row.fields.values))
        for row in rated
    ]
    for row, key in zip(rated, name_rows(candidates), strict=True):
        if key is None:
            message = "The same row stands in this file before; it was taken once"
            row.fields.reading.warning("duplicate_record", row.fields.where, message)
            continue
        found = {
            "key": key,
            **row.as_record(),
            **shared,
            "rationale": evidence.text("artifact_decision_notes"),
        }
        version["recommendations"].append(found)
