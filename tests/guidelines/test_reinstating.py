"""A curator takes a withdrawal back."""

from __future__ import annotations

from typing import Any

import pytest

from apps.advisory.models import ReviewTask
from apps.guidelines.bm25 import find_recommendations
from apps.guidelines.models import (
    Conflict,
    EvidenceChange,
    GuidelineVersion,
    Library,
    Subscription,
)
from apps.guidelines.services.reinstate_recommendation import reinstate_recommendation
from apps.guidelines.services.withdraw import withdraw_version
from core.actors import anonymous
from core.clock import now
from core.errors import InvalidInput, NotFound, NotPermitted, WrongState
from core.models import AuditEntry, Event
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, actor_of, browser
from tests.guidelines.editions import WITHDRAWN_ON, curator, edition, record, unchanged, withdraw
from tests.guidelines.sharing import released, shared_and_taken, taken_over

WHY = "The harm was another drug's."


def _reinstate(cast: Cast, label: str = "2023", **facts: Any) -> EvidenceChange:
    with tenant_scope(cast.northgate.pk):
        deed = {"recommendation_version": record(label=label), "reason": WHY}
        return reinstate_recommendation(**{**deed, "actor": curator(cast), **facts})


def test_what_is_reinstated_is_active_and_found_again(cast: Cast) -> None:
    make.store(cast.northgate)
    withdraw(cast)

    _reinstate(cast)

    with tenant_scope(cast.northgate.pk):
        row = record()
        found = {hit.document_id for hit in find_recommendations({"bisphosphon": 1.0})}
    assert (row.status, row.status_reason, row.status_since) == ("active", "", None)
    assert row.pk in found


def test_what_rests_on_it_is_marked_again(cast: Cast) -> None:
    make.approved(cast)
    withdraw(cast)

    change = _reinstate(cast)

    assert (change.kind, change.since) == ("reinstated", now().date())
    with tenant_scope(cast.northgate.pk):
        kinds = list(ReviewTask.objects.order_by("pk").values_list("change__kind", flat=True))
    assert kinds == ["withdrawn", "reinstated"]


def test_it_is_audited_and_told_once(cast: Cast) -> None:
    make.store(cast.northgate)
    withdraw(cast)

    change = _reinstate(cast)

    with tenant_scope(cast.northgate.pk):
        entry = AuditEntry.objects.get(action="guidelines.recommendation.reinstated")
        event = Event.objects.get(subject_id=str(change.public_id))
        assert entry.subject_id == str(record().public_id)
    assert entry.actor_name == "Cleo Marsh"
    assert entry.data == {
        "reason": WHY,
        "withdrawn": {"reason": "Harms outweigh its benefits", "since": "2026-05-04"},
    }
    assert (event.kind, event.data["kind"]) == ("guidelines.evidence.changed", "reinstated")


def test_readers_are_told_of_both(cast: Cast) -> None:
    make.store(cast.northgate)
    withdraw(cast)
    _reinstate(cast)
    with tenant_scope(cast.northgate.pk):
        address = f"/recommendations/{record().public_id}/"

    html = browser(cast.northgate).get(address).content.decode()

    assert "Withdrawn: Bone drugs (2023), Recommendation 1" in html
    assert "Reinstated: Bone drugs (2023), Recommendation 1" in html


def test_what_stayed_withdrawn_in_a_new_edition_is_reinstated_there(cast: Cast) -> None:
    make.store(cast.northgate)
    withdraw(cast)
    second = {**make.default_recommendations()[1], "line": 3}
    make.store(cast.northgate, edition(unchanged(), second))
    _reinstate(cast, label="2025")

    make.store(cast.northgate, edition(unchanged(), {**second, "line": 4}, label="2026"))

    with tenant_scope(cast.northgate.pk):
        found = [record(label=label).status for label in ("2023", "2025", "2026")]
    assert found == ["withdrawn", "superseded", "active"]


def test_a_conflict_that_went_with_it_comes_back(cast: Cast) -> None:
    against = make.recommendation(
        "against",
        "Do not offer a bisphosphonate.",
        direction="against",
        label_as_printed="",
        ratings=[],
    )
    make.store(cast.northgate, make.package(unchanged(), against))
    withdraw(cast)
    with tenant_scope(cast.northgate.pk):
        assert Conflict.objects.get().state == "gone"

    _reinstate(cast)

    with tenant_scope(cast.northgate.pk):
        assert Conflict.objects.get().state == "open"


def test_twice_is_refused(cast: Cast) -> None:
    make.store(cast.northgate)
    withdraw(cast)
    _reinstate(cast)

    with pytest.raises(WrongState) as refusal:
        _reinstate(cast)

    assert refusal.value.status == 409
    with tenant_scope(cast.northgate.pk):
        assert EvidenceChange.objects.filter(kind="reinstated").count() == 1


def test_what_an_older_edition_says_is_not_reinstated(cast: Cast) -> None:
    make.store(cast.northgate)
    withdraw(cast)
    make.store(cast.northgate, edition(make.default_recommendations()[1]))

    with pytest.raises(WrongState):
        _reinstate(cast)

    with tenant_scope(cast.northgate.pk):
        assert record().status == "withdrawn"


def test_what_went_with_its_edition_is_not_reinstated(cast: Cast) -> None:
    make.store(cast.northgate)
    with tenant_scope(cast.northgate.pk):
        withdraw_version(
            version=GuidelineVersion.objects.get(),
            reason="Its panel was biased.",
            on=WITHDRAWN_ON,
            actor=curator(cast),
        )

    with pytest.raises(WrongState):
        _reinstate(cast)


def test_a_reason_is_asked_for(cast: Cast) -> None:
    make.store(cast.northgate)
    withdraw(cast)

    with pytest.raises(InvalidInput) as refusal:
        _reinstate(cast, reason="  ")

    assert refusal.value.pointer == "/reason"
    with tenant_scope(cast.northgate.pk):
        assert record().status == "withdrawn"


@pytest.mark.parametrize("name", ["ada", "boris", "edda", "rosa", "nobody"])
def test_nobody_but_a_curator_reinstates(cast: Cast, name: str) -> None:
    make.store(cast.northgate)
    withdraw(cast)
    actor = anonymous() if name == "nobody" else actor_of(getattr(cast, name))

    with pytest.raises(NotPermitted):
        _reinstate(cast, actor=actor)

    with tenant_scope(cast.northgate.pk):
        assert record().status == "withdrawn"


def test_another_organisations_record_is_not_there(cast: Cast) -> None:
    make.store(cast.northgate)
    withdraw(cast)
    with tenant_scope(cast.northgate.pk):
        row = record()

    with tenant_scope(cast.harbour.pk), pytest.raises(NotFound):
        reinstate_recommendation(recommendation_version=row, reason=WHY, actor=cast.hana_acting)


def _shared_and_withdrawn(cast: Cast) -> tuple[Library, Subscription]:
    """Northgate withdraws in release 2 what Harbour has taken over with release 1."""
    library, subscription = shared_and_taken(cast)
    withdraw(cast)
    released(cast, library)
    taken_over(cast, subscription, 2)
    return library, subscription


def test_a_copy_is_reinstated_with_its_librarys_release(cast: Cast) -> None:
    library, subscription = _shared_and_withdrawn(cast)
    _reinstate(cast)
    released(cast, library)

    plan = taken_over(cast, subscription, 3)

    assert [(issue.code, issue.where) for issue in plan.issues] == [
        ("reinstated_by_library", "acp-bone/first")
    ]
    with tenant_scope(cast.harbour.pk):
        assert record().status == "active"
        kinds = list(EvidenceChange.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["withdrawn", "reinstated"]


def test_nobody_reinstates_a_copy_that_its_library_withdraws(cast: Cast) -> None:
    _shared_and_withdrawn(cast)

    with tenant_scope(cast.harbour.pk), pytest.raises(WrongState):
        reinstate_recommendation(
            recommendation_version=record(), reason=WHY, actor=cast.hana_acting
        )

    with tenant_scope(cast.harbour.pk):
        assert record().status == "withdrawn"
