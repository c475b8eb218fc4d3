"""The editorial policy and the disclaimer: numbered, kept, and worded by admins only."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.articles.domain.disclaimer import MINIMUM
from apps.articles.domain.house_texts import HouseTextKind
from apps.articles.formats.prose import Block, Span, read_prose
from apps.articles.models import GateRun, HouseText
from core.levels import Level
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser

POLICY = HouseTextKind.EDITORIAL_POLICY
DISCLAIMER = HouseTextKind.DISCLAIMER
EDIT = "/settings/policies/editorial-policy/"


def _form(policy: str = "We read everything twice.", seen: int = 0, **more: str) -> dict[str, str]:
    return {"policy": policy, "seen": str(seen), "what_changed": "New words", **more}


def _published(cast: Cast, kind: HouseTextKind = POLICY) -> list[HouseText]:
    with tenant_scope(cast.northgate.pk):
        return list(HouseText.objects.filter(kind=kind).order_by("number"))


def test_an_admin_publishes_and_readers_read_it(cast: Cast) -> None:
    response = browser(cast.northgate, cast.edda).post(EDIT, _form(publish=""))

    said = browser(cast.northgate).get("/editorial-policy/").content.decode()
    assert (response.status_code, response["location"]) == (302, "/settings/policies/")
    assert "We read everything twice." in said
    assert "Version 1" in said
    with tenant_scope(cast.northgate.pk):
        entry = AuditEntry.objects.get(action="articles.house_text.published")
    assert (entry.actor_name, entry.subject_id) == ("Edda Moreau", "editorial_policy/1")


def test_a_preview_shows_the_words_that_change_and_publishes_nothing(cast: Cast) -> None:
    make.house_text(cast.northgate, POLICY, {"policy": "We read everything twice."})

    response = browser(cast.northgate, cast.edda).post(
        EDIT, _form("We read everything three times.", seen=1, preview="")
    )

    said = response.content.decode()
    assert response.status_code == 200
    assert "removed:" in said
    assert "three times" in said
    assert len(_published(cast)) == 1


def test_the_line_ends_of_a_browser_are_no_change(cast: Cast) -> None:
    make.house_text(cast.northgate, POLICY, {"policy": "Once.\n\nOr twice."})

    response = browser(cast.northgate, cast.edda).post(
        EDIT, _form("Once.\r\n\r\nOr twice.", seen=1, preview="")
    )

    assert "removed:" not in response.content.decode()


def test_an_older_version_stays_at_its_address_and_says_that_it_is_older(cast: Cast) -> None:
    make.house_text(cast.northgate, POLICY, {"policy": "Once."})
    make.house_text(cast.northgate, POLICY, {"policy": "Twice."}, seen=1)

    reader = browser(cast.northgate)
    older = reader.get("/editorial-policy/v1/").content.decode()
    current = reader.get("/editorial-policy/").content.decode()

    assert "Once." in older
    assert "This is an older version." in older
    assert "Twice." in current
    assert "This is an older version." not in current


def test_a_version_that_was_never_published_is_not_found(cast: Cast) -> None:
    make.house_text(cast.northgate, POLICY, {"policy": "Once."})

    assert browser(cast.northgate).get("/editorial-policy/v2/").status_code == 404
    assert browser(cast.harbour).get("/editorial-policy/v1/").status_code == 404


def test_two_admins_at_once_are_a_conflict_and_no_loss(cast: Cast) -> None:
    make.house_text(cast.northgate, POLICY, {"policy": "Once."})
    admin = browser(cast.northgate, cast.edda)
    admin.post(EDIT, _form("Theirs, first.", seen=1, publish=""))

    response = admin.post(EDIT, _form("Mine, typed for an hour.", seen=1, publish=""))

    said = response.content.decode()
    assert response.status_code == 409
    assert "Mine, typed for an hour." in said
    assert "Theirs" in said
    assert [row.texts["policy"] for row in _published(cast)] == ["Once.", "Theirs, first."]
    assert 'name="seen" value="2"' in said


def test_the_same_text_twice_is_one_version(cast: Cast) -> None:
    admin = browser(cast.northgate, cast.edda)

    for _ in range(2):
        assert admin.post(EDIT, _form(publish="")).status_code == 302

    assert len(_published(cast)) == 1


@pytest.mark.parametrize("changes", [{"policy": ""}, {"what_changed": ""}, {"seen": "x"}])
def test_what_cannot_be_published_comes_back_with_what_was_typed(
    cast: Cast, changes: dict[str, str]
) -> None:
    form = {**_form("Typed for an hour.", publish=""), **changes}

    response = browser(cast.northgate, cast.edda).post(EDIT, form)

    assert response.status_code == 422
    assert all(value in response.content.decode() for value in form.values())
    assert _published(cast) == []


@pytest.mark.parametrize("address", ["/settings/policies/", EDIT])
@pytest.mark.parametrize(("who", "status"), [("", 302), ("rosa", 403), ("boris", 403)])
def test_only_admins_word_it(cast: Cast, address: str, who: str, status: int) -> None:
    client = browser(cast.northgate, getattr(cast, who) if who else None)

    assert client.get(address).status_code == status
    assert client.post(EDIT, _form(publish="")).status_code == status
    assert _published(cast) == []


def test_another_organisations_texts_are_not_seen(cast: Cast) -> None:
    make.house_text(cast.harbour, POLICY, {"policy": "Harbour reads once."})

    for address in ("/editorial-policy/", "/settings/policies/", EDIT):
        said = browser(cast.northgate, cast.edda).get(address).content.decode()
        assert "Harbour" not in said


@pytest.mark.parametrize("level", list(Level))
def test_no_disclaimer_is_without_the_platforms_minimum(cast: Cast, level: Level) -> None:
    make.house_text(cast.northgate, DISCLAIMER, {level.value: "Ask us first."})

    said = browser(cast.northgate).get("/disclaimer/").content.decode()

    assert "Ask us first." in said
    assert all(minimum in said for minimum in MINIMUM.values())


def test_a_new_disclaimer_is_judged_by_the_gate_again(cast: Cast) -> None:
    make.submitted(cast)

    make.house_text(cast.northgate, DISCLAIMER, {"patient": "For professionals only."})

    with tenant_scope(cast.northgate.pk):
        assert GateRun.objects.get().is_stale


def test_an_article_says_under_which_policy_it_was_approved(cast: Cast) -> None:
    make.house_text(cast.northgate, POLICY, {"policy": "Once."})
    make.approved(cast)
    make.house_text(cast.northgate, POLICY, {"policy": "Twice."}, seen=1)

    said = browser(cast.northgate).get("/articles/brittle-bones/").content.decode()

    assert "Approved under version 1 of the editorial policy" in said


@pytest.mark.parametrize(
    "deed", ["UPDATE articles_housetext SET number = 7", "DELETE FROM articles_housetext"]
)
def test_the_database_lets_nobody_change_a_version(cast: Cast, deed: str) -> None:
    make.house_text(cast.northgate, POLICY, {"policy": "Once."})

    with (
        tenant_scope(cast.northgate.pk),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(deed)


def test_reading_takes_as_many_queries_for_ten_versions_as_for_one(cast: Cast) -> None:
    counts = []
    for seen in range(10):
        make.house_text(cast.northgate, POLICY, {"policy": f"Read {seen} times."}, seen=seen)
        if seen in (0, 9):
            with CaptureQueriesContext(connection) as queries:
                browser(cast.northgate).get("/editorial-policy/")
            counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_policy_is_laid_out_as_it_was_marked() -> None:
    blocks = read_prose("# How\n\nWe **never**\nguess.\n\n- one\n  - two\n- three")

    assert blocks == (
        Block("heading", ((Span("How"),),)),
        Block("text", ((Span("We "), Span("never", "strong"), Span(" "), Span("guess.")),)),
        Block("bullets", ((Span("one"),), (Span("two"),), (Span("three"),))),
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://evil.example/x.png)",
        "<img src=x onerror=alert(1)>",
    ],
)
def test_no_markup_of_a_policy_reaches_the_page(cast: Cast, text: str) -> None:
    make.house_text(cast.northgate, POLICY, {"policy": text})

    said = browser(cast.northgate).get("/editorial-policy/").content.decode()

    for dangerous in ("<script>alert", 'href="javascript:', '<img src="https://evil', "<img src=x"):
        assert dangerous not in said
