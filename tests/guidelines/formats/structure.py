"""What every package keeps to that a reader makes: its faults as sentences, none if it is sound."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from apps.guidelines.domain.grading import Direction, Kind, find_fault
from apps.guidelines.domain.ratings import IN_TEXT, get_rating

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_AXES = ("strength", "certainty", "combined", "direction")
_LENGTHS = {"label_as_printed": 200, "locator": 200, "number": 40, "label": 60, "topic": 100}


def faults_in(package: dict[str, Any]) -> list[str]:
    """Every fault of the whole package."""
    json.dumps(package, allow_nan=False).encode()
    known = {
        part: {entry["key"] for entry in package[part]} for part in ("concepts", "bodies", "works")
    }
    found = [f"key {entry['key']!r}" for entry in _keyed(package) if not _is_key(entry["key"])]
    found += [f"length {name}" for name in _too_long(package)]
    found += [f"{e['key']}: no name" for e in _named(package) if not 0 < len(e["name"]) <= 200]
    for part in ("concepts", "bodies", "works", "guidelines"):
        keys = [entry["key"] for entry in package[part]]
        found += [f"{part}: a key twice" for _ in range(len(keys) - len(set(keys)))]
    for guideline in package["guidelines"]:
        found += _guideline_faults(guideline, known)
    return found


def records(package: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The recommendations of all guidelines and versions."""
    guidelines = package["guidelines"] if package else []
    return [
        record
        for guideline in guidelines
        for version in guideline["versions"]
        for record in version["recommendations"]
    ]


def _named(package: dict[str, Any]) -> list[dict[str, Any]]:
    return [*package["concepts"], *package["bodies"]]


def _is_key(key: str) -> bool:
    return len(key) <= 80 and bool(_KEY.fullmatch(key))


def _keyed(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "key" in value:
            yield value
        for name, part in value.items():
            if name != "x":
                yield from _keyed(part)
    elif isinstance(value, list):
        for part in value:
            yield from _keyed(part)


def _too_long(package: dict[str, Any]) -> Iterator[str]:
    for entry in _keyed(package):
        for name, limit in _LENGTHS.items():
            if len(str(entry.get(name, ""))) > limit:
                yield f"{entry['key']} {name}"


def _guideline_faults(guideline: dict[str, Any], known: dict[str, set[str]]) -> list[str]:
    found = []
    if guideline["body"] not in known["bodies"] or not guideline["title"]:
        found.append(f"{guideline['key']}: body or title")
    statuses = [version["status"] for version in guideline["versions"]]
    if statuses.count("active") > 1 or not statuses:
        found.append(f"{guideline['key']}: versions {statuses}")
    for version in guideline["versions"]:
        found += _version_faults(version, known)
    return found


def _version_faults(version: dict[str, Any], known: dict[str, set[str]]) -> list[str]:
    label = version["label"]
    keys = [record["key"] for record in version["recommendations"]]
    found = [f"{label}: a key twice" for _ in range(len(keys) - len(set(keys)))]
    if not keys or not label or version["work"] not in known["works"]:
        found.append(f"{label}: empty, unnamed or without its work")
    if (version["published_on"] is None) != (version["published_precision"] == ""):
        found.append(f"{label}: date and precision")
    if version["status"] == "withdrawn" and not version["withdrawn_on"]:
        found.append(f"{label}: withdrawn without a date")
    for record in version["recommendations"]:
        found += [f"{record['key']}: {fault}" for fault in _record_faults(record, known)]
    return found


def _record_faults(record: dict[str, Any], known: dict[str, set[str]]) -> Iterator[str]:
    if not record["statement"].strip() or not record["population"]["text"].strip():
        yield "no statement or no population"
    concepts = [*record.get("conditions", []), *record.get("interventions", [])]
    if not set(concepts) <= known["concepts"]:
        yield "an unknown concept"
    if not {citation["work"] for citation in record["citations"]} <= known["works"]:
        yield "an unknown work"
    kind, direction = Kind(record["kind"]), Direction(record["direction"])
    if fault := find_fault(kind=kind, direction=direction, strength=record["strength"]):
        yield fault
    if kind is Kind.GOOD_PRACTICE and record["certainty"] is not None:
        yield "a good practice statement with a certainty"
    yield from _population_faults(record["population"])
    for rating in record["ratings"]:
        yield from _rating_faults(record, rating)


def _population_faults(population: dict[str, Any]) -> Iterator[str]:
    lowest, highest = population.get("age_min"), population.get("age_max")
    if (lowest is not None or highest is not None) and population.get("age_unit") != "a":
        yield "an age without a unit"
    if lowest is not None and highest is not None and lowest > highest:
        yield "ages reversed"


def _rating_faults(record: dict[str, Any], rating: dict[str, Any]) -> Iterator[str]:
    if rating["axis"] not in _AXES:
        yield f"axis {rating['axis']}"
    named = {name: rating[name] for name in ("axis", "system", "system_version", "label")}
    label = get_rating(**named)
    for name in ("strength", "certainty"):
        meant = getattr(label, name)
        if meant is not None and meant != record[name]:
            yield f"{label.label} means {name} {meant}, not {record[name]}"
    if label.direction not in ("", IN_TEXT, record["direction"]):
        yield f"{label.label} means {label.direction}"
