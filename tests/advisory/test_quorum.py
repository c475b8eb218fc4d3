"""When a board has signed enough, and how its members are shown."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from apps.advisory.domain.quorum import (
    Missing,
    Rules,
    Signature,
    fewest,
    initials,
    missing,
)
from apps.articles.domain.parts import Part

PLAIN, DOSED = Part("plain", "a" * 64), Part("dosed", "b" * 64, has_dose=True)


def by(signer: int, specialty: str = "Bone metabolism", profession: str = "physician") -> Signature:
    moment = datetime(2026, 11, 25, tzinfo=UTC)
    return Signature(
        signer, f"Member {signer}", specialty, profession, is_carried=False, signed_at=moment
    )


def test_every_part_needs_as_many_as_the_board_requires() -> None:
    signed = {"plain": [by(1), by(2)], "dosed": [by(1)]}

    lacks = missing(Rules(2), [PLAIN, DOSED], signed)

    assert lacks == (Missing("dosed", sign_offs=1),)
    assert fewest([PLAIN, DOSED], signed) == 1


def test_every_part_needs_each_specialty_whatever_its_capitals() -> None:
    rules = Rules(1, ("bone METABOLISM", "Surgery"))

    lacks = missing(rules, [PLAIN], {"plain": [by(1)]})

    assert lacks == (Missing("plain", specialties=("Surgery",)),)


def test_only_parts_with_doses_need_a_pharmacist() -> None:
    signed = {"plain": [by(1)], "dosed": [by(1)]}
    rules = Rules(1, needs_pharmacist=True)

    assert missing(rules, [PLAIN, DOSED], signed) == (Missing("dosed", pharmacist=True),)
    signed["dosed"].append(by(2, profession="pharmacist"))
    assert missing(rules, [PLAIN, DOSED], signed) == ()


def test_what_is_missing_is_said_in_words() -> None:
    assert str(Missing("a", 2, ("Surgery",), pharmacist=True)) == (
        "2 more sign-offs, somebody of Surgery, a pharmacist, because it has a dose"
    )


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
