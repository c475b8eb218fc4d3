"""Conflicts of interest: declared by the person, shown to everybody but for the private part."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from apps.advisory.interests import declaration_of
from apps.advisory.models import Interest
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.advisory import people
from tests.cast import Cast, browser

PAGE = "/interests/"
PRIVATE = str(people.INTEREST["private_text"])
PUBLIC = str(people.INTEREST["public_text"])


def _form(**changes: Any) -> dict[str, str]:
    form = people.form(people.INTEREST, about="denosumab", **changes)
    form.pop("intervention")
    return form


def _rows(cast: Cast) -> list[Interest]:
    with tenant_scope(cast.northgate.pk):
        return list(Interest.objects.filter(user=cast.boris).order_by("pk"))


def _present(cast: Cast) -> list[str]:
    return [row.kind for row in _rows(cast) if row.withdrawn_at is None]


@pytest.fixture
def boris(cast: Cast) -> Any:
    make.store(cast.northgate)
    return browser(cast.northgate, cast.boris)


def test_a_member_finds_an_intervention_and_declares_an_interest_in_it(
    cast: Cast, boris: Any
) -> None:
    found = boris.get(PAGE, {"q": "denosum"}).content.decode()
    asked = boris.get(PAGE, {"about": "denosumab"}).content.decode()

    response = boris.post("/interests/declare/", _form())

    said = browser(cast.northgate).get("/interests/register/").content.decode()
    assert "about=denosumab" in found
    assert "Direct means" in asked
    assert (response.status_code, response["location"]) == (302, PAGE)
    assert PUBLIC in said
    assert _present(cast) == ["research"], "it takes the place of having nothing to declare"


def test_an_illness_is_nothing_to_have_an_interest_in(cast: Cast, boris: Any) -> None:
    assert "about=osteoporosis" not in boris.get(PAGE, {"q": "osteop"}).content.decode()
    assert boris.get(PAGE, {"about": "osteoporosis"}).status_code == 404
    assert boris.post("/interests/declare/", _form() | {"about": "osteoporosis"}).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"public_text": ""},
        {"kind": "none"},
        {"from_on": "2026-02-30"},
        {"until_on": "2025-01-01"},
    ],
)
def test_what_cannot_be_declared_comes_back_with_what_was_typed(
    cast: Cast, boris: Any, changes: dict[str, str]
) -> None:
    response = boris.post("/interests/declare/", _form(**changes))

    assert response.status_code == 422
    assert PRIVATE in response.content.decode()
    assert _present(cast) == ["none"]


def test_the_same_twice_is_once(cast: Cast, boris: Any) -> None:
    for _ in range(2):
        boris.post("/interests/declare/", _form())
    for _ in range(2):
        boris.post("/interests/nothing/", {"about": "bisphosphonate"})

    assert _present(cast) == ["research", "none"]


def test_nobody_has_nothing_to_declare_where_they_declared_something(
    cast: Cast, boris: Any
) -> None:
    boris.post("/interests/declare/", _form())

    for about in ("denosumab", ""):
        assert boris.post("/interests/nothing/", {"about": about}).status_code == 409
    assert _present(cast) == ["research"]


def test_a_change_withdraws_and_declares_anew(cast: Cast, boris: Any) -> None:
    interest = people.interest(cast.northgate, cast.boris)

    boris.post(f"/interests/{interest.public_id}/", _form(public_text="The trial has ended"))

    said = browser(cast.northgate).get("/interests/register/").content.decode()
    assert "The trial has ended" in said
    assert PUBLIC in said, "what it said before stays as history"
    assert _present(cast) == ["research"]


def test_what_was_withdrawn_cannot_be_changed(cast: Cast, boris: Any) -> None:
    interest = people.interest(cast.northgate, cast.boris)
    for _ in range(2):
        assert boris.post(f"/interests/{interest.public_id}/withdraw/").status_code == 302

    response = boris.post(f"/interests/{interest.public_id}/", _form(public_text="Other"))

    assert response.status_code == 409
    assert _present(cast) == []
    with tenant_scope(cast.northgate.pk):
        rows = AuditEntry.objects.filter(action="advisory.interest.withdrawn")
        assert rows.filter(subject_id=str(interest.public_id)).count() == 1


@pytest.mark.parametrize("who", ["chiyo", "mei"])
def test_nobody_changes_what_another_declared(cast: Cast, who: str) -> None:
    make.store(cast.northgate)
    interest = people.interest(cast.northgate, cast.boris)
    tenant = cast.harbour if who == "mei" else cast.northgate
    client = browser(tenant, getattr(cast, who))

    for end in ("", "withdraw/"):
        response = client.post(f"/interests/{interest.public_id}/{end}", _form(public_text="No"))
        assert response.status_code == 404
    assert _present(cast) == ["research"]


@pytest.mark.parametrize(("who", "status"), [("", 302), ("rosa", 403), ("edda", 403)])
@pytest.mark.parametrize("deed", ["declare/", "nothing/", "confirm/"])
def test_only_members_of_the_board_declare(cast: Cast, who: str, status: int, deed: str) -> None:
    make.store(cast.northgate)
    client = browser(cast.northgate, getattr(cast, who) if who else None)

    assert client.get(PAGE).status_code == status
    assert client.post(f"/interests/{deed}", _form()).status_code == status


def test_the_private_part_is_for_the_person_the_chair_and_admins(cast: Cast) -> None:
    make.store(cast.northgate)
    people.interest(cast.northgate, cast.boris)
    page = f"/board/{people.member(cast, cast.boris).public_id}/"
    people.member(cast, cast.chiyo, is_chair=True)

    readers = {
        name: browser(cast.northgate, getattr(cast, name) if name else None)
        for name in ("", "rosa", "ada", "cleo", "boris", "chiyo", "edda")
    }

    see = {name for name, client in readers.items() if PRIVATE in client.get(page).content.decode()}
    assert see == {"boris", "chiyo", "edda"}
    for address in ("/interests/register/", "/interests/register/file/", "/settings/", "/board/"):
        assert PRIVATE not in readers["edda"].get(address).content.decode()


def test_another_member_who_is_no_chair_does_not_read_it(cast: Cast) -> None:
    make.store(cast.northgate)
    people.interest(cast.northgate, cast.boris)
    page = f"/board/{people.member(cast, cast.boris).public_id}/"
    ended = people.in_days(-1)
    people.member(cast, cast.chiyo, is_chair=True, term_until=ended)

    assert PRIVATE not in browser(cast.northgate, cast.chiyo).get(page).content.decode()


def test_no_audit_entry_has_the_words_of_an_interest(cast: Cast, boris: Any) -> None:
    boris.post("/interests/declare/", _form())

    with tenant_scope(cast.northgate.pk):
        entry = AuditEntry.objects.get(action="advisory.interest.declared")
    assert entry.data == {"intervention": "denosumab", "kind": "research", "is_direct": True}


def test_a_declaration_is_due_again_after_a_year_and_can_be_confirmed(
    cast: Cast, boris: Any
) -> None:
    make.store(cast.northgate)
    (old,) = _rows(cast)
    with tenant_scope(cast.northgate.pk):
        Interest.objects.filter(pk=old.pk).update(withdrawn_at=old.declared_at)
        Interest.objects.create(
            user=cast.boris,
            kind="none",
            from_on=people.in_days(-400),
            declared_at=old.declared_at - timedelta(days=366),
        )
        assert declaration_of(cast.boris.pk).is_due
    assert "was due again" in boris.get(PAGE).content.decode()

    for _ in range(2):
        assert boris.post("/interests/confirm/").status_code == 302

    with tenant_scope(cast.northgate.pk):
        assert not declaration_of(cast.boris.pk).is_due
    assert _present(cast) == ["none"]
    assert len(_rows(cast)) == 3


def test_whoever_declared_nothing_has_nothing_to_confirm(cast: Cast, boris: Any) -> None:
    (row,) = _rows(cast)
    boris.post(f"/interests/{row.public_id}/withdraw/")

    assert boris.post("/interests/confirm/").status_code == 409
    assert "No declaration of yours holds" in boris.get("/desk/").content.decode()


def test_the_database_lets_an_interest_be_withdrawn_and_no_more(cast: Cast) -> None:
    (kept,) = _rows(cast)
    withdrawn = {"withdrawn_at": kept.declared_at}

    with tenant_scope(cast.northgate.pk):
        row = Interest.objects.filter(pk=kept.pk)
        for deed in (
            lambda: row.update(public_text="Another"),
            lambda: row.update(public_text="Another", **withdrawn),
            row.delete,
            lambda: row.update(**withdrawn) and row.update(withdrawn_at=None),
        ):
            with pytest.raises(IntegrityError, match="only be withdrawn"), transaction.atomic():
                deed()
