"""Badge and banner follow from the state and never claim a review ahead of it."""

from __future__ import annotations

import pytest

from apps.articles.domain.lifecycle import Banner, State, banner_for


def _banner(state: State) -> Banner:
    return banner_for(
        state, signed=1, needed=2, reviewers="Dr Boris, Surgery", approved_on="3 May 2026"
    )


@pytest.mark.parametrize("state", [state for state in State if state is not State.APPROVED])
def test_no_state_but_approved_claims_a_review(state: State) -> None:
    banner = _banner(state)

    shown = f"{banner.badge} {banner.title} {banner.text}".lower()
    assert banner.tone != "green"
    assert "reviewed by" not in shown
    assert "dr boris" not in shown


def test_approved_names_who_reviewed_it_and_when() -> None:
    banner = _banner(State.APPROVED)

    assert banner.tone == "green"
    assert banner.badge == "Reviewed by Dr Boris, Surgery, 3 May 2026"


def test_submitted_awaits_the_board() -> None:
    banner = _banner(State.SUBMITTED)

    assert (banner.tone, banner.badge) == ("amber", "Awaiting board review")
    assert "Pending human review" in banner.text


@pytest.mark.parametrize("state", [State.UNDER_REVIEW, State.CHANGES_REQUESTED])
def test_in_review_counts_the_sign_offs(state: State) -> None:
    banner = _banner(state)

    assert (banner.tone, banner.badge) == ("amber", "In review, 1 of 2 signed")


def test_a_draft_says_that_only_its_authors_see_it() -> None:
    assert _banner(State.DRAFT).text == "Only its authors can see this page."


def test_a_replaced_version_points_to_the_newer_one() -> None:
    banner = _banner(State.SUPERSEDED)

    assert banner.badge == "Replaced"
    assert "newer version" in banner.text


def test_an_approval_that_its_evidence_has_overtaken_names_nobody() -> None:
    banner = banner_for(
        State.APPROVED,
        signed=2,
        needed=2,
        reviewers="Dr Boris, Surgery",
        approved_on="3 May 2026",
        is_outdated=True,
    )

    assert (banner.tone, banner.badge) == ("amber", "Review out of date")
    assert "Dr Boris" not in f"{banner.badge} {banner.title} {banner.text}"
