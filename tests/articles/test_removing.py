"""Deleting parts of a draft, and putting them back as they were."""

from __future__ import annotations

from typing import Any

import pytest

from apps.articles.drafts import name_of
from apps.articles.models import AlgorithmStep, Difference, RedFlag, Section, StepBasis
from core.tenancy.scope import tenant_scope
from tests.articles.pen import Pen, audited, pen, row_of, said
from tests.cast import Cast


def _remove(ada: Pen, row: Any) -> Any:
    part = name_of(row)
    return ada.post("remove", part=str(part), seen=ada.seen_to_delete(part))


def _restore(ada: Pen) -> Any:
    with tenant_scope(ada.cast.northgate.pk):
        removed = ada.version.removed_parts.latest("pk")
    return ada.post("restore", removed=removed.pk)


def test_a_deleted_statement_is_put_back_as_it_was(cast: Cast) -> None:
    ada = pen(cast)
    before = ada.get("package").json()

    deleted = _remove(ada, ada.statement("second"))

    assert deleted.status_code == 302
    assert "second" not in ada.in_order()
    assert "child" not in ada.in_order()
    assert "Consider denosumab when (clinician)" in said(ada.get())
    assert _restore(ada).status_code == 302
    assert ada.get("package").json() == before
    assert [audited(cast, f"articles.draft.{deed}") for deed in ("removed", "restored")] == [1, 1]


@pytest.mark.parametrize("model", [Section, Difference, RedFlag, AlgorithmStep])
def test_any_other_part_is_put_back_with_all_that_stood_in_it(cast: Cast, model: Any) -> None:
    ada = pen(cast)
    before = ada.get("package").json()
    among = {"parent": None} if model is AlgorithmStep else {}

    deleted = _remove(ada, row_of(ada, model, **among))

    assert deleted.status_code == 302
    assert ada.get("package").json() != before
    _restore(ada)
    assert ada.get("package").json() == before


def test_what_stood_in_something_deleted_waits_for_it(cast: Cast) -> None:
    ada = pen(cast)
    _remove(ada, ada.statement("first"))
    with tenant_scope(cast.northgate.pk):
        statement = ada.version.removed_parts.get()
    _remove(ada, row_of(ada, Section))

    refused = ada.post("restore", removed=statement.pk)

    assert refused.status_code == 409
    assert _restore(ada).status_code == 302
    assert ada.post("restore", removed=statement.pk).status_code == 302
    assert ada.in_order(section__isnull=False, parent=None) == ["first", "second"]


def test_a_step_that_went_meanwhile_is_not_looked_for(cast: Cast) -> None:
    ada = pen(cast)
    _remove(ada, ada.statement("first"))
    with tenant_scope(cast.northgate.pk):
        statement = ada.version.removed_parts.get()
    _remove(ada, row_of(ada, AlgorithmStep, parent=None))

    response = ada.post("restore", removed=statement.pk)

    assert response.status_code == 302
    with tenant_scope(cast.northgate.pk):
        assert not StepBasis.objects.filter(statement__key="first").exists()


def test_putting_back_twice_is_putting_back_once(cast: Cast) -> None:
    ada = pen(cast)
    _remove(ada, ada.statement("first"))
    with tenant_scope(cast.northgate.pk):
        removed = ada.version.removed_parts.get()

    statuses = [ada.post("restore", removed=removed.pk).status_code for _ in range(2)]

    assert statuses == [302, 302]
    assert audited(cast, "articles.draft.restored") == 1


def test_what_changed_after_the_question_is_not_deleted(cast: Cast) -> None:
    ada = pen(cast)
    part = name_of(ada.statement("second"))
    seen = ada.seen_to_delete(part)
    ada.save(ada.statement("child"), text="A point that nobody was asked about")

    refused = ada.post("remove", part=str(part), seen=seen)

    assert refused.status_code == 409
    assert "second" in ada.in_order()


def test_a_draft_always_has_its_question(cast: Cast) -> None:
    ada = pen(cast)
    part = str(name_of(ada.version))

    asked, posted = ada.get("remove", part=part), ada.post("remove", part=part, seen="0" * 64)

    assert (asked.status_code, asked["Location"]) == (302, f"{ada.address}put-away/")
    assert posted.status_code == 400
