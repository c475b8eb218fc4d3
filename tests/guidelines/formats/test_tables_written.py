"""A package written as a table comes back, and nothing in it is run, changed or cut."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openpyxl.xml import DEFUSEDXML  # type: ignore[import-untyped]

from apps.guidelines.domain.grading import Direction
from apps.guidelines.domain.ratings import MAP_FILE, RatingLabel, get_rating, grade_from
from apps.guidelines.formats.csv_writing import write_csv
from apps.guidelines.formats.reading import SourceFile
from apps.guidelines.formats.table_writing import find_left_out, find_withheld
from apps.guidelines.formats.tables import read_tables
from apps.guidelines.formats.xlsx_writing import CellIllegal, CellTooLong, write_xlsx
from tests.architecture.source import ROOT
from tests.documents import package, recommendation

Write = Callable[[dict[str, Any]], bytes]
WRITERS = [write_csv, write_xlsx]
DEMO = sorted((ROOT / "apps/guidelines/demo").glob("*.json"))
TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n"), min_size=1, max_size=60
).filter(lambda text: text == text.strip() and bool(text))
LINE = TEXT.map(lambda text: " ".join(text.split()))
KEY = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,2}", fullmatch=True)
with MAP_FILE.open(encoding="utf-8", newline="") as file:
    LABELS = [
        get_rating(
            system=row["system_id"],
            system_version=row["system_version"],
            axis=row["axis"],
            label=row["label"],
        )
        for row in csv.DictReader(file, delimiter="\t")
    ]


def told(package: dict[str, Any]) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Every recommendation by its place, without what says nothing; columns order the ratings."""
    return {
        (guideline["key"], version["label"], item["key"]): _without_nothing(
            {**item, "ratings": sorted(item.get("ratings", []), key=lambda rating: rating["axis"])}
        )
        for guideline in package["guidelines"]
        for version in guideline["versions"]
        for item in version["recommendations"]
    }


def _without_nothing(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_nothing(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _without_nothing(item)
        for name, item in value.items()
        if item not in ("", None, [], {}, "any", False)
        and not (name == "printed" and item == value.get("label"))
    }


@st.composite
def grades(draw: st.DrawFn) -> dict[str, Any]:
    """The grade of a recommendation with labels of one system, at most one to an axis."""
    first = draw(st.sampled_from(LABELS))
    fitting = [
        label
        for label in LABELS
        if label.system == first.system and {label.axis, first.axis} == {"strength", "certainty"}
    ]
    labels: list[RatingLabel] = [first, *([draw(st.sampled_from(fitting))] if fitting else [])]
    said = {label.direction for label in labels} - {"", "in_text"}
    stated = None if said else draw(st.sampled_from([Direction.FOR, Direction.AGAINST]))
    grade = grade_from(labels, stated=stated)
    # A package says a level once; labels that say two belong to no recommendation.
    assume(all(label.certainty in (None, grade.certainty) for label in labels))
    assume(all(label.strength in (None, grade.strength) for label in labels))
    assume(grade.kind != "good_practice" or grade.certainty is None)
    ratings = [
        {
            "axis": label.axis,
            "system": label.system,
            "system_version": label.system_version,
            "label": label.label,
            "printed": draw(st.just("") | LINE),
        }
        for label in labels
    ]
    return {
        "kind": grade.kind.value,
        "direction": grade.direction.value,
        "strength": grade.strength,
        "certainty": grade.certainty,
        "fidelity": grade.fidelity.value,
        "ratings": ratings,
        "label_as_printed": draw(LINE),
    }


@st.composite
def packages(draw: st.DrawFn) -> dict[str, Any]:
    keys = draw(st.lists(KEY, min_size=1, max_size=3, unique=True))
    concepts = ["osteoporosis", "bisphosphonate", "alendronate", "denosumab", "brace"]
    chosen = st.lists(st.sampled_from(concepts), max_size=2, unique=True)
    made = [
        {
            "key": key,
            "number": draw(LINE.filter(lambda text: len(text) <= 40)),
            "statement": draw(TEXT),
            "plain": draw(st.just({}) | st.fixed_dictionaries({"student": TEXT, "patient": TEXT})),
            **draw(grades()),
            **{name: draw(chosen) for name in ("conditions", "interventions", "comparators")},
            "population": {
                "text": draw(TEXT),
                "age_min": draw(st.none() | st.integers(0, 40) | st.just(0.5)),
                "age_max": draw(st.none() | st.integers(40, 130)),
                "age_unit": draw(st.sampled_from(["a", "mo"])),
                "sex": draw(st.sampled_from(["female", "male", "any"])),
                "pregnancy": draw(st.sampled_from(["pregnant", "not_pregnant", "any"])),
                "excluded": draw(st.just("") | TEXT),
            },
            "line": draw(st.none() | st.integers(1, 9)),
            "intents": draw(st.lists(st.sampled_from(["treat", "prevent", "dose"]), unique=True)),
            "safety": draw(st.lists(LINE, max_size=2)),
            **{name: draw(st.just("") | TEXT) for name in ("remarks", "rationale", "section")},
            "verbatim": draw(st.booleans()),
            "actions": draw(st.lists(ACTION, max_size=1)),
            "citations": draw(st.lists(CITATION, max_size=2)),
            "x": draw(st.just({}) | st.fixed_dictionaries({"columns": st.just({"Colour": "=1"})})),
        }
        for key in keys
    ]
    document = package(*made)
    document["guidelines"][0]["redistribution"] = "full_text"
    return document


ACTION = st.fixed_dictionaries(
    {
        "role": st.just("intervention"),
        "text": TEXT,
        "concept": st.sampled_from(["", "alendronate"]),
        "dose_value": st.integers(1, 70) | st.just(2.5),
        "dose_max": st.none() | st.integers(70, 90),
        "dose_unit": st.just("mg"),
        "frequency": st.just("") | LINE,
    }
)
CITATION = st.fixed_dictionaries(
    {
        "work": st.just("acp-2023"),
        "role": st.sampled_from(["supports", "background"]),
        "locator": st.just("") | LINE,
        "quote": st.just("") | TEXT,
    }
)


@pytest.mark.parametrize("write", WRITERS)
@settings(max_examples=60)
@given(document=packages())
def test_recommendations_come_back_as_they_were(write: Write, document: dict[str, Any]) -> None:
    reading = read_tables([SourceFile("table", write(document))])

    assert reading.package is not None, str(reading.issues)
    assert told(reading.package) == told(document)


@pytest.mark.parametrize("path", DEMO, ids=lambda path: path.stem)
@pytest.mark.parametrize("write", WRITERS)
def test_the_demonstration_comes_back(write: Write, path: Path) -> None:
    document = json.loads(path.read_text())

    reading = read_tables([SourceFile("table", write(document))])

    assert reading.package is not None, str(reading.issues)
    assert told(reading.package) == told(document)


@pytest.mark.parametrize("write", WRITERS)
def test_the_same_package_gives_the_same_bytes(write: Write) -> None:
    assert write(package()) == write(package())


RUN = ["=1+1", "+1", "-1", "@SUM(A1)", *(f"{sign}1" for sign in "\uff1d\uff0b\uff0d\uff20"), "'=1"]


@pytest.mark.parametrize("text", RUN)
def test_no_cell_is_run_as_a_formula(text: str) -> None:
    document = package(recommendation("a", f"{text} to all."))

    cells = list(csv.reader(io.StringIO(write_csv(document).decode("utf-8-sig"))))
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(document)))

    assert f"'{text} to all." in cells[1]
    written = [cell for row in book["recommendations"] for cell in row if cell.value is not None]
    assert {cell.data_type for cell in written} == {"s"}
    assert all(cell.quotePrefix for cell in written)


@pytest.mark.parametrize("label", ["2a", "1-2", "3-4", "1E5", "007", "_x0041_"])
def test_what_a_spreadsheet_would_change_stays_text(label: str) -> None:
    document = package(recommendation("a", "Bathe.", number=label, label_as_printed=label))

    reading = read_tables([SourceFile("table", write_xlsx(document))])

    assert reading.package is not None, str(reading.issues)
    (found,) = told(reading.package).values()
    assert (found["number"], found["label_as_printed"]) == (label, label)


def test_a_text_that_no_cell_can_hold_is_an_error_that_names_the_cell() -> None:
    document = package(recommendation("a", "Bathe.", remarks="x" * 32_768))

    with pytest.raises(CellTooLong, match="32,768 characters") as refusal:
        write_xlsx(document)

    assert refusal.value.sheet == "recommendations"
    assert refusal.value.cell.endswith("2")


def test_the_longest_text_that_a_cell_can_hold_comes_back_whole() -> None:
    document = package(recommendation("a", "Bathe.", remarks="x" * 32_767))

    reading = read_tables([SourceFile("table", write_xlsx(document))])

    assert reading.package is not None, str(reading.issues)
    assert told(reading.package) == told(document)


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\ud800", "\uffff"])
def test_a_character_that_xml_forbids_is_an_error(sign: str) -> None:
    document = package(recommendation("a", f"Bathe{sign}."))

    with pytest.raises(CellIllegal, match="Sheet recommendations, cell"):
        write_xlsx(document)


@pytest.mark.parametrize("redistribution", ["link_only", "tenant_private"])
@pytest.mark.parametrize("write", WRITERS)
def test_wording_that_may_not_be_handed_on_is_left_out_and_named(
    write: Write, redistribution: str
) -> None:
    plain = {"student": "Our words.", "patient": "Ours too."}
    theirs = {"quote": "Theirs.", "rationale": "Their reasons.", "verbatim": True}
    document = package(recommendation("a", "Their words.", **{"plain": plain, **theirs}))
    document["guidelines"][0] |= {"redistribution": redistribution, "url": "https://example.org/g"}

    content = write(document)

    assert find_withheld(document) == ["acp-bone/a"]
    assert b"Their" not in unpacked(content)
    assert b"https://example.org/g" in unpacked(content)


def unpacked(content: bytes) -> bytes:
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def test_what_has_no_column_is_named() -> None:
    parts = {"judgements": [{"criterion": "values"}], "x": {"source": {}}}
    document = package(recommendation("a", "Bathe.", **parts), conflicts=[{"key": "c"}])

    assert find_left_out(document) == ["conflicts", "acp-bone/a: judgements", "acp-bone/a: x"]


def test_a_workbook_is_pleasant_to_read() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(package())))

    assert book.sheetnames == [
        *("guideline", "recommendations", "concepts", "works", "ratings", "citations"),
    ]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert all(cell.font.bold for cell in sheet[1])
        assert all(column.width >= 12 for column in sheet.column_dimensions.values())


def test_workbooks_are_read_without_entities() -> None:
    assert DEFUSEDXML
