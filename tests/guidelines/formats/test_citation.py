"""Citations: each form says the same, and no text breaks any of them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.guidelines.formats.citation import CitedSource, one_line, split_name
from apps.guidelines.formats.citation_bibtex import ESCAPES, write_bibtex
from apps.guidelines.formats.citation_csl import write_csl
from apps.guidelines.formats.citation_ris import write_ris
from apps.guidelines.formats.citation_vancouver import write_vancouver

SOURCE = CitedSource(
    key="consilium-1",
    authors=("Qaseem A", "van der Berg JP"),
    body="American College of Physicians",
    title="Bone drugs",
    edition="2023",
    place="Recommendation 1",
    published=(2023, 1, 3),
    doi="10.7326/M22-1034",
    address="https://northgate.example/recommendations/1/",
    accessed=date(2026, 11, 5),
)
_any = st.text(max_size=40)
_parts = st.sampled_from([(), (2023,), (2023, 5), (2023, 5, 4)])
sources = st.builds(
    CitedSource,
    key=st.just("consilium-1"),
    authors=st.lists(_any, max_size=8).map(tuple),
    body=_any,
    title=_any,
    edition=_any,
    place=_any,
    published=_parts,
    doi=_any,
    address=_any,
    accessed=st.just(date(2026, 11, 5)),
)


def test_vancouver_names_everything_in_one_line() -> None:
    assert write_vancouver(SOURCE) == (
        "Qaseem A, van der Berg JP. Bone drugs. Version 2023. 2023 Jan 3 [cited 2026 Nov 5]. "
        "Recommendation 1. Available from: https://northgate.example/recommendations/1/ "
        "doi: 10.7326/M22-1034"
    )


@pytest.mark.parametrize(
    ("published", "said"),
    [((), " [cited"), ((2023,), " 2023 [cited"), ((2023, 5), " 2023 May [cited")],
)
def test_a_date_is_as_precise_as_it_is_known(published: tuple[int, ...], said: str) -> None:
    line = write_vancouver(replace(SOURCE, published=published))

    assert f"Version 2023.{said}" in line


def test_a_seventh_author_is_counted_and_not_named() -> None:
    line = write_vancouver(replace(SOURCE, authors=tuple("ABCDEFG")))

    assert line.startswith("A, B, C, D, E, F, et al. ")


def test_a_source_without_authors_is_its_bodys() -> None:
    line = write_vancouver(replace(SOURCE, authors=()))

    assert line.startswith("American College of Physicians. Bone drugs.")


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Qaseem A", ("Qaseem", "A")),
        ("van der Berg JP", ("van der Berg", "JP")),
        ("World Health Organization", ("World Health Organization", "")),
        ("WHO", ("WHO", "")),
    ],
)
def test_people_have_initials_and_bodies_have_none(name: str, parts: tuple[str, str]) -> None:
    assert split_name(name) == parts


@given(sources)
def test_no_text_breaks_a_line_of_ris(source: CitedSource) -> None:
    lines = write_ris(source).split("\r\n")

    assert [line[:6] for line in (lines[0], lines[-2])] == ["TY  - ", "ER  - "]
    assert lines[-1] == ""
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines[:-1])
    assert [line for line in lines if line[:2] in ("TY", "ER")] == [lines[0], lines[-2]]
    assert all(len(line.splitlines()) == 1 for line in lines[:-1])
    if one_line(source.title):
        assert f"TI  - {one_line(source.title)}" in lines


@given(sources)
def test_no_text_ends_a_field_of_bibtex_early(source: CitedSource) -> None:
    written = write_bibtex(source)

    depths = []
    depth = 0
    for sign in written:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        depths.append(depth)
    assert min(depths) == 0
    # Closed by the last sign before the line's end, and by none before.
    assert depths[len("@techreport") : -2].count(0) == 0
    assert depths[-2:] == [0, 0]
    assert _unescaped(_field(written, "title")) == one_line(source.title)


def _field(written: str, name: str) -> str:
    """What stands in the two pairs of braces of this field."""
    start = written.index(f"  {name} = {{{{") + len(name) + 7
    depth, end = 2, start
    while depth > 1:
        depth += {"{": 1, "}": -1}.get(written[end], 0)
        end += 1
    return written[start : end - 1]


def _unescaped(text: str) -> str:
    pattern = "|".join(re.escape(escape) for escape in sorted(ESCAPES.values(), key=len)[::-1])
    signs = {escape: sign for sign, escape in ESCAPES.items()}
    return re.sub(pattern, lambda found: signs[found[0]], text)


@given(sources)
def test_csl_is_json_that_keeps_every_text(source: CitedSource) -> None:
    (item,) = json.loads(write_csl(source))

    assert item.get("title", "") == one_line(source.title)
    assert item.get("DOI", "") == one_line(source.doi)
    assert len(item["author"]) == len(source.named)
    assert item.get("issued", {"date-parts": [[]]})["date-parts"] == [list(source.published)]


@given(sources)
def test_vancouver_is_one_line(source: CitedSource) -> None:
    assert len(write_vancouver(source).splitlines()) == 1
