"""The board's deeds through its pages: who may, when, and what stays of it."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from apps.accounts.domain.roles import Role
from apps.accounts.models import Membership
from apps.advisory.models import Board, SignOff
from apps.articles.domain.lifecycle import State
from apps.articles.models import ArticleVersion
from apps.articles.services import move
from core.tenancy.scope import tenant_scope
from tests import make
from tests.advisory.deeds import DEEDS, entries, ready_for, send, state_of
from tests.cast import Cast, browser

RESULTS = {
    "take": (State.UNDER_REVIEW, "articles.version.under_review"),
    "sign": (State.UNDER_REVIEW, "advisory.version.signed"),
    "approve": (State.APPROVED, "articles.version.approved"),
    "ask-for-changes": (State.CHANGES_REQUESTED, "articles.version.changes_requested"),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_a_board_member_does_it_and_it_is_audited(cast: Cast, deed: str) -> None:
    version = ready_for(cast, deed)
    state, action = RESULTS[deed]

    response = send(browser(cast.northgate, cast.chiyo), version, deed)

    assert response.status_code == 302
    assert response["Location"] == f"/desk/{version.public_id}/"
    assert state_of(cast, version) is state
    (entry,) = [found for found in entries(cast, action) if found.actor_name == "Dr Chiyo"]
    assert (entry.actor_id, entry.subject_id) == (cast.chiyo.pk, str(version.public_id))


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("name", ["nobody", "ada", "edda", "rosa"])
def test_nobody_but_the_board_may_do_it(cast: Cast, deed: str, name: str) -> None:
    version = ready_for(cast, deed)
    before = state_of(cast, version)
    client = browser(cast.northgate, None if name == "nobody" else getattr(cast, name))

    response = send(client, version, deed)

    assert response.status_code == 403
    assert state_of(cast, version) is before
    with tenant_scope(cast.northgate.pk):
        assert not SignOff.objects.exclude(signer=cast.boris).exists()


@pytest.mark.parametrize("deed", DEEDS)
def test_another_organisations_version_is_not_found(cast: Cast, deed: str) -> None:
    version = ready_for(cast, deed)
    before = state_of(cast, version)

    response = send(browser(cast.harbour, cast.mei), version, deed)

    assert response.status_code == 404
    assert state_of(cast, version) is before


@pytest.mark.parametrize("deed", DEEDS)
def test_a_board_member_elsewhere_is_nobody_here(cast: Cast, deed: str) -> None:
    version = ready_for(cast, deed)
    here = browser(cast.northgate)
    here.cookies = browser(cast.harbour, cast.mei).cookies

    response = send(here, version, deed)

    assert response.status_code == 403


@pytest.mark.parametrize("deed", DEEDS)
def test_a_version_that_is_not_there_is_not_found(cast: Cast, deed: str) -> None:
    client = browser(cast.northgate, cast.boris)

    response = client.post(f"/desk/{uuid.uuid4()}/{deed}/", {"content_sha256": "a" * 64})

    assert response.status_code == 404


@pytest.mark.parametrize("deed", DEEDS)
def test_a_draft_is_not_on_the_desk(cast: Cast, deed: str) -> None:
    make.store(cast.northgate)
    version = make.draft(cast)

    response = send(browser(cast.northgate, cast.boris), version, deed, content_sha256="a" * 64)

    assert response.status_code == 404


@pytest.mark.parametrize(
    ("deed", "state"),
    [
        ("take", "under_review"),
        ("take", "approved"),
        ("sign", "submitted"),
        ("sign", "approved"),
        ("approve", "submitted"),
        ("approve", "under_review"),
        ("approve", "approved"),
        ("ask-for-changes", "submitted"),
        ("ask-for-changes", "approved"),
    ],
)
def test_it_is_refused_in_the_wrong_state(cast: Cast, deed: str, state: str) -> None:
    version = getattr(make, state)(cast)
    before = state_of(cast, version)

    response = send(browser(cast.northgate, cast.chiyo), version, deed)

    assert response.status_code == 409
    assert state_of(cast, version) is before


@pytest.mark.parametrize("deed", DEEDS)
def test_looking_at_a_deed_does_not_do_it(cast: Cast, deed: str) -> None:
    version = ready_for(cast, deed)

    response = browser(cast.northgate, cast.boris).get(f"/desk/{version.public_id}/{deed}/")

    assert response.status_code == 405


@pytest.mark.parametrize("deed", DEEDS)
def test_a_form_of_another_site_is_refused(cast: Cast, deed: str) -> None:
    version = ready_for(cast, deed)
    before = state_of(cast, version)
    signed_in = browser(cast.northgate, cast.chiyo)
    strict = Client(enforce_csrf_checks=True, headers={"host": "northgate.consilium.test"})
    strict.cookies = signed_in.cookies

    response = send(strict, version, deed)

    assert response.status_code == 403
    assert state_of(cast, version) is before


def test_what_was_not_read_cannot_be_signed(cast: Cast) -> None:
    version = make.under_review(cast)

    response = send(browser(cast.northgate, cast.boris), version, "sign", part="first:" + "0" * 64)

    assert response.status_code == 409
    with tenant_scope(cast.northgate.pk):
        assert not SignOff.objects.exists()


@pytest.mark.parametrize(
    "part", [[], "first", "first:abc", "first:" + "a" * 65, "no-such:" + "a" * 64]
)
def test_a_signature_without_the_hash_of_what_was_read_is_refused(
    cast: Cast, part: str | list[str]
) -> None:
    version = make.under_review(cast)

    response = send(browser(cast.northgate, cast.boris), version, "sign", part=part)

    assert response.status_code == 400
    with tenant_scope(cast.northgate.pk):
        assert not SignOff.objects.exists()


def test_signing_twice_is_signing_once(cast: Cast) -> None:
    version = make.under_review(cast)
    client = browser(cast.northgate, cast.boris)

    first = send(client, version, "sign")
    second = send(client, version, "sign")

    assert (first.status_code, second.status_code) == (302, 302)
    with tenant_scope(cast.northgate.pk):
        kept = SignOff.objects.values_list("part", "sha256")
        assert sorted(kept) == sorted(make.all_parts(version).items())
    assert len(entries(cast, "advisory.version.signed")) == 1


@pytest.mark.parametrize("reason", ["", "   ", "x" * 5001])
def test_changes_need_a_reason(cast: Cast, reason: str) -> None:
    version = make.under_review(cast)

    response = send(browser(cast.northgate, cast.boris), version, "ask-for-changes", reason=reason)

    assert response.status_code == 400
    assert state_of(cast, version) is State.UNDER_REVIEW


def test_the_reason_for_changes_stays_in_the_audit_log(cast: Cast) -> None:
    version = make.under_review(cast)

    send(browser(cast.northgate, cast.boris), version, "ask-for-changes", reason="Cite 1.2 better.")

    (entry,) = entries(cast, "articles.version.changes_requested")
    assert entry.data["reason"] == "Cite 1.2 better."


@pytest.fixture
def own(cast: Cast) -> ArticleVersion:
    """A version under review whose author sits on the board herself."""
    Membership.objects.filter(user=cast.ada).update(roles=[Role.AUTHOR, Role.BOARD_MEMBER])
    version = make.submitted(cast)
    with tenant_scope(cast.northgate.pk):
        return move.take_under_review(version=version, actor=cast.boris_acting)


@pytest.mark.parametrize("deed", ["sign", "approve"])
def test_an_author_cannot_judge_their_own_version(
    cast: Cast, own: ArticleVersion, deed: str
) -> None:
    response = send(browser(cast.northgate, cast.ada), own, deed)

    assert response.status_code == 403
    assert state_of(cast, own) is State.UNDER_REVIEW
    with tenant_scope(cast.northgate.pk):
        assert not SignOff.objects.exists()


def test_the_last_editor_cannot_judge_a_version_either(cast: Cast) -> None:
    make.store(cast.northgate)
    version = make.draft(cast)
    with tenant_scope(cast.northgate.pk):
        ArticleVersion.objects.filter(pk=version.pk).update(last_editor=cast.chiyo)
        version = move.submit(
            version=ArticleVersion.objects.get(pk=version.pk), actor=cast.ada_acting
        )
        version = move.take_under_review(version=version, actor=cast.boris_acting)
    client = browser(cast.northgate, cast.chiyo)

    answers = [send(client, version, deed).status_code for deed in ("sign", "approve")]

    assert answers == [403, 403]


def test_the_author_sees_why_somebody_else_must_sign(cast: Cast, own: ArticleVersion) -> None:
    html = browser(cast.northgate, cast.ada).get(f"/desk/{own.public_id}/").content.decode()

    assert "You wrote or last edited this version" in html
    assert "/sign/" not in html
    assert "/approve/" not in html


def test_two_sign_offs_are_needed_where_the_board_says_so(cast: Cast) -> None:
    version = make.signed(cast)
    with tenant_scope(cast.northgate.pk):
        Board.objects.update(required_sign_offs=2)
    client = browser(cast.northgate, cast.chiyo)

    early = send(client, version, "approve")
    send(client, version, "sign")
    late = send(client, version, "approve")

    assert (early.status_code, late.status_code) == (409, 302)
    assert state_of(cast, version) is State.APPROVED


def test_nothing_is_approved_without_a_board(cast: Cast) -> None:
    version = make.signed(cast)
    with tenant_scope(cast.northgate.pk):
        Board.objects.all().delete()

    response = send(browser(cast.northgate, cast.boris), version, "approve")

    assert response.status_code == 409
    assert state_of(cast, version) is State.UNDER_REVIEW


def test_what_somebody_wrote_stands_on_the_page_that_refuses_it(cast: Cast) -> None:
    version = make.submitted(cast)
    client = browser(cast.northgate, cast.boris)

    response = send(client, version, "ask-for-changes", reason="Statement 1.2 needs <its> source.")

    assert response.status_code == 409
    assert ">Statement 1.2 needs &lt;its&gt; source.</textarea>" in response.content.decode()


def test_a_password_never_stands_on_a_page(cast: Cast) -> None:
    version = make.submitted(cast)

    response = send(browser(cast.northgate), version, "take", password="four words of it")

    html = response.content.decode()
    assert response.status_code == 403
    assert "Say it again." in html
    assert "four words of it" not in html
