"""What the store lacked when it was asked, kept once for each subject, as its curators see it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.guidelines.gaps import GapList
from apps.qa.coverage import Gap
from apps.qa.domain.lacking import subject_of
from apps.qa.domain.population import People
from apps.qa.gaps import find_gaps
from apps.qa.models import Question
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser
from tests.qa.evidence import meaning
from tests.qa.growing import LACKING, TEXT

GAPS = "/curation/gaps/"
WHY = "Gout is for the rheumatology network's store."


def _gaps(cast: Cast, state: str = "open", page: int = 1) -> GapList:
    with tenant_scope(cast.northgate.pk):
        return find_gaps(state, page)


def _opened(cast: Cast) -> str:
    """The address of the page of a gap that Rosa's question opened."""
    make.store(cast.northgate)
    make.answered(cast.northgate, TEXT, actor=cast.rosa_acting)
    return f"{GAPS}{_gaps(cast).items[0].id}/"


@pytest.mark.parametrize(
    ("facts", "subject"),
    [
        ({"unknown": ("Migraines", "colchicine")}, "colchicine, migraine"),
        ({"unknown": ("colchicine", "migraine"), "subjects": ("brace",)}, "colchicine, migraine"),
        ({"subjects": ("osteoporosis", "Denosumab")}, "denosumab, osteoporosis"),
        (
            {"subjects": ("denosumab",), "people": People(pregnancy="pregnant")},
            "denosumab, pregnant women",
        ),
        ({"subjects": ("brace",), "people": People(ages=(0, 17))}, "brace, children"),
        ({}, ""),
    ],
)
def test_questions_that_lack_the_same_have_one_subject(
    facts: dict[str, object], subject: str
) -> None:
    assert subject_of(meaning(**facts)) == subject


def test_what_was_asked_most_stands_first_with_when_and_what_is_near(cast: Cast) -> None:
    make.store(cast.northgate)
    make.answered(cast.northgate, "Does fentanyl help?")
    first = make.answered(cast.northgate, TEXT)
    last = make.answered(cast.northgate, "Is Colchicine good for osteoporosis?")
    with tenant_scope(cast.northgate.pk):
        earlier = last.created_at - timedelta(days=3)
        Question.objects.filter(pk=first.pk).update(created_at=earlier)

    found = _gaps(cast)

    assert [(gap.missing, gap.asked) for gap in found.items] == [
        (LACKING, 2),
        (LACKING.replace("colchicine", "fentanyl"), 1),
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

    assert (gap.missing, gap.asked, gap.partly) == (LACKING, 1, 1)


def test_a_question_that_names_nothing_opens_no_gap(cast: Cast) -> None:
    make.store(cast.northgate)

    make.answered(cast.northgate, "What should I do?")

    assert _gaps(cast, "").items == ()


def test_the_page_of_a_gap_shows_its_questions_and_not_who_asked(cast: Cast) -> None:
    address = _opened(cast)

    html = browser(cast.northgate, cast.cleo).get(address).content.decode()

    assert LACKING in html
    assert TEXT in html
    assert "Rosa" not in html


def test_an_opened_gap_is_audited_once(cast: Cast) -> None:
    _opened(cast)
    make.answered(cast.northgate, TEXT)

    with tenant_scope(cast.northgate.pk):
        entry = AuditEntry.objects.get(action="qa.gap.opened")
        assert entry.subject_id == str(Gap.objects.get().public_id)


def test_a_dismissed_gap_says_why_and_takes_later_questions(cast: Cast) -> None:
    address = _opened(cast)
    client = browser(cast.northgate, cast.cleo)

    response = client.post(address, {"reason": WHY})

    make.answered(cast.northgate, TEXT)
    assert response.status_code == 302
    assert _gaps(cast).items == ()
    assert [gap.asked for gap in _gaps(cast, "dismissed").items] == [2]
    html = client.get(address).content.decode()
    assert WHY.replace("'", "&#x27;") in html
    assert "Cleo Marsh" in html
    with tenant_scope(cast.northgate.pk):
        entry = AuditEntry.objects.get(action="qa.gap.dismissed")
        assert (entry.actor_name, entry.data) == ("Cleo Marsh", {"reason": WHY})


def test_a_second_dismissal_is_refused_and_its_words_are_still_there(cast: Cast) -> None:
    address = _opened(cast)
    client = browser(cast.northgate, cast.cleo)
    client.post(address, {"reason": WHY})

    response = client.post(address, {"reason": "Another reason entirely"})

    assert response.status_code == 409
    assert "Another reason entirely" in response.content.decode()


@pytest.mark.parametrize("reason", ["", "   ", "x" * 4001])
def test_a_dismissal_needs_a_reason_of_a_fitting_length(cast: Cast, reason: str) -> None:
    address = _opened(cast)

    response = browser(cast.northgate, cast.cleo).post(address, {"reason": reason})

    assert response.status_code == 422
    assert len(_gaps(cast).items) == 1


def test_only_curators_of_the_organisation_come_in(cast: Cast) -> None:
    address = _opened(cast)
    said = {"reason": WHY}

    assert browser(cast.northgate).post(address, said).status_code == 302
    assert browser(cast.northgate, cast.rosa).post(address, said).status_code == 403
    assert browser(cast.northgate, cast.boris).get(address).status_code == 403
    assert browser(cast.harbour, cast.hana).get(address).status_code == 404
    assert browser(cast.harbour, cast.hana).post(address, said).status_code == 404
    assert len(_gaps(cast).items) == 1


def test_another_organisations_gaps_are_not_there(cast: Cast) -> None:
    _opened(cast)

    html = browser(cast.harbour, cast.hana).get(GAPS).content.decode()

    assert "colchicine" not in html
    assert "The store covers every question" in html


def test_a_state_that_does_not_exist_is_refused(cast: Cast) -> None:
    assert browser(cast.northgate, cast.cleo).get(f"{GAPS}?state=lost").status_code == 400


def test_the_list_and_the_page_cost_the_same_for_more(cast: Cast) -> None:
    address = _opened(cast)
    client = browser(cast.northgate, cast.cleo)
    client.get(GAPS)
    counts = []
    for more in range(2):
        for number in range(more * 25):
            make.answered(cast.northgate, f"Is drug{number}mab right for osteoporosis?")
            make.answered(cast.northgate, f"Is colchicine right for bones of {number} years?")
        with CaptureQueriesContext(connection) as asked:
            client.get(GAPS)
            client.get(address)
        counts.append(len(asked))

    # Eight of each find out who asks.
    assert counts == [(9 + 3) + (9 + 4)] * 2
    assert len(_gaps(cast, page=2).items) == 1
