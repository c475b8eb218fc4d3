"""Why a FHIR resource is no recommendation and belongs to none: the sentence for its kind."""

from __future__ import annotations

from typing import Final

from apps.guidelines.formats.fhir_import import FhirImport
from apps.guidelines.formats.fhir_json import as_list, as_text, code_words, extensions, nested
from apps.guidelines.formats.fhir_r5 import is_guideline
from apps.guidelines.formats.fhir_sections import profiles_of
from apps.guidelines.formats.fhir_set import Resource

_KINDS: Final = {
    "Library": ("logic", "it holds logic for software (CQL), which this store does not run"),
    "ActivityDefinition": (
        "activity",
        "it defines an action, but no recommendation in this upload orders it",
    ),
    "Questionnaire": ("questionnaire", "it is a form with questions"),
    "CodeSystem": ("terminology", "it is a list of codes"),
    "ValueSet": ("terminology", "it is a list of codes"),
    "ConceptMap": ("terminology", "it is a list of codes"),
    "StructureDefinition": ("definition", "it defines a shape of data"),
    "ImplementationGuide": ("definition", "it describes a set of resources"),
    "Evidence": ("evidence", "it is a finding that no recommendation in this upload names"),
    "EvidenceReport": ("evidence", "it is a report of findings, not a recommendation"),
    "EvidenceVariable": ("evidence", "it defines a variable of a study"),
    "ResearchStudy": ("evidence", "it describes a study"),
    "Citation": ("citation", "it is a citation that no recommendation in this upload names"),
    "PublicationRecord": (
        "citation",
        "it is a citation that no recommendation in this upload names",
    ),
    "Group": ("group", "it describes people, but no recommendation in this upload is for them"),
    "Organization": ("organization", "no guideline in this upload names it"),
    "Composition": ("document", "it is a document that holds no recommendation"),
    "Bundle": ("empty", "it is a Bundle without entries"),
}
_ASSESSMENTS: Final = {
    "comment": "it is a comment on another resource",
    "comparison": "it compares two resources",
    "adaptation": "it reports how a recommendation was adapted",
    "classification": "it classifies another resource",
}


def explain_unused(desk: FhirImport) -> None:
    """An issue for every resource that no record was made of or with, and a note for the others."""
    for resource in desk.resources.items:
        if resource.where in desk.explained:
            continue
        if resource.uses:
            names = dict.fromkeys(desk.names.get(use, use) for use in resource.uses)
            desk.reading.info(
                "used", resource.where, f"{resource.name} is part of {', '.join(names)}"
            )
        elif resource.holder is None or not resource.holder.uses:
            code, reason = _reason(resource)
            desk.reading.warning(code, resource.where, f"{resource.name} is left out: {reason}")
        else:
            code, reason = _reason(resource)
            desk.reading.info(code, resource.where, f"{resource.name} is left out: {reason}")


def _reason(resource: Resource) -> tuple[str, str]:
    body = resource.body
    if resource.kind == "PlanDefinition":
        return "not_a_recommendation", _reason_of_plan(body)
    if resource.kind == "ArtifactAssessment":
        profile = next((p for p in profiles_of(body) if p in _ASSESSMENTS), "")
        about = "it judges something that is no recommendation of this upload"
        return "assessment", _ASSESSMENTS.get(profile, about)
    if resource.kind == "Composition" and is_guideline(body):
        return "empty_guideline", "none of the recommendations that it lists is in this upload"
    fallback = (
        "not_a_recommendation",
        f"a resource of the type {resource.kind} is no recommendation",
    )
    return _KINDS.get(resource.kind, fallback)


def _reason_of_plan(body: dict[str, object]) -> str:
    """A plan without rating or statement is a trigger or decision table of software."""
    actions = list(nested(body.get("action"), "action"))
    has_rating = any(
        extensions(
            part, "strengthofrecommendation", "qualityofevidence", "directionofrecommendation"
        )
        for part in [body, *actions]
    )
    what = (
        "an order set" if "order-set" in code_words(body.get("type")) else "a trigger of software"
    )
    if any(as_list(action.get("condition")) for action in actions):
        what = "a decision table" if what != "an order set" else what
    missing = "has no statement" if has_rating else "has no strength, certainty or direction"
    title = as_text(body.get("title"))
    return f"{title + ': ' if title else ''}a PlanDefinition is {what}; this one {missing}"
