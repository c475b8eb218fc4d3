"""The second opinion on whether there is enough: learned from data, and silent without vectors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from apps.qa.domain.decision import decide
from apps.qa.domain.enough import features_of, fit, gate
from apps.qa.domain.outcome import Outcome
from tests.qa.evidence import evidence, meaning

NEAR = [(0.6, 0.9), (0.5, 0.8), (0.4, 0.75), (0.3, 0.7), (0.2, 0.6), *[(0.0, 0.3)] * 20]
FAR = [(0.1, 0.12), (0.0, 0.11), (0.0, 0.1), (0.0, 0.1), (0.0, 0.1), *[(0.0, 0.05)] * 20]


def test_what_is_far_from_all_that_was_found_is_not_covered() -> None:
    found = [evidence()]

    assert decide(found, meaning()) == Outcome.ANSWERED
    assert decide(found, meaning(is_near=False)) == Outcome.NOT_COVERED


def test_the_gate_that_ships_lets_the_near_through_and_not_the_far() -> None:
    assert gate().is_enough(NEAR)
    assert not gate().is_enough(FAR)


@pytest.mark.parametrize("hits", [[], [(0.4, None)] * 30, NEAR[:4]], ids=["none", "words", "few"])
def test_without_vectors_it_says_nothing(hits: list[tuple[float, float | None]]) -> None:
    assert features_of(hits) is None
    assert gate().is_enough(hits)


def test_it_learns_which_way_a_feature_points_and_keeps_its_share_of_every_store() -> None:
    near = [(number / 100, 1.0) for number in range(70, 100)]
    less = [(number / 100, 1.0) for number in range(50, 60)]
    far = [(number / 100, 1.0) for number in range(50)]

    learned = fit({"one": near, "another": less}, far, kept_share=0.9)

    passed = [
        row[0] for row in [*far, *less, *near] if learned.probability(row) >= learned.threshold
    ]
    assert passed == [number / 100 for number in (*range(51, 60), *range(70, 100))]


def test_the_questions_of_other_fields_are_questions() -> None:
    file = Path(__file__).parents[2] / "apps/qa/data/far_questions.jsonl"

    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]

    assert len({row["text"] for row in rows}) == len(rows) >= 40
