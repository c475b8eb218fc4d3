"""Taking a package into the store."""

from __future__ import annotations

from typing import Any

import pytest

from apps.guidelines.domain.package import read_package
from apps.guidelines.models import (
    Concept,
    Conflict,
    DrugStatus,
    Guideline,
    GuidelineVersion,
    RecommendationVersion,
)
from apps.guidelines.services.import_package import (
    ImportPlan,
    ImportRefused,
    import_package,
    plan_import,
)
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


def _import(document: dict[str, Any]) -> ImportPlan:
    return import_package(package=read_package(document), actor=system("curator"))


def test_an_import_stores_its_recommendations_and_counts_them(cast: Cast) -> None:
    with tenant_scope(cast.northgate.pk):
        counts = _import(make.package(conflicts=[CONFLICT]))

        rows = RecommendationVersion.objects.order_by("ordinal")
        assert (counts.guidelines, counts.rows["new"], counts.rows["unchanged"]) == (1, 2, 0)
        assert [row.strength for row in rows] == [3, 1]
        assert rows[1].for_those_who_cannot_take == ["bisphosphonate"]
        assert Conflict.objects.get().sides.count() == 2
        assert Guideline.objects.get().is_demonstration


def test_the_same_package_twice_changes_nothing(cast: Cast) -> None:
    with tenant_scope(cast.northgate.pk):
        _import(make.package(conflicts=[CONFLICT]))
        before = list(RecommendationVersion.objects.order_by("pk").values())

        counts = _import(make.package(conflicts=[CONFLICT]))

        assert counts.counts() == {"new": 0, "changed": 0, "unchanged": 2, "missing": 0}
        assert list(RecommendationVersion.objects.order_by("pk").values()) == before
        assert Conflict.objects.get().sides.count() == 2
        assert AuditEntry.objects.filter(action="guidelines.package.imported").count() == 1


def test_an_import_leaves_one_audit_entry(cast: Cast) -> None:
    with tenant_scope(cast.northgate.pk):
        _import(make.package())

        entry = AuditEntry.objects.get(action="guidelines.package.imported")
        assert entry.actor_name == "curator"
        assert entry.data == {
            "guidelines": 1,
            "new": 2,
            "changed": 0,
            "unchanged": 0,
            "missing": 0,
        }


def test_what_a_package_changes_becomes_a_new_edition_and_the_old_text_stays(cast: Cast) -> None:
    changed, second = make.default_recommendations()
    before = changed["statement"]
    changed["statement"] = "Offer a bisphosphonate last."
    new = make.recommendation("third", "Consider walking.", interventions=["brace"])
    with tenant_scope(cast.northgate.pk):
        _import(make.package())

        plan = _import(make.package(new, second, changed))

        assert plan.counts() == {"new": 1, "changed": 1, "unchanged": 1, "missing": 0}
        assert dict(GuidelineVersion.objects.values_list("label", "status")) == {
            "2023": "superseded",
            "2023, revision 2": "active",
        }
        first = RecommendationVersion.objects.filter(recommendation__key="first").order_by("pk")
        assert [(row.clinician, row.status, row.change) for row in first] == [
            (before, "superseded", ""),
            ("Offer a bisphosphonate last.", "active", "amended"),
        ]


def test_a_missing_recommendation_is_not_carried_forward_and_stays(cast: Cast) -> None:
    first, _ = make.default_recommendations()
    with tenant_scope(cast.northgate.pk):
        _import(make.package())

        plan = _import(make.package(first, label="2024"))

        second = RecommendationVersion.objects.get(recommendation__key="second")
        assert plan.rows["missing"] == 1
        assert (second.status, second.status_reason) == ("not_carried_forward", "Not in 2024")


def test_the_same_changed_package_twice_makes_one_edition(cast: Cast) -> None:
    first, second = make.default_recommendations()
    first["label_as_printed"] = "Strong"
    with tenant_scope(cast.northgate.pk):
        _import(make.package())
        _import(make.package(first, second))

        plan = _import(make.package(first, second))

        assert plan.counts() == {"new": 0, "changed": 0, "unchanged": 2, "missing": 0}
        assert GuidelineVersion.objects.count() == 2


def test_history_is_not_written_anew(cast: Cast) -> None:
    first, second = make.default_recommendations()
    with tenant_scope(cast.northgate.pk):
        _import(make.package())
        _import(make.package(label="2024"))
        second["statement"] = "Something that 2023 never said."

        with pytest.raises(ImportRefused) as refusal:
            _import(make.package(first, second))

        assert [issue.code for issue in refusal.value.issues] == ["published_changed"]
        assert GuidelineVersion.objects.count() == 2


def test_an_older_edition_does_not_take_the_place_of_a_newer_one(cast: Cast) -> None:
    older = make.package(label="1999")
    older["guidelines"][0]["versions"][0]["published_on"] = "1999-01-01"
    with tenant_scope(cast.northgate.pk):
        _import(make.package())

        with pytest.raises(ImportRefused) as refusal:
            _import(older)

        assert [issue.code for issue in refusal.value.issues] == ["older_than_active"]


def test_an_approved_plan_is_stored_only_while_it_is_still_true(cast: Cast) -> None:
    with tenant_scope(cast.northgate.pk):
        package = read_package(make.package())
        approved = plan_import(package=package).sha256
        _import(make.package(make.recommendation("other", "Offer something else.")))

        with pytest.raises(WrongState):
            import_package(package=package, actor=system("curator"), approved_sha256=approved)

        assert not RecommendationVersion.objects.filter(recommendation__key="first").exists()


def test_a_plan_writes_nothing(cast: Cast) -> None:
    with tenant_scope(cast.northgate.pk):
        plan = plan_import(package=read_package(make.package()))

        assert plan.rows["new"] == 2
        assert not Guideline.objects.exists()
        assert not Concept.objects.exists()


UNKNOWN: list[tuple[str, dict[str, Any]]] = [
    ("issuing body", {"bodies": []}),
    ("work", {"works": []}),
    ("concept", {"conflicts": [{**CONFLICT, "intervention": "nothing"}]}),
    ("acp-bone/third", {"conflicts": [{**CONFLICT, "recommendations": ["acp-bone/third"]}]}),
    (
        "acp-bone/third",
        {"links": [{"from": "acp-bone/first", "to": "acp-bone/third", "kind": "same_as"}]},
    ),
]


@pytest.mark.parametrize(("name", "parts"), UNKNOWN)
def test_a_package_that_names_what_nobody_defines_is_refused(
    cast: Cast, name: str, parts: dict[str, Any]
) -> None:
    with tenant_scope(cast.northgate.pk):
        with pytest.raises((InvalidInput, ImportRefused), match=name):
            _import(make.package(**parts))

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
        with pytest.raises(ImportRefused, match="unheard-of"):
            _import(make.package(make.recommendation("first", "Offer it.", **part)))

        assert not RecommendationVersion.objects.exists()


def test_a_version_that_supersedes_an_unknown_one_is_refused(cast: Cast) -> None:
    document = make.package()
    document["guidelines"][0]["versions"][0]["supersedes"] = "1999"
    with tenant_scope(cast.northgate.pk):
        with pytest.raises(ImportRefused, match="1999"):
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

    assert counts.rows["new"] == 2


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
