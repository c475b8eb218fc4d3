"""Small FHIR resources of our own, for the tests of the FHIR reader."""

from __future__ import annotations

import json
from typing import Any

from apps.guidelines.formats.fhir_reading import read_fhir
from apps.guidelines.formats.reading import Reading, SourceFile

Json = dict[str, Any]

CODES = "https://fevir.net/resources/CodeSystem/179423"
RJCS = "https://fevir.net/resources/CodeSystem/27834"
STRENGTH = "http://terminology.hl7.org/CodeSystem/recommendation-strength"
QUALITY = "http://terminology.hl7.org/CodeSystem/evidence-quality"
CQF = "http://hl7.org/fhir/StructureDefinition/cqf"
CPG = "http://hl7.org/fhir/uv/cpg/StructureDefinition/cpg"


def read(*resources: Any) -> Reading:
    """Each resource as a file of its own."""
    files = [
        SourceFile(f"{i}.json", json.dumps(resource).encode())
        for i, resource in enumerate(resources)
    ]
    return read_fhir(files)


def records(reading: Reading) -> list[Json]:
    assert reading.package is not None, reading.issues
    return [
        record
        for guideline in reading.package["guidelines"]
        for version in guideline["versions"]
        for record in version["recommendations"]
    ]


def codes_of(reading: Reading) -> list[str]:
    return [issue.code for issue in reading.issues]


def coded(code: str, system: str = CODES, display: str = "") -> Json:
    return {"coding": [{"system": system, "code": code, "display": display}]}


def section(code: str, text: str = "", *, status: str = "additional", **content: Any) -> Json:
    narrative = {"text": {"status": status, "div": f"<div>{text}</div>"}} if text else {}
    return {"title": code, "code": coded(code), **narrative, **content}


def recommendation(identity: str = "rec", **changes: Any) -> Json:
    parts = [
        section("recommendation-statement", "We suggest a brace for a stable fracture."),
        section("ratings", entry=[{"reference": "ArtifactAssessment/why"}]),
        section("population", entry=[{"reference": "Group/adults"}]),
    ]
    return {
        "resourceType": "Composition",
        "id": identity,
        "meta": {"profile": ["http://hl7.org/fhir/uv/ebm/StructureDefinition/recommendation"]},
        "status": "final",
        "title": "Recommendation: Bracing, Recommendation 2.1",
        "date": "2022-03",
        "section": [section("recommendation-specification", section=parts)],
        **changes,
    }


def guideline(**changes: Any) -> Json:
    entry = [{"reference": "Composition/rec"}]
    return {
        "resourceType": "Composition",
        "id": "guide",
        "meta": {"profile": ["http://hl7.org/fhir/uv/ebm/StructureDefinition/guideline"]},
        "status": "final",
        "title": "Guideline: Spine Care 2022",
        "date": "2022-03-04",
        "custodian": {"display": "Society of Spines"},
        "section": [section("recommendations", entry=entry)],
        **changes,
    }


def component(code: str, *classifier: Json) -> Json:
    return {"type": coded(code), "classifier": list(classifier)}


def justification(*components: Json, **changes: Any) -> Json:
    rated = components or (
        component("strength-of-recommendation", coded("RJCS-2002", RJCS, "WEAK expectation")),
        component("certainty-of-evidence", coded("RJCS-2005", RJCS)),
        component("direction-of-recommendation", coded("RJCS-2021", RJCS)),
    )
    return {
        "resourceType": "ArtifactAssessment",
        "id": "why",
        "artifactReference": {"reference": "Composition/rec"},
        "content": [{"type": coded("recommendation-specification"), "component": list(rated)}],
        **changes,
    }


def group(*characteristics: Json) -> Json:
    return {
        "resourceType": "Group",
        "id": "adults",
        "description": "Adults with a stable fracture",
        "characteristic": list(characteristics),
    }


def plan(number: str = "1", *, strength: str = "strong", **changes: Any) -> Json:
    """A rule of a guide whose release and date change, while its address stays."""
    ratings = [
        {
            "url": f"{CQF}-strengthOfRecommendation",
            "valueCodeableConcept": coded(strength, STRENGTH),
        },
        {"url": f"{CQF}-qualityOfEvidence", "valueCodeableConcept": coded("low", QUALITY)},
    ]
    return {
        "resourceType": "PlanDefinition",
        "id": f"spine-{number}",
        "url": f"http://example.org/guides/spine/PlanDefinition/spine-{number}",
        "version": "1.0",
        "date": "2023-05-01",
        "status": "draft",
        "title": f"PlanDefinition - 2022 Guideline for Spines: Recommendation #{number}",
        "description": "Clinicians should offer exercise to adults.",
        "publisher": "Society of Spines (SOS)",
        "action": [{"extension": ratings, "trigger": [{"type": "named-event"}], "title": "Order"}],
        **changes,
    }
