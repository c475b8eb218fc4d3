"""CPIC's drug files: a record for each genetic result and population, its direction inferred."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given

from apps.guidelines.formats.cpic import read_cpic
from tests.guidelines.formats.cpic_documents import (
    codes,
    drug_file,
    keys,
    one_record,
    read,
    read_rows,
    row,
)
from tests.guidelines.formats.mutations import as_file, as_file_at, changed, lost_rows
from tests.guidelines.formats.structure import faults_in, records
from tests.guidelines.real_data import needs_real_data, real_files


def test_a_row_keeps_its_wording_strength_and_people() -> None:
    record = one_record(read_rows(row()))

    assert record["statement"] == "Start oldamab at half the usual dose (<5 mg)."
    assert (record["strength"], record["certainty"], record["label_as_printed"]) == (
        2,
        None,
        "Moderate",
    )
    assert record["population"] == {"text": "GEN1 Poor Metabolizer (activity score 0.5)"}
    assert record["rationale"] == "Slower breakdown"
    assert record["remarks"] == ""
    assert record["x"]["source"] == row()


def test_a_direction_is_read_from_the_words_and_marked_so() -> None:
    record = one_record(read_rows(row(drugrecommendation="Avoid oldamab.")))

    assert (record["direction"], record["direction_inferred"]) == ("against", True)


def test_a_panel_without_recommendation_infers_nothing() -> None:
    printed = row(drugrecommendation="No recommendation", classification="No Recommendation")

    record = one_record(read_rows(printed))

    assert (record["kind"], record["direction"], record["strength"]) == ("graded", "none", 0)
    assert record["direction_inferred"] is False
    assert record["ratings"][0]["printed"] == "No Recommendation"


def test_a_file_is_the_guideline_on_its_drug() -> None:
    reading = read(drug_file())

    assert reading.issues == []
    assert reading.package is not None
    assert faults_in(reading.package) == []
    (guideline,) = reading.package["guidelines"]
    (version,) = guideline["versions"]
    assert guideline["key"] == "cpic-oldamab"
    assert (version["label"], version["published_on"], version["published_precision"]) == (
        "v1.2",
        "2019-01-01",
        "year",
    )
    assert version["work"] == "pmid-22"
    assert [citation["work"] for citation in records(reading.package)[0]["citations"]] == [
        "pmid-11",
        "pmid-22",
    ]


@pytest.mark.parametrize(
    ("drug_id", "code"),
    [
        ("RxNorm:123", [("http://www.nlm.nih.gov/research/umls/rxnorm", "123")]),
        ("ATC:D06AX07", [("http://www.whocc.no/atc", "D06AX07")]),
        ("RxNorm:NA", []),
        (None, []),
    ],
)
def test_a_drug_has_its_code_where_there_is_one(
    drug_id: str | None, code: list[tuple[str, str]]
) -> None:
    reading = read(drug_file(drugid=drug_id))

    assert reading.package is not None
    (drug,) = reading.package["concepts"]
    assert [(entry["system"], entry["code"]) for entry in drug["codes"]] == code


@pytest.mark.parametrize(
    ("population", "limits"),
    [
        ("adults", {}),
        ("child >40kg_adult", {}),
        ("adults >=18 years", {"age_min": 18, "age_unit": "a"}),
        ("children <12 years", {"age_max": 12, "age_unit": "a"}),
    ],
)
def test_ages_are_recorded_only_where_the_source_gives_figures(
    population: str, limits: dict[str, Any]
) -> None:
    people = dict(one_record(read_rows(row(population=population)))["population"])

    assert people.pop("text").endswith(f"; {population}")
    assert people == limits


def test_scores_that_differ_by_a_sign_are_different_people() -> None:
    rows = [row(activityscore={"GEN1": score}) for score in ("3.0", "≥3.0", "<3.0")]

    assert len(set(keys(read_rows(*rows)))) == 3


def test_rows_on_the_same_people_are_told_apart_in_any_order() -> None:
    rows = [row(), row(drugrecommendation="Avoid oldamab."), row(classification="Strong")]

    there, back = read_rows(*rows), read_rows(*reversed(rows))

    assert len(set(keys(there))) == 3
    assert sorted(keys(there)) == sorted(keys(back))


def test_the_same_row_twice_is_taken_once_and_said() -> None:
    reading = read_rows(row(), row())

    assert len(keys(reading)) == 1
    assert [(issue.code, issue.where) for issue in reading.issues] == [
        ("duplicate_record", "upload.json#/recommendations/1")
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("No recommendation", "rating_contradicts_text"),
        ("The level of oldamab is 5 mg/L.", "direction_not_found"),
    ],
)
def test_a_strength_without_a_direction_is_shown_and_not_counted(text: str, code: str) -> None:
    reading = read_rows(row(drugrecommendation=text, classification="Strong"))

    record = one_record(reading)
    assert codes(reading) == [code]
    assert (record["kind"], record["strength"], record["ratings"]) == ("statement", None, [])
    assert record["label_as_printed"] == "Strong"


def test_an_unknown_classification_refuses_the_file_and_lists_the_known() -> None:
    reading = read_rows(row(classification="Vigorous"))

    (issue,) = reading.issues
    assert issue.where == "upload.json#/recommendations/0/classification"
    assert "known: Strong, Moderate, Optional" in issue.message
    assert reading.package is None


def test_a_row_without_a_classification_is_a_statement() -> None:
    reading = read_rows(row(classification=None))

    assert codes(reading) == ["rating_missing"]
    assert one_record(reading)["kind"] == "statement"


def test_a_row_without_a_text_is_left_out_and_said() -> None:
    reading = read_rows(row(), row(drugrecommendation=None))

    assert codes(reading) == ["statement_missing"]
    assert len(keys(reading)) == 1


@pytest.mark.parametrize("rows", [None, []])
def test_a_file_without_recommendations_says_what_it_notes_instead(rows: Any) -> None:
    reading = read(drug_file(recommendations=rows, notesonusage="Follow the diagram."))

    (issue,) = reading.issues
    assert issue.severity == "info"
    assert issue.where == "upload.json#/recommendations"
    assert issue.message.endswith("Follow the diagram.")


def test_a_text_on_another_drug_asks_somebody_to_look() -> None:
    slip = row(drugrecommendation="Start rosuvastatin at half the dose.")
    alternative = row(drugrecommendation="Choose an alternative, such as rosuvastatin.")
    named = row(drugrecommendation="Start oldamab, not rosuvastatin.")

    reading = read_rows(slip, alternative, named)

    (issue,) = reading.issues
    assert issue.code == "subject_not_in_statement"
    assert issue.where == "upload.json#/recommendations/0/drugrecommendation"


def test_a_citation_is_kept_though_its_number_is_none() -> None:
    citations = [{"title": "A trial of oldamab", "pmid": "x1", "year": "soon"}, {"pmid": "44"}]

    reading = read(drug_file(citations=citations))

    assert set(codes(reading)) == {"citation_unclear", "unexpected_type"}
    assert reading.package is not None
    (work,) = reading.package["works"]
    assert (work["kind"], work["year"], work["pmid"]) == ("trial", None, "")


@pytest.mark.parametrize(
    ("facts", "code"), [({"drugname": ""}, "drug_missing"), ({"source": "XY"}, "unknown_source")]
)
def test_a_file_on_nothing_known_is_refused(facts: dict[str, str], code: str) -> None:
    reading = read(drug_file(**facts))

    assert codes(reading) == [code]
    assert reading.package is None


SMALL = drug_file(row(), row(population="adults", allelestatus={"GEN2": "GEN2*1 positive"}))


@given(changed(SMALL))
def test_no_change_to_a_file_loses_a_row_in_silence(made: dict[str, Any]) -> None:
    rows = made.get("recommendations")

    reading = read_cpic(as_file(made))

    assert (reading.package is None) == reading.is_refused
    assert reading.package is None or faults_in(reading.package) == []
    assert reading.is_refused or lost_rows(reading, rows, "/recommendations") == []


@needs_real_data
def test_all_rows_of_the_real_files_come_in() -> None:
    readings = [read_cpic(as_file_at(path)) for path in real_files("cpic/*.json")]

    packages = [reading.package for reading in readings if reading.package]
    assert [faults_in(package) for package in packages] == [[]] * 73
    found = [record for package in packages for record in records(package)]
    assert Counter(record["label_as_printed"] for record in found) == {
        "Optional": 796,
        "Strong": 390,
        "Moderate": 256,
        "No Recommendation": 81,
        "n/a": 4,
    }
    empty = [
        issue.where for reading in readings for issue in reading.issues if issue.severity == "info"
    ]
    assert len(empty) == 2
