"""Reviews that are due: found by the clock, told once, finished by a member."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Notice
from apps.advisory.models import Board, DueReview, Interest
from apps.advisory.services.approve import months_after
from apps.advisory.services.open_due_reviews import NOTICE
from apps.advisory.tasks import open_reviews_everywhere
from apps.articles.domain.lifecycle import State, is_overdue
from apps.articles.models import ArticleEvent, ArticlePart, ArticleVersion
from apps.articles.selectors import library
from core.clock import today
from core.models import AuditEntry, Event
from core.tenancy.scope import tenant_scope
from tests import make
from tests.articles.reading import html_of, page_of
from tests.cast import Cast, browser

STILL = {"outcome": "still_holds", "reason": "Nothing new was published."}
ANEW = {"outcome": "needs_new_version", "reason": "The label changed."}


def due_in(cast: Cast, days: int) -> ArticleVersion:
    """An approved version whose review is due so many days from now, opened by the clock."""
    version = make.approved(cast)
    with tenant_scope(cast.northgate.pk):
        ArticleVersion.objects.update(review_due_on=today() + timedelta(days=days))
    open_reviews_everywhere()
    with tenant_scope(cast.northgate.pk):
        return ArticleVersion.objects.select_related("article").get(pk=version.pk)


def _events(cast: Cast) -> list[str]:
    with tenant_scope(cast.northgate.pk):
        rows = Event.objects.filter(kind__startswith="articles.version.review").order_by("pk")
        return list(rows.values_list("kind", flat=True))


def _finish(cast: Cast, version: ArticleVersion, form: dict[str, str], name: str = "chiyo") -> int:
    client = browser(cast.northgate, getattr(cast, name))
    return client.post(f"/desk/{version.public_id}/due/", form).status_code


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (NOTICE.days + 1, []),
        (NOTICE.days, ["articles.version.review_due"]),
        (0, ["articles.version.review_due"]),
        (-1, ["articles.version.review_due", "articles.version.review_overdue"]),
    ],
)
def test_a_review_comes_to_the_desk_thirty_days_before_and_is_told_once(
    cast: Cast, days: int, told: list[str]
) -> None:
    due_in(cast, days)

    open_reviews_everywhere()

    assert _events(cast) == told
    html = browser(cast.northgate, cast.chiyo).get("/desk/due/").content.decode()
    assert f"{len(told[:1])} version" in html
    assert ("Overdue" in html) == (days < 0)


def _notices(cast: Cast, kind: str) -> list[str]:
    with tenant_scope(cast.northgate.pk):
        rows = Notice.objects.filter(kind=kind).order_by("recipient__name")
        return list(rows.values_list("recipient__name", flat=True))


def test_the_board_is_reminded_once_and_told_once_that_the_day_passed(cast: Cast) -> None:
    due_in(cast, -1)

    open_reviews_everywhere()

    board = [cast.boris.name, cast.chiyo.name]
    assert _notices(cast, "due_soon") == _notices(cast, "overdue") == board


def test_authors_are_told_that_the_board_wants_a_new_version(cast: Cast) -> None:
    _finish(cast, due_in(cast, -1), ANEW)

    assert _notices(cast, "changes_requested") == [cast.ada.name]


def test_every_organisation_is_looked_at_every_hour(cast: Cast) -> None:
    schedule = settings.CELERY_BEAT_SCHEDULE["open-due-reviews"]

    assert schedule["schedule"] == timedelta(hours=1)
    assert current_app.tasks[schedule["task"]].name == open_reviews_everywhere.name


def test_a_version_that_is_not_approved_is_never_due(cast: Cast) -> None:
    version = make.under_review(cast)
    with tenant_scope(cast.northgate.pk):
        ArticleVersion.objects.filter(pk=version.pk).update(review_due_on=date(2020, 1, 1))

    open_reviews_everywhere()

    assert _events(cast) == []
    assert page_of(cast, version).banner.badge != "Review overdue"


def test_an_overdue_article_says_so_and_asks_search_engines_to_leave_it_out(cast: Cast) -> None:
    version = due_in(cast, -1)

    page = page_of(cast, version)

    assert (page.banner.tone, page.banner.badge) == ("amber", "Review overdue")
    assert not page.is_indexable
    html = html_of(cast)
    assert 'name="robots" content="noindex"' in html
    assert "Reviewed by" not in html
    with tenant_scope(cast.northgate.pk):
        ((_, (item,)),) = library()
    assert item.badge == "Review overdue"


def test_on_the_day_itself_the_review_is_in_date(cast: Cast) -> None:
    assert page_of(cast, due_in(cast, 0)).banner.tone == "green"
    assert [is_overdue(day, date(2026, 5, 4)) for day in (None, date(2026, 5, 4))] == [False] * 2
    assert is_overdue(date(2026, 5, 3), date(2026, 5, 4))


def test_still_holds_sets_the_next_day_by_the_boards_own_interval(cast: Cast) -> None:
    version = due_in(cast, -1)
    with tenant_scope(cast.northgate.pk):
        Board.objects.update(review_months=6)

    status = _finish(cast, version, STILL)

    next_due = months_after(today(), 6)
    assert status == 302
    assert page_of(cast, version).review_due_on == next_due
    assert page_of(cast, version).banner.tone == "green"
    with tenant_scope(cast.northgate.pk):
        entry = AuditEntry.objects.get(action="advisory.due_review.finished")
        said = json.loads(ArticleEvent.objects.latest("number").said)
    assert (entry.actor_id, entry.data["reason"]) == (cast.chiyo.pk, STILL["reason"])
    assert (said["kind"], said["by"]) == ("due_review", cast.chiyo.name)
    assert (said["outcome"], said["next_due_on"]) == ("still_holds", next_due.isoformat())


def test_needs_a_new_version_leaves_the_day_and_waits_for_an_author(cast: Cast) -> None:
    version = due_in(cast, -1)

    status = _finish(cast, version, ANEW)
    open_reviews_everywhere()

    assert status == 302
    assert page_of(cast, version).banner.badge == "Review overdue"
    html = browser(cast.northgate, cast.chiyo).get("/desk/due/").content.decode()
    assert "Waiting for a new version" in html
    assert ANEW["reason"] in html
    assert "0 versions" in html


def test_finishing_twice_is_finishing_once_and_otherwise_is_refused(cast: Cast) -> None:
    version = due_in(cast, -1)

    statuses = [_finish(cast, version, form) for form in (STILL, STILL, ANEW)]

    assert statuses == [302, 302, 409]
    with tenant_scope(cast.northgate.pk):
        assert AuditEntry.objects.filter(action="advisory.due_review.finished").count() == 1


def test_the_next_day_brings_the_next_review(cast: Cast) -> None:
    version = due_in(cast, -1)
    _finish(cast, version, STILL)
    with tenant_scope(cast.northgate.pk):
        ArticleVersion.objects.update(review_due_on=today() + timedelta(days=3))

    open_reviews_everywhere()

    assert _finish(cast, version, ANEW) == 302
    with tenant_scope(cast.northgate.pk):
        assert DueReview.objects.count() == 2


def test_a_replaced_version_is_not_judged(cast: Cast) -> None:
    version = due_in(cast, -1)
    newer = make.draft(cast)
    with tenant_scope(cast.northgate.pk):
        newer = make.move.submit(version=newer, actor=cast.ada_acting)
        newer = make.move.take_under_review(version=newer, actor=cast.boris_acting)
    make.sign_and_approve(cast, newer)

    assert _finish(cast, version, STILL) == 409
    with tenant_scope(cast.northgate.pk):
        assert ArticleVersion.objects.get(pk=version.pk).state == State.SUPERSEDED


@pytest.mark.parametrize(
    "form", [{}, {"outcome": "perhaps"}, {**STILL, "reason": ""}, {**STILL, "reason": "  "}]
)
def test_an_outcome_is_needed_and_still_holds_a_reason(cast: Cast, form: dict[str, str]) -> None:
    assert _finish(cast, due_in(cast, -1), form) == 400


@pytest.mark.parametrize("name", ["ada", "cleo", "edda", "rosa"])
def test_nobody_but_the_board_judges(cast: Cast, name: str) -> None:
    version = due_in(cast, -1)

    assert _finish(cast, version, STILL, name) == 403
    assert browser(cast.northgate, getattr(cast, name)).get("/desk/due/").status_code == 403


def test_whoever_has_a_direct_interest_does_not_judge(cast: Cast) -> None:
    version = due_in(cast, 10)
    with tenant_scope(cast.northgate.pk):
        part = ArticlePart.objects.filter(version=version).exclude(interventions=[]).first()
        assert part is not None
        Interest.objects.create(
            user=cast.chiyo,
            intervention=part.interventions[0],
            kind="financial",
            is_direct=True,
            public_text="Speaks for its maker",
            from_on=today(),
        )

    assert _finish(cast, version, STILL) == 403
    assert _finish(cast, version, STILL, "boris") == 302


def test_visitors_sign_in_and_neighbours_find_nothing(cast: Cast) -> None:
    version = due_in(cast, -1)
    neighbour = browser(cast.harbour, cast.mei)

    assert browser(cast.northgate).get("/desk/due/").status_code == 302
    assert neighbour.post(f"/desk/{version.public_id}/due/", STILL).status_code == 404
    assert "No review is due" in neighbour.get("/desk/due/").content.decode()


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 11, 25), 12, date(2027, 11, 25)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_the_month(
    day: date, months: int, later: date
) -> None:
    assert months_after(day, months) == later


def test_the_room_and_the_clock_cost_the_same_however_much_is_due(cast: Cast) -> None:
    due_in(cast, -1)
    client = browser(cast.northgate, cast.chiyo)
    counts = []
    for number in range(2):
        client.get("/desk/due/")
        with CaptureQueriesContext(connection) as room:
            client.get("/desk/due/")
        with CaptureQueriesContext(connection) as clock:
            open_reviews_everywhere()
        counts.append((len(room), len(clock)))
        more = make.draft(cast, make.article(slug=f"another-{number}"))
        with tenant_scope(cast.northgate.pk):
            more = make.move.submit(version=more, actor=cast.ada_acting)
            more = make.move.take_under_review(version=more, actor=cast.boris_acting)
        make.sign_and_approve(cast, more)
        with tenant_scope(cast.northgate.pk):
            ArticleVersion.objects.update(review_due_on=today())
        open_reviews_everywhere()

    assert counts[0] == counts[1]
