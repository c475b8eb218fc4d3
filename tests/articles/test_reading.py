"""Which version readers get, what its badge says, and who finds what: pages and library."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.articles import selectors
from apps.articles.domain.lifecycle import State
from apps.articles.models import ArticleVersion
from apps.articles.services import move
from apps.guidelines.models import RecommendationVersion
from core.levels import Level
from core.tenancy.scope import tenant_scope
from tests import make
from tests.articles.reading import PATH, html_of, page_of
from tests.cast import Cast, browser


@pytest.mark.parametrize(
    ("state", "indexed"),
    [("submitted", False), ("under_review", False), ("approved", True)],
)
def test_only_an_approved_article_may_be_indexed(cast: Cast, state: str, indexed: bool) -> None:
    version = getattr(make, state)(cast)

    html = html_of(cast)

    assert page_of(cast, version).is_indexable is indexed
    assert ('name="robots" content="noindex"' not in html) is indexed


@pytest.mark.parametrize(
    ("state", "badge"),
    [
        ("submitted", "Awaiting board review"),
        ("under_review", "In review, 0 of 1 signed"),
        ("signed", "In review, 1 of 1 signed"),
    ],
)
def test_the_badge_says_how_far_the_review_is(cast: Cast, state: str, badge: str) -> None:
    getattr(make, state)(cast)

    html = html_of(cast)

    assert badge in html
    assert "Reviewed by" not in html


def test_an_approved_article_names_its_reviewer_and_the_next_review(cast: Cast) -> None:
    version = make.approved(cast)

    page = page_of(cast, version)

    assert page.banner.badge.startswith("Reviewed by Dr Boris, Orthopaedic surgery, ")
    assert [step.status for step, _ in page.steps] == ["done", "done", "done"]
    assert page.review_due_on is not None
    assert page.last_reviewed_at is not None
    assert page.banner.badge in html_of(cast)


def test_readers_keep_the_approved_version_while_a_newer_one_is_in_review(cast: Cast) -> None:
    make.approved(cast)
    newer = make.draft(cast, make.article(question="A newer question?"))
    with tenant_scope(cast.northgate.pk):
        move.submit(version=newer, actor=cast.ada_acting)

    html = html_of(cast)

    assert "How should osteoporosis be treated?" in html
    assert "A newer version is under review" in html
    assert f"{PATH}v2/" in html
    assert "A newer question?" in html_of(cast, f"{PATH}v2/")


def test_readers_get_the_newer_version_once_it_is_approved(cast: Cast) -> None:
    older = make.approved(cast)
    newer = make.draft(cast, make.article(question="A newer question?"))
    with tenant_scope(cast.northgate.pk):
        move.submit(version=newer, actor=cast.ada_acting)
        version = ArticleVersion.objects.get(pk=newer.pk)
        move.take_under_review(version=version, actor=cast.boris_acting)
    make.sign_and_approve(cast, newer)

    assert "A newer question?" in html_of(cast)
    assert page_of(cast, older).state is State.SUPERSEDED
    assert "A newer version of it was approved." in html_of(cast, f"{PATH}v1/")


def test_a_draft_is_for_its_authors_only(cast: Cast) -> None:
    make.store(cast.northgate)
    make.draft(cast)

    assert browser(cast.northgate).get(PATH).status_code == 404
    assert browser(cast.northgate, cast.rosa).get(f"{PATH}v1/").status_code == 404
    assert browser(cast.northgate, cast.boris).get(f"{PATH}v1/").status_code == 404
    assert browser(cast.northgate, cast.ada).get(f"{PATH}v1/").status_code == 200


@pytest.mark.parametrize("path", ["/articles/no-such-article/", f"{PATH}v9/", f"{PATH}v0/"])
def test_what_is_not_there_is_not_found(cast: Cast, path: str) -> None:
    make.submitted(cast)

    assert browser(cast.northgate).get(path).status_code == 404


@pytest.mark.parametrize("path", [PATH, f"{PATH}v1/"])
def test_another_organisations_article_is_not_found(cast: Cast, path: str) -> None:
    make.submitted(cast)

    assert browser(cast.harbour).get(path).status_code == 404
    assert browser(cast.harbour, cast.otto).get(path).status_code == 404


def test_a_page_costs_the_same_for_an_article_twice_as_long(cast: Cast) -> None:
    make.submitted(cast)
    make.draft(cast, make.long_article())
    counts = []

    for number in (1, 2):
        with tenant_scope(cast.northgate.pk), CaptureQueriesContext(connection) as queries:
            version = selectors.get_version("brittle-bones", number, actor=cast.ada_acting)
            selectors.article_page(version, tenant=cast.northgate, level=Level.PATIENT)
        counts.append(len(queries))

    assert counts == [20, 20]


def test_text_of_an_author_cannot_become_markup(cast: Cast) -> None:
    wording = make.worded("<script>alert(1)</script>")
    make.submitted(cast, make.article(brief={"wording": wording, "cites": ["acp-bone/first"]}))

    html = html_of(cast)

    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_the_library_lists_what_readers_can_see_with_its_badge(cast: Cast) -> None:
    make.submitted(cast)
    make.draft(cast, make.article(slug="hidden", question="A hidden draft?"))

    html = html_of(cast, "/")

    assert "How should osteoporosis be treated?" in html
    assert "Awaiting board review" in html
    assert "A hidden draft?" not in html


def test_the_library_of_another_organisation_is_empty(cast: Cast) -> None:
    make.submitted(cast)

    response = browser(cast.harbour).get("/")

    assert response.status_code == 200
    assert "How should osteoporosis be treated?" not in response.content.decode()


def test_the_library_costs_the_same_for_more_articles(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    make.submitted(cast)
    with tenant_scope(cast.northgate.pk), CaptureQueriesContext(connection) as queries:
        selectors.library()
    for slug in ("another", "a-third"):
        version = make.draft(cast, make.article(slug=slug))
        with tenant_scope(cast.northgate.pk):
            move.submit(version=version, actor=cast.ada_acting)

    with tenant_scope(cast.northgate.pk), django_assert_num_queries(len(queries)):
        ((topic, items),) = selectors.library()

    assert (topic, len(items)) == ("Bone", 3)
    assert len(queries) == 7


def test_a_record_names_the_articles_that_cite_it(cast: Cast) -> None:
    make.submitted(cast)
    with tenant_scope(cast.northgate.pk):
        record = RecommendationVersion.objects.get(recommendation__key="first")

        citing = selectors.articles_citing(record.public_id)

    (article,) = citing
    assert (article.title, article.url) == ("How should osteoporosis be treated?", PATH)
    assert [name for name, _ in article.places] == ["In brief", "1.1", "1, sources differ"]
    html = html_of(cast, f"/recommendations/{record.public_id}/")
    assert "How should osteoporosis be treated?" in html
    shown = html_of(cast, PATH)
    for _, address in article.places:
        assert f'href="{address}"' in html
        assert f'id="{address.partition("#")[2]}"' in shown
