"""The Prevention TaskForce API: records by topic and population, graded as of their time."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from apps.guidelines.formats.uspstf import read_uspstf
from tests.guidelines.formats.mutations import as_file, as_file_at
from tests.guidelines.formats.structure import faults_in, records
from tests.guidelines.formats.uspstf_documents import (
    codes,
    document,
    keys,
    one_record,
    read,
    specific,
)
from tests.guidelines.real_data import needs_real_data, real_files


def test_a_recommendation_keeps_its_wording_grade_and_people() -> None:
    record = one_record(read())

    assert record["statement"] == "We recommend screening for knee rot if the score is <5."
    assert (record["direction"], record["strength"], record["certainty"]) == ("for", 3, 3)
    assert record["population"] == {
        "text": "Adults aged 40 to 60 years",
        "age_min": 40,
        "age_max": 60,
        "age_unit": "a",
    }
    assert record["practical_info"] == "Every 2 years"
    assert record["remarks"] == "Sitting adds to the risk."
    assert record["verbatim"] is True
    assert record["x"]["source"] == specific()
    assert record["x"]["tools"] == {"3": {"title": "A score", "url": "https://example.org/score"}}


def test_a_topic_is_a_guideline_with_its_date_and_source() -> None:
    reading = read()

    assert reading.issues == []
    assert reading.package is not None
    assert faults_in(reading.package) == []
    (guideline,) = reading.package["guidelines"]
    (version,) = guideline["versions"]
    assert guideline["key"] == "uspstf-knee-rot-screening"
    assert guideline["topic"] == "Joints"
    assert guideline["scope"] == "Adults without pain."
    assert (version["label"], version["published_on"]) == ("2019-05-07", "2019-05-07")
    assert reading.package["works"][0]["year"] == 2019


def test_a_file_without_topics_names_the_same_guideline_and_record() -> None:
    whole = read()
    bare = read_uspstf(as_file({"specificRecommendations": [specific(id=99)]}))

    assert keys(bare) == keys(whole)
    assert bare.package
    assert whole.package
    assert bare.package["guidelines"][0]["key"] == whole.package["guidelines"][0]["key"]
    assert bare.package["guidelines"][0]["versions"][0]["published_on"] is None
    assert codes(bare) == ["undated"]


def test_the_same_letter_has_the_meaning_of_its_time() -> None:
    now = one_record(read(specific(grade="C", text="Selectively offer it.")))
    then = one_record(
        read(specific(grade="C", gradeVer=0, text="We make no recommendation for or against it."))
    )

    assert (now["direction"], now["strength"]) == ("for", 1)
    assert (then["direction"], then["strength"]) == ("none", 0)
    assert then["ratings"][0]["system_version"] == "-2006"


def test_an_i_statement_is_insufficient_and_neither_for_nor_against() -> None:
    record = one_record(read(specific(grade="I", text="The evidence is insufficient.")))

    assert (record["kind"], record["direction"]) == ("insufficient", "none")
    assert record["strength"] is None


def test_the_direction_never_comes_from_the_dictionary_of_the_api() -> None:
    grades = {"C": ["no", "The panel recommends against providing it routinely."]}

    reading = read(specific(grade="C", text="Selectively offer it."), grades=grades)

    assert one_record(reading)["direction"] == "for"


@pytest.mark.parametrize(
    ("given_range", "ages"),
    [
        ([18, 100], {"age_min": 18, "age_unit": "a"}),
        ([18, 999], {"age_min": 18, "age_unit": "a"}),
        (["65", "75"], {"age_min": 65, "age_max": 75, "age_unit": "a"}),
        ([0, 5], {"age_min": 0, "age_max": 5, "age_unit": "a"}),
        ([0, 100], {}),
        ([], {}),
        (None, {}),
    ],
)
def test_ages_are_limits_only_where_the_source_means_one(
    given_range: Any, ages: dict[str, Any]
) -> None:
    reading = read(specific(title="Knee Rot: Screening -- Adults", ageRange=given_range))

    assert one_record(reading)["population"] == {"text": "Adults", **ages}
    assert reading.issues == []


@pytest.mark.parametrize(
    ("people", "sex", "pregnancy"),
    [
        ("Pregnant women", "female", "pregnant"),
        ("Nonpregnant adults", "men and women", "not_pregnant"),
        ("Adults, including pregnant women", "men and women", None),
        ("Pregnant and postpartum persons", "female", None),
    ],
)
def test_pregnancy_is_read_only_where_all_are_pregnant_or_none(
    people: str, sex: str, pregnancy: str | None
) -> None:
    row = specific(title=f"Knee Rot: Screening -- {people}", sex=sex, ageRange=None)

    assert one_record(read(row))["population"].get("pregnancy") == pregnancy


def test_sex_may_stand_under_its_older_name() -> None:
    row = specific(gender="female")
    del row["sex"]

    assert one_record(read(row))["population"]["sex"] == "female"


def test_titles_that_repeat_are_told_apart_in_any_order() -> None:
    rows = [
        specific(id=1, grade="B"),
        specific(id=2, grade="D", text="We recommend against braces for knee rot."),
        specific(id=3, grade="I", text="The evidence on heat for it is insufficient."),
        specific(id=4, grade="I", text="The evidence on cold for it is insufficient."),
    ]

    there, back = read(*rows), read(*reversed(rows))

    assert len(set(keys(there))) == 4
    assert {r["statement"]: r["key"] for r in records(there.package)} == {
        r["statement"]: r["key"] for r in records(back.package)
    }


def test_one_population_with_two_grades_is_about_two_services() -> None:
    against = specific(id=2, grade="D", text="We recommend against braces for knee rot.")

    first, second = records(read(specific(), against).package)

    assert not set(first["interventions"]) & set(second["interventions"])


def test_of_two_statements_on_a_topic_the_newer_is_active() -> None:
    generals = document()["generalRecommendations"]
    generals["8"] = {**generals["7"], "pubDate": "2024-01-02", "specific": [2]}

    reading = read(specific(), specific(id=2, general="8"), generalRecommendations=generals)

    assert reading.package is not None
    (guideline,) = reading.package["guidelines"]
    assert [(v["label"], v["status"]) for v in guideline["versions"]] == [
        ("2019-05-07", "superseded"),
        ("2024-01-02", "active"),
    ]
    assert guideline["versions"][1]["supersedes"] == "2019-05-07"
    assert keys(reading)[0] == keys(reading)[1]


@pytest.mark.parametrize(
    ("pub_date", "year", "published"),
    [
        (None, 2018, ("2018", "2018-01-01", "year")),
        ("2018-07", 2018, ("2018-07", "2018-07-01", "month")),
        ("soon", 2018, ("2018", "2018-01-01", "year")),
        (None, None, ("undated", None, "")),
    ],
)
def test_a_date_is_as_exact_as_the_source_gives_it(
    pub_date: Any, year: Any, published: tuple[str, Any, str]
) -> None:
    generals = document()["generalRecommendations"]
    generals["7"] |= {"pubDate": pub_date, "topicYear": year}

    reading = read(generalRecommendations=generals)

    assert reading.package is not None
    version = reading.package["guidelines"][0]["versions"][0]
    assert (
        version["label"],
        version["published_on"],
        version["published_precision"],
    ) == published


@needs_real_data
def test_the_real_file_of_2021_comes_in_whole() -> None:
    (path,) = real_files("uspstf/uspstf_2021-03*.json")

    reading = read_uspstf(as_file_at(path))

    assert reading.package is not None
    assert faults_in(reading.package) == []
    found = records(reading.package)
    assert Counter(record["ratings"][0]["label"] for record in found) == {
        "A": 15,
        "B": 37,
        "C": 9,
        "D": 22,
        "I": 54,
    }
    assert Counter(record["ratings"][0]["system_version"] for record in found) == {
        "2012-": 133,
        "-2006": 4,
    }


@needs_real_data
def test_the_real_excerpt_of_the_api_comes_in_with_its_date() -> None:
    (path,) = real_files("uspstf/uspstf_api_excerpt*.json")

    reading = read_uspstf(as_file_at(path))

    assert reading.issues == []
    assert reading.package is not None
    assert faults_in(reading.package) == []
    assert len(records(reading.package)) == 4
    assert reading.package["guidelines"][0]["versions"][0]["label"] == "2018-07-23"
