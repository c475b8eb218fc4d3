"""Which version of FHIR a resource has, told by its shape: labels and names are often wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

_TERMINOLOGY: Final = ("CodeSystem", "ConceptMap", "NamingSystem", "ValueSet")
_QUESTIONNAIRES: Final = ("Questionnaire", "QuestionnaireResponse")
# Types that carry recommendations or what these refer to; others are patients' data and the like.
_OF_GUIDELINES: Final = (
    "ActivityDefinition",
    "ArtifactAssessment",
    "Bundle",
    "Citation",
    "Composition",
    "Evidence",
    "EvidenceReport",
    "EvidenceVariable",
    "Group",
    "Organization",
    "PlanDefinition",
    "PublicationRecord",
    "ResearchElementDefinition",
)
_ONLY_R6: Final = ("PublicationRecord",)
_SINCE_R5: Final = ("ArtifactAssessment", "Citation", "EvidenceReport")
# In R5 the cited side of these is `relatedArtifact`; `relatesTo` came with R6 (6.0.0-ballot5).
_RELATES_SINCE_R6: Final = ("ArtifactAssessment", "Evidence", "EvidenceVariable", "PlanDefinition")
_EBM: Final = "hl7.org/fhir/uv/ebm/"
# Levels of actions that are looked into for what only STU3 has.
_DEEPEST: Final = 12


def kind_of_resource(resource: dict[str, Any]) -> str:
    """fhir_r6, fhir_r5, fhir_r4, fhir_stu3, or what it is instead of recommendations."""
    name = resource.get("resourceType")
    if name in _TERMINOLOGY:
        return "terminology"
    if name in _QUESTIONNAIRES:
        return "questionnaire"
    if name == "Library":
        return "logic"
    if name not in _OF_GUIDELINES:
        return "fhir_other"
    if name == "Bundle":
        return _kind_of_bundle(resource)
    return f"fhir_{_version_of(resource)}"


def _kind_of_bundle(bundle: dict[str, Any]) -> str:
    entries = bundle.get("entry")
    resources = [
        entry["resource"]
        for entry in (entries if isinstance(entries, list) else [])
        if isinstance(entry, dict) and isinstance(entry.get("resource"), dict)
    ]
    kinds = {kind_of_resource(r) for r in resources if r.get("resourceType") != "Bundle"}
    found = next((k for k in ("fhir_r6", "fhir_r5", "fhir_stu3") if k in kinds), "")
    return found or f"fhir_{_labelled(bundle) or 'r4'}"


def _version_of(resource: dict[str, Any]) -> str:
    """By shape first; a label only where the shape fits several versions."""
    if _is_r6(resource):
        return "r6"
    if _is_r5(resource):
        return "r5"
    if _is_stu3(resource):
        return "stu3"
    return _labelled(resource) or "r4"


def _labelled(resource: dict[str, Any]) -> str:
    versions = {"6": "r6", "5": "r5", "4": "r4", "3": "stu3"}
    label = resource.get("fhirVersion")
    return versions.get(label[:1], "") if isinstance(label, str) else ""


def _is_r6(resource: dict[str, Any]) -> bool:
    name = resource.get("resourceType")
    if name in _ONLY_R6 or (name == "ArtifactAssessment" and "status" in resource):
        return True
    relations = _objects(resource.get("relatesTo"))
    if name in _RELATES_SINCE_R6 and relations:
        return True
    return name == "Composition" and any(
        isinstance(relation.get("type"), dict)
        or ("type" in relation and any(key.startswith("target") for key in relation))
        for relation in relations
    )


def _is_r5(resource: dict[str, Any]) -> bool:
    name = resource.get("resourceType")
    if name in _SINCE_R5 or _has_ebm_profile(resource):
        return True
    if name == "Group":
        return "membership" in resource
    if name == "Composition":
        return "url" in resource or any("type" in r for r in _objects(resource.get("relatesTo")))
    return any(key.startswith("versionAlgorithm") for key in resource)


def _has_ebm_profile(resource: dict[str, Any]) -> bool:
    meta = resource.get("meta")
    profiles = meta.get("profile") if isinstance(meta, dict) else None
    return isinstance(profiles, list) and any(_EBM in str(profile) for profile in profiles)


def _is_stu3(resource: dict[str, Any]) -> bool:
    """References where R4 has canonical addresses, and expressions that are bare texts."""
    if any("reference" in library for library in _objects(resource.get("library"))):
        return True
    if any(isinstance(a.get("resource"), dict) for a in _objects(resource.get("relatedArtifact"))):
        return True
    return "contributor" in resource or any(
        isinstance(action.get("definition"), dict)
        or "triggerDefinition" in action
        or any(isinstance(c.get("expression"), str) for c in _objects(action.get("condition")))
        for action in _actions(resource)
    )


def _actions(resource: dict[str, Any]) -> Iterator[dict[str, Any]]:
    level = _objects(resource.get("action"))
    for _ in range(_DEEPEST):
        yield from level
        level = [inner for action in level for inner in _objects(action.get("action"))]


def _objects(value: Any) -> list[dict[str, Any]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []
