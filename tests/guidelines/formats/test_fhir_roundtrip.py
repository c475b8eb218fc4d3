"""A package that leaves as FHIR and comes back is the same; FHIR's own model accepts the Bundle."""

from __future__ import annotations

import json
from typing import Any

from fhir.resources.bundle import Bundle
from hypothesis import HealthCheck, Phase, given, settings

from apps.guidelines.formats.fhir_import import BASE
from apps.guidelines.formats.fhir_reading import read_fhir
from apps.guidelines.formats.fhir_writing import write_fhir
from apps.guidelines.formats.fhir_written import fhir_id
from apps.guidelines.formats.reading import Reading, SourceFile
from tests.guidelines.packages import packages

Json = dict[str, Any]

thorough = settings(
    max_examples=30,
    # A package is large: to shrink a failing one takes longer than to read it.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def read(bundle: Json) -> Reading:
    return read_fhir([SourceFile("bundle.json", json.dumps(bundle).encode())])


def canonical(value: Any) -> Any:
    """Without what has its default, as a canonical export."""
    if isinstance(value, dict):
        kept = {key: canonical(part) for key, part in value.items()}
        return {k: v for k, v in kept.items() if v not in (None, "", [], {}) and v is not False}
    return [canonical(item) for item in value] if isinstance(value, list) else value


def records(package: Json) -> dict[tuple[str, str, str], Json]:
    found = {}
    for guideline in package["guidelines"]:
        for version in guideline["versions"]:
            for record in version["recommendations"]:
                found[guideline["key"], version["label"], record["key"]] = canonical(record)
    return found


def by_role(record: Json) -> Json:
    """FHIR keeps what is done apart from what it is compared with."""
    roles = ["intervention", "comparator", "outcome"]
    actions = sorted(record.get("actions", []), key=lambda action: roles.index(action["role"]))
    unique = [action for i, action in enumerate(actions) if action not in actions[:i]]
    return {**record, "actions": unique}


@thorough
@given(packages())
def test_every_field_of_a_recommendation_comes_back(package: Json) -> None:
    before = records(package)

    reading = read(write_fhir(package))

    assert reading.package is not None
    after = records(reading.package)
    assert after.keys() == before.keys()
    for name, record in before.items():
        assert by_role(after[name]) == by_role(record)


@thorough
@given(packages())
def test_everything_around_the_recommendations_comes_back(package: Json) -> None:
    reading = read(write_fhir(package))

    assert reading.package is not None
    assert not reading.is_refused
    for part in ("concepts", "bodies", "works"):
        assert canonical(reading.package[part]) == canonical(package[part])
    assert _sorted(reading.package["links"]) == _sorted(package["links"])
    for before, after in zip(package["guidelines"], reading.package["guidelines"], strict=True):
        assert around(after) == around(before)


def _sorted(links: list[Json]) -> list[list[Any]]:
    return sorted(sorted(link.items()) for link in canonical(links))


def around(guideline: Json) -> Json:
    versions = [
        {key: value for key, value in version.items() if key != "recommendations"}
        for version in guideline["versions"]
    ]
    return dict(canonical({**guideline, "versions": versions}))


@settings(parent=thorough, max_examples=10)
@given(packages())
def test_the_bundle_is_valid_r5_and_its_references_resolve(package: Json) -> None:
    bundle = write_fhir(package)

    Bundle.model_validate_json(json.dumps(bundle))

    present = {f"{e['resource']['resourceType']}/{e['resource']['id']}" for e in bundle["entry"]}
    assert set(_references(bundle)) <= present
    assert len(present) == len(bundle["entry"])


def _references(value: Any) -> list[str]:
    if isinstance(value, list):
        return [found for item in value for found in _references(item)]
    if not isinstance(value, dict):
        return []
    named = [value[key] for key in ("reference", "definitionCanonical") if key in value]
    own = [str(name).removeprefix(f"{BASE}/") for name in named]
    return own + [found for item in value.values() for found in _references(item)]


@settings(parent=thorough, max_examples=25)
@given(packages())
def test_a_reader_that_knows_nothing_of_our_extensions_sees_the_grade(package: Json) -> None:
    """By the codes of EBMonFHIR alone: direction, certainty, and strength where it has a code."""
    before = records(package)

    reading = read(_without_ours(write_fhir(package)))

    assert reading.package is not None
    after = {
        record["x"]["source"][0]["id"]: canonical(record)
        for guideline in reading.package["guidelines"]
        for version in guideline["versions"]
        for record in version["recommendations"]
    }
    assert len(after) == len(before)
    for name, record in before.items():
        found = after[fhir_id(*name)]
        assert found["statement"].split() == record["statement"].split()
        assert found.get("certainty") == record.get("certainty")
        if record["kind"] == "graded" and record.get("strength") in (1, 3):
            assert found["direction"] == record["direction"]
            assert found["strength"] == record["strength"]


def _without_ours(value: Any) -> Any:
    """The Bundle without our extensions and codings."""
    if isinstance(value, list):
        return [_without_ours(item) for item in value if not _is_ours(item)]
    if isinstance(value, dict):
        return {key: _without_ours(part) for key, part in value.items()}
    return value


def _is_ours(item: Any) -> bool:
    address = item.get("url", item.get("system", "")) if isinstance(item, dict) else ""
    return str(address).startswith((f"{BASE}/StructureDefinition", f"{BASE}/CodeSystem"))
