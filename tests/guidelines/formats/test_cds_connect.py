"""CDS Connect: what an artifact states is taken, what its form was left with is not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from apps.guidelines.formats.cds_connect import read_cds_connect
from apps.guidelines.formats.reading import Reading
from tests.guidelines.formats.mutations import as_file, as_file_at, changed, lost_rows
from tests.guidelines.formats.structure import faults_in, records
from tests.guidelines.real_data import needs_real_data, real_files

ROWS = "/supporting_evidence/recommendation_statement"


def row(text: Any, strength: Any = None, quality: Any = None) -> dict[str, Any]:
    return {
        "recommendation": text,
        "strength_of_recommendation": strength,
        "quality_of_evidence": quality,
        "decision_notes": "<p>As agreed.</p>",
    }


def artifact(*rows: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return {
        "meta": {"node_id": "5"},
        "title": "Asking about knees",
        "version": "1.1",
        "status": "Active",
        "creation_and_usage": {"license": "Unlimited Rights", "steward": ["An Agency"]},
        "organization": {"mesh_topics": ["Knee Rot"]},
        "purpose_and_usage": {"intended_population": "<p>Adults &gt;40</p>", "cautions": None},
        "supporting_evidence": {
            "source": "Knee guideline, 2016",
            "recommendation_statement": list(rows),
        },
        "repository_information": {"publication_date": "2020-11-30", "expiration_date": None},
        **facts,
    }


def read(*rows: dict[str, Any], **facts: Any) -> Reading:
    return read_cds_connect(as_file(artifact(*rows, **facts)))


def codes(reading: Reading) -> list[str]:
    return [issue.code for issue in reading.issues]


def graded(reading: Reading) -> tuple[Any, ...]:
    (record,) = records(reading.package)
    return tuple(
        record[name] for name in ("direction", "strength", "certainty", "direction_inferred")
    )


def test_a_row_is_a_record_of_the_artifact() -> None:
    reading = read(row("<p>Offer exercise.</p>", "Strong (GRADE)", "Low"))

    assert reading.issues == []
    assert reading.package is not None
    assert faults_in(reading.package) == []
    (record,) = records(reading.package)
    assert (record["statement"], record["remarks"]) == ("Offer exercise.", "As agreed.")
    assert record["label_as_printed"] == "Strong (GRADE); Low"
    assert record["population"]["text"] == "Adults >40"
    assert reading.package["guidelines"][0]["versions"][0]["published_on"] == "2020-11-30"


@pytest.mark.parametrize(
    ("text", "strength", "quality", "grade"),
    [
        ("Offer it.", "USPSTF Grade B", None, ("for", 3, 3, False)),
        ("Offer it.", "A recommendation of the USPSTF", None, ("for", 3, 4, False)),
        ("Offer it.", "Category A (ACIP)", "Evidence type 4", ("for", 3, 1, True)),
        ("Use it.", "Class IIa (ACC/AHA)", "Level of Evidence: B-R", ("for", 2, 3, False)),
        ("We recommend against it.", "Strong (GRADE)", "High", ("against", 3, 4, True)),
        ("We suggest it.", "Conditional for (GRADE)", None, ("for", 1, None, False)),
    ],
)
def test_a_rating_counts_where_its_system_is_named(
    text: str, strength: str, quality: str | None, grade: tuple[Any, ...]
) -> None:
    reading = read(row(text, strength, quality))

    assert graded(reading) == grade
    assert codes(reading) == []


@pytest.mark.parametrize(
    ("strength", "quality", "code"),
    [
        ("A", "", "system_not_named"),
        ("Vigorous (GRADE)", "", "rating_unclear"),
        ("USPSTF Grade D", "Type 4 (ACIP)", "rating_unclear"),
    ],
)
def test_what_cannot_be_told_is_printed_and_not_counted(
    strength: str, quality: str, code: str
) -> None:
    reading = read(row("It is offered.", strength, quality))

    assert code in codes(reading)
    (record,) = records(reading.package)
    assert record["label_as_printed"].startswith(strength)


def test_a_strength_without_a_direction_is_not_counted() -> None:
    reading = read(row("Knees are joints.", "Strong (GRADE)", ""))

    assert codes(reading) == ["rating_unclear"]
    assert graded(reading) == ("none", None, None, False)


def test_a_text_against_its_rating_asks_somebody_to_look() -> None:
    reading = read(row("We recommend against it.", "Strong for (GRADE)", ""))

    assert codes(reading) == ["rating_contradicts_text"]
    assert graded(reading) == ("for", 3, None, False)


@pytest.mark.parametrize("text", [None, "", "recommendation", "<p>&nbsp;</p>", "N/A"])
def test_placeholders_of_the_form_are_left_out_row_by_row(text: Any) -> None:
    reading = read(row("Offer it.", "Category A (ACIP)"), row(text, "strength", "quality"))

    (issue,) = reading.issues
    assert issue.where == f"upload.json#{ROWS}/1"
    assert "'strength', 'quality'" in issue.message
    assert len(records(reading.package)) == 1


def test_a_status_that_there_is_none_of_leaves_the_rows_out() -> None:
    reading = read(row("Offer it."), status="Unexpected")

    assert codes(reading) == ["placeholder"]
    assert records(reading.package) == []


@pytest.mark.parametrize(("expired", "found"), [("2021-05-06", ["withdrawn"]), (None, [])])
def test_a_retired_artifact_is_withdrawn_as_of_its_date(
    expired: str | None, found: list[str]
) -> None:
    reading = read(
        row("Offer it.", "Category A (ACIP)"),
        status="Retired",
        repository_information={"expiration_date": expired},
    )

    assert reading.package is not None
    assert faults_in(reading.package) == []
    assert [
        version["status"]
        for guideline in reading.package["guidelines"]
        for version in guideline["versions"]
    ] == found


def test_the_list_of_artifacts_is_an_index() -> None:
    reading = read_cds_connect(as_file([{"title": "x", "nid": "1"}]))

    assert codes(reading) == ["index_only"]
    assert reading.package is None


SMALL = artifact(row("Offer it.", "USPSTF Grade B"), row("Avoid it.", "Strong (GRADE)", "High"))


@given(changed(SMALL))
def test_no_change_to_a_file_loses_a_row_in_silence(made: dict[str, Any]) -> None:
    evidence = made.get("supporting_evidence")
    rows = evidence.get("recommendation_statement") if isinstance(evidence, dict) else None

    reading = read_cds_connect(as_file(made))

    assert (reading.package is None) == reading.is_refused
    assert reading.package is None or faults_in(reading.package) == []
    assert reading.is_refused or lost_rows(reading, rows, ROWS) == []


@needs_real_data
def test_the_real_artifact_states_nothing_and_the_list_is_an_index() -> None:
    readings = [read_cds_connect(as_file_at(p)) for p in real_files("ahrq_cds_connect/*.json")]

    assert [codes(reading) for reading in readings] == [["placeholder"], ["index_only"]]
