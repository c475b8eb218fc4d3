"""Reviewers from outside: one link, one version, no rights; they advise and sign nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from apps.accounts.domain.notices import NoticeKind
from apps.accounts.models import Notice
from apps.advisory.invitations import link_to
from apps.advisory.models import Comment, Invitation, SignOff
from apps.advisory.services.invite import mail_invitation
from apps.articles.models import ArticleEvent, ArticleVersion
from core.clock import now
from core.queue.sweep import queued_models
from core.tenancy.scope import tenant_scope
from tests import make
from tests.advisory.deeds import entries, send
from tests.cast import Cast, browser, host_of

FORM = {
    "name": "Prof. Iris Vale",
    "email": "iris@elsewhere.example",
    "specialty": "Rheumatology",
    "asks": "Is the second line right?",
    "days": "14",
}


def _invite(cast: Cast, version: ArticleVersion, **facts: str) -> int:
    client = browser(cast.northgate, cast.edda)
    return client.post(f"/desk/{version.public_id}/invite/do/", {**FORM, **facts}).status_code


def _invitation(cast: Cast) -> Invitation:
    with tenant_scope(cast.northgate.pk):
        return Invitation.objects.get()


@pytest.fixture
def version(cast: Cast) -> ArticleVersion:
    return make.under_review(cast)


@pytest.fixture
def link(cast: Cast, version: ArticleVersion) -> str:
    assert _invite(cast, version) == 302
    return link_to(_invitation(cast))


@pytest.fixture
def iris(cast: Cast) -> Client:
    """A browser without an account."""
    return Client(headers={"host": host_of(cast.northgate)})


def test_the_letter_has_the_link_and_the_link_opens_that_version(
    cast: Cast, version: ArticleVersion, link: str, iris: Client
) -> None:
    for _ in range(2):
        mail_invitation(tenant_id=cast.northgate.pk, invitation_id=_invitation(cast).pk)

    (letter,) = mail.outbox
    assert letter.to == ["iris@elsewhere.example"]
    assert f"//northgate.consilium.test{link}" in letter.body
    assert "Is the second line right?" in letter.body
    html = iris.get(link).content.decode()
    assert "You read this as Prof. Iris Vale" in html
    assert "Offer a bisphosphonate (clinician)" in html
    assert Invitation in queued_models()


def test_inviting_the_same_address_twice_is_inviting_once(
    cast: Cast, version: ArticleVersion, link: str
) -> None:
    _invite(cast, version)

    assert link_to(_invitation(cast)).count("/") == link.count("/")
    assert len(entries(cast, "advisory.reviewer.invited")) == 1


def test_they_see_neither_the_gate_nor_the_board_nor_its_comments(
    cast: Cast, version: ArticleVersion, link: str, iris: Client
) -> None:
    said = {"part": "brief", "text": "Between us members", "back": "review"}
    browser(cast.northgate, cast.boris).post(f"/desk/{version.public_id}/threads/", said)

    html = iris.get(link).content.decode()

    assert "Between us members" not in html
    assert "What the gate found" not in html
    assert "/sign/" not in html


def test_they_comment_in_their_name_and_answer_in_their_own_threads(
    cast: Cast, version: ArticleVersion, link: str, iris: Client
) -> None:
    iris.post(f"{link}comment/", {"part": "brief", "text": "I would say it first."})
    with tenant_scope(cast.northgate.pk):
        thread = Comment.objects.get().thread
    form = {"text": "Agreed.", "back": "review"}
    browser(cast.northgate, cast.boris).post(f"/desk/threads/{thread.public_id}/reply/", form)

    answer = iris.post(f"{link}reply/", {"thread": str(thread.public_id), "text": "Thanks."})

    assert answer.status_code == 302
    assert "Agreed." in iris.get(link).content.decode()
    with tenant_scope(cast.northgate.pk):
        rows = Comment.objects.order_by("pk").values_list("author_name", "author", "text")
        assert list(rows) == [
            ("Prof. Iris Vale", None, "I would say it first."),
            ("Dr Boris", cast.boris.pk, "Agreed."),
            ("Prof. Iris Vale", None, "Thanks."),
        ]


def test_a_thread_in_which_they_did_not_speak_is_not_theirs_to_answer(
    cast: Cast, version: ArticleVersion, link: str, iris: Client
) -> None:
    said = {"part": "brief", "text": "Between us", "back": "review"}
    browser(cast.northgate, cast.boris).post(f"/desk/{version.public_id}/threads/", said)
    with tenant_scope(cast.northgate.pk):
        thread = Comment.objects.get().thread

    answer = iris.post(f"{link}reply/", {"thread": str(thread.public_id), "text": "Hello"})

    assert answer.status_code == 404


def test_what_they_recommend_is_shown_to_the_board_and_is_no_sign_off(
    cast: Cast, version: ArticleVersion, link: str, iris: Client
) -> None:
    form = {"recommendation": "agree", "reason": "Sound."}

    answers = [iris.post(f"{link}recommend/", form).status_code for _ in range(2)]

    assert answers == [302, 302]
    boris = browser(cast.northgate, cast.boris)
    html = boris.get(f"/desk/{version.public_id}/").content.decode()
    assert "Prof. Iris Vale" in html
    assert "Sound." in html
    assert send(boris, version, "approve").status_code == 409
    with tenant_scope(cast.northgate.pk):
        assert not SignOff.objects.exists()
        assert ArticleEvent.objects.latest("number").kind == "recommended"
        told = Notice.objects.filter(kind=NoticeKind.RECOMMENDED).values_list(
            "recipient", flat=True
        )
        assert list(told) == [cast.edda.pk]
    (entry,) = entries(cast, "advisory.reviewer.recommended")
    assert (entry.actor_name, entry.actor_kind) == ("Prof. Iris Vale", "anonymous")


@pytest.mark.parametrize(
    ("deed", "form"),
    [
        ("recommend", {"recommendation": "changes", "reason": "  "}),
        ("recommend", {"recommendation": "perhaps", "reason": "What I typed"}),
        ("comment", {"part": "brief", "text": "x" * 5001}),
        ("reply", {"thread": "no id", "text": "What I typed"}),
    ],
)
def test_what_cannot_be_kept_comes_back_with_what_was_typed(
    cast: Cast, link: str, iris: Client, deed: str, form: dict[str, str]
) -> None:
    response = iris.post(f"{link}{deed}/", form)

    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    if deed != "reply":
        assert form.get("text", form.get("reason", "")) in response.content.decode()


@pytest.mark.parametrize("end", ["revoked", "expired", "over"])
def test_a_link_that_has_ended_opens_a_plain_page_and_takes_nothing(
    cast: Cast, version: ArticleVersion, link: str, iris: Client, end: str
) -> None:
    edda = browser(cast.northgate, cast.edda)
    if end == "revoked":
        place = f"/desk/invitations/{_invitation(cast).public_id}/revoke/"
        assert [edda.post(place).status_code for _ in range(2)] == [302, 302]
        assert len(entries(cast, "advisory.reviewer.revoked")) == 1
    elif end == "expired":
        with tenant_scope(cast.northgate.pk):
            Invitation.objects.update(
                created_at=now() - timedelta(days=2), expires_at=now() - timedelta(days=1)
            )
    else:
        make.sign_and_approve(cast, version)

    answers = [
        iris.get(link).status_code,
        iris.post(f"{link}comment/", {"part": "brief", "text": "Hello"}).status_code,
        iris.post(f"{link}recommend/", {"recommendation": "agree"}).status_code,
    ]

    assert answers == [410, 410, 410]
    with tenant_scope(cast.northgate.pk):
        assert not Comment.objects.exists()


def test_a_key_that_was_not_made_here_opens_nothing(cast: Cast, link: str, iris: Client) -> None:
    forged = link[:-3] + ("aa/" if link[-3:] != "aa/" else "bb/")
    elsewhere = Client(headers={"host": host_of(cast.harbour)})

    assert iris.get(forged).status_code == 404
    assert elsewhere.get(link).status_code == 404


@pytest.mark.parametrize("name", ["nobody", "ada", "boris", "rosa"])
def test_only_who_leads_the_board_invites(cast: Cast, version: ArticleVersion, name: str) -> None:
    client = browser(cast.northgate, None if name == "nobody" else getattr(cast, name))

    response = client.post(f"/desk/{version.public_id}/invite/do/", FORM)

    assert response.status_code == 403


@pytest.mark.parametrize("facts", [{"days": "31"}, {"days": "0"}, {"email": "nobody"}])
def test_a_form_that_is_not_right_comes_back_as_it_was_typed(
    cast: Cast, version: ArticleVersion, facts: dict[str, str]
) -> None:
    client = browser(cast.northgate, cast.edda)

    response = client.post(f"/desk/{version.public_id}/invite/do/", {**FORM, **facts})

    assert response.status_code == 422
    assert "Is the second line right?" in response.content.decode()


def test_nobody_is_invited_to_what_is_approved(cast: Cast, version: ArticleVersion) -> None:
    make.sign_and_approve(cast, version)

    assert _invite(cast, version) == 409


def test_another_organisations_version_and_invitation_are_not_found(
    cast: Cast, version: ArticleVersion, link: str
) -> None:
    otto = browser(cast.harbour, cast.otto)
    invitation = _invitation(cast)

    answers = [
        otto.post(f"/desk/{version.public_id}/invite/do/", FORM).status_code,
        otto.post(f"/desk/invitations/{invitation.public_id}/revoke/").status_code,
    ]

    assert answers == [404, 404]
