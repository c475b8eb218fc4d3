"""The desk's room for reports: acknowledge, assign, close, and the letter to whoever reported."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.advisory.models import ErrorReport, Reporter, ReportLetter
from apps.advisory.services.mail_report_answer import mail_report_answer
from core.models import AuditEntry, Event
from core.queue.sweep import queued_models
from core.tenancy.scope import tenant_scope
from tests import make
from tests.advisory.reporting import handle, reported, reports_of, send_report
from tests.cast import Cast, browser

DONE = {"outcome": "no_error", "answer": "The label gives this dose for adults."}


def _mail_all(cast: Cast) -> None:
    with tenant_scope(cast.northgate.pk):
        waiting = list(ReportLetter.objects.values_list("pk", flat=True))
    for pk in waiting:
        mail_report_answer(tenant_id=cast.northgate.pk, letter_id=pk)


def _entries(cast: Cast, action: str) -> list[AuditEntry]:
    with tenant_scope(cast.northgate.pk):
        return list(AuditEntry.objects.filter(action=action))


def _replaced(cast: Cast) -> None:
    """A second version takes the place of the first."""
    newer = make.draft(cast)
    with tenant_scope(cast.northgate.pk):
        newer = make.move.submit(version=newer, actor=cast.ada_acting)
        newer = make.move.take_under_review(version=newer, actor=cast.boris_acting)
    make.sign_and_approve(cast, newer)


def test_unsafe_reports_come_first_then_what_is_due_soonest(cast: Cast) -> None:
    make.approved(cast)
    for kind, text in (("other", "Old and slow"), ("unclear", "Newer"), ("unsafe", "Dangerous")):
        send_report(cast, kind=kind, text=text)

    html = browser(cast.northgate, cast.boris).get("/desk/reports/").content.decode()

    assert html.index("Dangerous") < html.index("Old and slow") < html.index("Newer")
    assert "3 reports" in html


def test_a_member_acknowledges_a_report_once_and_the_reader_sees_how_long_it_took(
    cast: Cast,
) -> None:
    make.approved(cast)
    report = reported(cast)
    with tenant_scope(cast.northgate.pk):
        ErrorReport.objects.update(reported_at=report.reported_at - timedelta(hours=5))
    client = browser(cast.northgate, cast.boris)

    answers = [handle(client, report, "acknowledge").status_code for _ in range(2)]

    assert answers == [302, 302]
    (entry,) = _entries(cast, "advisory.report.acknowledged")
    assert (entry.actor_id, entry.data) == (cast.boris.pk, {"after_hours": 5})
    html = browser(cast.northgate).get(f"/reports/{report.receipt_id}/").content.decode()
    assert "after 5\xa0hours" in html


def test_a_report_that_nobody_acknowledged_in_time_is_late(cast: Cast) -> None:
    make.approved(cast)
    report = reported(cast)
    client = browser(cast.northgate, cast.boris)
    assert "Late" not in client.get("/desk/reports/").content.decode()

    with tenant_scope(cast.northgate.pk):
        ErrorReport.objects.update(acknowledge_by=report.reported_at - timedelta(seconds=1))

    assert "Late" in client.get("/desk/reports/").content.decode()


def test_a_report_is_given_to_a_member_of_the_board_and_nobody_else(cast: Cast) -> None:
    make.approved(cast)
    report = reported(cast)
    client = browser(cast.northgate, cast.boris)

    given = [handle(client, report, "assign", to=cast.chiyo.pk).status_code for _ in range(2)]
    refused = handle(client, report, "assign", to=cast.ada.pk)

    assert (given, refused.status_code) == ([302, 302], 400)
    (entry,) = _entries(cast, "advisory.report.assigned")
    assert entry.data == {"to": cast.chiyo.name}
    assert cast.chiyo.name in client.get("/desk/reports/").content.decode()


def test_closing_answers_whoever_reported_and_forgets_their_address(cast: Cast) -> None:
    make.approved(cast)
    report = reported(cast, email="rosa@reader.example")
    client = browser(cast.northgate, cast.boris)

    response = handle(client, report, "close", **DONE)
    _mail_all(cast)

    assert response.status_code == 302
    (letter,) = mail.outbox
    assert letter.to == ["rosa@reader.example"]
    assert DONE["answer"] in letter.body
    assert f"/reports/{report.receipt_id}/" in letter.body
    assert report.text not in letter.body
    with tenant_scope(cast.northgate.pk):
        assert not Reporter.objects.exists()
        event = Event.objects.get(kind="advisory.report.closed")
    assert event.data == {"outcome": "no_error", "corrected_in": None}
    (closed,) = reports_of(cast)
    assert closed.acknowledged_by_id == cast.boris.pk
    assert DONE["answer"] in client.get(f"/reports/{report.receipt_id}/").content.decode()


def test_who_left_no_address_gets_no_letter(cast: Cast) -> None:
    make.approved(cast)
    report = reported(cast)

    handle(browser(cast.northgate, cast.boris), report, "close", **DONE)
    _mail_all(cast)

    assert mail.outbox == []


def test_letters_are_swept() -> None:
    assert ReportLetter in queued_models()


def test_closing_twice_is_closing_once_and_otherwise_is_refused(cast: Cast) -> None:
    make.approved(cast)
    report, earlier = reported(cast, email="rosa@reader.example"), reported(cast, part="first")
    client = browser(cast.northgate, cast.boris)

    again = [handle(client, report, "close", **DONE).status_code for _ in range(2)]
    otherwise = handle(
        client, report, "close", outcome="duplicate", duplicate_of=earlier.public_id, answer="Same."
    )

    assert (again, otherwise.status_code) == ([302, 302], 409)
    assert len(_entries(cast, "advisory.report.closed")) == 1
    with tenant_scope(cast.northgate.pk):
        assert ReportLetter.objects.count() == 1


def test_a_correction_names_a_newer_version_that_readers_can_read(cast: Cast) -> None:
    make.approved(cast)
    report = reported(cast)
    client = browser(cast.northgate, cast.boris)
    said = {"outcome": "corrected", "answer": "You were right."}

    before = [
        handle(client, report, "close", **said, version=number).status_code for number in ("", 1, 2)
    ]
    _replaced(cast)
    after = handle(client, report, "close", **said, version=2)

    assert (before, after.status_code) == ([422, 422, 422], 302)
    html = browser(cast.northgate).get(f"/reports/{report.receipt_id}/").content.decode()
    assert "/articles/brittle-bones/v2/" in html


def test_a_duplicate_names_another_report_on_the_article(cast: Cast) -> None:
    make.approved(cast)
    first = reported(cast)
    second = reported(cast, text="The dose is far too high.")
    client = browser(cast.northgate, cast.boris)
    said = {"outcome": "duplicate", "answer": "We had this already."}

    itself = handle(client, second, "close", **said, duplicate_of=second.public_id)
    other = handle(client, second, "close", **said, duplicate_of=first.public_id)

    assert (itself.status_code, other.status_code) == (422, 302)
    with tenant_scope(cast.northgate.pk):
        assert ErrorReport.objects.get(pk=second.pk).duplicate_of_id == first.pk


def test_what_was_typed_is_not_lost_when_an_outcome_is_missing(cast: Cast) -> None:
    make.approved(cast)
    report = reported(cast)

    response = handle(
        browser(cast.northgate, cast.boris), report, "close", answer="I looked at the label."
    )

    assert response.status_code == 422
    assert "I looked at the label." in response.content.decode()


@pytest.mark.parametrize("name", ["ada", "cleo", "edda", "rosa"])
def test_the_room_is_for_the_board(cast: Cast, name: str) -> None:
    make.approved(cast)
    report = reported(cast)
    client = browser(cast.northgate, getattr(cast, name))

    seen = [client.get(path) for path in ("/desk/reports/", f"/desk/reports/{report.public_id}/")]
    deeds = [handle(client, report, deed, **DONE) for deed in ("acknowledge", "assign", "close")]

    assert {answer.status_code for answer in (*seen, *deeds)} == {403}


def test_visitors_sign_in_first_and_other_organisations_find_nothing(cast: Cast) -> None:
    make.approved(cast)
    report = reported(cast)
    nobody, neighbour = browser(cast.northgate), browser(cast.harbour, cast.mei)

    asked = nobody.get(f"/desk/reports/{report.public_id}/")

    assert (asked.status_code, asked["Location"][:16]) == (302, "/account/login/?")
    assert handle(nobody, report, "close", **DONE).status_code == 403
    assert neighbour.get(f"/desk/reports/{report.public_id}/").status_code == 404
    assert handle(neighbour, report, "close", **DONE).status_code == 404


def test_the_room_costs_the_same_however_many_were_reported(cast: Cast) -> None:
    make.approved(cast)
    report = reported(cast)
    client = browser(cast.northgate, cast.boris)
    paths = ("/desk/reports/", f"/desk/reports/{report.public_id}/")
    counts = []
    for _ in range(2):
        for path in paths:
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            counts.append(len(queries))
        for number in range(5):
            send_report(cast, text=f"Another error, number {number} of five")

    assert counts[:2] == counts[2:]
