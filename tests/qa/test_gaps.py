"""What the store lacked when it was asked, as its curators see it."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.guidelines.gaps import GapList
from apps.qa.gaps import questions_not_covered
from apps.qa.models import Question
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser

GAPS = "/curation/gaps/"
LACKING = "The guideline store has no active recommendation on: {}."


def _gaps(cast: Cast, page: int = 1) -> GapList:
    with tenant_scope(cast.northgate.pk):
        return questions_not_covered(page)


def test_what_was_asked_most_stands_first_with_when_and_what_is_near(cast: Cast) -> None:
    make.store(cast.northgate)
    make.answered(cast.northgate, "Does fentanyl help?")
    first = make.answered(cast.northgate, "Is colchicine right for osteoporosis?")
    last = make.answered(cast.northgate, "Is colchicine good for osteoporosis?")
    with tenant_scope(cast.northgate.pk):
        earlier = last.created_at - timedelta(days=3)
        Question.objects.filter(pk=first.pk).update(created_at=earlier)

    found = _gaps(cast)

    assert [(gap.missing, gap.asked) for gap in found.items] == [
        (LACKING.format("colchicine"), 2),
        (LACKING.format("fentanyl"), 1),
    ]
    gap = found.items[0]
    assert (gap.first_asked_at, gap.last_asked_at) == (earlier, last.created_at)
    assert make.default_recommendations()[0]["statement"] in [
        record.statement for record in gap.nearest
    ]


def test_what_was_answered_in_part_counts_and_what_was_answered_does_not(cast: Cast) -> None:
    make.store(cast.northgate)
    make.answered(cast.northgate, "Is a bisphosphonate with colchicine right for osteoporosis?")
    make.answered(cast.northgate, "Is a bisphosphonate right for osteoporosis?")

    (gap,) = _gaps(cast).items

    assert (gap.missing, gap.asked, gap.partly) == (LACKING.format("colchicine"), 1, 1)


def test_the_page_shows_what_lacks_and_no_question(cast: Cast) -> None:
    make.store(cast.northgate)
    make.answered(cast.northgate, "Is colchicine right for osteoporosis?", actor=cast.rosa_acting)

    html = browser(cast.northgate, cast.cleo).get(GAPS).content.decode()

    assert LACKING.format("colchicine") in html
    assert "Asked once" in html
    assert "Is colchicine right" not in html
    assert "Rosa" not in html


def test_another_organisations_gaps_are_not_there(cast: Cast) -> None:
    make.store(cast.northgate)
    make.answered(cast.northgate, "Is colchicine right for osteoporosis?")

    html = browser(cast.harbour, cast.hana).get(GAPS).content.decode()

    assert "colchicine" not in html
    assert "The store covered every question" in html


def test_the_list_costs_the_same_for_more(cast: Cast) -> None:
    make.store(cast.northgate)
    make.answered(cast.northgate, "Is colchicine right for osteoporosis?")
    client = browser(cast.northgate, cast.cleo)
    client.get(GAPS)
    with CaptureQueriesContext(connection) as few:
        client.get(GAPS)
    for number in range(25):
        make.answered(cast.northgate, f"Is drug{number}mab right for osteoporosis?")

    with CaptureQueriesContext(connection) as more:
        html = client.get(GAPS).content.decode()

    # Eight of them find out who asks.
    assert len(more) == len(few) == 8 + 3
    assert "26 gaps" in html
    assert len(_gaps(cast, 2).items) == 1
