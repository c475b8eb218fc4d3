"""Taking a package into the store."""

from __future__ import annotations

from typing import Any

import pytest

from apps.guidelines.domain.package import read_package
from apps.guidelines.models import Concept, Conflict, DrugStatus, Guideline, RecommendationVersion
from apps.guidelines.services.import_package import ImportCounts, import_package
from core.actors import system
from core.errors import InvalidInput, WrongState
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast

CONFLICT = {
    "key": "first-or-second",
    "title": "which comes first",
    "intervention": "denosumab",
    "recommendations": ["acp-bone/first", "acp-bone/second"],
}


def _import(document: dict[str, Any]) -> ImportCounts:
    return import_package(package=read_package(document), actor=system("curator"))


def test_an_import_stores_its_recommendations_and_counts_them(cast: Cast) -> None:
    with tenant_scope(cast.northgate.pk):
        counts = _import(make.package(conflicts=[CONFLICT]))

        rows = RecommendationVersion.objects.order_by("ordinal")
        assert (counts.guidelines, counts.new, counts.unchanged) == (1, 2, 0)
        assert [row.strength for row in rows] == [3, 1]
        assert rows[1].for_those_who_cannot_take == ["bisphosphonate"]
        assert Conflict.objects.get().sides.count() == 2
        assert Guideline.objects.get().is_demonstration


def test_the_same_package_twice_changes_nothing(cast: Cast) -> None:
    with tenant_scope(cast.northgate.pk):
        _import(make.package(conflicts=[CONFLICT]))
        before = list(RecommendationVersion.objects.order_by("pk").values())

        counts = _import(make.package(conflicts=[CONFLICT]))

        assert (counts.new, counts.unchanged) == (0, 2)
        assert list(RecommendationVersion.objects.order_by("pk").values()) == before
        assert Conflict.objects.get().sides.count() == 2
        assert AuditEntry.objects.filter(action="guidelines.package.imported").count() == 1


def test_an_import_leaves_one_audit_entry(cast: Cast) -> None:
    with tenant_scope(cast.northgate.pk):
        _import(make.package())

        entry = AuditEntry.objects.get(action="guidelines.package.imported")
        assert entry.actor_name == "curator"
        assert entry.data == {"guidelines": 1, "new": 2, "unchanged": 0}


def test_a_package_that_changes_a_published_recommendation_is_refused_whole(cast: Cast) -> None:
    changed, second = make.default_recommendations()
    changed["statement"] = "Offer a bisphosphonate last."
    new = make.recommendation("third", "Consider walking.", interventions=["brace"])
    with tenant_scope(cast.northgate.pk):
        _import(make.package())

        with pytest.raises(WrongState, match="acp-bone/first is published") as refusal:
            _import(make.package(new, second, changed))

        assert (refusal.value.status, refusal.value.code) == (409, "wrong_state")
        assert RecommendationVersion.objects.count() == 2
        assert not RecommendationVersion.objects.filter(clinician__contains="last").exists()
        assert AuditEntry.objects.filter(action="guidelines.package.imported").count() == 1


def test_a_changed_rating_label_is_a_change_too(cast: Cast) -> None:
    first, second = make.default_recommendations()
    first["label_as_printed"] = "Strong"
    with tenant_scope(cast.northgate.pk):
        _import(make.package())

        with pytest.raises(WrongState):
            _import(make.package(first, second))


UNKNOWN: list[tuple[str, dict[str, Any]]] = [
    ("issuing body", {"bodies": []}),
    ("work", {"works": []}),
    ("concept", {"conflicts": [{**CONFLICT, "intervention": "nothing"}]}),
    ("acp-bone/third", {"conflicts": [{**CONFLICT, "recommendations": ["acp-bone/third"]}]}),
]


@pytest.mark.parametrize(("name", "parts"), UNKNOWN, ids=[name for name, _ in UNKNOWN])
def test_a_package_that_names_what_nobody_defines_is_refused(
    cast: Cast, name: str, parts: dict[str, Any]
) -> None:
    with tenant_scope(cast.northgate.pk):
        with pytest.raises(InvalidInput, match=name) as refusal:
            _import(make.package(**parts))

        assert (refusal.value.status, refusal.value.code) == (400, "invalid")
        assert not Guideline.objects.exists()
        assert not Concept.objects.exists()


@pytest.mark.parametrize(
    "part",
    [
        {"interventions": ["unheard-of"]},
        {"conditions": ["unheard-of"]},
        {"comparators": ["unheard-of"]},
        {"for_those_who_cannot_take": ["unheard-of"]},
    ],
    ids=lambda part: next(iter(part)),
)
def test_a_recommendation_on_a_concept_that_nobody_defines_is_refused(
    cast: Cast, part: dict[str, Any]
) -> None:
    with tenant_scope(cast.northgate.pk):
        with pytest.raises(InvalidInput, match="unheard-of"):
            _import(make.package(make.recommendation("first", "Offer it.", **part)))

        assert not RecommendationVersion.objects.exists()


def test_a_version_that_supersedes_an_unknown_one_is_refused(cast: Cast) -> None:
    document = make.package()
    document["guidelines"][0]["versions"][0]["supersedes"] = "1999"
    with tenant_scope(cast.northgate.pk):
        with pytest.raises(InvalidInput, match="1999"):
            _import(document)

        assert not Guideline.objects.exists()


def test_another_organisation_does_not_see_what_was_imported(cast: Cast) -> None:
    make.store(cast.northgate)

    with tenant_scope(cast.harbour.pk):
        assert not RecommendationVersion.objects.exists()
        assert not AuditEntry.objects.filter(action="guidelines.package.imported").exists()


def test_two_organisations_may_have_the_same_package(cast: Cast) -> None:
    make.store(cast.northgate)

    counts = make.store(cast.harbour)

    assert counts.new == 2


def test_a_second_package_adds_words_for_a_concept_and_takes_none_away(cast: Cast) -> None:
    other = make.package()
    other["concepts"][0]["terms"] = ["thin bones"]
    with tenant_scope(cast.northgate.pk):
        _import(make.package())

        _import(other)

        assert Concept.objects.get(key="osteoporosis").terms == ["brittle bones", "thin bones"]


def test_a_drug_status_is_kept_once(cast: Cast) -> None:
    status = {
        "drug": "denosumab",
        "jurisdiction": "EU",
        "status": "restricted",
        "since": "2014",
        "precision": "year",
        "note": "A note.",
        "work": "acp-2023",
    }
    with tenant_scope(cast.northgate.pk):
        _import(make.package(drug_statuses=[status]))
        _import(make.package(drug_statuses=[{**status, "note": "A better note."}]))

        assert DrugStatus.objects.get().note == "A better note."
