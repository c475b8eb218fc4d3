"""DPWG's guidelines as PharmGKB annotates them: statements without a grade, out of HTML."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from apps.guidelines.formats.cpic import read_cpic
from tests.guidelines.formats.cpic_documents import annotation, codes, group, keys, one_record, read
from tests.guidelines.formats.mutations import as_file, changed, lost_rows
from tests.guidelines.formats.structure import faults_in


def test_a_group_is_a_statement_without_direction_or_strength() -> None:
    reading = read(annotation(group()))

    record = one_record(reading)
    assert reading.issues == []
    assert record["statement"] == "Halve the dose of oldamab\nor stop"
    assert (record["kind"], record["direction"], record["strength"]) == ("statement", "none", None)
    assert record["label_as_printed"] == "N/A"
    assert record["population"] == {"text": "GEN1 Poor Metabolizer"}
    assert record["remarks"] == "Change of prescription: Yes"
    assert record["rationale"] == "Slower breakdown."


def test_the_guideline_has_its_source_and_licence() -> None:
    reading = read(annotation(group()))

    assert reading.package is not None
    assert faults_in(reading.package) == []
    (guideline,) = reading.package["guidelines"]
    assert (guideline["key"], guideline["body"]) == ("dpwg-oldamab-gen1", "dpwg")
    assert guideline["licence"].startswith("CC BY-SA 4.0")
    assert guideline["versions"][0]["published_on"] == "2018-01-01"
    assert reading.package["works"][0]["pmid"] == "33"


@pytest.mark.parametrize(
    "other",
    [
        {"lookupKey": {"GEN1": "PM"}, "text": {"html": "<p>Halve it</p>"}, "name": "a"},
        {"name": "a", "annotations": [{"type": {"term": "Recommendation"}, "text": "Halve it"}]},
        {"name": "a", "textMarkdown": {"html": "Halve it"}},
    ],
)
def test_the_other_forms_of_a_group_are_read_as_well(other: dict[str, Any]) -> None:
    assert one_record(read(annotation(other)))["statement"] == "Halve it"


@pytest.mark.parametrize("name", ["groups", "annotationGroups"])
def test_the_groups_may_stand_under_an_older_name(name: str) -> None:
    document = annotation(**{name: [group()]})
    del document["recommendations"]

    assert len(keys(read(document))) == 1


def test_a_text_on_another_drug_asks_somebody_to_look() -> None:
    slip = group(recommendation={"html": "<p>Choose half of atorvastatin</p>"})

    reading = read(annotation(slip))

    assert codes(reading) == ["subject_not_in_statement"]
    assert reading.issues[0].where == "upload.json#/recommendations/0/recommendation"


def test_another_source_in_this_form_is_refused() -> None:
    document = annotation(group())
    document["guideline"]["source"] = "XY"

    assert codes(read(document)) == ["unknown_source"]


@given(changed(annotation(group(), group(name="GEN1 IM", genePhenotypes=["GEN1:IM"]))))
def test_no_change_to_a_file_loses_a_group_in_silence(made: dict[str, Any]) -> None:
    rows = made.get("recommendations")

    reading = read_cpic(as_file(made))

    assert (reading.package is None) == reading.is_refused
    assert reading.package is None or faults_in(reading.package) == []
    assert reading.is_refused or lost_rows(reading, rows, "/recommendations") == []
