"""A drug's status in a jurisdiction: what is news, what is history, what is a correction."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from apps.guidelines.models import Concept, DrugStatus, EvidenceChange, Work
from apps.guidelines.selectors import drug_notes
from apps.guidelines.services.export_package import dump_package
from apps.guidelines.services.set_drug_status import Kept, set_drug_status
from core.actors import anonymous
from core.clock import now
from core.errors import InvalidInput, NotFound, NotPermitted
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, actor_of
from tests.guidelines.editions import curator

_ENDED: dict[str, Any] = {"status": "marketing_ended", "since": date(2022, 6, 1)}


def _say(cast: Cast, **facts: Any) -> Kept:
    with tenant_scope(cast.northgate.pk):
        told = {
            "drug": Concept.objects.get(key="denosumab"),
            "jurisdiction": "US",
            "precision": "month",
            "note": "The maker said so.",
            "work": Work.objects.get(),
            "actor": curator(cast),
            **_ENDED,
            **facts,
        }
        return set_drug_status(**told)


def _history(cast: Cast) -> list[tuple[str, str]]:
    """Status and day of every entry, the one that holds first."""
    with tenant_scope(cast.northgate.pk):
        rows = DrugStatus.objects.filter(jurisdiction="US").order_by("-since", "-pk")
        return [(row.status, row.since.isoformat()) for row in rows]


def _entries(cast: Cast) -> list[dict[str, Any]]:
    with tenant_scope(cast.northgate.pk):
        rows = AuditEntry.objects.filter(action="guidelines.drug_status.set").order_by("pk")
        return [row.data for row in rows]


def _reasons(cast: Cast) -> list[str]:
    with tenant_scope(cast.northgate.pk):
        return list(EvidenceChange.objects.order_by("pk").values_list("reason", flat=True))


def test_a_drug_that_is_marketed_is_no_news_but_one_that_is_again_is(cast: Cast) -> None:
    make.store(cast.northgate)

    _say(cast, status="marketed", since=date(2010, 6, 1))
    _say(cast)
    _say(cast, status="marketed", since=date(2024, 1, 1))

    assert _reasons(cast) == [
        "It is no longer marketed. The maker said so.",
        "It is on the market. The maker said so.",
    ]


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

    kept = _say(cast, note="The agency said so.")

    assert kept.entry.note == "The agency said so."
    assert len(_reasons(cast)) == 1


def test_what_is_said_again_later_leaves_what_was_said_before(cast: Cast) -> None:
    make.store(cast.northgate)
    _say(cast, status="marketed", since=date(2010, 6, 1))
    _say(cast)

    _say(cast, status="marketed", since=date(2024, 1, 1))

    assert _history(cast) == [
        ("marketed", "2024-01-01"),
        ("marketing_ended", "2022-06-01"),
        ("marketed", "2010-06-01"),
    ]


def test_two_statuses_of_one_day_are_both_kept_and_the_later_written_holds(cast: Cast) -> None:
    make.store(cast.northgate)
    _say(cast, status="restricted")

    _say(cast, status="form_withdrawn")

    assert [status for status, _ in _history(cast)] == ["form_withdrawn", "restricted"]
    assert len(_reasons(cast)) == 2


def test_twice_is_once(cast: Cast) -> None:
    make.store(cast.northgate)
    first = _say(cast)

    again = _say(cast)

    assert (again.entry, again.is_new, again.change) == (first.entry, False, None)
    assert [entry["status"] for entry in _entries(cast)] == ["marketing_ended"]


def test_a_wrong_day_is_corrected_and_is_no_news(cast: Cast) -> None:
    make.store(cast.northgate)
    wrong = _say(cast)

    _say(cast, since=date(2023, 6, 1), corrects=wrong.entry)

    assert _history(cast) == [("marketing_ended", "2023-06-01")]
    assert len(_reasons(cast)) == 1
    assert _entries(cast)[-1]["corrects"] == "marketing_ended, 2022-06-01"


def test_a_correction_that_makes_another_status_hold_is_news(cast: Cast) -> None:
    make.store(cast.northgate)
    _say(cast, status="marketed", since=date(2010, 6, 1))
    wrong = _say(cast)

    _say(cast, status="restricted", since=date(2009, 6, 1), corrects=wrong.entry)

    assert _reasons(cast)[-1] == "It is on the market. The maker said so."


def test_a_history_comes_out_as_it_went_in(cast: Cast) -> None:
    make.store(cast.northgate)
    for facts in (
        {"status": "restricted", "since": date(2024, 1, 1), "precision": "year"},
        {"status": "form_withdrawn", "since": date(2024, 1, 1), "precision": "year"},
        {"status": "marketed", "since": date(2010, 6, 1)},
        _ENDED,
    ):
        _say(cast, **facts)
    with tenant_scope(cast.northgate.pk):
        written = dump_package()

    make.store(cast.harbour, json.loads(written))

    with tenant_scope(cast.harbour.pk):
        assert dump_package() == written
        assert [row["status"] for row in json.loads(written)["drug_statuses"]] == [
            "marketed",
            "marketing_ended",
            "restricted",
            "form_withdrawn",
        ]


def test_readers_see_what_holds_first_and_what_held_before(cast: Cast) -> None:
    make.store(cast.northgate)
    _say(cast, status="marketed", since=date(2010, 6, 1))
    _say(cast)
    _say(cast, status="form_withdrawn", since=date(2023, 6, 1))
    _say(cast, jurisdiction="CA", status="restricted")

    with tenant_scope(cast.northgate.pk):
        notes = drug_notes(["denosumab"])

    assert [(note.jurisdiction, note.status, note.is_past) for note in notes] == [
        ("CA", "Restricted", False),
        ("US", "A form of it was withdrawn", False),
        ("US", "No longer marketed", False),
        ("US", "Marketed", True),
    ]


TOMORROW = now().date() + timedelta(days=1)
REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "status": ({"status": "banned"}, "/status", "It is one of marketed, restricted,"),
    "precision": ({"precision": "week"}, "/precision", "It is one of day, month, year"),
    "no place": ({"jurisdiction": "  "}, "/jurisdiction", "The jurisdiction is missing"),
    "long place": ({"jurisdiction": "x" * 21}, "/jurisdiction", "A jurisdiction has at most 20"),
    "no note": ({"note": " "}, "/note", "The note is missing"),
    "tomorrow": ({"since": TOMORROW}, "/since", "The day lies in the future"),
}


@pytest.mark.parametrize(("facts", "pointer", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_sense_is_refused_with_its_place(
    cast: Cast, facts: dict[str, Any], pointer: str, sentence: str
) -> None:
    make.store(cast.northgate)

    with pytest.raises(InvalidInput) as refusal:
        _say(cast, **facts)

    assert (refusal.value.status, refusal.value.pointer) == (400, pointer)
    assert refusal.value.detail.startswith(sentence)
    assert (_reasons(cast), _history(cast), _entries(cast)) == ([], [], [])


def test_what_is_no_drug_has_no_market(cast: Cast) -> None:
    make.store(cast.northgate)
    with tenant_scope(cast.northgate.pk):
        brace = Concept.objects.get(key="brace")

    with pytest.raises(InvalidInput) as refusal:
        _say(cast, drug=brace)

    assert refusal.value.pointer == "/drug"


@pytest.mark.parametrize(
    ("facts", "pointer"),
    [({"jurisdiction": "CA"}, "/jurisdiction"), ({"status": "marketed"}, "/since")],
    ids=["another place", "an entry that is there"],
)
def test_a_correction_moves_into_no_other_entrys_place(
    cast: Cast, facts: dict[str, Any], pointer: str
) -> None:
    make.store(cast.northgate)
    _say(cast, status="marketed")
    wrong = _say(cast)
    before = _history(cast)

    with pytest.raises(InvalidInput) as refusal:
        _say(cast, **facts, corrects=wrong.entry)

    assert refusal.value.pointer == pointer
    assert _history(cast) == before


@pytest.mark.parametrize("name", ["ada", "boris", "edda", "rosa", "nobody"])
def test_nobody_but_a_curator_says_so(cast: Cast, name: str) -> None:
    make.store(cast.northgate)
    actor = anonymous() if name == "nobody" else actor_of(getattr(cast, name))

    with pytest.raises(NotPermitted) as refusal:
        _say(cast, actor=actor)

    assert refusal.value.status == 403
    assert _history(cast) == []


@pytest.mark.parametrize("part", ["drug", "work", "corrects"])
def test_what_another_organisation_has_is_not_there(cast: Cast, part: str) -> None:
    for tenant in (cast.northgate, cast.harbour):
        make.store(tenant)
    kept = _say(cast)
    theirs = {"drug": kept.entry.drug, "work": kept.entry.work, "corrects": kept.entry}

    with tenant_scope(cast.harbour.pk), pytest.raises(NotFound) as refusal:
        set_drug_status(
            **{
                "drug": Concept.objects.get(key="denosumab"),
                "jurisdiction": "US",
                "precision": "month",
                "note": "The maker said so.",
                "work": Work.objects.get(),
                "actor": cast.hana_acting,
                **_ENDED,
                part: theirs[part],
            }
        )

    assert refusal.value.status == 404
    with tenant_scope(cast.harbour.pk):
        assert not DrugStatus.objects.exists()
