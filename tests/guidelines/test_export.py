"""Writing the store as a package: nothing is lost on the way out and in again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from apps.accounts.models import Tenant
from apps.guidelines.domain.package import read_package
from apps.guidelines.services.export_package import dump_package, export_package
from apps.guidelines.services.import_package import import_package
from core.actors import system
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast

DEMO = Path(settings.BASE_DIR) / "apps" / "guidelines" / "demo"

WHOLE: dict[str, Any] = {
    "section": "Treatment / Drugs",
    "setting": "Outpatient",
    "rationale": "Fewer fractures.",
    "practical_info": "Take it upright.",
    "review_due_on": "2027-01-31",
    "verbatim": True,
    "change": "new",
    "population": {
        "text": "women after the menopause",
        "age_min": 50.5,
        "age_unit": "a",
        "sex": "female",
        "excluded": "kidney failure",
        "codes": [{"system": "http://snomed.info/sct", "code": "64859006"}],
    },
    "actions": [
        {
            "role": "intervention",
            "text": "alendronate",
            "concept": "alendronate",
            "dose_value": 70,
            "dose_max": 70.25,
            "dose_unit": "mg",
            "route": "by mouth",
            "frequency": "weekly",
        },
        {"role": "outcome", "text": "hip fracture"},
    ],
    "judgements": [{"criterion": "balance", "judgement": "favours it", "text": "Clearly."}],
    "evidence": [
        {
            "outcome": "hip fracture",
            "importance": 9,
            "measure": "risk ratio",
            "estimate": 0.5,
            "ci_low": 0.25,
            "ci_high": 0.9,
            "participants": 12000,
            "certainty": 4,
            "downgrades": {"imprecision": 1, "notes": [1.5, None]},
        }
    ],
    "citations": [{"work": "acp-2023", "role": "supports", "locator": "p. 3", "quote": "…"}],
    "x": {"source": {"row": 7, "weight": 1.0, "odd": "\\u0000 is six characters"}},
}
LINK = {"from": "acp-bone/first", "to": "acp-bone/second", "kind": "same_as", "note": "Twins."}
CONFLICT = {
    "key": "first-or-second",
    "title": "which comes first",
    "intervention": "denosumab",
    "recommendations": ["acp-bone/second", "acp-bone/first"],
    "state": "settled",
    "settled_by": "Dr Boris",
    "settled_on": "2026-01-02",
    "reason": "They speak of different people.",
}


def whole_package() -> dict[str, Any]:
    """A package in which every kind of part has something to say."""
    first, second = make.default_recommendations()
    document = make.package(
        {**first, **WHOLE},
        {**second, "status": "withdrawn", "status_reason": "Harm.", "status_since": "2025-02-03"},
        conflicts=[CONFLICT],
        links=[LINK, {"from": "acp-bone/first", "to_uri": "urn:other", "kind": "adapted_from"}],
    )
    guideline = document["guidelines"][0]
    guideline |= {"living": True, "scope": "Bones", "x": {"code": [1, {"a": 2.5}]}}
    guideline["versions"].insert(
        0,
        {
            **guideline["versions"][0],
            "label": "2017",
            "status": "superseded",
            "published_on": "2017-05-09",
            "published_precision": "day",
            "recommendations": [first],
        },
    )
    guideline["versions"][1]["supersedes"] = "2017"
    return document


def _round(tenant: Tenant, document: dict[str, Any]) -> bytes:
    with tenant_scope(tenant.pk):
        import_package(package=read_package(document), actor=system("tests"))
        return dump_package()


DOCUMENTS = {
    "small": make.package(),
    "whole": whole_package(),
    **{path.stem: json.loads(path.read_text(encoding="utf-8")) for path in DEMO.glob("*.json")},
}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_export_then_import_then_export_is_the_same_to_the_byte(
    cast: Cast, document: dict[str, Any]
) -> None:
    first = _round(cast.northgate, document)

    second = _round(cast.harbour, json.loads(first))

    assert second == first


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_taking_in_what_was_written_changes_nothing(cast: Cast, document: dict[str, Any]) -> None:
    written = json.loads(_round(cast.northgate, document))

    with tenant_scope(cast.northgate.pk):
        plan = import_package(package=read_package(written), actor=system("tests"))

    assert not plan.is_change


def test_everything_that_was_said_is_written(cast: Cast) -> None:
    document = whole_package()

    written = json.loads(_round(cast.northgate, document))

    recommendation = written["guidelines"][0]["versions"][1]["recommendations"][0]
    assert {name: recommendation[name] for name in WHOLE} == {
        **WHOLE,
        "x": {"source": {**WHOLE["x"]["source"], "weight": 1}},
    }
    assert written["conflicts"][0]["settled_by"] == "Dr Boris"
    assert written["links"][1] == LINK


def test_a_part_of_the_store_comes_with_what_it_names_and_nothing_else(cast: Cast) -> None:
    other = make.package(make.recommendation("only", "Wear it.", interventions=["brace"]))
    other["guidelines"][0]["key"] = "other"
    make.store(cast.northgate)
    make.store(cast.northgate, other)

    with tenant_scope(cast.northgate.pk):
        part = export_package(["other"])

    assert [row["key"] for row in part["guidelines"]] == ["other"]
    assert [row["key"] for row in part["concepts"]] == ["brace", "osteoporosis"]


def test_nothing_of_another_organisation_is_written(cast: Cast) -> None:
    make.store(cast.northgate)

    with tenant_scope(cast.harbour.pk):
        assert export_package()["guidelines"] == []
