"""Planting defects in a text: by seed, plausible, and only where it says."""

from __future__ import annotations

import copy
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.advisory.domain.planting import LONGEST, MOST, Defect, Planted, excerpt, places_of, plant
from apps.advisory.domain.quantities import misquoted
from tests.architecture.source import ROOT

EVALUATION = ROOT / "apps/articles/evaluation"


def _copy_of(article: dict[str, Any]) -> dict[str, Any]:
    return {
        "question": article["question"],
        "heading": article["heading"],
        "parts": [
            {
                "place": row["key"],
                "number": f"1.{number}",
                "heading": article["heading"],
                "text": row["clinician"],
                "sources": [
                    "/".join([cite] if isinstance(cite, str) else cite) for cite in row["cites"]
                ],
            }
            for number, row in enumerate(article["statements"], start=1)
        ],
        "steps": [
            {"place": f"algorithm/{number}", "text": step["title"], "basis": step["basis"]}
            for number, step in enumerate(article["steps"], start=1)
        ],
        "red_flags": list(article["red_flags"]),
    }


def _good_articles() -> list[dict[str, Any]]:
    files = sorted(Path(EVALUATION).glob("*.json"))
    return [_copy_of(row) for path in files for row in json.loads(path.read_text())["articles"]]


ARTICLES = _good_articles()
OLDER = {source: "older" for row in ARTICLES for part in row["parts"] for source in part["sources"]}


def _said(document: dict[str, Any], place: str) -> Any:
    if place == "red-flags":
        return document["red_flags"]
    rows = {row["place"]: row for row in (*document["parts"], *document["steps"])}
    return rows[place]


@pytest.mark.parametrize("article", ARTICLES, ids=lambda row: row["question"])
@given(seed=st.integers(0, 2**32))
def test_a_copy_differs_from_its_article_at_the_planted_places_and_nowhere_else(
    article: dict[str, Any], seed: int
) -> None:
    before = copy.deepcopy(article)

    changed, planted = plant(article, seed=seed, older=OLDER)

    assert article == before
    assert 1 <= len(planted) <= MOST
    different = {p for p in places_of(article) if _said(article, p) != _said(changed, p)}
    assert different == {row.place for row in planted}
    assert len({row.kind for row in planted}) == len(planted)


def test_the_same_seed_plants_the_same() -> None:
    first, again = (plant(ARTICLES[0], seed=7, older={}) for _ in range(2))

    assert first == again


def test_every_kind_can_be_planted_in_the_articles_of_the_evaluation() -> None:
    kinds = {
        row.kind
        for article in ARTICLES
        for seed in range(60)
        for row in plant(article, seed=seed, older=OLDER)[1]
    }

    assert kinds == set(Defect)


def test_a_text_in_which_nothing_can_be_planted_comes_back_as_it_was() -> None:
    bare = {
        "question": "?",
        "heading": "Nothing",
        "parts": [{"place": "one", "number": "1.1", "heading": "", "text": "Rest.", "sources": []}],
        "steps": [],
        "red_flags": ["New weakness of the legs"],
    }

    assert plant(bare, seed=1, older={}) == (bare, ())


@pytest.mark.parametrize(
    ("text", "possible"),
    [
        ("Give 60 mg every day.", {"30", "120"}),
        ("Start at 140 mmHg or higher.", {"120", "130", "150", "160"}),
        ("Pain fell in 44% of people.", {"24", "34", "54", "64"}),
        ("For people of 60 years or more.", {"50", "55", "65", "70"}),
        ("Take it for 5 years.", {"10"}),
        ("Within 18 months of stopping.", {"9", "36"}),
    ],
)
def test_a_wrong_number_is_one_that_could_be_believed(text: str, possible: set[str]) -> None:
    wrong = {misquoted(text, random.Random(seed)) for seed in range(60)}  # noqa: S311 - not a secret

    assert {re.findall(r"\d+", row)[0] for row in wrong} == possible


@pytest.mark.parametrize(
    "text", ["The 2012 decision.", "In 78 people.", "Below 140/90 mmHg.", "After 3-5 years."]
)
def test_years_counts_and_ranges_are_left_alone(text: str) -> None:
    assert misquoted(text, random.Random(1)) == ""  # noqa: S311 - not a secret


@pytest.mark.parametrize(
    ("kind", "text", "wrong"),
    [
        (Defect.DROPPED_NEGATION, "AAOS recommends against it.", "AAOS recommends it."),
        (Defect.DROPPED_NEGATION, "It should not be stopped.", "It should be stopped."),
        (Defect.STRENGTH_RAISED, "ACP suggests it.", "ACP strongly recommends it."),
        (Defect.STRENGTH_RAISED, "It may be considered.", "It should be given."),
        (Defect.WRONG_POPULATION, "In postmenopausal women.", "In premenopausal women."),
    ],
)
def test_a_planted_sentence_says_the_opposite_or_more(kind: Defect, text: str, wrong: str) -> None:
    part = {"place": "one", "number": "1.1", "heading": "", "text": text, "sources": []}
    document = {"question": "?", "heading": "", "parts": [part], "steps": [], "red_flags": []}

    found = {row for seed in range(60) for row in plant(document, seed=seed, older={})[1]}

    assert Planted(kind, "one", text, wrong) in found


def test_a_copy_of_a_long_article_is_a_run_of_its_statements() -> None:
    parts = [{**ARTICLES[0]["parts"][0], "place": f"s{number}"} for number in range(40)]
    long = {**ARTICLES[0], "parts": parts}

    found = [excerpt(long, seed=seed) for seed in range(30)]

    for copied in found:
        first = parts.index(copied["parts"][0])
        assert copied["parts"] == parts[first : first + LONGEST]
        assert copied["steps"] == long["steps"]
    assert len({copied["parts"][0]["place"] for copied in found}) > 5
    assert excerpt(ARTICLES[0], seed=1) == ARTICLES[0]


def test_what_can_be_planted_follows_from_what_the_text_has() -> None:
    article = {**ARTICLES[0], "steps": [], "red_flags": []}

    kinds = {row.kind for seed in range(60) for row in plant(article, seed=seed, older={})[1]}

    assert not kinds & {Defect.UNCITED_STEP, Defect.MISSING_RED_FLAG, Defect.SUPERSEDED_SOURCE}
