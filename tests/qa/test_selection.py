"""Which records answer, and in which order: pure, and true for any evidence."""

from __future__ import annotations

import pytest
from hypothesis import given

from apps.qa.domain.population import People, are_meant
from apps.qa.domain.selection import MOST_SENTENCES, select
from apps.qa.domain.shapes import Evidence, Understanding
from tests.qa.evidence import evidence, meaning, meanings, records

EXCLUDED = frozenset({"bisphosphonate", "alendronate"})


@given(found=records, meant=meanings)
def test_only_evidence_is_selected_once_and_at_most_eight(
    found: list[Evidence], meant: Understanding
) -> None:
    selected = select(found, meant)

    assert len(selected) <= MOST_SENTENCES
    assert len({item.id for item in selected}) == len(selected)
    assert all(item in found for item in selected)


@given(found=records, meant=meanings)
def test_what_is_excluded_is_never_recommended(found: list[Evidence], meant: Understanding) -> None:
    for item in select(found, meant):
        if set(item.interventions) & meant.excluded:
            assert item.direction not in ("for", "either")


@given(found=records, meant=meanings)
def test_no_record_for_other_people_or_another_condition_is_selected(
    found: list[Evidence], meant: Understanding
) -> None:
    for item in select(found, meant):
        assert are_meant(meant.people, item.people)
        assert not meant.conditions or item.conditions & meant.conditions


@given(found=records, meant=meanings)
def test_the_order_of_the_evidence_does_not_matter(
    found: list[Evidence], meant: Understanding
) -> None:
    assert select(found, meant) == select(found[::-1], meant)


def test_what_is_meant_for_those_who_cannot_take_it_comes_first() -> None:
    meant = meaning(excluded=EXCLUDED)
    found = [
        evidence(1, interventions=("brace",)),
        evidence(
            2, interventions=("alendronate",), direction="none", intents=frozenset({"safety"})
        ),
        evidence(3, interventions=("denosumab",), for_those_who_cannot_take=EXCLUDED, strength=1),
        evidence(4),
    ]

    assert [item.id for item in select(found, meant)] == [3, 1, 2]


def test_a_recommendation_of_the_whole_class_does_not_answer_for_its_member() -> None:
    meant = meaning(excluded=frozenset({"alendronate"}), wider=frozenset({"bisphosphonate"}))

    assert select([evidence(1)], meant) == []


def test_a_record_against_what_is_excluded_says_why_not() -> None:
    meant = meaning(excluded=EXCLUDED)

    assert select([evidence(1, direction="against")], meant) == [evidence(1, direction="against")]


def test_the_subject_asked_about_decides_and_not_the_score() -> None:
    meant = meaning(asked_about=(frozenset({"brace"}),))
    found = [evidence(1, score=50.0), evidence(2, interventions=("brace",), score=1.0)]

    assert [item.id for item in select(found, meant)] == [2]


def test_without_a_subject_only_what_is_near_the_best_is_told() -> None:
    found = [evidence(1, score=10.0), evidence(2, score=5.0), evidence(3, score=4.9)]

    assert [item.id for item in select(found, meaning())] == [1, 2]


@pytest.mark.parametrize("intent", ["screen", "dose"])
def test_a_question_for_one_thing_gets_that_thing_only(intent: str) -> None:
    meant = meaning(asked_about=(frozenset({"bisphosphonate"}),), intents=frozenset({intent}))
    found = [evidence(1), evidence(2, intents=frozenset({intent}), strength=1)]

    assert [item.id for item in select(found, meant)] == [2]


def test_no_subject_of_the_question_is_left_untold_for_it() -> None:
    meant = meaning(
        asked_about=(frozenset({"bisphosphonate"}), frozenset({"brace"})),
        intents=frozenset({"dose"}),
    )
    found = [evidence(1, intents=frozenset({"dose"})), evidence(2, interventions=("brace",))]

    assert [item.id for item in select(found, meant)] == [1, 2]


def test_where_nothing_is_on_that_thing_the_rest_is_told() -> None:
    meant = meaning(asked_about=(frozenset({"bisphosphonate"}),), intents=frozenset({"dose"}))

    assert [item.id for item in select([evidence(1)], meant)] == [1]


def test_a_question_on_safety_is_answered_with_safety_first() -> None:
    meant = meaning(asked_about=(frozenset({"bisphosphonate"}),), intents=frozenset({"safety"}))
    found = [evidence(1), evidence(2, direction="none", intents=frozenset({"safety"}))]

    assert [item.id for item in select(found, meant)] == [2, 1]


def test_equally_direct_records_go_by_line_then_strength_then_certainty() -> None:
    meant = meaning(asked_about=(frozenset({"bisphosphonate"}),))
    found = [
        evidence(1, strength=1),
        evidence(2, certainty=2),
        evidence(3),
        evidence(4, line=1, strength=1),
        evidence(5, direction="none", strength=None),
    ]

    assert [item.id for item in select(found, meant)] == [4, 3, 2, 1, 5]


def test_a_pregnant_woman_gets_nothing_that_is_for_others() -> None:
    meant = meaning(people=People(sex="female", pregnancy="pregnant"))
    found = [
        evidence(1, people=People(pregnancy="not_pregnant")),
        evidence(2, people=People(pregnancy="pregnant")),
        evidence(3, people=People(sex="male")),
    ]

    assert [item.id for item in select(found, meant)] == [2]


def test_a_recommendation_that_needs_what_is_excluded_does_not_answer() -> None:
    needs_it = evidence(interventions=("romosozumab",), named=frozenset({"bisphosphonate"}))

    chosen = select([needs_it], meaning(excluded=frozenset({"bisphosphonate"})))

    assert chosen == []


def test_a_treatment_for_fresh_injuries_is_no_answer_for_old_ones() -> None:
    fresh = evidence(1, interventions=("calcitonin",), acuity="acute")
    any_time = evidence(2, interventions=("exercise",))

    chosen = select([fresh, any_time], meaning(acuity="chronic"))

    assert chosen == [any_time]


def test_a_treatment_asked_about_by_name_is_told_whatever_its_acuity() -> None:
    fresh = evidence(interventions=("calcitonin",), acuity="acute")

    chosen = select([fresh], meaning(acuity="chronic", asked_about=(frozenset({"calcitonin"}),)))

    assert chosen == [fresh]


def test_a_warning_is_told_whatever_its_acuity() -> None:
    warning = evidence(acuity="acute", intents=frozenset({"safety"}))

    assert select([warning], meaning(acuity="chronic")) == [warning]


def test_without_a_condition_no_other_treatment_is_offered() -> None:
    other = evidence(interventions=("brace",))

    chosen = select(
        [other], meaning(conditions=frozenset(), excluded=frozenset({"bisphosphonate"}))
    )

    assert chosen == []
