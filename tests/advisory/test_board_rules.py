"""What the board asks: set by admins, shown to everybody, said at once when it cannot be met."""

from __future__ import annotations

from typing import Any

import pytest

from apps.advisory.domain.board_rules import BoardSettings, Unmet, find_unmet
from apps.advisory.models import Board
from apps.articles.models import GateRun
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.advisory import people
from tests.cast import Cast, browser

PAGE = "/settings/board/"
CHANGE = "/settings/board/rules/"
FORM = {
    "required_sign_offs": "2",
    "required_specialties": "Bone metabolism\r\n\r\n Orthopaedic surgery \r\nBone metabolism",
    "needs_pharmacist": "on",
    "review_days": "7",
    "review_months": "24",
}


def _board(cast: Cast) -> Board:
    with tenant_scope(cast.northgate.pk):
        return Board.objects.get()


def _entries(cast: Cast) -> list[AuditEntry]:
    with tenant_scope(cast.northgate.pk):
        return list(AuditEntry.objects.filter(action="advisory.board.rules_changed"))


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ({}, ()),
        ({"required_sign_offs": 3}, (Unmet("sign_offs"),)),
        ({"required_specialties": ("Surgery", "Nursing")}, (Unmet("specialty", "Nursing"),)),
        ({"needs_pharmacist": True}, (Unmet("pharmacist"),)),
    ],
)
def test_what_two_surgeons_cannot_fulfil_is_found(
    rules: dict[str, Any], expected: tuple[Unmet, ...]
) -> None:
    asked = BoardSettings(
        **{
            "required_sign_offs": 2,
            "required_specialties": (),
            "needs_pharmacist": False,
            "review_days": 14,
            "review_months": 12,
            **rules,
        }
    )

    found = find_unmet(asked, members=2, specialties={"Surgery"}, has_pharmacist=False)

    assert found == expected


def test_an_admin_sets_the_rules_and_readers_see_them(cast: Cast) -> None:
    response = browser(cast.northgate, cast.edda).post(CHANGE, FORM)

    board = _board(cast)
    said = browser(cast.northgate).get("/board/").content.decode()
    assert (response.status_code, response["location"]) == (302, PAGE)
    assert board.required_specialties == ["Bone metabolism", "Orthopaedic surgery"]
    assert (board.required_sign_offs, board.needs_pharmacist) == (2, True)
    assert (board.review_days, board.review_months) == (7, 24)
    assert "Bone metabolism, Orthopaedic surgery" in said
    assert "needs 2 sign-offs" in said
    (entry,) = _entries(cast)
    assert entry.actor_name == "Edda Moreau"
    assert (entry.data["before"]["required_sign_offs"], entry.data["after"]["review_days"]) == (
        1,
        7,
    )


def test_a_rule_that_nobody_can_fulfil_is_said_at_once(cast: Cast) -> None:
    admin = browser(cast.northgate, cast.edda)

    said = admin.post(CHANGE, FORM, follow=True).content.decode()

    assert "No present member is a pharmacist" in said
    assert "“Bone metabolism”" not in said
    people.member(cast, cast.chiyo, profession="pharmacist", specialty="Bone metabolism")
    assert "No present member is a pharmacist" not in admin.get(PAGE).content.decode()


def test_what_counts_reviewers_is_judged_again(cast: Cast) -> None:
    make.submitted(cast)

    browser(cast.northgate, cast.edda).post(CHANGE, FORM)

    with tenant_scope(cast.northgate.pk):
        assert GateRun.objects.get().is_stale


def test_the_same_rules_again_change_nothing(cast: Cast) -> None:
    admin = browser(cast.northgate, cast.edda)

    for _ in range(2):
        admin.post(CHANGE, FORM)

    assert len(_entries(cast)) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"required_sign_offs": "0"},
        {"review_days": "0"},
        {"review_months": ""},
        {"required_specialties": "x" * 201},
    ],
)
def test_rules_that_cannot_be_come_back_with_what_was_typed(
    cast: Cast, changes: dict[str, str]
) -> None:
    response = browser(cast.northgate, cast.edda).post(CHANGE, {**FORM, **changes})

    assert response.status_code == 422
    assert 'value="7"' in response.content.decode() or "review_days" in changes
    assert _board(cast).review_days == 14


@pytest.mark.parametrize(("who", "status"), [("", 302), ("rosa", 403), ("boris", 403)])
def test_only_admins_set_the_rules(cast: Cast, who: str, status: int) -> None:
    client = browser(cast.northgate, getattr(cast, who) if who else None)

    assert client.get(PAGE).status_code == status
    assert client.post(CHANGE, FORM).status_code == status
    assert _board(cast).required_sign_offs == 1


def test_an_admin_of_another_organisation_sets_their_own(cast: Cast) -> None:
    browser(cast.harbour, cast.otto).post(CHANGE, FORM)

    assert _board(cast).required_sign_offs == 1
