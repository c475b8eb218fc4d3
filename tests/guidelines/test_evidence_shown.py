"""What readers see of a record whose evidence changed: why, since when, and what stands instead."""

from __future__ import annotations

from datetime import date

import pytest

from apps.guidelines.citing import ReferenceList, describe, with_sources
from apps.guidelines.models import RecommendationVersion, Work
from apps.guidelines.selectors import recommendation_page
from apps.guidelines.services.mark_work import mark_work
from apps.guidelines.services.withdraw import withdraw_version
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser, partner
from tests.guidelines.editions import changed, curator, edition, record, unchanged, withdraw


def _cited(cast: Cast, key: str = "first") -> RecommendationVersion:
    return with_sources(RecommendationVersion.objects.filter(pk=record(key).pk)).get()


def _page_of(cast: Cast, row: RecommendationVersion) -> str:
    return browser(cast.northgate).get(f"/recommendations/{row.public_id}/").content.decode()


def test_what_a_newer_edition_says_word_for_word_is_current_and_names_it(cast: Cast) -> None:
    make.store(cast.northgate)
    make.store(cast.northgate, edition(unchanged(), changed("second")))

    with tenant_scope(cast.northgate.pk):
        kept, gone = describe(_cited(cast)), describe(_cited(cast, "second"))

    assert (kept.status, kept.carried_forward_in) == ("active", "2025")
    assert (gone.status, gone.carried_forward_in) == ("superseded", "")


def test_a_work_cited_only_for_what_still_stands_is_not_superseded(cast: Cast) -> None:
    make.store(cast.northgate)
    make.store(cast.northgate, edition(unchanged(), changed("second")))
    statuses = []

    for keys in (["first"], ["first", "second"]):
        with tenant_scope(cast.northgate.pk):
            listing = ReferenceList()
            listing.cite([_cited(cast, key) for key in keys], place="1.1")
        statuses.append(listing.references()[0].status)

    assert statuses == ["current", "superseded"]


def test_what_was_withdrawn_is_not_current_though_a_newer_edition_repeats_it(cast: Cast) -> None:
    make.store(cast.northgate)
    withdraw(cast)
    make.store(cast.northgate, edition(unchanged()))

    with tenant_scope(cast.northgate.pk):
        assert describe(_cited(cast)).status == "withdrawn"


def test_a_withdrawn_record_says_why_and_since_when(cast: Cast) -> None:
    make.store(cast.northgate)
    withdraw(cast, reason="Harms outweigh its benefits")
    with tenant_scope(cast.northgate.pk):
        row = record()

    html = _page_of(cast, row)

    assert "Withdrawn." in html
    assert "Harms outweigh its benefits." in html
    assert "Since 4 May 2026." in html


def test_a_replaced_record_leads_to_what_took_its_place(cast: Cast) -> None:
    make.store(cast.northgate)
    make.store(cast.northgate, edition(changed(), make.default_recommendations()[1]))
    with tenant_scope(cast.northgate.pk):
        older, newer = record(), record(label="2025")

    html = _page_of(cast, older)

    assert "Superseded." in html
    assert "Replaced by 2025." in html
    assert "Since 1 January 2025." in html
    assert f'<a href="/recommendations/{newer.public_id}/">What stands now</a>' in html


def test_a_record_that_the_next_edition_left_out_says_so(cast: Cast) -> None:
    make.store(cast.northgate)
    make.store(cast.northgate, edition(unchanged()))
    with tenant_scope(cast.northgate.pk):
        row = record("second")

    html = _page_of(cast, row)

    assert "Not carried forward." in html
    assert "Not in 2025." in html


def test_a_record_carried_forward_leads_to_the_newer_edition(cast: Cast) -> None:
    make.store(cast.northgate)
    make.store(cast.northgate, edition(unchanged()))
    with tenant_scope(cast.northgate.pk):
        older, newer = record(), record(label="2025")

    html = _page_of(cast, older)

    assert "The newer edition, 2025, says the same word for word." in html
    assert f'<a href="/recommendations/{newer.public_id}/">What stands now</a>' in html


def test_an_active_record_has_no_notice(cast: Cast) -> None:
    make.store(cast.northgate)

    with tenant_scope(cast.northgate.pk):
        page = recommendation_page(record().public_id, address="https://a.test/")

    assert not page.standing.is_news


@pytest.mark.parametrize(
    ("integrity", "shown"),
    [
        ("retracted", "Retracted"),
        ("corrected", "Corrected"),
        ("concern", "Expression of concern"),
    ],
)
def test_a_marked_work_shows_its_fate_with_reason_and_day(
    cast: Cast, integrity: str, shown: str
) -> None:
    make.submitted(cast)
    with tenant_scope(cast.northgate.pk):
        mark_work(
            work=Work.objects.get(),
            integrity=integrity,
            note="Its tables could not be repeated.",
            since=date(2026, 3, 2),
            actor=curator(cast),
        )
        row = record()

    article = browser(cast.northgate).get("/articles/brittle-bones/").content.decode()

    for html in (article, _page_of(cast, row)):
        assert shown in html
        assert "Its tables could not be repeated." in html
        assert "2 March 2026" in html


def test_programs_see_the_edition_that_carries_a_record_forward(cast: Cast) -> None:
    make.store(cast.northgate)
    make.store(cast.northgate, edition(unchanged()))
    with tenant_scope(cast.northgate.pk):
        row = record()

    client = partner(cast.northgate, cast.pia_key)
    body = client.get(f"/api/v1/recommendations/{row.public_id}/").json()

    assert (body["status"], body["carried_forward_in"]) == ("active", "2025")


def test_withdrawing_the_newer_edition_reaches_who_cites_the_same_words_of_the_older(
    cast: Cast,
) -> None:
    version = make.approved(cast)
    make.store(cast.northgate, edition(*make.default_recommendations()))

    with tenant_scope(cast.northgate.pk):
        assert not version.review_tasks.exists()
        withdraw_version(
            version=record(label="2025").guideline_version,
            reason="The panel withdrew it",
            on=date(2026, 5, 4),
            actor=curator(cast),
        )

        assert version.review_tasks.count() == 1
        assert version.statements.filter(marks__isnull=False).count() == 6
