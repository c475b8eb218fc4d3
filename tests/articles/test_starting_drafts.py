"""Beginning drafts, handing them in, putting them away, and what readers see meanwhile."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.articles.models import Article, ArticleEvent, ArticleVersion
from apps.guidelines.models import RecommendationVersion
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.articles.pen import Pen, pen, said
from tests.cast import Cast, browser

NEW = {"question": "What is an early warning?", "topic": "Bone", "brief": "New weakness."}


@pytest.fixture
def ada(cast: Cast) -> Client:
    return browser(cast.northgate, cast.ada)


def _versions(cast: Cast) -> list[ArticleVersion]:
    with tenant_scope(cast.northgate.pk):
        return list(ArticleVersion.objects.select_related("article").order_by("pk"))


def test_a_question_and_a_topic_begin_an_article(cast: Cast, ada: Client) -> None:
    response = ada.post("/writing/new/", NEW)

    (version,) = _versions(cast)
    assert response["Location"] == f"/writing/{version.public_id}/"
    assert (version.state, version.article.slug) == ("draft", "what-is-an-early-warning")
    assert (version.author_id, version.topic) == (cast.ada.pk, "Bone")
    with tenant_scope(cast.northgate.pk):
        assert version.statements.get().patient == "New weakness."
        assert version.gate_runs.exists()
        assert ArticleEvent.objects.get().kind == "drafted"
        assert AuditEntry.objects.filter(action="articles.draft.started").count() == 1


def test_the_answer_can_come_later(cast: Cast, ada: Client) -> None:
    ada.post("/writing/new/", {**NEW, "brief": ""})

    (version,) = _versions(cast)
    page = said(ada.get(f"/writing/{version.public_id}/"))
    shown = ada.get(f"/articles/{version.article.slug}/v1/")

    assert "Add the direct answer" in page
    assert shown.status_code == 200


@pytest.mark.parametrize(
    "changes",
    [{"question": " "}, {"topic": ""}, {"question": "x" * 301}, {"question": "The same?"}],
)
def test_what_begins_no_article_comes_back(
    cast: Cast, ada: Client, changes: dict[str, str]
) -> None:
    ada.post("/writing/new/", {**NEW, "question": "The same?"})

    response = ada.post("/writing/new/", {**NEW, **changes})

    assert response.status_code == 422
    assert "New weakness." in said(response)
    assert len(_versions(cast)) == 1


def test_a_question_that_leads_here_fills_the_form_in(cast: Cast, ada: Client) -> None:
    response = ada.get("/writing/new/", {"question": "Does colchicine help?"})

    assert ">\nDoes colchicine help?</textarea>" in said(response)


def _new_version(client: Client, version: ArticleVersion) -> Any:
    return client.post(f"/writing/{version.public_id}/new-version/")


def test_a_new_version_begins_with_what_the_last_one_says(cast: Cast, ada: Client) -> None:
    version = make.submitted(cast)

    responses = [_new_version(ada, version) for _ in range(2)]

    _, draft = _versions(cast)
    assert [response["Location"] for response in responses] == [f"/writing/{draft.public_id}/"] * 2
    assert (draft.number, draft.state, draft.article_id) == (2, "draft", version.article_id)
    first, second = (_package(ada, row) for row in (version, draft))
    assert first == second


def _package(client: Client, version: ArticleVersion) -> dict[str, Any]:
    document: dict[str, Any] = client.get(f"/writing/{version.public_id}/package/").json()
    return {name: value for name, value in document.items() if name != "history"}


def test_a_record_without_an_active_successor_is_cited_as_it_was(cast: Cast, ada: Client) -> None:
    version = make.submitted(cast)
    with tenant_scope(cast.northgate.pk):
        RecommendationVersion.objects.filter(recommendation__key="first").update(
            status="superseded"
        )

    _new_version(ada, version)

    _, draft = _versions(cast)
    assert _package(ada, draft) == _package(ada, version)
    with tenant_scope(cast.northgate.pk):
        rules = set(draft.gate_runs.get().findings.values_list("rule", flat=True))
    assert "record-superseded" in rules
    assert "citation-unresolved" not in rules


def test_a_draft_has_no_new_version(cast: Cast, ada: Client) -> None:
    make.store(cast.northgate)
    version = make.draft(cast)

    assert _new_version(ada, version).status_code == 409


def test_readers_see_the_approved_version_whatever_is_saved_meanwhile(
    cast: Cast, ada: Client
) -> None:
    approved = make.approved(cast)
    reader = browser(cast.northgate)
    before = _shown(reader)
    _new_version(ada, approved)
    draft = Pen(cast, ada, _versions(cast)[-1])

    draft.save(draft.statement("first"), text="Unreviewed words")
    draft.save(draft.version, question="An unreviewed question?")

    assert _shown(reader) == before
    assert said(reader.get("/articles/brittle-bones/v1/")).count("Unreviewed words") == 0
    assert reader.get("/articles/brittle-bones/v2/").status_code == 404
    draft.post("submit")
    assert "Unreviewed words" not in _shown(reader)
    assert "A newer version is under review." in _shown(reader)


def _shown(reader: Client) -> str:
    """The article's page without the token of its forms."""
    page = said(reader.get("/articles/brittle-bones/"))
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def test_the_gates_findings_come_before_submission_and_stop_nothing(cast: Cast) -> None:
    ada = pen(cast)
    ada.save(ada.statement("first"), text="Offer it. [3]")

    asked, sent = ada.get("submit"), ada.post("submit")

    assert "Blocks approval:" in said(asked)
    assert "typed marker “[3]”" in said(asked)
    assert (sent.status_code, sent["Location"]) == (302, "/articles/brittle-bones/v1/")
    with tenant_scope(cast.northgate.pk):
        assert ada.current().state == "submitted"
    assert ada.post("submit").status_code == 409


def test_a_draft_is_put_away_and_taken_up_again(cast: Cast) -> None:
    ada = pen(cast)

    statuses = [ada.post("put-away").status_code for _ in range(2)]

    desk = said(ada.client.get("/writing/"))
    assert statuses == [302, 302]
    assert desk.index("Put away") < desk.index("How should osteoporosis be treated?")
    assert ada.get().status_code == 302
    assert ada.save(ada.statement("first"), text="Not now").status_code == 409
    assert ada.post("submit").status_code == 409

    statuses = [ada.post("take-up").status_code for _ in range(2)]

    assert statuses == [302, 302]
    assert ada.get().status_code == 200
    with tenant_scope(cast.northgate.pk):
        deeds = AuditEntry.objects.filter(action__startswith="articles.draft.")
        assert sorted(deeds.values_list("action", flat=True)) == [
            "articles.draft.put_away",
            "articles.draft.taken_up",
        ]


def test_an_article_has_one_open_draft(cast: Cast, ada: Client) -> None:
    version = make.submitted(cast)
    _new_version(ada, version)
    away = Pen(cast, ada, _versions(cast)[-1])
    away.post("put-away")

    _new_version(ada, version)

    assert [row.number for row in _versions(cast)] == [1, 2, 3]
    assert away.post("take-up").status_code == 409


def test_what_the_board_sent_back_is_on_the_desk_with_the_reason(cast: Cast, ada: Client) -> None:
    version = make.under_review(cast)
    with tenant_scope(cast.northgate.pk):
        make.move.ask_for_changes(version=version, reason="Say how long.", actor=cast.boris_acting)

    desk = said(ada.get("/writing/"))
    _new_version(ada, version)
    editor = said(ada.get(f"/writing/{_versions(cast)[-1].public_id}/"))

    assert "Sent back by the board" in desk
    assert "Say how long." in desk
    assert "Dr Boris asked for changes:" in editor
    assert "Say how long." in editor


@pytest.mark.parametrize("name", ["boris", "cleo", "edda", "rosa"])
def test_the_desk_is_for_authors(cast: Cast, name: str) -> None:
    client = browser(cast.northgate, getattr(cast, name))
    version = make.submitted(cast)

    statuses = [
        client.get("/writing/").status_code,
        client.post("/writing/new/", NEW).status_code,
        _new_version(client, version).status_code,
        client.get(f"/writing/{version.public_id}/package/").status_code,
        *(
            client.post(f"/writing/{version.public_id}/{deed}/").status_code
            for deed in ("submit", "put-away", "take-up")
        ),
    ]

    assert set(statuses) == {403}


def test_a_neighbour_finds_no_such_version(cast: Cast) -> None:
    version = make.submitted(cast)
    otto = browser(cast.harbour, cast.otto)

    statuses = [
        otto.post(f"/writing/{version.public_id}/{deed}/").status_code
        for deed in ("submit", "put-away", "take-up", "new-version")
    ]

    assert set(statuses) == {404}
    with tenant_scope(cast.harbour.pk):
        assert not Article.objects.exists()


def test_the_desk_asks_the_database_as_often_for_many_drafts(cast: Cast, ada: Client) -> None:
    make.under_review(cast)
    counts = []
    for number in range(3):
        ada.post("/writing/new/", {**NEW, "question": f"Question {number}?"})
        with CaptureQueriesContext(connection) as queries:
            ada.get("/writing/")
        counts.append(len(queries))

    assert len(set(counts[1:])) == 1
    assert counts[-1] <= 12
