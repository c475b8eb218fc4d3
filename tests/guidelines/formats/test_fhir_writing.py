"""What leaves as FHIR: nothing that a licence forbids, the same each time, with ids FHIR allows."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import HealthCheck, given, settings

from apps.guidelines.formats.fhir_reading import read_fhir
from apps.guidelines.formats.fhir_writing import write_fhir
from apps.guidelines.formats.reading import SourceFile
from tests.documents import package, recommendation
from tests.guidelines.packages import packages

Json = dict[str, Any]

SECRET = "These words belong to somebody."


def resources(bundle: Json, kind: str) -> list[Json]:
    return [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind]


def restricted(**facts: Any) -> Json:
    """One verbatim recommendation of a guideline whose words readers may not have."""
    texts = ("quote", "remarks", "rationale", "practical_info", "setting")
    record = recommendation("first", SECRET, verbatim=True, **dict.fromkeys(texts, SECRET))
    record |= {"x": {"source": SECRET}, "population": {"text": SECRET, "age_min": 18}}
    document = package({**record, **facts})
    document["guidelines"][0]["url"] = "https://example.org/guideline"
    return document


def test_words_that_a_licence_withholds_do_not_leave_and_the_link_stands_instead() -> None:
    bundle = write_fhir(restricted())

    assert SECRET not in json.dumps(bundle)
    (composition,) = [
        c for c in resources(bundle, "Composition") if c["title"].startswith("Bone drugs: ")
    ]
    (link,) = [part for part in composition["relatesTo"] if part["type"] == "documentation"]
    assert link["document"]["url"] == "https://example.org/guideline"
    assert "withheld" in json.dumps(composition["section"])
    reading = read_fhir([SourceFile("b.json", json.dumps(bundle).encode())])
    assert "statement_withheld" in [issue.code for issue in reading.issues]


def test_our_own_words_leave_even_where_the_source_may_only_be_linked() -> None:
    document = package(recommendation("first", "Ours to give."))

    bundle = write_fhir(document)

    assert "Ours to give." in json.dumps(bundle)


def test_the_grade_stands_in_codes_that_others_know_beside_the_label_as_printed() -> None:
    bundle = write_fhir(package(recommendation("first", "Offer it.")))

    (assessment,) = resources(bundle, "ArtifactAssessment")
    graded = [
        [coding.get("code", coding.get("display")) for coding in part["classifier"][0]["coding"]]
        for part in assessment["content"][0]["component"]
    ]
    assert graded == [
        ["for", "RJCS-2021"],
        ["3", "RJCS-2001"],
        ["4", "RJCS-2003"],
        ["Strong for"],
        ["High"],
        ["Strong recommendation, high certainty"],
    ]


def test_a_date_is_written_as_exactly_as_it_is_known() -> None:
    document = package()
    unknown = package()
    unknown["guidelines"][0]["versions"][0] |= {"published_on": None, "published_precision": ""}

    by_year, without = write_fhir(document), write_fhir(unknown)

    assert {c["date"] for c in resources(by_year, "Composition")} == {"2023"}
    (absent,) = {str(c["_date"]) for c in resources(without, "Composition")}
    assert "data-absent-reason" in absent


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(packages(redistribution=("link_only", "full_text")))
def test_a_bundle_is_the_same_each_time_and_its_ids_are_legal(document: Json) -> None:
    first, second = write_fhir(document), write_fhir(document)

    assert json.dumps(first) == json.dumps(second)
    names = [(e["resource"]["resourceType"], e["resource"]["id"]) for e in first["entry"]]
    assert all(re.fullmatch(r"[A-Za-z0-9\-.]{1,64}", identity) for _, identity in names)
    assert len(set(names)) == len(names)


def test_an_empty_package_is_an_empty_bundle() -> None:
    assert write_fhir({"guidelines": []}) == {"resourceType": "Bundle", "type": "collection"}
