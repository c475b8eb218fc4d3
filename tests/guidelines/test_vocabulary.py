"""Concepts named in a text: the longest name wins, plurals count, classes hold their members."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from apps.guidelines.domain.lexicon_words import normalise
from apps.guidelines.models import Concept, OwnTerm
from apps.guidelines.search import Vocabulary
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


def test_what_a_process_knows_already_costs_one_query(
    vocabulary: Vocabulary, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        vocabulary.find_in("a fracture")
    with django_assert_num_queries(1):
        another = Vocabulary()
        another.find_in("a fracture")
        another.with_narrower("fracture")
        another.names()


def _rename(concept: Concept) -> None:
    Concept.objects.filter(pk=concept.pk).update(name="crack")


def _add_term(concept: Concept) -> None:
    OwnTerm.objects.create(concept=concept, text="crack", kind="lay")


def _exchange(concept: Concept) -> None:
    """As many concepts as before, and the same transaction."""
    Concept.objects.filter(key="spine-mri").delete()
    Concept.objects.create(key="crack", kind="condition", name="crack")


@pytest.mark.parametrize("change", [_rename, _add_term, _exchange])
def test_what_changes_is_known_to_the_next_question(
    vocabulary: Vocabulary, change: Callable[[Concept], None]
) -> None:
    assert _keys(vocabulary, "a crack") == []

    change(Concept.objects.get(key="fracture"))

    assert len(_keys(Vocabulary(), "a crack")) == 1


def test_of_two_organisations_each_knows_its_own(cast: Cast) -> None:
    make.store(cast.northgate)
    found = {}

    for tenant in (cast.northgate, cast.harbour, cast.northgate):
        with tenant_scope(tenant.pk):
            found[tenant.slug] = _keys(Vocabulary(), "Fosamax")

    assert found == {"northgate": ["alendronate"], "harbour": []}


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
