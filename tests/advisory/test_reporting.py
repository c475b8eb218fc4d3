"""A reader reports an error: from the page, signed out, once, and without saying who they are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache

from apps.accounts.models import Notice
from apps.advisory.models import ErrorReport, Reporter
from core.models import AuditEntry, Event
from core.tenancy.scope import tenant_scope
from tests import make
from tests.advisory.reporting import ADDRESS, SAID, reported, reports_of, send_report
from tests.cast import Cast, browser


def test_every_statement_step_and_the_whole_article_can_be_reported(cast: Cast) -> None:
    make.approved(cast)

    html = browser(cast.northgate).get("/articles/brittle-bones/").content.decode()

    for part in ("brief", "first", "second", "algorithm/1"):
        assert f'href="{ADDRESS}?version=1&amp;part={part}"' in html, part
    assert f'href="{ADDRESS}?version=1&amp;part="' in html


def test_the_form_quotes_what_it_is_about(cast: Cast) -> None:
    make.approved(cast)

    html = browser(cast.northgate).get(f"{ADDRESS}?part=algorithm/1").content.decode()

    assert "Treat the bone (clinician). With a bisphosphonate (clinician)" in html
    assert 'name="part" value="algorithm/1"' in html


def test_a_part_that_the_article_does_not_have_is_not_found(cast: Cast) -> None:
    make.approved(cast)
    client = browser(cast.northgate)

    for part in ("nothing", "algorithm/9", "algorithm/x"):
        assert client.get(ADDRESS, {"part": part}).status_code == 404
        assert send_report(cast, client, part=part).status_code == 400
    assert reports_of(cast) == []


def test_a_report_is_kept_audited_and_told(cast: Cast) -> None:
    version = make.approved(cast)

    response = send_report(cast)

    (report,) = reports_of(cast)
    assert (response.status_code, response["Location"]) == (302, f"/reports/{report.receipt_id}/")
    assert (report.version_id, report.part, report.kind) == (version.pk, "second", "unsafe")
    assert report.acknowledge_by - report.reported_at == timedelta(days=1)
    with tenant_scope(cast.northgate.pk):
        entry = AuditEntry.objects.get(action="advisory.report.received")
        event = Event.objects.get(kind="advisory.report.received")
        told = Notice.objects.filter(kind="reported").order_by("recipient__name")
        assert [row.recipient_id for row in told] == [cast.boris.pk, cast.chiyo.pk]
        assert {row.url for row in told} == {f"/desk/reports/{report.public_id}/"}
    assert entry.data == {"version": 1, "kind": "unsafe", "part": "second"}
    assert event.subject_id == str(report.public_id)
    assert str(report.receipt_id) not in str(event.data) + str(entry.data)


def test_the_reader_sees_until_when_the_board_answers(cast: Cast) -> None:
    make.approved(cast)
    report = reported(cast, kind="unclear")

    html = browser(cast.northgate).get(f"/reports/{report.receipt_id}/").content.decode()

    assert report.acknowledge_by - report.reported_at == timedelta(days=3)
    assert f"at the latest on {report.acknowledge_by:%-d %B %Y}" in html
    assert SAID["text"] in html
    assert "noindex" in html


def test_what_says_who_somebody_is_is_taken_out_and_the_address_kept_apart(cast: Cast) -> None:
    make.approved(cast)

    report = reported(
        cast,
        text="My husband Peter Marsh was harmed, call me on 07700 900123.",
        email="rosa@reader.example",
    )

    assert "Peter" not in report.text
    assert "07700" not in report.text
    assert "rosa@reader.example" not in report.text
    with tenant_scope(cast.northgate.pk):
        assert Reporter.objects.get().email == "rosa@reader.example"


def test_the_same_from_the_same_visitor_within_the_hour_is_one_report(cast: Cast) -> None:
    make.approved(cast)
    client = browser(cast.northgate)

    addresses = {send_report(cast, client)["Location"] for _ in range(3)}

    assert len(addresses) == len(reports_of(cast)) == 1


def test_another_visitor_another_part_or_an_hour_later_is_another_report(cast: Cast) -> None:
    make.approved(cast)
    client = browser(cast.northgate)
    send_report(cast, client)

    send_report(cast)
    send_report(cast, client, part="first")
    with tenant_scope(cast.northgate.pk):
        first = ErrorReport.objects.earliest("pk")
        first.reported_at -= timedelta(hours=1)
        first.save()
    send_report(cast, client)

    assert len(reports_of(cast)) == 4


@pytest.mark.parametrize(
    "fields",
    [{"kind": ""}, {"kind": "nonsense"}, {"text": ""}, {"text": "123 ..."}, {"email": "nobody"}],
)
def test_a_report_that_cannot_be_kept_comes_back_with_what_was_typed(
    cast: Cast, fields: dict[str, str]
) -> None:
    make.approved(cast)

    response = send_report(cast, **{"email": "a@b.example", **fields})

    assert response.status_code == 422
    html = response.content.decode()
    typed = {**SAID, "email": "a@b.example", **fields}
    assert typed["text"] in html
    assert typed["email"] in html
    assert 'class="errorlist"' in html
    assert reports_of(cast) == []


def test_ten_reports_an_hour_from_one_place_are_enough(cast: Cast) -> None:
    make.approved(cast)
    for number in range(10):
        assert send_report(cast, text=f"Error number {number} of many").status_code == 302

    response = send_report(cast, text="One more of them")

    assert response.status_code == 429
    assert "One more of them" in response.content.decode()
    cache.clear()
    assert send_report(cast, text="One more of them").status_code == 302


def test_a_draft_cannot_be_reported_not_even_by_its_author(cast: Cast) -> None:
    make.store(cast.northgate)
    make.draft(cast)
    author = browser(cast.northgate, cast.ada)

    assert browser(cast.northgate).get(ADDRESS).status_code == 404
    assert author.get(f"{ADDRESS}?version=1").status_code == 404
    assert "Report an error" not in author.get("/articles/brittle-bones/v1/").content.decode()


def test_what_is_reported_is_the_version_that_was_read(cast: Cast) -> None:
    make.approved(cast)
    newer = make.draft(cast)
    with tenant_scope(cast.northgate.pk):
        make.move.submit(version=newer, actor=cast.ada_acting)

    reported(cast, version="2")
    reported(cast, text="Said without a number")

    with tenant_scope(cast.northgate.pk):
        numbers = ErrorReport.objects.order_by("pk").values_list("version__number", flat=True)
        assert list(numbers) == [2, 1]


def test_a_receipt_is_for_its_own_organisation_and_address(cast: Cast) -> None:
    make.approved(cast)
    report = reported(cast)

    assert browser(cast.harbour).get(f"/reports/{report.receipt_id}/").status_code == 404
    assert browser(cast.northgate).get(f"/reports/{report.public_id}/").status_code == 404
