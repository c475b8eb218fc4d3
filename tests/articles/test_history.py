"""An article's history: told by every deed, kept by the database, checked from a file alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.articles.domain.history import EventKind, canonical, digest, link
from apps.articles.models import ArticleEvent
from apps.articles.services import move
from core.errors import NotPermitted, WrongState
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser

Json = dict[str, Any]
SLUG = "brittle-bones"
DOWNLOAD = f"/articles/{SLUG}/history/file/"


def _run(*statements: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_every_deed_of_a_review_is_an_event(cast: Cast) -> None:
    version = make.approved(cast)

    with tenant_scope(cast.northgate.pk):
        events = list(ArticleEvent.objects.order_by("number"))
    assert [event.kind for event in events] == [
        EventKind.DRAFTED,
        EventKind.SUBMITTED,
        EventKind.UNDER_REVIEW,
        EventKind.SIGNED,
        EventKind.APPROVED,
    ]
    assert [json.loads(event.said)["by"] for event in events] == [
        cast.ada.name,
        cast.ada.name,
        cast.boris.name,
        cast.boris.name,
        cast.boris.name,
    ]
    assert json.loads(events[-1].said)["content_sha256"] == version.content_sha256


def test_a_reader_sees_it_and_takes_along_a_copy_that_verifies(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make.approved(cast)
    client = browser(cast.northgate)

    page = client.get(f"/articles/{SLUG}/history/").content.decode()
    file = client.get(DOWNLOAD)

    document = json.loads(file.content)
    assert "Approved and shown to readers" in page
    assert document["head"] in page
    assert "Drafted" not in page
    assert "said" not in document["events"][0]
    copied = tmp_path / "history.json"
    copied.write_bytes(file.content)
    call_command("verify_history", str(copied), head=document["head"], json=True)
    assert json.loads(capsys.readouterr().out) == {"verified": True, "findings": []}


def test_a_copy_that_was_tampered_with_ends_the_command_with_one(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make.approved(cast)
    document = json.loads(browser(cast.northgate).get(DOWNLOAD).content)
    document["events"][3]["said"]["by"] = "Somebody else"
    copied = tmp_path / "history.json"
    copied.write_text(json.dumps(document))

    with pytest.raises(SystemExit) as ended:
        call_command("verify_history", str(copied))

    assert ended.value.code == 1
    assert capsys.readouterr().out == "changed: Event 4 was changed.\n"


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff\xfe"])
def test_a_file_that_is_no_history_is_refused_with_a_sentence(
    tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    copied = tmp_path / "history.json"
    copied.write_bytes(content)

    with pytest.raises(SystemExit):
        call_command("verify_history", str(copied))

    assert capsys.readouterr().out.startswith("malformed: ")


@pytest.mark.parametrize("path", ["history/", "history/file/"])
def test_a_draft_has_no_history_for_readers_and_for_neighbours(cast: Cast, path: str) -> None:
    make.store(cast.northgate)
    make.draft(cast)
    address = f"/articles/{SLUG}/{path}"

    asked = {
        "visitor": browser(cast.northgate),
        "reader": browser(cast.northgate, cast.rosa),
        "neighbour": browser(cast.harbour, cast.otto),
        "author": browser(cast.northgate, cast.ada),
    }

    assert {who: client.get(address).status_code for who, client in asked.items()} == {
        "visitor": 404,
        "reader": 404,
        "neighbour": 404,
        "author": 200,
    }


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE articles_articleevent SET said = '{}'",
        "DELETE FROM articles_articleevent",
    ],
)
@pytest.mark.parametrize("role", ["the app's", "the owner's"])
def test_nothing_of_it_is_changed_even_by_hand(cast: Cast, statement: str, role: str) -> None:
    make.submitted(cast)
    before = ["RESET ROLE"] if role == "the owner's" else []

    with (
        tenant_scope(cast.northgate.pk),
        pytest.raises(DatabaseError, match=r"only ever added to|permission denied"),
    ):
        _run(*before, statement)


@pytest.mark.parametrize(
    "change",
    [
        "number = number + 1",
        "previous_sha256 = repeat('0', 64)",
        "said = said || ' '",
        "sha256 = repeat('0', 64)",
        "kind = 'approved'",
        "version_number = 9",
    ],
)
def test_an_event_that_does_not_follow_is_refused_by_the_database(cast: Cast, change: str) -> None:
    make.submitted(cast)
    columns = "number, kind, version_number, said, said_sha256, previous_sha256, sha256"
    with tenant_scope(cast.northgate.pk):
        last = ArticleEvent.objects.latest("number")
    said = canonical({**json.loads(last.said), "number": last.number + 1})
    row = {
        "number": last.number + 1,
        "kind": last.kind,
        "version_number": 1,
        "said": said,
        "said_sha256": digest(said),
        "previous_sha256": last.sha256,
        "sha256": link(last.sha256, digest(said)),
    }
    name, _, value = change.partition(" = ")
    values = ", ".join(
        value.replace(name, f"%({name})s") if column == name else f"%({column})s"
        for column in columns.split(", ")
    )

    with (
        tenant_scope(cast.northgate.pk),
        pytest.raises(IntegrityError, match="does not follow"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"INSERT INTO articles_articleevent (tenant_id, article_id, {columns}) "  # noqa: S608
            f"VALUES (%(tenant)s, %(article)s, {values})",
            {**row, "tenant": last.tenant_id, "article": last.article_id},
        )


def test_no_version_is_moved_past_its_history(cast: Cast) -> None:
    make.submitted(cast)
    moved = "UPDATE articles_articleversion SET state = 'under_review'"

    with (
        tenant_scope(cast.northgate.pk),
        pytest.raises(IntegrityError, match="does not tell that version 1 became under_review"),
    ):
        _run(moved)


def test_a_deed_that_is_refused_leaves_no_event(cast: Cast) -> None:
    version = make.submitted(cast)
    with tenant_scope(cast.northgate.pk):
        before = ArticleEvent.objects.count()

        with pytest.raises(NotPermitted):
            move.take_under_review(version=version, actor=cast.ada_acting)
        with pytest.raises(WrongState):
            move.submit(version=version, actor=cast.ada_acting)

        assert ArticleEvent.objects.count() == before


def test_the_page_asks_the_same_queries_however_long_the_history_is(cast: Cast) -> None:
    version = make.submitted(cast)
    address = f"/articles/{SLUG}/history/"
    client = browser(cast.northgate)

    with CaptureQueriesContext(connection) as short:
        client.get(address)
    with tenant_scope(cast.northgate.pk):
        taken = move.take_under_review(version=version, actor=cast.boris_acting)
    make.sign_and_approve(cast, taken)
    with CaptureQueriesContext(connection) as long:
        client.get(address)

    assert len(long) == len(short)
