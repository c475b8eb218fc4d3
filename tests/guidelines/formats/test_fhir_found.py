"""FHIR as it comes: grades in other places, what is retired or an error, how files are packed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from apps.guidelines.formats.fhir_reading import read_fhir
from apps.guidelines.formats.reading import Reading, SourceFile
from tests.guidelines.formats.fhir_documents import (
    CQF,
    QUALITY,
    STRENGTH,
    Json,
    coded,
    codes_of,
    guideline,
    justification,
    plan,
    read,
    recommendation,
    records,
)


def _ratings(strength: str = "strong") -> list[Json]:
    return [
        {
            "url": f"{CQF}-strengthOfRecommendation",
            "valueCodeableConcept": coded(strength, STRENGTH),
        },
        {"url": f"{CQF}-qualityOfEvidence", "valueCodeableConcept": coded("low", QUALITY)},
    ]


def _bundle(*entries: Json) -> Json:
    return {"resourceType": "Bundle", "type": "transaction", "entry": list(entries)}


def _versions(reading: Reading) -> list[Json]:
    assert reading.package is not None, reading.issues
    return [version for g in reading.package["guidelines"] for version in g["versions"]]


@pytest.mark.parametrize(
    "artifact", [{"document": {"extension": _ratings()}}, {"extension": _ratings()}]
)
def test_a_grade_is_found_beside_the_document_that_gives_it(artifact: Json) -> None:
    documented = [{"type": "documentation", "display": "The guideline", **artifact}]
    as_action = plan("3", action=[{"title": "Order", "documentation": documented}])
    as_plan = plan("4", action=[], relatedArtifact=documented)

    found = records(read(as_action, as_plan))

    assert [(row["number"], row["strength"], row["certainty"]) for row in found] == [
        ("3", 3, 2),
        ("4", 3, 2),
    ]


@pytest.mark.parametrize(
    "value", [{}, {"valueCodeableConcept": {"coding": [{"system": STRENGTH}]}}]
)
def test_a_grade_that_cannot_be_read_is_named(value: Json) -> None:
    ratings = [{"url": f"{CQF}-strengthOfRecommendation", **value}, _ratings()[1]]

    reading = read(plan("3", action=[{"extension": ratings}]))

    (record,) = records(reading)
    assert (record["strength"], record["certainty"]) == (None, 2)
    assert "rating_unreadable" in codes_of(reading)


def test_a_grade_given_for_one_of_two_recommendations_only_is_named() -> None:
    coding = [{"id": "recommendation-4-strength", "system": STRENGTH, "code": "strong"}]
    coding.append({"system": STRENGTH, "code": "weak"})
    ratings = [{**_ratings()[0], "valueCodeableConcept": {"coding": coding}}, _ratings()[1]]
    title = "2022 Guideline for Spines: Recommendations #4 and #5"

    reading = read(plan("4", title=title, action=[{"extension": ratings}]))

    assert [row["strength"] for row in records(reading)] == [3, None]
    assert "rating_not_assigned" in codes_of(reading)


def _rated(*actions: Json) -> Json:
    return plan(
        "x", id="", title="Bracing", action=[{"extension": _ratings(), **a} for a in actions]
    )


def test_a_rated_action_without_a_description_is_its_title() -> None:
    reading = read(_rated({"description": "Offer a brace."}, {"title": "Offer a walk each day."}))

    assert [row["statement"] for row in records(reading)] == [
        "Offer a brace.",
        "Offer a walk each day.",
    ]


def test_a_rated_action_without_words_is_named() -> None:
    reading = read(_rated({"description": "Offer a brace."}, {"id": "second"}))

    assert len(records(reading)) == 1
    assert "statement_missing" in codes_of(reading)


def test_actions_of_one_name_are_recommendations_of_their_own() -> None:
    words = ("Offer a brace.", "Offer a walk each day.")

    reading = read(_rated(*({"title": "Therapy", "description": text} for text in words)))

    found = records(reading)
    assert [row["statement"] for row in found] == list(words)
    assert len({row["key"] for row in found}) == 2


def test_a_retired_plan_is_a_withdrawn_recommendation_of_an_active_edition() -> None:
    reading = read(plan("1"), plan("2", status="retired"))

    found = {row["number"]: row.get("status", "") for row in records(reading)}
    assert found == {"1": "", "2": "withdrawn"}
    assert [version["status"] for version in _versions(reading)] == ["active"]


def test_a_guide_of_retired_plans_is_a_withdrawn_edition() -> None:
    reading = read(plan("1", status="retired"), plan("2", status="retired"))

    (version,) = _versions(reading)
    assert (version["status"], version["withdrawn_on"]) == ("withdrawn", "2023-05-01")
    assert version["withdrawn_reason"]


def test_a_variant_that_is_in_force_goes_before_a_newer_retired_one() -> None:
    retired = plan("8", id="spine-8-old", status="retired", date="2024-01-01")

    reading = read(retired, plan("8"))

    (record,) = records(reading)
    assert "status" not in record


@pytest.mark.parametrize(
    "resources",
    [
        [plan("1"), plan("2", status="entered-in-error")],
        [
            guideline(),
            recommendation(),
            justification(),
            recommendation("wrong", status="entered-in-error", title="Recommendation 2.2"),
        ],
    ],
)
def test_what_was_entered_in_error_is_left_out_and_named(resources: list[Json]) -> None:
    reading = read(*resources)

    assert len(records(reading)) == 1
    assert "entered_in_error" in codes_of(reading)


@pytest.mark.parametrize("status", ["cancelled", "deprecated"])
def test_a_composition_out_of_force_is_a_withdrawn_recommendation(status: str) -> None:
    reading = read(guideline(), recommendation(status=status), justification())

    (record,) = records(reading)
    assert (record["status"], record["status_since"]) == ("withdrawn", "2022-03-01")
    assert status in record["status_reason"]


def test_what_a_transaction_deletes_is_not_imported() -> None:
    deleted = {
        "resource": plan("2"),
        "request": {"method": "DELETE", "url": "PlanDefinition/spine-2"},
    }
    kept = {"resource": plan("1"), "request": {"method": "PUT", "url": "PlanDefinition/spine-1"}}

    reading = read(_bundle(kept, deleted))

    assert [row["number"] for row in records(reading)] == ["1"]
    assert "deleted" in codes_of(reading)


def _read_text(text: str) -> Reading:
    return read_fhir([SourceFile("a.json", text.encode())])


@pytest.mark.parametrize("between", ["\n", "\r\n\r\n"])
def test_one_resource_on_each_line_is_read(between: str) -> None:
    lines: list[Any] = [plan("1"), plan("2")]

    reading = _read_text(between.join(map(json.dumps, lines)))

    assert [row["number"] for row in records(reading)] == ["1", "2"]


def test_a_name_that_stands_twice_is_refused() -> None:
    text = json.dumps(plan("1")).replace('"status"', '"status": "active", "status"', 1)

    reading = _read_text(text)

    assert codes_of(reading) == ["unreadable", "nothing_to_import"]
