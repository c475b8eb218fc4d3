"""Who sits on the board: written down by admins, checked by somebody else, for a term."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.accounts.models import Membership
from apps.advisory.domain.orcid import read_orcid
from apps.advisory.members import active_members
from apps.advisory.models import Member
from core.clock import today
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests.advisory import people
from tests.cast import Cast, browser

ADD = "/settings/board/members/"


def _member(cast: Cast) -> Member:
    with tenant_scope(cast.northgate.pk):
        return Member.objects.get()


def _actions(cast: Cast) -> list[str]:
    with tenant_scope(cast.northgate.pk):
        rows = AuditEntry.objects.filter(action__startswith="advisory.member")
        return list(rows.order_by("pk").values_list("action", flat=True))


def _change(cast: Cast, member: Member, **changes: Any) -> Any:
    form = people.form(people.FACTS, **changes)
    return browser(cast.northgate, cast.edda).post(f"{ADD}{member.public_id}/", form)


@pytest.mark.parametrize(
    "text",
    ["0000-0002-1825-0097", "0000000218250097", " https://orcid.org/0000-0002-1825-0097"],
)
def test_an_orcid_is_read_as_it_is_written(text: str) -> None:
    assert read_orcid(text) == "0000-0002-1825-0097"


def test_an_orcid_may_end_in_x() -> None:
    assert read_orcid("0000-0002-9079-593X") == "0000-0002-9079-593X"


@given(place=st.integers(0, 15), other=st.sampled_from("0123456789"))
def test_no_single_wrong_digit_passes(place: int, other: str) -> None:
    right = "0000000218250097"
    wrong = right[:place] + other + right[place + 1 :]

    assert (read_orcid(wrong) is None) == (wrong != right)


@pytest.mark.parametrize(
    "text", ["0000-0002-1825", "https://evil.example/0000-0002-1825-0097", "x"]
)
def test_what_is_no_orcid_is_refused(text: str) -> None:
    assert read_orcid(text) is None


def test_an_admin_adds_somebody_with_the_role(cast: Cast) -> None:
    form = people.form(people.FACTS, user=cast.boris.pk)

    response = browser(cast.northgate, cast.edda).post(ADD, form)

    member = _member(cast)
    assert (response.status_code, response["location"]) == (302, "/settings/board/")
    assert (member.user, member.orcid) == (cast.boris, "0000-0002-1825-0097")
    assert _actions(cast) == ["advisory.member.added"]
    said = browser(cast.northgate).get("/board/").content.decode()
    assert "MD, consultant surgeon" in said


@pytest.mark.parametrize("who", ["rosa", "mei"])
def test_somebody_without_the_role_here_is_not_added(cast: Cast, who: str) -> None:
    form = people.form(people.FACTS, user=getattr(cast, who).pk)

    response = browser(cast.northgate, cast.edda).post(ADD, form)

    assert response.status_code == 422
    with tenant_scope(cast.northgate.pk):
        assert not Member.objects.exists()


def test_the_same_person_twice_is_one_member(cast: Cast) -> None:
    people.member(cast, cast.boris)
    people.member(cast, cast.boris)

    assert _actions(cast) == ["advisory.member.added"]


@pytest.mark.parametrize(
    "changes",
    [
        {"orcid": "0000-0002-1825-0098"},
        {"term_until": "2025-12-31"},
        {"profession": "wizard"},
        {"term_from": ""},
    ],
)
def test_facts_that_cannot_be_come_back_with_what_was_typed(
    cast: Cast, changes: dict[str, str]
) -> None:
    member = people.member(cast, cast.boris)

    response = _change(cast, member, biography="Typed for an hour.", **changes)

    assert response.status_code == 422
    assert "Typed for an hour." in response.content.decode()
    assert _member(cast).biography == "Operates on spines."


@pytest.mark.parametrize(("who", "status"), [("", 302), ("rosa", 403), ("boris", 403)])
def test_only_admins_write_down_who_a_member_is(cast: Cast, who: str, status: int) -> None:
    member = people.member(cast, cast.boris)
    client = browser(cast.northgate, getattr(cast, who) if who else None)
    form = people.form(people.FACTS, user=cast.chiyo.pk, biography="Mine to say")

    for address in (ADD, f"{ADD}{member.public_id}/"):
        assert client.get(address).status_code == status
        assert client.post(address, form).status_code == status
    assert _member(cast).biography == "Operates on spines."


def test_a_member_of_another_organisation_is_not_found(cast: Cast) -> None:
    member = people.member(cast, cast.boris)
    admin = browser(cast.harbour, cast.otto)

    assert admin.get(f"{ADD}{member.public_id}/").status_code == 404
    assert admin.get(f"/board/{member.public_id}/").status_code == 404


@pytest.mark.parametrize("who", ["edda", "chiyo"])
def test_an_admin_or_a_chair_vouches_for_credentials(cast: Cast, who: str) -> None:
    member = people.member(cast, cast.boris)
    people.member(cast, cast.chiyo, is_chair=True)
    checker = browser(cast.northgate, getattr(cast, who))
    form = {"credentials": member.credentials}

    for _ in range(2):
        assert checker.post(f"/board/{member.public_id}/check/", form).status_code == 302

    said = browser(cast.northgate).get(f"/board/{member.public_id}/").content.decode()
    assert f"Credentials checked by {getattr(cast, who).name}" in said
    assert _actions(cast).count("advisory.member.credentials_checked") == 1


@pytest.mark.parametrize(
    ("who", "changes", "status"),
    [
        ("", {}, 403),
        ("rosa", {}, 403),
        ("chiyo", {}, 403),
        ("boris", {"is_chair": True}, 403),
        ("edda", {"credentials": ""}, 400),
        ("edda", {"credentials": "Other words"}, 409),
    ],
)
def test_a_check_that_is_none_is_refused(
    cast: Cast, who: str, changes: dict[str, Any], status: int
) -> None:
    member = people.member(cast, cast.boris, **changes)
    form = {"credentials": "" if changes.get("credentials") == "" else people.FACTS["credentials"]}
    client = browser(cast.northgate, getattr(cast, who) if who else None)

    response = client.post(f"/board/{member.public_id}/check/", form)

    assert response.status_code == status
    with tenant_scope(cast.northgate.pk):
        assert Member.objects.get(pk=member.pk).credentials_checked_on is None


@pytest.mark.parametrize(
    ("changes", "is_void"),
    [
        ({"credentials": "MD and more"}, True),
        ({"profession": "pharmacist"}, True),
        ({"biography": "Another life."}, False),
    ],
)
def test_other_credentials_void_the_check(
    cast: Cast, changes: dict[str, str], is_void: bool
) -> None:
    member = people.member(cast, cast.boris)
    browser(cast.northgate, cast.edda).post(
        f"/board/{member.public_id}/check/", {"credentials": member.credentials}
    )

    _change(cast, member, **changes)

    assert (_member(cast).credentials_checked_on is None) is is_void


def test_what_stays_as_it_was_is_no_change(cast: Cast) -> None:
    member = people.member(cast, cast.boris)

    _change(cast, member)

    assert _actions(cast) == ["advisory.member.added"]


@pytest.mark.parametrize(
    ("start", "end", "is_active"),
    [(-9, None, True), (-9, 0, True), (0, None, True), (-9, -1, False), (1, None, False)],
)
def test_a_term_begins_and_ends_with_its_days(
    cast: Cast, start: int, end: int | None, is_active: bool
) -> None:
    until = None if end is None else people.in_days(end)

    people.member(cast, cast.boris, term_from=people.in_days(start), term_until=until)

    with tenant_scope(cast.northgate.pk):
        assert (cast.boris.pk in active_members(today())) is is_active


def test_somebody_of_whom_only_the_role_is_known_is_active(cast: Cast) -> None:
    with tenant_scope(cast.northgate.pk):
        assert active_members(today()) == {cast.boris.pk, cast.chiyo.pk}


def test_whoever_lost_the_role_sits_there_no_longer(cast: Cast) -> None:
    people.member(cast, cast.boris)
    Membership.objects.filter(user=cast.boris).update(roles=["reader"])

    said = browser(cast.northgate).get("/board/").content.decode()

    assert "Not on the board at present" in said
    with tenant_scope(cast.northgate.pk):
        assert active_members(today()) == {cast.chiyo.pk}
