"""Reads the JSON of the Prevention TaskForce API (USPSTF), whole or its recommendations alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from apps.guidelines.formats.building import PackageBuilder, make_key
from apps.guidelines.formats.foreign_json import Fields, load_json
from apps.guidelines.formats.naming import Candidate, name_rows
from apps.guidelines.formats.rating_entries import rating_entry
from apps.guidelines.formats.reading import Reading, SourceFile
from apps.guidelines.formats.uspstf_generals import General, Generals
from apps.guidelines.formats.uspstf_rows import Specific, read_specific
from apps.guidelines.formats.uspstf_topics import TopicMeaning, read_topic, service_in

_LICENCE: Final = (
    "Recommendations of the U.S. Preventive Services Task Force, sponsored by the government of "
    "the United States and treated as public domain. AHRQ asks that the text stays unaltered, "
    "that the Task Force is credited, and that nothing implies its endorsement."
)
_SITE: Final = "https://www.uspreventiveservicestaskforce.org/uspstf/"
Placed = tuple[Specific, General]


def read_uspstf(file: SourceFile) -> Reading:
    """One guideline for each topic; identity is topic and population, never the API's id."""
    reading = Reading("uspstf")
    document = load_json(file, reading)
    if reading.is_refused:
        return reading
    root = Fields(document if isinstance(document, dict) else {}, f"{file.name}#", reading)
    rows = root.rows("specificRecommendations")
    if not rows:
        message = "There is no list specificRecommendations with recommendations in it"
        reading.error("no_recommendations", f"{file.name}#", message)
        return reading
    generals = Generals(root)
    placed = [
        (specific, generals.find(specific))
        for specific in (read_specific(row) for row in rows)
        if specific is not None
    ]
    generals.report_gaps(rows)
    if not reading.is_refused:
        reading.package = _package(placed)
    return reading


def _package(placed: Sequence[Placed]) -> dict[str, Any]:
    builder = PackageBuilder()
    builder.body(
        "uspstf",
        name="U.S. Preventive Services Task Force",
        short_name="USPSTF",
        country="US",
        url=_SITE,
    )
    services = _services(placed)
    for index, key in enumerate(name_rows([_candidate(*pair) for pair in placed])):
        specific, general = placed[index]
        if key is None:
            message = "The same recommendation stands in this file before; it was taken once"
            specific.row.reading.warning("duplicate_record", specific.row.where, message)
            continue
        version = _version(builder, specific, general)
        record = _record(builder, specific, general, services[index])
        version["recommendations"].append({"key": key, **record})
    package = builder.package()
    for guideline in package["guidelines"]:
        _order_versions(guideline["versions"])
    return package


def _candidate(specific: Specific, general: General) -> Candidate:
    return Candidate(
        group=f"{general.key} {general.label}",
        about=specific.about,
        mark=specific.label.label.lower(),
        wording=specific.statement,
        content=specific.content,
    )


def _services(placed: Sequence[Placed]) -> list[tuple[TopicMeaning, str]]:
    """What each is about, and its service: the topic's, but one population with several records
    has several services, so each takes the words of its statement. Where these tell nothing and
    the grades differ it takes none: the two would be in conflict over one thing.
    """
    grades: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for specific, general in placed:
        grades[general.key, general.label, specific.about].append(specific.label.label)
    found = []
    for specific, general in placed:
        meaning = read_topic(specific.topic or general.title, general.topic_type)
        alike = grades[general.key, general.label, specific.about]
        named = service_in(specific.statement) if len(alike) > 1 else ""
        shared = meaning.service if len(set(alike)) == 1 else ""
        found.append((meaning, named or shared))
    return found


def _version(builder: PackageBuilder, specific: Specific, general: General) -> dict[str, Any]:
    title = specific.topic or general.title or general.key
    url = f"{_SITE}recommendation/{general.alias}" if general.alias else _SITE
    work = builder.work(
        _work_key(general),
        kind="guideline",
        title=general.title or title,
        authors=["U.S. Preventive Services Task Force"],
        year=int(general.published_on[:4]) if general.published_on else None,
        url=url,
    )
    version = {
        "label": general.label,
        "status": "active",
        "published_on": general.published_on or None,
        "published_precision": general.precision,
        "work": work,
        "x": general.source,
    }
    return builder.guideline(general.key, _facts(general, title, url), version)


def _work_key(general: General) -> str:
    return make_key(f"{general.key} {general.label}")


def _facts(general: General, title: str, url: str) -> dict[str, Any]:
    return {
        "title": title,
        "body": "uspstf",
        "topic": general.category or "Preventive care",
        "jurisdiction": ["US"],
        "language": "en",
        "licence": _LICENCE,
        "redistribution": "quote_with_credit",
        "rights_holder": "U.S. Preventive Services Task Force",
        "identifiers": general.identifiers,
        "scope": general.scope,
        "url": url,
    }


def _record(
    builder: PackageBuilder,
    specific: Specific,
    general: General,
    meant: tuple[TopicMeaning, str],
) -> dict[str, Any]:
    meaning, service = meant
    label, grade, row = specific.label, specific.grade, specific.row
    printed = "I statement" if label.label == "I" else f"Grade {label.label}"
    return {
        "kind": grade.kind.value,
        "statement": specific.statement,
        "verbatim": True,
        "direction": grade.direction.value,
        "strength": grade.strength,
        "certainty": grade.certainty,
        "fidelity": grade.fidelity.value,
        "ratings": [rating_entry(label)],
        "label_as_printed": printed,
        "conditions": _concepts(builder, meaning.condition, "condition"),
        "interventions": _concepts(builder, service, meaning.kind),
        "population": specific.population,
        "intents": list(meaning.intents),
        "remarks": row.text("riskText"),
        "practical_info": row.text("servFreq"),
        "rationale": general.rationale,
        "locator": f"Specific recommendation {row.text('id')}".strip()[:200],
        "citations": [{"work": _work_key(general), "role": "source_document"}],
        "x": {"source": row.values, **_tools(row, general)},
    }


def _concepts(builder: PackageBuilder, name: str, kind: str) -> list[str]:
    return [builder.concept(name[:200], kind)] if name else []


def _tools(row: Fields, general: General) -> dict[str, Any]:
    """The links to tools of others that the row names, as the source has them."""
    named = {str(tool): general.tools.get(str(tool)) for tool in row.entries("tool")}
    found = {name: tool for name, tool in named.items() if tool is not None}
    return {"tools": found} if found else {}


def _order_versions(versions: list[dict[str, Any]]) -> None:
    """Two statements on one topic: the newest is active and supersedes the one before it."""
    versions.sort(key=lambda version: (version["published_on"] or "", version["label"]))
    for older, newer in pairwise(versions):
        older["status"] = "superseded"
        newer["supersedes"] = older["label"]
