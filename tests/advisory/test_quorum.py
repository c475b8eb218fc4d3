"""When a board has signed enough, and how its members are shown."""

from __future__ import annotations

import pytest

from apps.advisory.domain.quorum import has_quorum, initials


@pytest.mark.parametrize(
    ("signed", "required", "enough"), [(0, 1, False), (1, 1, True), (1, 2, False), (3, 2, True)]
)
def test_enough_is_as_many_as_required(*, signed: int, required: int, enough: bool) -> None:
    assert has_quorum(signed=signed, required=required) is enough


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Dr Amara Okafor", "AO"),
        ("Prof. Chiyo de la Tanaka", "CT"),
        ("Boris", "B"),
        ("Dr. Boris", "B"),
        ("ada lindgren", "AL"),
        ("", ""),
    ],
)
def test_initials_leave_titles_out(name: str, letters: str) -> None:
    assert initials(name) == letters
