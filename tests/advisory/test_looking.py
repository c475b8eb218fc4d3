"""What a member is shown as new: what came after they looked last, and not before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Notice
from apps.advisory.models import Look
from apps.advisory.services.look import SITTING
from apps.articles.models import ArticleVersion
from core.clock import now
from core.tenancy.scope import tenant_scope
from tests import make
from tests.advisory.deeds import send
from tests.cast import Cast, browser

NEW = "New since you looked"


def _page(cast: Cast, version: ArticleVersion, name: str = "chiyo") -> str:
    client = browser(cast.northgate, getattr(cast, name))
    return client.get(f"/desk/{version.public_id}/").content.decode()


def _end_sitting(cast: Cast) -> None:
    """Whoever looked did so longer ago than a sitting lasts."""
    with tenant_scope(cast.northgate.pk):
        Look.objects.update(last_at=now() - SITTING - timedelta(minutes=1))


def _say(cast: Cast, version: ArticleVersion) -> None:
    form = {"part": "brief", "text": "Too short.", "back": "review"}
    browser(cast.northgate, cast.boris).post(f"/desk/{version.public_id}/threads/", form)


def _newer(cast: Cast) -> ArticleVersion:
    """Version 2: another brief, all else as it was."""
    brief = {"wording": make.worded("Treat with denosumab"), "cites": ["acp-bone/second"]}
    version = make.draft(cast, make.article(brief=brief))
    with tenant_scope(cast.northgate.pk):
        version = make.move.submit(version=version, actor=cast.ada_acting)
        return make.move.take_under_review(version=version, actor=cast.boris_acting)


def test_who_looks_for_the_first_time_is_shown_nothing_as_new(cast: Cast) -> None:
    version = make.under_review(cast)
    _say(cast, version)

    html = _page(cast, version)

    assert "You look at it for the first time." in html
    assert NEW not in html


def test_a_comment_after_the_last_sitting_is_new_and_stays_so_while_one_reads(
    cast: Cast,
) -> None:
    version = make.under_review(cast)
    _page(cast, version)
    _end_sitting(cast)
    _say(cast, version)

    first, again = _page(cast, version), _page(cast, version)
    with tenant_scope(cast.northgate.pk):
        Look.objects.filter(user=cast.chiyo).update(before_at=now())
    later = _page(cast, version)

    assert NEW in first
    assert NEW in again
    assert NEW not in later


def test_ones_own_comment_is_not_news(cast: Cast) -> None:
    version = make.under_review(cast)
    _page(cast, version, "boris")
    _end_sitting(cast)
    _page(cast, version, "boris")
    _say(cast, version)

    assert NEW not in _page(cast, version, "boris")


def test_in_a_newer_version_the_changed_part_alone_is_marked_with_its_words(cast: Cast) -> None:
    _page(cast, make.under_review(cast))
    newer = _newer(cast)

    html = _page(cast, newer)

    assert html.count("Changed since you looked") == 1
    assert "</span>a bisphosphonate</del>" in html
    assert f'/articles/brittle-bones/compare/1/{newer.number}/"' in html


def test_sign_offs_of_unchanged_parts_are_carried_over_and_said_to_be(cast: Cast) -> None:
    make.signed(cast)
    newer = _newer(cast)

    html = _page(cast, newer, "boris")

    assert "Carried over" in html
    _, to_sign = html[html.index('id="decision"') :].split('/sign/"')
    to_sign = to_sign.split("</form>")[0]
    assert to_sign.count('name="part"') == 1


def test_signing_one_block_leads_to_the_next(cast: Cast) -> None:
    version = make.under_review(cast)
    client = browser(cast.northgate, cast.chiyo)

    response = send(client, version, "sign", then="s1-1")

    assert response["Location"] == f"/desk/{version.public_id}/#s1-1"


@pytest.mark.parametrize("then", ["//elsewhere.example", "a b", "x" * 81])
def test_a_place_to_go_on_that_is_none_is_refused(cast: Cast, then: str) -> None:
    version = make.under_review(cast)

    response = send(browser(cast.northgate, cast.chiyo), version, "sign", then=then)

    assert response.status_code == 400


def test_looking_at_a_version_reads_the_notices_that_lead_to_it(cast: Cast) -> None:
    version = make.submitted(cast)

    _page(cast, version)

    with tenant_scope(cast.northgate.pk):
        unread = Notice.objects.filter(read_at=None).values_list("recipient", flat=True)
        assert list(unread) == [cast.boris.pk]


def test_changes_are_asked_for_by_the_names_of_parts(cast: Cast) -> None:
    version = make.under_review(cast)
    client = browser(cast.northgate, cast.chiyo)

    refused = send(client, version, "ask-for-changes", about=["9.9"], reason="No")
    send(client, version, "ask-for-changes", about=["In brief", "1.1"], reason="Cite it.")

    assert refused.status_code == 400
    html = browser(cast.northgate, cast.ada).get("/account/notices/").content.decode()
    assert "Dr Chiyo asked for changes to an article" in html
    assert "In brief; 1.1: Cite it." in html


def test_the_page_costs_the_same_however_long_the_article_and_its_past_are(cast: Cast) -> None:
    make.store(cast.northgate)
    counts = []
    for document in (make.article(), {**make.long_article(), "slug": "long"}):
        version = make.draft(cast, document)
        with tenant_scope(cast.northgate.pk):
            version = make.move.submit(version=version, actor=cast.ada_acting)
            version = make.move.take_under_review(version=version, actor=cast.boris_acting)
        client = browser(cast.northgate, cast.boris)
        client.get(f"/desk/{version.public_id}/")
        send(client, version, "sign")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/desk/{version.public_id}/")
        counts.append(len(queries))

    assert counts[0] == counts[1]
