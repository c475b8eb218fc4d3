"""Comments on a part: they outlive versions, stay inside, and reach whom they concern."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.domain.notices import NoticeKind
from apps.accounts.models import Notice
from apps.advisory.models import Comment, Thread
from apps.articles.models import ArticleEvent, ArticleVersion
from core.tenancy.scope import tenant_scope
from tests import make
from tests.advisory.deeds import entries
from tests.cast import Cast, browser

SAID = "The dose is missing here."
PAGE = "/articles/brittle-bones/comments/"


def _comment(client: Client, version: ArticleVersion, text: str = SAID, part: str = "brief") -> int:
    form = {"part": part, "text": text, "back": "review"}
    return client.post(f"/desk/{version.public_id}/threads/", form).status_code


def _thread(cast: Cast) -> Thread:
    with tenant_scope(cast.northgate.pk):
        return Thread.objects.get()


@pytest.fixture
def discussed(cast: Cast) -> ArticleVersion:
    """Boris said something of the brief."""
    version = make.under_review(cast)
    assert _comment(browser(cast.northgate, cast.boris), version) == 302
    return version


def _newer(cast: Cast) -> ArticleVersion:
    """Version 2, whose brief says something else."""
    brief = {"wording": make.worded("Treat with denosumab"), "cites": ["acp-bone/second"]}
    version = make.draft(cast, make.article(brief=brief))
    with tenant_scope(cast.northgate.pk):
        return make.move.submit(version=version, actor=cast.ada_acting)


def test_a_comment_stands_on_the_review_page_and_on_the_authors_page(
    cast: Cast, discussed: ArticleVersion
) -> None:
    desk = browser(cast.northgate, cast.chiyo).get(f"/desk/{discussed.public_id}/")
    authors = browser(cast.northgate, cast.ada).get(PAGE)

    assert SAID in desk.content.decode()
    assert SAID in authors.content.decode()
    assert "In brief" in authors.content.decode()


def test_readers_never_see_it(cast: Cast, discussed: ArticleVersion) -> None:
    reader = browser(cast.northgate, cast.rosa)

    said = [
        reader.get(f"/articles/brittle-bones/{page}").content.decode()
        for page in ("", "v1/", "history/", "history/file/", "compare/1/1/")
    ]

    assert not any(SAID in page or "Commented" in page for page in said)
    assert reader.get(PAGE).status_code == 403
    assert browser(cast.northgate).get(PAGE)["Location"] == f"/account/login/?next={PAGE}"


def test_the_author_is_told_and_answers_and_the_member_is_told(
    cast: Cast, discussed: ArticleVersion
) -> None:
    ada = browser(cast.northgate, cast.ada)
    thread = _thread(cast)

    assert SAID in ada.get("/account/notices/").content.decode()
    for _ in range(2):
        answer = ada.post(
            f"/desk/threads/{thread.public_id}/reply/", {"text": "It is now.", "back": "article"}
        )

    assert answer["Location"] == f"{PAGE}#thread-{thread.pk}"
    with tenant_scope(cast.northgate.pk):
        assert [row.author_name for row in Comment.objects.order_by("pk")] == [
            "Dr Boris",
            "Ada Lindgren",
        ]
        told = Notice.objects.filter(kind=NoticeKind.COMMENTED).values_list("recipient", flat=True)
        assert list(told) == [cast.ada.pk, cast.boris.pk]


def test_the_same_words_twice_are_one_thread(cast: Cast, discussed: ArticleVersion) -> None:
    _comment(browser(cast.northgate, cast.boris), discussed)

    assert _thread(cast).part == "brief"
    assert len(entries(cast, "advisory.thread.opened")) == 1


def test_a_thread_outlives_the_version_and_shows_the_words_then_and_now(
    cast: Cast, discussed: ArticleVersion
) -> None:
    newer = _newer(cast)

    html = browser(cast.northgate, cast.boris).get(f"/desk/{newer.public_id}/").content.decode()

    assert SAID in html
    assert "Its text changed since" in html
    thread = html[html.index('<article class="remarks') :]
    assert "</span>a bisphosphonate</del>" in thread
    assert "</span>denosumab</ins>" in thread


def test_a_thread_whose_part_went_is_kept(cast: Cast) -> None:
    version = make.under_review(cast)
    _comment(browser(cast.northgate, cast.boris), version, part="first")
    newer = make.draft(cast, make.article(sections=[], algorithm=[]))
    with tenant_scope(cast.northgate.pk):
        newer = make.move.submit(version=newer, actor=cast.ada_acting)

    html = browser(cast.northgate, cast.boris).get(f"/desk/{newer.public_id}/").content.decode()

    assert SAID in html
    assert "A part that is gone" in html


def test_a_thread_is_resolved_and_reopened_once_each(cast: Cast, discussed: ArticleVersion) -> None:
    client = browser(cast.northgate, cast.ada)
    place = f"/desk/threads/{_thread(cast).public_id}"

    answers = [
        client.post(f"{place}/{deed}/", {"back": "article"}).status_code
        for deed in ("resolve", "resolve")
    ]
    resolved = client.get(PAGE).content.decode()
    answers += [
        client.post(f"{place}/{deed}/", {"back": "article"}).status_code
        for deed in ("reopen", "reopen")
    ]

    assert answers == [302] * 4
    assert "Resolved by Ada Lindgren" in resolved
    assert "Resolved by" not in client.get(PAGE).content.decode()
    for deed in ("resolved", "reopened"):
        assert len(entries(cast, f"advisory.thread.{deed}")) == 1


def test_the_history_says_that_somebody_commented_and_not_what(
    cast: Cast, discussed: ArticleVersion
) -> None:
    with tenant_scope(cast.northgate.pk):
        event = ArticleEvent.objects.latest("number")

    assert event.kind == "commented"
    assert json.loads(event.said)["part"] == "brief"
    assert SAID not in event.said


@pytest.mark.parametrize("name", ["nobody", "cleo", "edda", "rosa"])
def test_nobody_but_authors_and_board_speaks(
    cast: Cast, discussed: ArticleVersion, name: str
) -> None:
    client = browser(cast.northgate, None if name == "nobody" else getattr(cast, name))
    place = f"/desk/threads/{_thread(cast).public_id}"

    answers = {
        client.post(f"{place}/{deed}/", {"text": "I think", "back": "review"}).status_code
        for deed in ("reply", "resolve", "reopen")
    }

    assert answers | {_comment(client, discussed)} == {403}


def test_threads_of_another_organisation_are_not_found(
    cast: Cast, discussed: ArticleVersion
) -> None:
    mei = browser(cast.harbour, cast.mei)
    place = f"/desk/threads/{_thread(cast).public_id}"

    answers = {
        mei.post(f"{place}/{deed}/", {"text": "I think", "back": "review"}).status_code
        for deed in ("reply", "resolve", "reopen")
    }

    assert answers | {mei.get(PAGE).status_code, _comment(mei, discussed)} == {404}


@pytest.mark.parametrize("text", ["", "   ", "x" * 5001])
def test_a_comment_that_cannot_be_kept_is_given_back_with_its_words(cast: Cast, text: str) -> None:
    version = make.under_review(cast)
    form = {"part": "brief", "text": text, "back": "review"}

    response = browser(cast.northgate, cast.boris).post(f"/desk/{version.public_id}/threads/", form)

    assert response.status_code == 422
    assert text.strip() in response.content.decode()


def test_a_part_that_is_not_there_is_refused(cast: Cast) -> None:
    version = make.under_review(cast)

    assert _comment(browser(cast.northgate, cast.boris), version, part="nowhere") == 400


def test_the_pages_cost_the_same_however_much_was_said(
    cast: Cast, discussed: ArticleVersion
) -> None:
    client = browser(cast.northgate, cast.boris)
    pages = (f"/desk/{discussed.public_id}/", PAGE)

    def cost() -> list[int]:
        counts = []
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            counts.append(len(queries))
        return counts

    few = cost()
    for number in range(4):
        _comment(client, discussed, f"Remark {number}", part="first")

    assert cost() == few
