"""Concepts named in a text: the longest name wins, plurals count, classes hold their members."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from apps.guidelines.search import Vocabulary, normalise
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast

CONCEPTS: list[dict[str, Any]] = [
    {"key": "fracture", "kind": "condition", "name": "fracture", "terms": ["broken bone"]},
    {
        "key": "wedge-fracture",
        "kind": "condition",
        "name": "wedge fracture",
        "terms": ["wedged vertebra"],
        "broader": ["fracture"],
    },
    {"key": "analgesic", "kind": "drug_class", "name": "analgesic", "terms": ["paracetamol"]},
    {
        "key": "paracetamol",
        "kind": "drug",
        "name": "paracetamol",
        "terms": ["acetaminophen"],
        "broader": ["analgesic"],
    },
    {"key": "spine-mri", "kind": "test", "name": "spine MRI", "terms": ["MRI"]},
    {"key": "head-mri", "kind": "test", "name": "head MRI", "terms": ["MRI"]},
    {"key": "bp-drug", "kind": "drug_class", "name": "blood pressure medicine", "terms": []},
]


@pytest.fixture
def vocabulary(cast: Cast) -> Iterator[Vocabulary]:
    document = make.package()
    document["concepts"] += CONCEPTS
    make.store(cast.northgate, document)
    with tenant_scope(cast.northgate.pk):
        yield Vocabulary()


def _keys(vocabulary: Vocabulary, text: str) -> list[str]:
    return [concept.key for concept in vocabulary.find_in(text)]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("A wedge fracture hurts", ["wedge-fracture"]),
        ("Any fracture, and a wedge fracture too", ["wedge-fracture", "fracture"]),
        ("WEDGED VERTEBRA!", ["wedge-fracture"]),
        ("broken bones", ["fracture"]),
        ("Fosamax or Prolia", ["alendronate", "denosumab"]),
        ("bisphosphonates", ["bisphosphonate"]),
        ("fractured", []),
        ("the bracelet", []),
        ("", []),
    ],
)
def test_concepts_are_found_by_any_of_their_names(
    vocabulary: Vocabulary, text: str, keys: list[str]
) -> None:
    assert _keys(vocabulary, text) == keys


def test_a_name_that_two_concepts_share_means_both(vocabulary: Vocabulary) -> None:
    assert set(_keys(vocabulary, "does she need an MRI?")) == {"spine-mri", "head-mri"}


def test_a_name_shared_by_a_class_and_its_member_means_the_member(vocabulary: Vocabulary) -> None:
    assert _keys(vocabulary, "paracetamol") == ["paracetamol"]


@pytest.mark.parametrize("word", ["drugs", "medicine", "pills", "tablet", "medication"])
def test_every_word_for_a_medicine_is_the_same_word(vocabulary: Vocabulary, word: str) -> None:
    assert _keys(vocabulary, f"blood pressure {word}") == ["bp-drug"]


def test_a_class_holds_what_is_narrower(vocabulary: Vocabulary) -> None:
    assert vocabulary.with_narrower("bisphosphonate") == {"bisphosphonate", "alendronate"}
    assert vocabulary.with_narrower("alendronate") == {"alendronate"}


def test_a_member_belongs_to_what_is_broader(vocabulary: Vocabulary) -> None:
    assert vocabulary.with_broader("wedge-fracture") == {"wedge-fracture", "fracture"}
    assert vocabulary.parents({"alendronate", "paracetamol"}) == {"bisphosphonate", "analgesic"}
    assert vocabulary.parents({"alendronate", "bisphosphonate"}) == set()


def test_an_unknown_key_has_no_name_and_nothing_broader(vocabulary: Vocabulary) -> None:
    assert vocabulary.name("unheard-of") == ""
    assert vocabulary.with_broader("unheard-of") == set()


def test_the_vocabulary_costs_one_query(
    vocabulary: Vocabulary, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        vocabulary.find_in("a fracture")
        vocabulary.with_narrower("fracture")
        vocabulary.names()


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("Fractures", "fracture"),
        ("osteoporosis", "osteoporosis"),
        ("Vitamin-D!", "vitamin d"),
        ("mass", "mass"),
        ("GAS", "gas"),
        ("Tablets", "medicine"),
    ],
)
def test_names_are_compared_without_case_marks_and_plural(text: str, normal: str) -> None:
    assert normalise(text) == normal
