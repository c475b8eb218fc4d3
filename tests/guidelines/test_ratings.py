"""What a printed label means: never without its system."""

from __future__ import annotations

import csv

import pytest

from apps.guidelines.domain.ratings import (
    MAP_FILE,
    SYSTEM_NAMES,
    UnknownRating,
    get_rating,
    system_name,
)

with MAP_FILE.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file, delimiter="\t"))


def test_a_label_has_the_strength_and_certainty_of_its_row() -> None:
    label = get_rating(system="uspstf", system_version="2012-", axis="combined", label="B")

    assert (label.direction, label.strength, label.certainty) == ("for", 3, 3)


def test_the_same_letter_means_something_else_in_another_version_of_the_system() -> None:
    now = get_rating(system="uspstf", system_version="2012-", axis="combined", label="C")
    then = get_rating(system="uspstf", system_version="-2006", axis="combined", label="C")

    assert (now.direction, now.strength) == ("for", 1)
    assert (then.direction, then.strength) == ("none", 0)


def test_the_same_letter_means_something_else_in_another_system() -> None:
    with pytest.raises(UnknownRating):
        get_rating(system="grade", system_version="2008-", axis="combined", label="B")


def test_an_unknown_label_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(UnknownRating, match="no certainty label 'Very good'") as refusal:
        get_rating(system="grade", system_version="2008-", axis="certainty", label="Very good")

    for known in ("High", "Moderate", "Low", "Very low"):
        assert f"'{known}'" in str(refusal.value)


def test_an_unknown_system_is_refused() -> None:
    with pytest.raises(UnknownRating, match="known: \\[\\]"):
        get_rating(system="stars", system_version="", axis="combined", label="*****")


def test_no_two_rows_of_the_map_have_the_same_name() -> None:
    names = [(row["system_id"], row["system_version"], row["axis"], row["label"]) for row in ROWS]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['system_id']}:{row['label']}")
def test_every_row_stays_on_the_common_scales(row: dict[str, str]) -> None:
    label = get_rating(
        system=row["system_id"],
        system_version=row["system_version"],
        axis=row["axis"],
        label=row["label"],
    )

    assert label.strength is None or 0 <= label.strength <= 3
    assert label.certainty is None or 0 <= label.certainty <= 4
    assert label.direction in ("", "in_text", "for", "against", "either", "none")


@pytest.mark.parametrize(
    ("system", "version", "name"),
    [
        ("grade", "2008-", "GRADE, since 2008"),
        ("uspstf", "-2006", "USPSTF, until 2006"),
        ("nhmrc", "2009-2014", "NHMRC, 2009 to 2014"),
        ("ocebm", "2011", "Oxford CEBM, 2011"),
        ("who", "", "WHO"),
    ],
)
def test_a_system_is_named_as_people_write_it(system: str, version: str, name: str) -> None:
    assert system_name(system, version) == name


def test_every_system_of_the_map_has_a_name() -> None:
    assert {row["system_id"] for row in ROWS} == set(SYSTEM_NAMES)
