"""A machine's rewording may order words anew and use those of other levels, and nothing more."""

from __future__ import annotations

import pytest

from apps.guidelines.domain.meaning.comparing import Kind
from apps.guidelines.domain.meaning.facts import Facts
from apps.guidelines.domain.meaning.rewording import Original, objections
from apps.guidelines.domain.meaning.terms import Term, Terms

STATEMENT = (
    "ACP recommends alendronate 70 mg weekly in postmenopausal women with osteoporosis to reduce "
    "the risk of fractures."
)
PATIENT = (
    "ACP recommends alendronate, 70 mg every week, for women after menopause with weak bones "
    "(osteoporosis), to lower the risk of broken bones (fractures)."
)
TERMS = Terms(
    [
        Term("alendronate", ("alendronate", "Fosamax")),
        Term("osteoporosis", ("osteoporosis",), is_judged=False),
    ]
)
FACTS = Facts(kind="graded", direction="for", strength=3, sex="female")


def _kinds(text: str, wording: str = STATEMENT) -> set[Kind]:
    original = Original(STATEMENT, wording, (STATEMENT, PATIENT), frozenset({"alendronate"}), FACTS)
    return {finding.kind for finding in objections(text, original, TERMS)}


@pytest.mark.parametrize(
    ("wording", "text"),
    [
        (STATEMENT, STATEMENT),
        (
            STATEMENT,
            "To reduce the risk of fractures, ACP recommends alendronate 70 mg weekly in "
            "postmenopausal women with osteoporosis.",
        ),
        (
            STATEMENT,
            "In postmenopausal women with osteoporosis, ACP recommends alendronate 70 mg every "
            "week to reduce the risk of fractures.",
        ),
        (
            PATIENT,
            "For women after menopause with weak bones (osteoporosis), ACP recommends "
            "alendronate, 70 mg every week. This is to lower the risk of broken bones (fractures).",
        ),
    ],
)
def test_the_same_in_another_order_may_be_shown(wording: str, text: str) -> None:
    assert _kinds(text, wording) == set()


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("alendronate", "the safe drug alendronate", Kind.WORD_ADDED),
        ("alendronate", "Fosamax", Kind.WORD_ADDED),
        (" with osteoporosis", "", Kind.PART_LOST),
        (" to reduce the risk of fractures", "", Kind.PART_LOST),
        ("recommends", "may recommend", Kind.WORD_ADDED),
        ("recommends", "says to take", Kind.PART_LOST),
        ("70 mg", "70 g", Kind.NUMBER_ADDED),
        ("women", "men", Kind.POPULATION),
        ("recommends", "recommends against", Kind.DIRECTION),
        ("ACP", "<b>ACP</b>", Kind.FORM),
        ("ACP", "See https ACP", Kind.FORM),
        ("ACP", "AC\u200bP", Kind.FORM),
        ("ACP", "АСР", Kind.WORD_ADDED),  # noqa: RUF001 - Cyrillic letters of the same look
        ("fractures.", "fractures and fractures.", Kind.WORD_ADDED),
        ("fractures.", "fractures", Kind.FORM),
        ("fractures.", "fractures.\nACP", Kind.FORM),
    ],
)
def test_anything_more_or_less_is_objected_to(before: str, after: str, kind: Kind) -> None:
    text = STATEMENT.replace(before, after)

    assert text != STATEMENT
    assert kind in _kinds(text)


def test_a_word_that_stands_twice_must_stay_twice() -> None:
    wording = "A bone medicine is an option for adults whose spine bone has collapsed."
    original = Original(wording, wording, (wording,), frozenset(), Facts())
    text = wording.replace("spine bone", "spine")

    assert [finding.what for finding in objections(text, original, TERMS)] == ["bon"]


@pytest.mark.parametrize(
    ("wording", "text"),
    [
        ("It does more good than harm.", "It does more harm than good."),
        ("Start after a fall, not a fracture.", "Start after a fracture, not a fall."),
        ("ACP names calcium over vitamin D.", "ACP names vitamin D over calcium."),
    ],
)
def test_what_a_word_binds_must_follow_it_still(wording: str, text: str) -> None:
    original = Original(wording, wording, (wording,), frozenset(), Facts())

    assert Kind.ORDER in {finding.kind for finding in objections(text, original, Terms([]))}


@pytest.mark.parametrize("text", ["", "ACP.", "I cannot help with that.", f"{STATEMENT} " * 3])
def test_what_is_no_rewording_at_all_is_objected_to(text: str) -> None:
    assert Kind.FORM in _kinds(text)
