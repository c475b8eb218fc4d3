"""What search engines are told of a recommendation: its source's own grade, and no more."""

from __future__ import annotations

from typing import Any

import pytest

from apps.guidelines.formats.json_ld import guideline_json_ld, recommendation_json_ld
from tests.documents import package, recommendation

Json = dict[str, Any]

ADDRESS = "https://consilium.example/guidelines/acp-bone/first/"


def told(**facts: Any) -> Json:
    document = package(recommendation("first", "Offer a bisphosphonate.", **facts))
    (guideline,) = document["guidelines"]
    (record,) = guideline["versions"][0]["recommendations"]
    return recommendation_json_ld(guideline, record, package=document, address=ADDRESS)


def test_a_recommendation_is_told_in_the_words_of_its_source() -> None:
    found = told()

    assert found["@type"] == "MedicalGuidelineRecommendation"
    assert found["url"] == ADDRESS
    assert found["recommendationStrength"] == "Strong recommendation, high certainty"
    assert found["recognizingAuthority"]["name"] == "American College of Physicians"
    subjects = {(part["@type"], part["name"]) for part in found["guidelineSubject"]}
    assert subjects == {("MedicalCondition", "osteoporosis"), ("DrugClass", "bisphosphonate")}
    assert found["subjectOf"]["isBasedOn"][0]["name"] == "Bone drugs"


@pytest.mark.parametrize(
    ("certainty", "level"),
    [(4, "EvidenceLevelA"), (3, "EvidenceLevelB"), (2, None), (1, "EvidenceLevelC"), (0, None)],
)
def test_a_level_of_evidence_stands_only_where_schema_org_has_one(
    certainty: int, level: str | None
) -> None:
    found = told(certainty=certainty)

    assert found.get("evidenceLevel") == (level and f"https://schema.org/{level}")


def test_the_origin_of_the_evidence_is_what_the_cited_works_are() -> None:
    found = told(citations=[{"work": "acp-2023", "role": "supports"}])

    assert found["evidenceOrigin"] == "Guideline"
    assert found["subjectOf"]["citation"][0]["datePublished"] == "2023"


def test_words_that_a_licence_withholds_are_not_told() -> None:
    found = told(verbatim=True)

    assert "description" not in found


@pytest.mark.parametrize(
    ("precision", "date"),
    [("year", "2023"), ("month", "2023-01"), ("day", "2023-01-01"), ("", None)],
)
def test_a_guidelines_date_is_as_exact_as_its_source(precision: str, date: str | None) -> None:
    document = package()
    (guideline,) = document["guidelines"]
    guideline["versions"][0]["published_precision"] = precision

    found = guideline_json_ld(guideline, package=document, address=ADDRESS)

    assert found["@type"] == "MedicalGuideline"
    assert found.get("guidelineDate") == date
