"""Proposed successors on their pages: older and newer side by side, and deciding there."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.guidelines.domain.successors import Likeness, likeness_of
from apps.guidelines.models import SuccessorProposal
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests.cast import Cast, browser
from tests.guidelines.editions import FIRST, REWORDED, uncertain

SUCCESSORS = "/curation/successors/"


def _decide(cast: Cast, proposal: SuccessorProposal, user: User | None, **form: str) -> Any:
    address = f"{SUCCESSORS}{proposal.public_id}/decide/"
    return browser(cast.northgate, user).post(address, {"decision": "accepted", **form})


def _decision(cast: Cast) -> str:
    with tenant_scope(cast.northgate.pk):
        return SuccessorProposal.objects.get().decision


@pytest.mark.parametrize(
    ("score", "said"),
    [
        (0.45, Likeness.SOMEWHAT_ALIKE),
        (0.6, Likeness.ALIKE),
        (0.74, Likeness.ALIKE),
        (0.75, Likeness.VERY_ALIKE),
    ],
)
def test_a_score_is_said_in_words(score: float, said: Likeness) -> None:
    assert likeness_of(score) is said


def test_the_list_shows_both_and_no_bare_number(cast: Cast) -> None:
    proposal = uncertain(cast)

    html = browser(cast.northgate, cast.cleo).get(SUCCESSORS).content.decode()

    assert REWORDED in html
    assert f"In place of: {FIRST}" in html
    assert "Alike" in html
    assert str(proposal.score) not in html
    assert "1 proposal<" in html


def test_the_page_marks_the_words_that_went_and_came(cast: Cast) -> None:
    proposal = uncertain(cast)

    html = (
        browser(cast.northgate, cast.cleo)
        .get(f"{SUCCESSORS}{proposal.public_id}/")
        .content.decode()
    )

    older, newer = html.split('<article class="side">')[1:]
    added = re.findall(r"<ins><span[^>]*>[^<]*</span>([^<]*)<", newer)
    assert [words.strip() for words in added] == ["or denosumab"]
    assert "<del>" not in older
    assert str(proposal.score) not in html
    for reason in proposal.reasons:
        assert reason in html


def test_words_that_may_not_be_shown_are_not_compared(cast: Cast) -> None:
    proposal = uncertain(cast, verbatim=True)

    html = (
        browser(cast.northgate, cast.cleo)
        .get(f"{SUCCESSORS}{proposal.public_id}/")
        .content.decode()
    )

    assert "or denosumab" not in html
    assert "The source does not allow its words to be shown here." in html
    assert "Not carried forward" in html


def test_accepted_on_the_page_it_is_decided_once_with_its_reason(cast: Cast) -> None:
    proposal = uncertain(cast)

    responses = [_decide(cast, proposal, cast.cleo, reason="Same advice.") for _ in range(2)]

    assert [row["Location"] for row in responses] == [SUCCESSORS, SUCCESSORS]
    assert _decision(cast) == "accepted"
    client = browser(cast.northgate, cast.cleo)
    assert "No successor waits" in client.get(SUCCESSORS).content.decode()
    page = client.get(f"{SUCCESSORS}{proposal.public_id}/").content.decode()
    assert "Cleo Marsh" in page
    assert 'name="decision"' not in page
    with tenant_scope(cast.northgate.pk):
        (entry,) = AuditEntry.objects.filter(action="guidelines.successor.decided")
    assert entry.data == {"decision": "accepted", "reason": "Same advice."}


def test_what_was_decided_otherwise_is_refused_and_the_words_stay(cast: Cast) -> None:
    proposal = uncertain(cast)
    _decide(cast, proposal, cast.cleo)

    response = _decide(cast, proposal, cast.cleo, decision="rejected", reason="Other advice.")

    assert response.status_code == 409
    assert "Other advice." in response.content.decode()
    assert _decision(cast) == "accepted"


@pytest.mark.parametrize("form", [{"decision": ""}, {"decision": "open"}, {"reason": "x" * 4001}])
def test_what_cannot_be_taken_comes_back_as_it_was_typed(cast: Cast, form: dict[str, str]) -> None:
    proposal = uncertain(cast)

    response = _decide(cast, proposal, cast.cleo, **{"reason": "Same advice.", **form})

    assert response.status_code == 422
    assert form.get("reason", "Same advice.") in response.content.decode()
    assert _decision(cast) == "open"


@pytest.mark.parametrize(("name", "status"), [(None, 302), ("boris", 403), ("edda", 403)])
def test_nobody_else_decides_on_the_page(cast: Cast, name: str | None, status: int) -> None:
    proposal = uncertain(cast)

    response = _decide(cast, proposal, getattr(cast, name) if name else None)

    assert response.status_code == status
    assert _decision(cast) == "open"


def test_another_organisations_proposal_has_no_page(cast: Cast) -> None:
    address = f"{SUCCESSORS}{uncertain(cast).public_id}/"
    client = browser(cast.harbour, cast.hana)

    shown = client.get(address)
    decided = client.post(f"{address}decide/", {"decision": "accepted"})

    assert (shown.status_code, decided.status_code) == (404, 404)
    assert _decision(cast) == "open"


def test_the_list_costs_the_same_for_more(cast: Cast) -> None:
    one = uncertain(cast)
    client = browser(cast.northgate, cast.cleo)
    client.get(SUCCESSORS)
    with CaptureQueriesContext(connection) as few:
        client.get(SUCCESSORS)
    with tenant_scope(cast.northgate.pk):
        SuccessorProposal.objects.create(older=one.newer, newer=one.older, score=0.5)

    with CaptureQueriesContext(connection) as more:
        client.get(SUCCESSORS)

    # Eight of them find out who asks.
    assert len(more) == len(few) == 9 + 4
