"""What a curator may rely on when EBMonFHIR's resources are read."""

from __future__ import annotations

import pytest

from apps.guidelines.formats.fhir_reading import read_fhir
from apps.guidelines.formats.reading import SourceFile
from tests.guidelines.formats.fhir_documents import (
    RJCS,
    coded,
    codes_of,
    component,
    group,
    guideline,
    justification,
    read,
    recommendation,
    records,
    section,
)
from tests.guidelines.real_data import needs_real_data, real_files

CEOSYS = "https://example.org/CodeSystem/ceosys-recommendation-strength"


def test_a_recommendation_is_read_with_its_grade_population_and_guideline() -> None:
    age = {"low": {"value": 18, "code": "a"}, "high": {"value": 80, "code": "a"}}
    who = group({"code": coded("397669002"), "valueRange": age, "exclude": False})

    reading = read(guideline(), recommendation(), justification(), who)

    (record,) = records(reading)
    assert record["statement"] == "We suggest a brace for a stable fracture."
    assert (record["direction"], record["strength"], record["certainty"]) == ("for", 1, 2)
    assert (record["population"]["age_min"], record["population"]["age_max"]) == (18, 80)
    assert record["population"]["text"] == "Adults with a stable fracture"
    assert (record["key"], record["number"]) == ("recommendation-2-1", "2.1")
    assert reading.package is not None
    (found,) = reading.package["guidelines"]
    assert (found["key"], found["title"]) == ("spine-care", "Spine Care 2022")
    assert found["versions"][0]["published_on"] == "2022-03-04"


def test_the_code_counts_and_not_how_the_display_is_written() -> None:
    misleading = coded("RJCS-2001", RJCS, "weak EXPECTATION")
    why = justification(
        component("direction-of-recommendation", coded("RJCS-2025", RJCS, "favors it")),
        component("strength-of-recommendation", misleading),
    )

    (record,) = records(read(guideline(), recommendation(), why))

    assert (record["direction"], record["strength"]) == ("against", 3)
    assert record["label_as_printed"] == "weak EXPECTATION"


@pytest.mark.parametrize(
    ("code", "direction", "strength"),
    [("weak-for", "for", 1), ("strong-for", "for", 3), ("strong-against", "against", 3)],
)
def test_the_german_guidelines_codes_carry_the_direction(
    code: str, direction: str, strength: int
) -> None:
    why = justification(component("strength-of-recommendation", coded(code, CEOSYS)))

    (record,) = records(read(guideline(), recommendation(), why))

    assert (record["direction"], record["strength"]) == (direction, strength)


def test_a_bare_letter_counts_only_with_the_scale_that_the_source_names() -> None:
    letter = component("ratings", {"text": "A"})
    scale = component("rating-system", {"text": "ADA Level of Evidence"})

    (named,) = records(read(guideline(), recommendation(), justification(scale, letter)))
    bare = read(guideline(), recommendation(), justification(letter))

    assert (named["certainty"], named["label_as_printed"]) == (4, "ADA Level of Evidence A")
    assert records(bare)[0]["certainty"] is None
    assert "rating_not_mapped" in codes_of(bare)


def test_an_unknown_label_of_a_known_scale_refuses_and_lists_the_known_ones() -> None:
    why = justification(component("strength-of-recommendation", coded("RJCS-9999", RJCS)))

    reading = read(guideline(), recommendation(), why)

    assert reading.is_refused
    (issue,) = [issue for issue in reading.issues if issue.code == "unknown_rating"]
    assert "RJCS-2001" in issue.message
    assert issue.where.startswith("1.json#")


def test_a_direction_that_only_the_words_give_is_marked_as_inferred() -> None:
    why = justification(component("certainty-of-evidence", coded("RJCS-2003", RJCS)))

    (record,) = records(read(guideline(), recommendation(), why))

    assert (record["direction"], record["direction_inferred"]) == ("for", True)


def test_an_adapted_recommendation_is_linked_to_its_original() -> None:
    origin = {"type": "derived-from", "resourceReference": {"reference": "Composition/rec"}}
    adapted = recommendation("mine", title="Recommendation: Ours 7", relatesTo=[origin])

    reading = read(guideline(), recommendation(), adapted, justification())

    assert reading.package is not None
    (link,) = reading.package["links"]
    assert link["kind"] == "adapted_from"
    assert link["to"] == "spine-care/recommendation-2-1"
    assert "no_guideline" in codes_of(reading)


def test_a_licence_against_commerce_anywhere_in_a_guideline_leaves_readers_the_link() -> None:
    who = {**group(), "copyright": "https://creativecommons.org/licenses/by-nc-sa/4.0/"}

    reading = read(guideline(copyright="CC BY 4.0"), recommendation(), justification(), who)

    assert reading.package is not None
    assert reading.package["guidelines"][0]["redistribution"] == "link_only"


def test_references_hold_inside_a_bundle_and_to_contained_resources() -> None:
    held = section("population", entry=[{"reference": "#inner"}])
    statement = section("recommendation-statement", "Offer exercise.")
    inner = {"resourceType": "Group", "id": "inner", "description": "Children"}
    rec = recommendation(section=[statement, held], contained=[inner])
    entry = [{"resource": part} for part in (guideline(), rec, justification())]

    reading = read({"resourceType": "Bundle", "type": "batch", "entry": entry})

    (record,) = records(reading)
    assert record["population"]["text"] == "Children"


def test_ages_below_a_bound_and_exclusions_are_not_turned_around() -> None:
    below = {"value": 18, "unit": "years", "comparator": "<"}
    who = group(
        {"code": coded("397669002"), "valueQuantity": below, "exclude": False},
        {"code": {"text": "x"}, "valueCodeableConcept": {"text": "Cancer"}, "exclude": True},
        {"code": coded("gender"), "valueCodeableConcept": coded("female"), "exclude": False},
    )

    (record,) = records(read(guideline(), recommendation(), justification(), who))

    assert record["population"] == {
        "text": "Adults with a stable fracture",
        "age_max": 17,
        "age_unit": "a",
        "sex": "female",
        "excluded": "Cancer",
    }


def test_the_ballot_of_r6_is_read_with_a_warning() -> None:
    reading = read(guideline(), recommendation(), justification(), {**group(), "title": "Adults"})

    assert len(records(reading)) == 1
    assert "fhir_release" in codes_of(reading)


@needs_real_data
def test_the_real_guideline_with_its_adaptation_is_read() -> None:
    paths = real_files("hl7_ebm/**/*.json")

    reading = read_fhir([SourceFile(path.name, path.read_bytes()) for path in paths])

    found = records(reading)
    assert len(found) == 3
    assert {(r["direction"], r["strength"], r["certainty"]) for r in found} == {("for", None, 4)}
    assert all(r["population"]["age_min"] == 18 for r in found)
    assert reading.package is not None
    assert {g["redistribution"] for g in reading.package["guidelines"]} == {"link_only"}
    assert [link["kind"] for link in reading.package["links"]] == ["adapted_from"]
