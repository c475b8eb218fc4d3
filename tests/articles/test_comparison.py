"""Comparing versions: both can be rebuilt from the comparison, and each part has its fate."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from apps.articles.domain.comparison import Cited, Fate, PartWords, compare
from apps.articles.models import ArticleVersion
from apps.articles.part_words import read_words
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser

LEVELS = ("clinician", "patient")
keys = st.sampled_from("abcdefgh")
cited = st.builds(
    Cited,
    recommendation=keys,
    record=keys,
    name=st.just("A body"),
    grade=st.sampled_from(["For, strong", "Against, weak"]),
)
parts = st.builds(
    PartWords,
    key=keys,
    name=st.just("A part"),
    section=st.sampled_from(["one", "two"]),
    words=st.fixed_dictionaries({level: st.text("ab .", max_size=12) for level in LEVELS}),
    cited=st.lists(cited, max_size=3, unique_by=lambda row: row.recommendation).map(tuple),
)
versions = st.lists(parts, max_size=8, unique_by=lambda part: part.key)


def _part(key: str, words: str = "Treat.", section: str = "one", **facts: object) -> PartWords:
    return PartWords(key, key, section, {"clinician": words, "patient": "Ask."}, **facts)  # type: ignore[arg-type]


@given(before=versions, after=versions)
def test_both_versions_can_be_rebuilt(before: list[PartWords], after: list[PartWords]) -> None:
    changes = compare(before, after, level="clinician")

    for parts_of_it, side, fates in (
        (before, "removed", {Fate.ADDED}),
        (after, "added", {Fate.REMOVED}),
    ):
        there = [change for change in changes if change.fate not in fates]
        texts = {
            change.key: "".join(run.text for run in change.runs if run.kind in ("same", side))
            for change in there
        }
        assert texts == {part.key: part.words["clinician"] for part in parts_of_it}
        sources = {
            change.key: {row.before if side == "removed" else row.after for row in change.cited}
            - {None}
            for change in there
        }
        assert sources == {part.key: set(part.cited) for part in parts_of_it}


@given(before=versions, after=versions)
def test_the_newer_order_is_kept_and_nothing_is_shown_twice(
    before: list[PartWords], after: list[PartWords]
) -> None:
    shown = [change.key for change in compare(before, after, level="clinician")]

    assert [key for key in shown if key in {part.key for part in after}] == [
        part.key for part in after
    ]
    assert sorted(shown) == sorted({part.key for part in (*before, *after)})


@given(version=versions)
def test_a_version_does_not_differ_from_itself(version: list[PartWords]) -> None:
    changes = compare(version, version, level="clinician")

    assert all(change.fate is Fate.SAME and not change.is_moved for change in changes)


def test_one_part_that_went_elsewhere_is_moved_and_the_others_are_not() -> None:
    before = [_part("a"), _part("b"), _part("c"), _part("d")]
    after = [_part("b"), _part("c"), _part("d"), _part("a")]

    moved = [change.key for change in compare(before, after, level="clinician") if change.is_moved]

    assert moved == ["a"]


def test_what_changed_for_other_readers_alone_is_said() -> None:
    (change,) = compare(
        [_part("a")],
        [PartWords("a", "a", "one", {"clinician": "Treat.", "patient": "Take it."})],
        level="clinician",
    )

    assert (change.fate, change.other_levels) == (Fate.CHANGED, ("patient",))


def test_another_edition_of_a_source_is_one_change_with_both_grades() -> None:
    old = Cited("r", "first", "WHO, 2019", "For, strong")
    new = Cited("r", "second", "WHO, 2024", "For, conditional")

    (change,) = compare([_part("a", cited=(old,))], [_part("a", cited=(new,))], level="clinician")

    (source,) = change.cited
    assert (change.fate, source.fate, source.grade_changed) == (Fate.CHANGED, Fate.CHANGED, True)
    assert (source.before, source.after) == (old, new)


@pytest.fixture
def newer(cast: Cast) -> ArticleVersion:
    """Version 2, submitted: the brief says something else and rests on something else."""
    make.submitted(cast)
    brief = {"wording": make.worded("Offer <b>denosumab</b>"), "cites": ["acp-bone/second"]}
    version = make.draft(cast, make.article(brief=brief))
    with tenant_scope(cast.northgate.pk):
        return make.move.submit(version=version, actor=cast.ada_acting)


def test_the_page_marks_words_and_sources_and_escapes_them(
    cast: Cast, newer: ArticleVersion
) -> None:
    html = browser(cast.northgate).get("/articles/brittle-bones/compare/1/2/").content.decode()

    assert "1 part<" in html
    assert "&lt;b&gt;" in html
    assert "<b>denosumab" not in html
    assert "Source added" in html
    assert "Source removed" in html
    assert "Strong recommendation" in html


def test_the_newest_two_are_compared_first(cast: Cast, newer: ArticleVersion) -> None:
    response = browser(cast.northgate).get("/articles/brittle-bones/compare/")

    assert response["Location"] == "/articles/brittle-bones/compare/1/2/"


def test_two_are_chosen_by_their_numbers(cast: Cast, newer: ArticleVersion) -> None:
    client = browser(cast.northgate)

    chosen = client.get("/articles/brittle-bones/compare/?before=2&after=1")
    refused = client.get("/articles/brittle-bones/compare/?before=x&after=1")

    assert chosen["Location"] == "/articles/brittle-bones/compare/2/1/"
    assert refused.status_code == 400


def test_a_draft_is_compared_by_its_authors_alone(cast: Cast) -> None:
    make.submitted(cast)
    make.draft(cast)
    address = "/articles/brittle-bones/compare/1/2/"

    statuses = [
        browser(cast.northgate, person).get(address).status_code
        for person in (None, cast.boris, cast.ada)
    ]

    assert statuses == [404, 404, 200]
    first = browser(cast.northgate).get("/articles/brittle-bones/compare/")
    assert first["Location"] == "/articles/brittle-bones/compare/1/1/"


def test_another_organisations_versions_are_not_found(cast: Cast, newer: ArticleVersion) -> None:
    response = browser(cast.harbour, cast.otto).get("/articles/brittle-bones/compare/1/2/")

    assert response.status_code == 404


def test_comparing_costs_the_same_however_long_the_article_is(cast: Cast) -> None:
    make.store(cast.northgate)
    counts = []
    for document in (make.article(), {**make.long_article(), "slug": "long"}):
        version = make.draft(cast, document)
        with tenant_scope(cast.northgate.pk), CaptureQueriesContext(connection) as queries:
            read_words(version)
        counts.append(len(queries))

    assert counts[0] == counts[1]
