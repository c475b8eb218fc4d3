"""A drug's status in a jurisdiction: what is news, what is history, what is a correction."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from apps.guidelines.models import Concept, DrugStatus, EvidenceChange, Work
from apps.guidelines.services.set_drug_status import set_drug_status
from core.clock import now
from core.errors import InvalidInput
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast
from tests.guidelines.editions import curator

_ENDED: dict[str, Any] = {"status": "marketing_ended", "since": date(2022, 6, 1)}


def _say(cast: Cast, **facts: Any) -> DrugStatus:
    with tenant_scope(cast.northgate.pk):
        told = {
            "drug": Concept.objects.get(key="denosumab"),
            "jurisdiction": "US",
            "precision": "month",
            "note": "",
            "work": Work.objects.get(),
            "actor": curator(cast),
            **_ENDED,
            **facts,
        }
        return set_drug_status(**told)


def _reasons(cast: Cast) -> list[str]:
    with tenant_scope(cast.northgate.pk):
        return list(EvidenceChange.objects.order_by("pk").values_list("reason", flat=True))


def test_a_drug_that_is_marketed_is_no_news_but_one_that_is_again_is(cast: Cast) -> None:
    make.store(cast.northgate)

    _say(cast, status="marketed", since=date(2010, 6, 1))
    _say(cast)
    _say(cast, status="marketed", since=date(2024, 1, 1))

    assert _reasons(cast) == ["It is no longer marketed.", "It is on the market."]


def test_history_that_is_added_later_is_no_news(cast: Cast) -> None:
    make.store(cast.northgate)
    _say(cast)

    _say(cast, status="restricted", since=date(2019, 1, 1))

    assert len(_reasons(cast)) == 1


def test_another_jurisdiction_is_another_status(cast: Cast) -> None:
    make.store(cast.northgate)

    _say(cast)
    _say(cast, jurisdiction="CA")

    with tenant_scope(cast.northgate.pk):
        subjects = set(EvidenceChange.objects.values_list("subject", flat=True))
    assert subjects == {"denosumab, US", "denosumab, CA"}


def test_another_note_is_kept_and_is_no_news(cast: Cast) -> None:
    make.store(cast.northgate)
    _say(cast)

    kept = _say(cast, note="The maker said so.")

    assert kept.note == "The maker said so."
    assert len(_reasons(cast)) == 1


@pytest.mark.parametrize(
    ("facts", "pointer"),
    [
        ({"status": "banned"}, "/status"),
        ({"precision": "week"}, "/precision"),
        ({"jurisdiction": "  "}, "/jurisdiction"),
        ({"jurisdiction": "x" * 21}, "/jurisdiction"),
        ({"since": now().date() + timedelta(days=2)}, "/since"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_place(
    cast: Cast, facts: dict[str, Any], pointer: str
) -> None:
    make.store(cast.northgate)

    with pytest.raises(InvalidInput) as refusal:
        _say(cast, **facts)

    assert refusal.value.pointer == pointer
    assert _reasons(cast) == []


def test_what_is_no_drug_has_no_market(cast: Cast) -> None:
    make.store(cast.northgate)
    with tenant_scope(cast.northgate.pk):
        brace = Concept.objects.get(key="brace")

    with pytest.raises(InvalidInput):
        _say(cast, drug=brace)
