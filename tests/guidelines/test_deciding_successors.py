"""A person decides whether a recommendation of a new edition follows one whose key is gone."""

from __future__ import annotations

from typing import Any

import pytest

from apps.articles.models import StatementMark
from apps.guidelines.evidence import changes_of
from apps.guidelines.models import Link, SuccessorProposal
from apps.guidelines.services.decide_successor import decide_successor
from core.actors import anonymous
from core.errors import NotFound, NotPermitted, WrongState
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests.cast import Cast, actor_of, browser
from tests.guidelines.editions import REWORDED, curator, record, uncertain


def _decide(cast: Cast, proposal: SuccessorProposal, **facts: Any) -> SuccessorProposal:
    with tenant_scope(cast.northgate.pk):
        return decide_successor(
            **{"proposal": proposal, "is_successor": True, "actor": curator(cast), **facts}
        )


def _entries(cast: Cast) -> list[str]:
    with tenant_scope(cast.northgate.pk):
        rows = AuditEntry.objects.filter(action="guidelines.successor.decided")
        return [row.data["decision"] for row in rows]


def test_until_somebody_decides_the_older_one_is_not_carried_forward(cast: Cast) -> None:
    proposal = uncertain(cast)

    with tenant_scope(cast.northgate.pk):
        older = record()
        (note,) = changes_of([older.pk])[older.pk]

    assert (proposal.older.key, proposal.newer.key) == ("first", "renamed")
    assert older.status == "not_carried_forward"
    assert note.successor_url == ""
    assert any(reason.startswith("Their ages overlap") for reason in proposal.reasons)


def test_an_accepted_successor_is_what_readers_of_the_change_are_led_to(cast: Cast) -> None:
    proposal = uncertain(cast)

    decided = _decide(cast, proposal)

    assert (decided.decision, decided.decided_by_id) == ("accepted", cast.cleo.pk)
    with tenant_scope(cast.northgate.pk):
        older = record()
        (note,) = changes_of([older.pk])[older.pk]
        marks = StatementMark.objects.count()
    assert (older.status, older.status_reason) == ("superseded", "Replaced by 2025")
    assert REWORDED in browser(cast.northgate).get(note.successor_url).content.decode()
    assert marks == 3
    assert _entries(cast) == ["accepted"]


def test_a_rejected_successor_leaves_everything_as_it_was(cast: Cast) -> None:
    proposal = uncertain(cast)

    _decide(cast, proposal, is_successor=False, reason=" Denosumab is another drug. ")

    with tenant_scope(cast.northgate.pk):
        assert record().status == "not_carried_forward"
        assert not Link.objects.exists()
        entry = AuditEntry.objects.get(action="guidelines.successor.decided")
    assert entry.data == {"decision": "rejected", "reason": "Denosumab is another drug."}
    assert (entry.actor_name, entry.subject_id) == ("Cleo Marsh", str(proposal.public_id))


@pytest.mark.parametrize("is_successor", [True, False])
def test_deciding_twice_is_deciding_once(cast: Cast, is_successor: bool) -> None:
    proposal = uncertain(cast)

    for _ in range(2):
        _decide(cast, proposal, is_successor=is_successor)

    assert len(_entries(cast)) == 1


def test_what_was_decided_is_not_decided_otherwise(cast: Cast) -> None:
    proposal = uncertain(cast)
    _decide(cast, proposal)

    with pytest.raises(WrongState):
        _decide(cast, proposal, is_successor=False)

    with tenant_scope(cast.northgate.pk):
        assert SuccessorProposal.objects.get().decision == "accepted"


@pytest.mark.parametrize("name", ["ada", "chiyo", "edda", "nobody"])
def test_nobody_but_a_curator_decides(cast: Cast, name: str) -> None:
    proposal = uncertain(cast)
    actor = anonymous() if name == "nobody" else actor_of(getattr(cast, name))

    with pytest.raises(NotPermitted):
        _decide(cast, proposal, actor=actor)

    with tenant_scope(cast.northgate.pk):
        assert SuccessorProposal.objects.get().decision == "open"


def test_another_organisations_proposal_is_not_there(cast: Cast) -> None:
    proposal = uncertain(cast)

    with tenant_scope(cast.harbour.pk), pytest.raises(NotFound):
        decide_successor(proposal=proposal, is_successor=True, actor=curator(cast))
