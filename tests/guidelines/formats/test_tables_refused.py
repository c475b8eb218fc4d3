"""What is wrong in a table is named with its row and column, and nothing of it is taken."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]

from apps.guidelines.formats.reading import SourceFile
from apps.guidelines.formats.tables import read_tables
from tests.guidelines.formats.tables import (
    ROW,
    as_sheet,
    csv_file,
    issue_of,
    read,
    saved,
    xlsx_file,
)


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"statement": ""}, "missing_statement", "statement"),
        ({"key": ""}, "empty_key", "key"),
        ({"strength_label": "Superb"}, "unknown_label", "strength_label"),
        ({"strength_label": "High"}, "unknown_label", "strength_label"),
        ({"certainty_system": "stars"}, "unknown_label", "certainty_label"),
        ({"direction": "sideways"}, "unknown_value", "direction"),
        ({"direction": "against"}, "direction_contradicts_label", "direction"),
        ({"grade": "weak for", "grade_system": "grade"}, "two_labels", "grade"),
        ({"kind": "good_practice"}, "grade_without_sense", "kind"),
        ({"age_min": "eighteen"}, "not_a_number", "age_min"),
        ({"age_min": "18", "age_max": "12"}, "ages_reversed", "age_max"),
        ({"age_min": "-1"}, "out_of_range", "age_min"),
        ({"age_max": "999"}, "out_of_range", "age_max"),
        ({"line": "1.5"}, "not_a_number", "line"),
        ({"published_on": "31/05/2024"}, "not_a_date", "published_on"),
        ({"review_due_on": "2025"}, "not_a_date", "review_due_on"),
        ({"review_due_on": "2025-02-30"}, "not_a_date", "review_due_on"),
        ({"sex": "many"}, "unknown_value", "sex"),
        ({"intents": "treat; cure"}, "unknown_value", "intents"),
        ({"dose": "40"}, "missing_unit", "unit"),
        ({"dose": "80-40", "unit": "mg"}, "doses_reversed", "dose_max"),
        ({"status": "withdrawn"}, "missing_reason", "status_reason"),
        ({"cite_1_pmid": "PMC12"}, "not_a_pmid", "cite_1_pmid"),
        ({"cite_1_doi": "here"}, "not_a_doi", "cite_1_doi"),
        ({"plain_patient": "Bathe."}, "missing_level", "plain_student"),
        ({"number": "1" * 41}, "too_long", "number"),
        ({"redistribution": "free"}, "unknown_value", "redistribution"),
        ({"version_status": "withdrawn"}, "missing_withdrawal", "withdrawn_on"),
        ({"guideline_title": ""}, "missing_guideline_title", "guideline_title"),
        ({"concept_kinds": "bath: liquid"}, "unknown_value", "concept_kinds"),
    ],
)
def test_a_fault_is_named_with_its_row_and_column(
    cells: dict[str, str], code: str, column: str
) -> None:
    reading = read_tables([csv_file({**ROW, **cells})])

    issue = issue_of(reading, code)
    assert issue.where == f"table.csv#row 2, column {column}"
    assert issue.severity == "error"
    assert issue.message.endswith(".")


def test_a_lone_letter_is_refused_with_the_systems_that_have_it() -> None:
    reading = read({"strength_label": "", "certainty_label": "", "grade": "B"})

    message = issue_of(reading, "unknown_label").message
    assert "uspstf" in message
    assert "not named" in message


def test_a_key_stands_once_in_a_version() -> None:
    reading = read({}, {"key": "Rest"})

    issue = issue_of(reading, "duplicate_key")
    assert issue.where == "table.csv#row 3, column key"
    assert "row 2" in issue.message


def test_a_guideline_has_one_publisher() -> None:
    reading = read({}, {"key": "other", "body": "Institute of Drying"})

    assert issue_of(reading, "guideline_differs").where == "table.csv#row 3, column body"


def test_two_active_versions_are_refused() -> None:
    reading = read({}, {"version": "2025"})

    assert "version_status" in issue_of(reading, "two_active_versions").message


@pytest.mark.parametrize(
    ("content", "code", "where"),
    [
        (b"key,statement,Key\na,b,c\n", "duplicate_header", "row 1, column Key"),
        (b"key,recommendation,statement\na,b,c\n", "duplicate_header", "row 1, column statement"),
        (b"statement\nBathe.\n", "missing_column", "row 1"),
        (b"key,statement\na,b\nc\n", "ragged_row", "row 3"),
        (b"key,statement\na,b,c\n", "ragged_row", "row 2"),
        (b"key,statement,\na,b,c\n", "unnamed_column", "row 2"),
        (b'key,statement\na,"b\n', "broken_csv", "line 2"),
        (b"key,statement\na,B\xe4der\n", "wrong_encoding", "line 2"),
        (b"key,statement\na,b\0\n", "nul_character", "line 2"),
        ("key,statement\na,b\n".encode("utf-16-le"), "nul_character", "line 1"),
        (b"", "no_header", "row 1"),
        (b"\n\n", "no_header", "row 1"),
        (b"key,statement\n", "no_rows", ""),
        (b"<!DOCTYPE html><html><body>key</body></html>", "missing_column", "row 1"),
        (b"a," * 300 + b"\n", "table_too_large", "row 1"),
        (b"key,statement\na,b\n" + b"c,d\n" * 50_001, "table_too_large", "row 50002"),
    ],
)
def test_a_file_that_is_no_table_is_refused_at_its_place(
    content: bytes, code: str, where: str
) -> None:
    reading = read_tables([SourceFile("table.csv", content)], title="Baths")

    issue = issue_of(reading, code)
    assert issue.where == f"table.csv#{where}"
    assert reading.package is None


def book_with(change: Any) -> SourceFile:
    book = Workbook()
    sheet = book.active
    sheet.title = "recommendations"
    for row in as_sheet(ROW):
        sheet.append(row)
    change(book, sheet)
    return saved(book)


def formula(book: Any, sheet: Any) -> None:
    sheet["B2"] = "=1+1"


def merged(book: Any, sheet: Any) -> None:
    sheet.merge_cells("A2:B2")


def hidden(book: Any, sheet: Any) -> None:
    book.create_sheet("shown")
    sheet.sheet_state = "hidden"


def date_label(book: Any, sheet: Any) -> None:
    sheet["D2"] = date(2024, 2, 1)


def shown_error(book: Any, sheet: Any) -> None:
    sheet["B2"] = "#REF!"
    sheet["B2"].data_type = "e"


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        (formula, "formula_without_value", "sheet recommendations, cell B2"),
        (merged, "merged_cells", "sheet recommendations, cells A2:B2"),
        (hidden, "hidden_sheet", "sheet recommendations, whole"),
        (date_label, "date_in_text_cell", "sheet recommendations, cell D2"),
        (shown_error, "error_value", "sheet recommendations, cell B2"),
    ],
)
def test_a_workbook_that_would_lose_something_is_refused_with_the_cell(
    change: Any, code: str, where: str
) -> None:
    reading = read_tables([book_with(change)])

    assert issue_of(reading, code).where == f"table.xlsx#{where}"
    assert reading.package is None


def test_two_sheets_with_statements_are_not_guessed_between() -> None:
    reading = read_tables([xlsx_file({"A": as_sheet(ROW), "B": as_sheet(ROW)})])

    assert "'A', 'B'" in issue_of(reading, "which_sheet").message


def test_a_second_sheet_with_statements_is_not_lost_silently() -> None:
    reading = read_tables([xlsx_file({"recommendations": as_sheet(ROW), "B": as_sheet(ROW)})])

    assert issue_of(reading, "sheet_not_read").where == "table.xlsx#sheet B, whole"
    assert reading.package is None


def test_a_rating_of_no_recommendation_is_not_lost_silently() -> None:
    ratings = as_sheet({"key": "nobody", "system": "grade", "label": "High"})

    reading = read_tables([xlsx_file({"recommendations": as_sheet(ROW), "ratings": ratings})])

    where = issue_of(reading, "unknown_recommendation").where
    assert where == "table.xlsx#sheet ratings, row 2, column key"


def test_a_fault_in_one_file_keeps_the_others_from_being_taken() -> None:
    reading = read_tables([csv_file(ROW), csv_file({"key": "a"}, name="other.csv")])

    assert reading.package is None
