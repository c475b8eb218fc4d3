"""A table of recommendations becomes a package, one recommendation to a row."""

from __future__ import annotations

from pathlib import Path

import pytest

from apps.guidelines.domain.package import read_package
from apps.guidelines.formats.reading import SourceFile
from apps.guidelines.formats.tables import read_tables
from tests.guidelines.formats.tables import (
    ROW,
    as_sheet,
    csv_file,
    issue_of,
    read,
    recommendation_of,
    xlsx_file,
)


def test_a_row_becomes_a_recommendation_with_the_meaning_of_its_labels() -> None:
    found = recommendation_of(read({}))

    assert found["key"] == "rest"
    assert (found["kind"], found["direction"]) == ("graded", "for")
    assert (found["strength"], found["certainty"]) == (3, 2)
    assert found["label_as_printed"] == "Strong for, Low"


def test_the_package_of_a_table_is_one_that_can_be_stored() -> None:
    wordings = {"plain_student": "Warm baths help.", "plain_patient": "Take a warm bath."}
    reading = read({**wordings, "population": "adults"})

    package = read_package(reading.package)

    assert package.guidelines


@pytest.mark.parametrize(
    ("published", "day", "precision"),
    [
        ("2024", "2024-01-01", "year"),
        ("2024-05", "2024-05-01", "month"),
        ("2024-05-31", "2024-05-31", "day"),
        ("", None, ""),
    ],
)
def test_a_date_is_as_precise_as_it_is_written(
    published: str, day: str | None, precision: str
) -> None:
    reading = read({"published_on": published})

    assert reading.package is not None
    version = reading.package["guidelines"][0]["versions"][0]
    assert (version["published_on"], version["published_precision"]) == (day, precision)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_separator_is_found(delimiter: str) -> None:
    reading = read_tables([csv_file(ROW, delimiter=delimiter)])

    assert recommendation_of(reading)["statement"] == ROW["statement"]


@pytest.mark.parametrize("end", [b"\n", b"\r"])
def test_lines_may_end_as_other_systems_end_them(end: bytes) -> None:
    content = csv_file(ROW).content.replace(b"\r\n", end)

    reading = read_tables([SourceFile("table.csv", content)])

    assert recommendation_of(reading)["statement"] == ROW["statement"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_unicode_file_is_read(encoding: str) -> None:
    text = csv_file({**ROW, "statement": "Bäder ≥ 38 °C"}).content.decode()

    reading = read_tables([SourceFile("table.csv", text.encode(encoding))])

    assert recommendation_of(reading)["statement"] == "Bäder ≥ 38 °C"


def test_headings_are_understood_as_people_write_them() -> None:
    row = {
        "Rec ID": "r1",
        "Recommendation": "Offer a bath.",
        "Strength of recommendation": "strong",
        "Quality of Evidence": "high",
        "Rating system": "GRADE",
        "Age from": "18",
        "Guideline": "Baths",
        "Organisation": "Institute of Bathing",
    }

    found = recommendation_of(read_tables([csv_file(row)], rating_system="grade"))

    assert found["statement"] == "Offer a bath."
    assert (found["strength"], found["certainty"]) == (3, 4)
    assert found["population"] == {"age_min": 18, "age_unit": "a"}


def test_one_grade_is_enough_where_its_system_is_named_with_the_file() -> None:
    row = {"key": "r1", "statement": "Offer a bath.", "grade": "B"}

    found = recommendation_of(
        read_tables([csv_file(row)], rating_system="USPSTF 2012-", title="Baths")
    )

    assert (found["direction"], found["strength"], found["certainty"]) == ("for", 3, 3)


def test_two_labels_in_one_cell_are_two_labels() -> None:
    row = {"key": "r1", "statement": "Offer a bath.", "grade": "2a, B-R"}

    found = recommendation_of(read_tables([csv_file(row)], rating_system="acc_aha", title="Baths"))

    assert (found["direction"], found["strength"], found["certainty"]) == ("for", 2, 3)


def test_how_a_source_prints_a_label_is_kept_beside_what_it_is() -> None:
    found = recommendation_of(read({"strength_label": "we recommend"}))

    assert found["ratings"][0]["label"] == "Strong for"
    assert found["ratings"][0]["printed"] == "we recommend"


def test_a_direction_read_from_the_wording_is_marked_and_reported() -> None:
    reading = read({"strength_system": "cpic", "strength_label": "Strong", "direction": ""})

    assert recommendation_of(reading)["direction_inferred"] is True
    assert issue_of(reading, "direction_inferred").severity == "warning"


def test_names_become_concepts_of_the_kind_that_the_table_gives() -> None:
    reading = read(
        {
            "conditions": "sore knee; old age",
            "interventions": "warm bath; Bathol",
            "concept_kinds": "Bathol: drug; warm bath: procedure",
        }
    )

    assert recommendation_of(reading)["interventions"] == ["warm-bath", "bathol"]
    assert reading.package is not None
    kinds = {item["key"]: item["kind"] for item in reading.package["concepts"]}
    assert kinds == {
        "sore-knee": "condition",
        "old-age": "condition",
        "warm-bath": "procedure",
        "bathol": "drug",
    }


def test_names_that_differ_in_a_sign_only_stay_apart() -> None:
    found = recommendation_of(read({"conditions": "BMI >30; BMI <30"}))

    assert len(set(found["conditions"])) == 2


def test_a_dose_is_kept_with_its_unit() -> None:
    found = recommendation_of(
        read({"interventions": "Bathol", "dose": "40-80", "unit": "mg", "frequency": "daily"})
    )

    assert found["actions"] == [
        {
            "role": "intervention",
            "text": "Bathol",
            "dose_value": 40,
            "dose_max": 80,
            "dose_unit": "mg",
            "frequency": "daily",
        }
    ]


def test_citations_become_works() -> None:
    reading = read(
        {
            "cite_1_pmid": "12345",
            "cite_1_title": "Baths tried",
            "cite_2_doi": "https://doi.org/10.1000/ABC",
            "cite_2_role": "contradicts",
        }
    )

    assert recommendation_of(reading)["citations"] == [
        {"work": "pmid-12345", "role": "supports"},
        {"work": "doi-10-1000-abc", "role": "contradicts"},
    ]
    assert reading.package is not None
    works = {work["key"]: work for work in reading.package["works"]}
    assert works["pmid-12345"]["title"] == "Baths tried"
    assert works["doi-10-1000-abc"]["doi"] == "10.1000/abc"


def test_a_column_that_means_nothing_here_is_kept_and_named() -> None:
    reading = read({"Colour": "blue"})

    assert recommendation_of(reading)["x"] == {"columns": {"Colour": "blue"}}
    assert "Colour" in issue_of(reading, "unknown_columns").message


def test_a_workbook_may_say_the_guideline_in_a_sheet_of_its_own() -> None:
    row = {name: ROW[name] for name in ("key", "statement", "direction")}
    pairs = [["Title", "Sore knees"], ["Publisher", "Institute of Bathing"], ["Version", 2024]]

    reading = read_tables([xlsx_file({"Guideline": pairs, "Recommendations": as_sheet(row)})])

    assert recommendation_of(reading)["key"] == "rest"
    assert reading.package is not None
    (guideline,) = reading.package["guidelines"]
    assert (guideline["title"], guideline["versions"][0]["label"]) == ("Sore knees", "2024")


def test_the_only_sheet_with_statements_is_read_whatever_its_name() -> None:
    reading = read_tables([xlsx_file({"Tabelle1": as_sheet(ROW), "About": [["Read me"]]})])

    assert recommendation_of(reading)["key"] == "rest"
    assert issue_of(reading, "sheet_not_read").where == "table.xlsx#sheet About, "


def test_several_versions_and_guidelines_may_stand_in_one_table() -> None:
    reading = read(
        {},
        {"version": "2019", "version_status": "superseded", "published_on": "2019"},
        {"guideline_title": "Sore feet"},
    )

    assert reading.package is not None
    labels = {g["key"]: [v["label"] for v in g["versions"]] for g in reading.package["guidelines"]}
    assert labels == {"sore-knees": ["2024", "2019"], "sore-feet": ["2024"]}


def test_reading_a_table_needs_no_workbook_library_for_csv(tmp_path: Path) -> None:
    import subprocess
    import sys

    program = (
        "import sys; from apps.guidelines.formats.tables import read_tables; "
        "print('openpyxl' in sys.modules, 'django' in sys.modules)"
    )

    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert ended.stdout.split() == ["False", "False"]
