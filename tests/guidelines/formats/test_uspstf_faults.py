"""What is odd or broken in a file of the Prevention TaskForce API is said, with its place."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given

from apps.guidelines.formats.uspstf import read_uspstf
from tests.guidelines.formats.mutations import as_file, changed, lost_rows
from tests.guidelines.formats.structure import faults_in, records
from tests.guidelines.formats.uspstf_documents import (
    codes,
    document,
    keys,
    one_record,
    read,
    specific,
)


@pytest.mark.parametrize(
    ("grade", "text"),
    [
        ("B", "We recommend against it."),
        ("D", "We recommend it."),
        ("I", "We recommend it."),
        ("A", "The evidence is insufficient to say."),
    ],
)
def test_a_text_against_its_grade_asks_somebody_to_look(grade: str, text: str) -> None:
    reading = read(specific(grade=grade, text=text))

    (issue,) = reading.issues
    assert issue.code == "rating_contradicts_text"
    assert issue.where == "upload.json#/specificRecommendations/0/text"
    assert len(records(reading.package)) == 1


@pytest.mark.parametrize(
    ("facts", "place", "known"),
    [
        ({"grade": "E"}, "grade", "known: A, B, C, D, I"),
        ({"grade": None}, "grade", "known: A, B, C, D, I"),
        ({"gradeVer": 2}, "gradeVer", "known: 0"),
        ({"gradeVer": None}, "gradeVer", "known: 0"),
        ({"gradeVer": True}, "gradeVer", "known: 0"),
    ],
)
def test_an_unknown_grade_refuses_the_file_and_lists_the_known(
    facts: dict[str, Any], place: str, known: str
) -> None:
    reading = read(specific(**facts))

    (error,) = [issue for issue in reading.issues if issue.severity == "error"]
    assert error.where == f"upload.json#/specificRecommendations/0/{place}"
    assert known in error.message
    assert reading.package is None


@pytest.mark.parametrize("given_range", [[60, 40], ["a", "b"], [1], "40-60", [None, 5], [-1, 5]])
def test_a_range_that_cannot_be_is_left_out_and_said(given_range: Any) -> None:
    reading = read(specific(ageRange=given_range))

    assert codes(reading) == ["age_unclear"]
    assert "age_min" not in one_record(reading)["population"]


def test_ages_that_are_not_those_of_the_title_ask_somebody_to_look() -> None:
    assert codes(read(specific(ageRange=[18, 100]))) == ["age_contradicts_text"]


def test_the_same_row_twice_is_taken_once_and_said() -> None:
    reading = read(specific(), specific(id=2))

    assert len(keys(reading)) == 1
    assert codes(reading) == ["duplicate_record"]


def test_gaps_between_topics_and_rows_are_said() -> None:
    reading = read(
        specific(id=5, general="8"), specific(id=5, title="Knee Rot: Screening -- Women")
    )

    assert set(codes(reading)) == {"general_missing", "duplicate_id", "specific_missing"}
    assert len(keys(reading)) == 2


def test_a_topic_without_rows_is_said() -> None:
    generals = {**document()["generalRecommendations"], "9": {"title": "Unused"}}

    reading = read(generalRecommendations=generals)

    assert codes(reading) == ["topic_without_rows"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("[]", "no_recommendations"),
        ('{"specificRecommendations": null}', "no_recommendations"),
        ('{"specificRecommendations": [5]}', "not_an_object"),
        ('{"a": 1, "a": 2}', "not_json"),
        ('{"a": NaN}', "not_json"),
        ('{"a": 1e999}', "not_json"),
        ('{"a": "\\u0000"}', "not_storable"),
        ('{"a": "\\ud800"}', "not_storable"),
        ('{"a": ' + "[" * 90 + "]" * 90 + "}", "not_storable"),
    ],
)
def test_a_document_that_cannot_be_read_is_refused_with_the_reason(content: str, code: str) -> None:
    file = as_file(None)

    reading = read_uspstf(type(file)(file.name, content.encode()))

    assert code in codes(reading)
    assert reading.package is None


def test_a_file_that_is_not_utf_8_is_refused_with_the_line() -> None:
    file = as_file(None)

    reading = read_uspstf(type(file)(file.name, '{\n"a": "Ä"}'.encode("cp1252")))

    assert [issue.message for issue in reading.issues] == ["Line 2 is not UTF-8"]


SMALL = document(
    specific(), specific(id=2, grade="D", text="We recommend against it.", sex="female")
)


@given(changed(SMALL))
def test_no_change_to_a_file_loses_a_row_in_silence(made: dict[str, Any]) -> None:
    before = copy.deepcopy(made)

    reading = read_uspstf(as_file(made))

    assert (reading.package is None) == reading.is_refused
    assert reading.package is None or faults_in(reading.package) == []
    rows = before.get("specificRecommendations")
    assert reading.is_refused or lost_rows(reading, rows, "/specificRecommendations") == []
