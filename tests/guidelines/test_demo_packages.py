"""The demonstration stores: whole, sourced, and marked as a demonstration."""

from __future__ import annotations

import json
from typing import Any

import pytest

from apps.guidelines.domain.package import GuidelinePackage, read_package
from apps.guidelines.domain.ratings import MAP_FILE
from core.levels import Level

FOLDER = MAP_FILE.parents[1] / "demo"
PACKAGES = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(FOLDER.glob("*.json"))
}
VERSIONS = [
    (f"{name}:{guideline['key']}:{version['label']}", PACKAGES[name], guideline, version)
    for name, package in PACKAGES.items()
    for guideline in package["guidelines"]
    for version in guideline["versions"]
]


@pytest.fixture(params=PACKAGES.values(), ids=PACKAGES)
def document(request: pytest.FixtureRequest) -> dict[str, Any]:
    return dict(request.param)


def test_there_are_stores_for_both_organisations() -> None:
    assert {"northgate", "harbour"} <= set(PACKAGES)


def test_the_reader_takes_it_and_every_grade_agrees_with_its_label(
    document: dict[str, Any],
) -> None:
    package = read_package(document)

    assert isinstance(package, GuidelinePackage)
    assert package.head.is_demonstration


def test_every_key_that_it_names_is_there(document: dict[str, Any]) -> None:
    concepts = {row["key"] for row in document["concepts"]}
    named = {
        key
        for guideline in document["guidelines"]
        for version in guideline["versions"]
        for row in version["recommendations"]
        for part in ("interventions", "comparators", "conditions", "for_those_who_cannot_take")
        for key in row[part]
    }

    assert named <= concepts
    assert {key for row in document["concepts"] for key in row.get("broader", [])} <= concepts


@pytest.mark.parametrize(
    ("document", "guideline", "version"),
    [case[1:] for case in VERSIONS],
    ids=[case[0] for case in VERSIONS],
)
def test_every_version_has_a_source_that_can_be_found(
    document: dict[str, Any], guideline: dict[str, Any], version: dict[str, Any]
) -> None:
    works = {row["key"]: row for row in document["works"]}
    bodies = {row["key"]: row for row in document["bodies"]}

    work = works[version["work"]]

    assert bodies[guideline["body"]]["name"]
    assert work["title"]
    assert 1900 < work["year"] <= 2026
    assert any(work.get(name) for name in ("doi", "pmid", "url")) or guideline.get("identifiers")


@pytest.mark.parametrize(
    "version", [case[3] for case in VERSIONS], ids=[case[0] for case in VERSIONS]
)
def test_every_recommendation_is_worded_at_every_level(version: dict[str, Any]) -> None:
    for row in version["recommendations"]:
        wording = {Level.CLINICIAN: row["statement"], **row["plain"]}

        assert set(wording) == set(Level), row["key"]
        assert wording["patient"] != wording["clinician"], f"{row['key']} has no plain words"
        assert row["population"]["text"], row["key"]
        assert row["locator"], f"{row['key']} does not say where it stands in its source"
