"""Whoever asked is told when the evidence changes: on their pages, and members by mail, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from apps.accounts.models import Membership
from apps.qa.evidence import mark_answers
from apps.qa.notices import tell_askers
from apps.qa.reception import Notice, NoticeKind
from apps.qa.services.mail_notice import mail_notice
from core.actors import Actor
from core.clock import now
from core.queue.sweep import queued_models
from core.queue.work import MAX_ATTEMPTS
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser
from tests.guidelines.editions import withdraw
from tests.qa.answers import asked_and_answered


def _withdrawn_under(cast: Cast, actor: Actor) -> str:
    """The address of an answer whose record was withdrawn afterwards."""
    make.store(cast.northgate)
    question = make.answered(cast.northgate, actor=actor)
    withdraw(cast, "second")
    return f"/questions/{question.public_id}/"


def _notices(cast: Cast) -> list[Notice]:
    with tenant_scope(cast.northgate.pk):
        return list(Notice.objects.select_related("change"))


def _mail_all(cast: Cast) -> None:
    for notice in _notices(cast):
        mail_notice(tenant_id=cast.northgate.pk, notice_id=notice.pk)


def test_a_member_gets_one_letter_that_leads_to_the_answer_and_not_what_was_asked(
    cast: Cast,
) -> None:
    address = _withdrawn_under(cast, cast.rosa_acting)

    for _ in range(2):
        _mail_all(cast)

    (letter,) = mail.outbox
    assert letter.to == [cast.rosa.email]
    assert f"//northgate.consilium.test{address}" in letter.body
    assert "bisphosphonate" not in letter.subject + letter.body
    assert [notice.status for notice in _notices(cast)] == ["done"]


def test_a_visitor_reads_it_on_their_pages_and_gets_no_letter(cast: Cast) -> None:
    make.store(cast.northgate)
    client = browser(cast.northgate)
    address = asked_and_answered(cast, client, "What if she cannot take a bisphosphonate?")

    withdraw(cast, "second")
    _mail_all(cast)

    assert "Evidence changed" in client.get("/questions/mine/").content.decode()
    assert "The evidence changed since" in client.get(address).content.decode()
    assert mail.outbox == []
    assert [notice.status for notice in _notices(cast)] == ["done"]


def test_a_change_tells_each_asker_once(cast: Cast) -> None:
    _withdrawn_under(cast, cast.rosa_acting)
    (notice,) = _notices(cast)

    with tenant_scope(cast.northgate.pk):
        mark_answers(notice.change)
        tell_askers(
            NoticeKind.EVIDENCE_CHANGED,
            questions=[(notice.question_id, cast.rosa.pk)],
            change=notice.change,
        )

    assert len(_notices(cast)) == 1


def test_who_left_the_organisation_gets_no_letter(cast: Cast) -> None:
    _withdrawn_under(cast, cast.rosa_acting)
    Membership.objects.filter(user=cast.rosa).delete()

    _mail_all(cast)

    assert mail.outbox == []
    assert [notice.status for notice in _notices(cast)] == ["done"]


def test_a_letter_that_cannot_be_sent_is_tried_again_and_given_up_in_the_end(
    cast: Cast, settings: Settings
) -> None:
    _withdrawn_under(cast, cast.rosa_acting)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    statuses = []
    for _ in range(MAX_ATTEMPTS):
        with tenant_scope(cast.northgate.pk):
            Notice.objects.update(not_before=now() - timedelta(seconds=1))
        _mail_all(cast)
        statuses.append(_notices(cast)[0].status)

    assert statuses == ["queued"] * (MAX_ATTEMPTS - 1) + ["failed"]


def test_a_letter_whose_worker_died_is_sent_by_the_next(cast: Cast) -> None:
    _withdrawn_under(cast, cast.rosa_acting)
    with tenant_scope(cast.northgate.pk):
        Notice.objects.update(
            status="working", attempts=1, lease_until=now() - timedelta(seconds=1)
        )

    _mail_all(cast)

    assert len(mail.outbox) == 1


def test_a_gap_that_was_filled_is_told_too(cast: Cast) -> None:
    question = make.question(cast.northgate, actor=cast.rosa_acting)
    with tenant_scope(cast.northgate.pk):
        for _ in range(2):
            tell_askers(NoticeKind.NOW_COVERED, questions=[(question.pk, question.asker_id)])

    _mail_all(cast)

    (letter,) = mail.outbox
    assert letter.subject == "A question of yours is covered now"


def test_the_sweeper_rings_for_letters_that_wait() -> None:
    assert Notice in queued_models()


@pytest.mark.parametrize("askers", [1, 5])
def test_telling_costs_the_same_however_many_asked(cast: Cast, askers: int) -> None:
    make.store(cast.northgate)
    for _ in range(askers):
        make.answered(cast.northgate, actor=cast.rosa_acting)

    with CaptureQueriesContext(connection) as queries:
        withdraw(cast, "second")

    # Marks, who asked, notices; the events are one more, in a table of their own.
    written = [query["sql"] for query in queries if "qa_" in query["sql"]]
    assert len(_notices(cast)) == askers
    assert len(written) == 3
