"""An article whose evidence changed: its statements are marked, its review is out of date."""

from __future__ import annotations

import pytest

from apps.advisory.domain.outcome import ReviewOutcome
from apps.advisory.models import ReviewTask
from apps.advisory.services.finish_review_task import finish_review_task
from apps.articles.models import StatementMark
from apps.articles.selectors import library
from apps.articles.services import move
from core.clock import now
from core.errors import WrongState
from core.tenancy.scope import tenant_scope
from tests import make
from tests.articles.reading import html_of, page_of
from tests.cast import Cast, browser, partner
from tests.guidelines.editions import changed, edition, unchanged, withdraw

API = "/api/v1/articles/brittle-bones/"


def test_a_statement_says_what_changed_in_its_evidence_and_since_when(cast: Cast) -> None:
    version = make.approved(cast)
    withdraw(cast, "second")

    (section,) = page_of(cast, version).sections

    first, second = section.statements
    assert first.affected == ()
    assert [(note.kind, note.reason) for note in second.affected] == [
        ("withdrawn", "Harms outweigh its benefits")
    ]
    assert second.children[0].affected == second.affected
    assert section.differences[0].positions[0].affected == second.affected
    assert section.differences[0].positions[1].affected == ()
    html = html_of(cast)
    assert "Evidence changed since 4 May 2026:" in html
    assert "Harms outweigh its benefits." in html


def test_an_approved_article_whose_evidence_changed_claims_no_valid_review(cast: Cast) -> None:
    version = make.approved(cast)
    withdraw(cast)

    page = page_of(cast, version)

    assert (page.banner.tone, page.banner.badge) == ("amber", "Review out of date")
    assert not page.is_indexable
    html = html_of(cast)
    assert 'name="robots" content="noindex"' in html
    assert "Reviewed by Dr Boris" not in html
    assert "Since 4 May 2026: Withdrawn: Bone drugs (2023), Recommendation 1." in html


def test_the_library_says_so_too(cast: Cast) -> None:
    make.approved(cast)
    withdraw(cast)

    with tenant_scope(cast.northgate.pk):
        ((_, (item,)),) = library()

    assert (item.badge, item.tone) == ("Review out of date", "amber")


def test_a_replaced_record_leads_the_reader_to_what_stands_now(cast: Cast) -> None:
    version = make.approved(cast)
    make.store(cast.northgate, edition(changed(), make.default_recommendations()[1]))

    page = page_of(cast, version)

    assert page.brief is not None
    (note,) = page.brief.affected
    response = browser(cast.northgate).get(note.successor_url)
    assert "Offer denosumab first" in response.content.decode()


def test_what_an_edition_carries_forward_leaves_the_article_as_it_was(cast: Cast) -> None:
    version = make.approved(cast)
    make.store(cast.northgate, edition(*make.default_recommendations()))

    page = page_of(cast, version)

    assert page.banner.tone == "green"
    assert page.affected == ()
    assert page.references[0].status == "current"


def test_a_member_who_says_that_it_holds_brings_the_review_back_into_date(cast: Cast) -> None:
    version = make.approved(cast)
    withdraw(cast)
    with tenant_scope(cast.northgate.pk):
        finish_review_task(
            task=ReviewTask.objects.get(),
            outcome=ReviewOutcome.STILL_HOLDS,
            reason="The other source says the same.",
            actor=cast.chiyo_acting,
        )

    page = page_of(cast, version)

    assert page.banner.tone == "green"
    assert page.is_indexable
    assert page.brief is not None
    assert [note.checked_on for note in page.brief.affected] == [now().date()]
    html = browser(cast.northgate).get(page.url).content.decode()
    assert f"Checked on {now():%-d %B %Y}: this still holds." in html
    affected = partner(cast.northgate, cast.pia_key).get(API).json()["affected"]
    assert affected["checked_on"] == now().date().isoformat()


def test_a_change_that_nobody_checked_stays_open_beside_one_that_was(cast: Cast) -> None:
    make.approved(cast)
    withdraw(cast)
    with tenant_scope(cast.northgate.pk):
        finish_review_task(
            task=ReviewTask.objects.get(),
            outcome=ReviewOutcome.STILL_HOLDS,
            reason="The other source says the same.",
            actor=cast.chiyo_acting,
        )
    withdraw(cast, "second")

    body = partner(cast.northgate, cast.pia_key).get(API).json()

    assert body["affected"]["checked_on"] is None
    assert body["brief"]["affected"]["checked_on"] == now().date().isoformat()


def test_a_member_who_wants_a_new_version_leaves_the_review_out_of_date(cast: Cast) -> None:
    version = make.approved(cast)
    withdraw(cast)
    with tenant_scope(cast.northgate.pk):
        finish_review_task(
            task=ReviewTask.objects.get(),
            outcome=ReviewOutcome.NEEDS_NEW_VERSION,
            reason="",
            actor=cast.chiyo_acting,
        )

    assert page_of(cast, version).banner.badge == "Review out of date"


def test_a_draft_is_marked_when_it_is_submitted_and_cannot_be_approved_on_what_was_withdrawn(
    cast: Cast,
) -> None:
    make.store(cast.northgate)
    version = make.draft(cast)
    withdraw(cast)
    with tenant_scope(cast.northgate.pk):
        assert not StatementMark.objects.exists()
        version = move.submit(version=version, actor=cast.ada_acting)
        version = move.take_under_review(version=version, actor=cast.boris_acting)
    seen = page_of(cast, version)

    with pytest.raises(WrongState, match="which was withdrawn"):
        make.sign_and_approve(cast, version)

    assert seen.brief is not None
    assert len(seen.brief.affected) == 1


def test_a_draft_written_after_the_change_is_not_marked(cast: Cast) -> None:
    make.store(cast.northgate)
    make.store(cast.northgate, edition(changed(), make.default_recommendations()[1]))
    version = make.draft(cast)

    with tenant_scope(cast.northgate.pk):
        move.submit(version=version, actor=cast.ada_acting)

        assert not StatementMark.objects.exists()


def test_a_replaced_version_is_history_and_stays_unmarked(cast: Cast) -> None:
    make.approved(cast)
    newer = make.draft(cast)
    with tenant_scope(cast.northgate.pk):
        newer = move.submit(version=newer, actor=cast.ada_acting)
        newer = move.take_under_review(version=newer, actor=cast.boris_acting)
    newer = make.sign_and_approve(cast, newer)
    withdraw(cast)

    with tenant_scope(cast.northgate.pk):
        marked = set(StatementMark.objects.values_list("statement__version__number", flat=True))

    assert marked == {2}


def test_programs_read_what_changed_for_the_article_and_each_statement(cast: Cast) -> None:
    make.approved(cast)
    withdraw(cast, "second")

    body = partner(cast.northgate, cast.pia_key).get(API).json()

    first, second = body["sections"][0]["statements"]
    assert body["badge"] == "Review out of date"
    assert first["affected"] is None
    assert body["brief"]["affected"] is None
    assert second["affected"] == body["affected"]
    assert second["children"][0]["affected"] == body["affected"]
    assert body["affected"]["since"] == "2026-05-04"
    assert "Harms outweigh its benefits" in body["affected"]["why"]


def test_programs_read_null_where_nothing_changed(cast: Cast) -> None:
    make.approved(cast)
    make.store(cast.northgate, edition(unchanged(), make.default_recommendations()[1]))

    body = partner(cast.northgate, cast.pia_key).get(API).json()

    assert body["affected"] is None
    assert body["brief"]["affected"] is None
