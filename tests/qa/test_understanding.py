"""What a question names, excludes and leaves open, against a store with a small vocabulary."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from apps.articles.models import ArticleVersion
from apps.guidelines.search import Vocabulary
from apps.qa.domain.shapes import Understanding
from apps.qa.domain.understanding import intents_of, spans_of_exclusion, subject_lexemes
from apps.qa.retrieval import retrieve, understand
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast

CLASS = {"bisphosphonate", "alendronate"}


@pytest.fixture
def version(cast: Cast) -> Iterator[ArticleVersion]:
    """A submitted article on osteoporosis, with the tenant's scope open."""
    submitted = make.submitted(cast)
    with tenant_scope(cast.northgate.pk):
        yield submitted


def _understand(text: str) -> Understanding:
    return understand(text, vocabulary=Vocabulary(), context=[])


@pytest.mark.parametrize(
    ("text", "excluded"),
    [
        ("What if she cannot take a bisphosphonate?", CLASS),
        ("What if she can't take bisphosphonates?", CLASS),
        ("What if she can’t tolerate Fosamax?", {"alendronate"}),
        ("My mother is unable to swallow alendronate", {"alendronate"}),
        ("He could not tolerate the bisphosphonate", CLASS),
        ("She can no longer take Prolia", {"denosumab"}),
        ("She is allergic to alendronate, what now?", {"alendronate"}),
        ("a patient intolerant to denosumab", {"denosumab"}),
        ("She has a contraindication to bisphosphonates", CLASS),
        ("He had bad side effects from alendronate", {"alendronate"}),
        ("What helps other than a bisphosphonate?", CLASS),
        ("Are there alternatives to denosumab?", {"denosumab"}),
        ("She refuses Prolia", {"denosumab"}),
        ("She wants treatment without denosumab", {"denosumab"}),
        ("Alendronate is contraindicated, what else?", {"alendronate"}),
        ("If a bisphosphonate is not an option, what then?", CLASS),
        ("Denosumab cannot be given. What now?", {"denosumab"}),
        ("Fosamax makes her sick", {"alendronate"}),
        ("She cannot take alendronate or denosumab", {"alendronate", "denosumab"}),
    ],
)
def test_what_cannot_be_taken_is_excluded_with_all_that_is_narrower(
    version: ArticleVersion, text: str, excluded: set[str]
) -> None:
    assert _understand(text).excluded == excluded


@pytest.mark.parametrize(
    "text",
    [
        "Can she take a bisphosphonate?",
        "Should she take a bisphosphonate?",
        "Why should she have alendronate?",
        "Is alendronate contraindicated in osteoporosis?",
        "When is denosumab contraindicated?",
        "What are the side effects of denosumab?",
        "What are the contraindications to bisphosphonates?",
        "Does denosumab help?",
        "She takes a bisphosphonate and cannot sleep",
        "Is denosumab possible?",
    ],
)
def test_a_question_that_excludes_nothing_excludes_nothing(
    version: ArticleVersion, text: str
) -> None:
    assert _understand(text).excluded == frozenset()


@pytest.mark.parametrize(
    ("text", "excluded", "about"),
    [
        ("She cannot take a bisphosphonate, can she take denosumab?", CLASS, {"denosumab"}),
        ("She is allergic to Fosamax. Is denosumab better?", {"alendronate"}, {"denosumab"}),
        ("Is denosumab right if alendronate is contraindicated?", {"alendronate"}, {"denosumab"}),
        ("Should she have denosumab instead of alendronate?", {"alendronate"}, {"denosumab"}),
    ],
)
def test_only_what_stands_in_the_same_clause_is_excluded(
    version: ArticleVersion, text: str, excluded: set[str], about: set[str]
) -> None:
    meant = _understand(text)

    assert meant.excluded == excluded
    assert set(meant.asked_about) == {frozenset(about)}


def test_a_class_is_asked_about_with_its_members(version: ArticleVersion) -> None:
    assert _understand("Which bisphosphonate?").asked_about == (frozenset(CLASS),)


def test_conditions_come_from_the_question_before_the_article(version: ArticleVersion) -> None:
    from_question = retrieve("What helps brittle bones?", article=None).meant
    from_article = retrieve("Does a brace help?", article=version).meant
    from_nowhere = retrieve("Does a brace help?", article=None).meant

    assert from_question.conditions == {"osteoporosis"}
    assert from_article.conditions == {"osteoporosis"}
    assert from_nowhere.conditions == frozenset()


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("How is measles treated?", ("measles",)),
        ("Can denosumab be combined with methotrexate?", ("combined", "methotrexate")),
        ("What about osteoporosis?", ()),
        ("Please, what would you recommend for brittle bones these days?", ()),
        ("Is it 100 mg or 200?", ()),
    ],
)
def test_words_that_the_store_never_uses_are_unknown_as_they_were_written(
    version: ArticleVersion, text: str, unknown: tuple[str, ...]
) -> None:
    assert _understand(text).unknown == unknown


def test_an_illness_that_records_only_warn_of_is_not_covered(cast: Cast) -> None:
    warned = make.recommendation(
        "first", "Give a bisphosphonate.", safety=["Not where pyelonephritis is suspected."]
    )
    make.store(cast.northgate, make.package(warned))

    with tenant_scope(cast.northgate.pk):
        meant = _understand("Which bisphosphonate treats pyelonephritis?")

    assert meant.unknown == ("pyelonephritis",)


def test_a_question_under_an_article_that_names_nothing_known_names_nothing(
    version: ArticleVersion,
) -> None:
    meant = retrieve("Who won the football match?", article=version).meant

    assert not meant.names_something


def test_understanding_and_searching_cost_the_same_for_every_question(
    version: ArticleVersion, django_assert_num_queries: object
) -> None:
    retrieve("Does a brace help?", article=version)

    for text in ("Does a brace help?", "She cannot take alendronate or denosumab, what now?"):
        with django_assert_num_queries(8):  # type: ignore[operator]
            retrieve(text, article=version)


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        ("Should men be screened?", {"screen"}),
        ("What is the dose?", {"dose"}),
        ("Is it safe to stop it?", {"safety"}),
        ("How long may it be given?", {"dose", "monitor"}),
        ("How can fractures be prevented?", {"prevent"}),
        ("What helps?", set()),
    ],
)
def test_what_a_question_is_for_is_read_from_its_words(text: str, intents: set[str]) -> None:
    assert intents_of(text) == intents


@pytest.mark.parametrize("text", ["", "What helps?", "She can take it"])
def test_nothing_is_within_reach_where_nothing_is_ruled_out(text: str) -> None:
    assert spans_of_exclusion(text) == []


def test_numbers_and_general_words_are_no_subject() -> None:
    assert subject_lexemes(["60", "2.5", "patient", "treat", "ab", "measl"]) == ["measl"]
