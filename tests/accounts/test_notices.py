"""Whom a deed concerns is told: on a page of their own and by mail, and who did it is not."""

from __future__ import annotations

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.domain.notices import NoticeKind
from apps.accounts.models import Membership, Notice
from apps.accounts.notices import SENTENCES
from apps.accounts.services.mail_notice import mail_notice
from apps.accounts.services.notify import notify
from core.clock import now
from core.queue.sweep import queued_models
from core.tenancy.scope import tenant_scope
from tests.cast import Cast, browser

QUESTION = "How should osteoporosis be treated?"


def _tell(cast: Cast, *people: int, said: str = "") -> None:
    with tenant_scope(cast.northgate.pk):
        notify(
            people,
            NoticeKind.COMMENTED,
            about=QUESTION,
            url="/articles/brittle-bones/",
            actor=cast.boris_acting,
            said=said,
        )


def _mail_all(cast: Cast) -> None:
    with tenant_scope(cast.northgate.pk):
        waiting = list(Notice.objects.values_list("pk", flat=True))
    for pk in waiting:
        mail_notice(tenant_id=cast.northgate.pk, notice_id=pk)


def test_a_person_finds_what_happened_on_their_page_and_its_number_on_every_page(
    cast: Cast,
) -> None:
    _tell(cast, cast.ada.pk, said="The dose is missing.")
    client = browser(cast.northgate, cast.ada)

    html = client.get("/account/notices/").content.decode()

    assert "Dr Boris commented on an article" in html
    assert QUESTION in html
    assert "The dose is missing." in html
    assert 'href="/articles/brittle-bones/"' in html
    assert '<span class="count">1<' in client.get("/guidelines/").content.decode()


def test_whoever_did_it_is_not_told_and_nobody_is_told_twice(cast: Cast) -> None:
    _tell(cast, cast.boris.pk, cast.ada.pk, cast.ada.pk)

    with tenant_scope(cast.northgate.pk):
        told = list(Notice.objects.values_list("recipient", flat=True))
    assert told == [cast.ada.pk]


def test_the_same_news_is_told_again_only_after_it_was_read(cast: Cast) -> None:
    _tell(cast, cast.ada.pk)
    _tell(cast, cast.ada.pk)
    _tell(cast, cast.ada.pk, said="And the dose.")
    with tenant_scope(cast.northgate.pk):
        assert Notice.objects.count() == 2
        Notice.objects.update(read_at=now())

    _tell(cast, cast.ada.pk)

    with tenant_scope(cast.northgate.pk):
        assert Notice.objects.count() == 3


def test_what_was_read_is_counted_no_longer(cast: Cast) -> None:
    _tell(cast, cast.ada.pk, cast.chiyo.pk)
    client = browser(cast.northgate, cast.ada)

    response = client.post("/account/notices/read/")

    assert (response.status_code, response["Location"]) == (302, "/account/notices/")
    assert 'class="count"' not in client.get("/guidelines/").content.decode()
    chiyos = browser(cast.northgate, cast.chiyo).get("/guidelines/").content.decode()
    assert '<span class="count">1<' in chiyos


def test_a_letter_names_the_article_and_leaves_out_what_was_said(cast: Cast) -> None:
    _tell(cast, cast.ada.pk, said="Between us, this is wrong.")

    for _ in range(2):
        _mail_all(cast)

    (letter,) = mail.outbox
    assert letter.to == [cast.ada.email]
    assert letter.subject == "Dr Boris commented on an article"
    assert QUESTION in letter.body
    assert "//northgate.consilium.test/articles/brittle-bones/" in letter.body
    assert "//northgate.consilium.test/account/notices/" in letter.body
    assert "Between us" not in letter.body


def test_who_wants_no_letters_gets_none_and_can_want_them_again(cast: Cast) -> None:
    client = browser(cast.northgate, cast.ada)

    client.post("/account/notices/mail/", {})
    _tell(cast, cast.ada.pk)
    _mail_all(cast)
    assert mail.outbox == []
    client.post("/account/notices/mail/", {"gets_mail": "on"})
    _tell(cast, cast.ada.pk, said="And the dose.")
    _mail_all(cast)

    assert len(mail.outbox) == 1


def test_who_left_the_organisation_gets_no_letter(cast: Cast) -> None:
    _tell(cast, cast.ada.pk)
    Membership.objects.filter(user=cast.ada).delete()

    _mail_all(cast)

    assert mail.outbox == []


def test_the_sweeper_rings_for_letters_that_wait() -> None:
    assert Notice in queued_models()


def test_every_kind_of_notice_has_words() -> None:
    assert set(SENTENCES) == set(NoticeKind)


def test_the_page_asks_visitors_to_sign_in(cast: Cast) -> None:
    response = browser(cast.northgate).get("/account/notices/")

    assert response["Location"] == "/account/login/?next=/account/notices/"


@pytest.mark.parametrize("deed", ["read", "mail"])
def test_who_is_no_member_here_has_no_notices(cast: Cast, deed: str) -> None:
    Membership.objects.create(tenant=cast.harbour, user=cast.ada, roles=["reader"])
    client = browser(cast.harbour, cast.ada)
    Membership.objects.filter(tenant=cast.harbour, user=cast.ada).delete()

    statuses = [
        client.get("/account/notices/").status_code,
        client.post(f"/account/notices/{deed}/").status_code,
        browser(cast.northgate).post(f"/account/notices/{deed}/").status_code,
    ]

    assert statuses == [403, 403, 403]


def test_notices_of_one_organisation_are_not_shown_at_another(cast: Cast) -> None:
    _tell(cast, cast.mei.pk)
    Membership.objects.create(tenant=cast.northgate, user=cast.mei, roles=["reader"])

    assert QUESTION not in browser(cast.harbour, cast.mei).get("/account/notices/").content.decode()
    assert QUESTION in browser(cast.northgate, cast.mei).get("/account/notices/").content.decode()


def test_the_page_and_telling_cost_the_same_however_many_there_are(cast: Cast) -> None:
    client = browser(cast.northgate, cast.ada)
    client.get("/account/notices/")
    counts = []
    for people in ([cast.ada.pk], [cast.ada.pk, cast.chiyo.pk, cast.edda.pk]):
        with CaptureQueriesContext(connection) as telling:
            _tell(cast, *people)
        with CaptureQueriesContext(connection) as reading:
            client.get("/account/notices/")
        counts.append((len(telling), len(reading)))

    assert counts[0] == counts[1]
