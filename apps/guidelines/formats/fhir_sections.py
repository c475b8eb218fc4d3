"""The sections of a Composition by code, and the items of an ArtifactAssessment by type."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from apps.guidelines.formats.fhir_grading import Said
from apps.guidelines.formats.fhir_import import FhirImport, own_fields
from apps.guidelines.formats.fhir_json import (
    Json,
    as_list,
    as_object,
    as_objects,
    as_text,
    code_words,
    concept_text,
    nested,
    slug,
    url_tail,
    value_of,
)
from apps.guidelines.formats.fhir_set import Resource

# What FEvIR writes into a section that is empty.
NOTHING: Final = ("[no data.]", "[no data]")
# Type codes of EBMonFHIR and of the code system 27834 (FEvIR), and the axis that they rate.
_AXES: Final = {
    "strength-of-recommendation": "strength",
    "rjcs-1000": "strength",
    "direction-of-recommendation": "direction",
    "rjcs-1014": "direction",
    "certainty-of-evidence": "certainty",
    "quality-of-evidence": "certainty",
    "overall-certainty-of-evidence": "certainty",
    "rjcs-1001": "certainty",
    "ratings": "rating",
}
_CRITERIA: Final = {
    "problem-importance": "problem",
    "rjcs-1003": "problem",
    "desirable-effects": "desirable",
    "rjcs-1004": "desirable",
    "undesirable-effects": "undesirable",
    "rjcs-1005": "undesirable",
    "preferences": "values",
    "values-preferences": "values",
    "rjcs-1006": "values",
    "net-effect": "balance",
    "rjcs-1007": "balance",
    "costs": "resources",
    "rjcs-1008": "resources",
    "cost-effectiveness": "cost_effectiveness",
    "rjcs-1009": "cost_effectiveness",
    "equity": "equity",
    "rjcs-1010": "equity",
    "acceptability": "acceptability",
    "rjcs-1011": "acceptability",
    "feasibility": "feasibility",
    "rjcs-1012": "feasibility",
    "competing-interests": "competing_interests",
    "rjcs-1002": "competing_interests",
}
_OTHER_PROFILES: Final = ("comment", "comparison", "adaptation", "classification")


def sections_of(composition: Json) -> dict[str, list[Json]]:
    """Every section at any depth by its codes, else its title."""
    found: dict[str, list[Json]] = {}
    for section in nested(composition.get("section"), "section"):
        words = code_words(section.get("code")) or [slug(as_text(section.get("title")))]
        for word in words:
            found.setdefault(word, []).append(section)
    return found


def section_text(sections: dict[str, list[Json]], *codes: str) -> str:
    """The first text under these codes; a section that says that it is empty has none."""
    for code in codes:
        for section in sections.get(code, []):
            text = as_text(as_object(section.get("text")).get("div"))
            if text and text.lower() not in NOTHING and not section.get("emptyReason"):
                return text
    return ""


def entries_of(
    sections: dict[str, list[Json]], near: Resource, desk: FhirImport, *codes: str
) -> list[Resource]:
    """The resources of the set that sections of these codes name."""
    named = [e for c in codes for s in sections.get(c, []) for e in as_objects(s.get("entry"))]
    found = (desk.resources.find(entry, near) for entry in named)
    return list({id(item): item for item in found if item is not None}.values())


def artifact_of(assessment: Resource, desk: FhirImport) -> Resource | None:
    """What an ArtifactAssessment is about."""
    keys = ("artifactReference", "artifactCanonical", "artifactUri", "artifact")
    named = next((assessment.body[key] for key in keys if key in assessment.body), None)
    return desk.resources.find(named, assessment)


def profiles_of(body: Json) -> list[str]:
    return [url_tail(profile) for profile in as_list(as_object(body.get("meta")).get("profile"))]


def is_justification(assessment: Resource) -> bool:
    return not any(p.startswith(_OTHER_PROFILES) for p in profiles_of(assessment.body))


@dataclass(slots=True)
class Justification:
    """What the assessments of one recommendation say, in their order."""

    said: list[Said] = field(default_factory=list)
    statement: str = ""
    summary: str = ""
    judgements: list[Json] = field(default_factory=list)
    artifacts: list[tuple[Json, Resource]] = field(default_factory=list)


def read_justification(
    assessments: list[Resource], about: Resource, desk: FhirImport
) -> Justification:
    """The statement is taken only of an assessment that is about this very recommendation."""
    found = Justification()
    for assessment in assessments:
        is_own = artifact_of(assessment, desk) is about
        system_name = ""
        for item in nested(assessment.body.get("content"), "component"):
            words = set(code_words(item.get("type")))
            values = as_list(item.get("classifier")) or as_list(value_of(item))
            if "rating-system" in words:
                system_name = concept_text(values) or as_text(item.get("summary"))
            found.artifacts += [
                (part, assessment) for part in as_objects(item.get("relatedArtifact"))
            ]
            _take_said(found, words, values, item, system_name)
            _take_judgement(found, words, values, item)
            _take_texts(found, words, item, is_own=is_own)
    return found


def _take_said(
    found: Justification, words: set[str], values: list[Any], item: Json, system_name: str
) -> None:
    axis = next((_AXES[word] for word in words if word in _AXES), None)
    if axis:
        name = system_name if axis == "rating" else ""
        axis = own_fields(item, "rating").get("axis", axis)
        found.said += [Said(axis, value, name) for value in values if concept_text(value)]


def _take_judgement(found: Justification, words: set[str], values: list[Any], item: Json) -> None:
    criterion = next((_CRITERIA[word] for word in words if word in _CRITERIA), None)
    own = own_fields(item, "judgement")
    judgement, text = concept_text(values)[:200], as_text(item.get("summary"))
    if (criterion and (judgement or text)) or "criterion" in own:
        made = {"criterion": criterion, "judgement": judgement, "text": text, **own}
        kept = {key: value for key, value in made.items() if value}
        found.judgements += [kept] if kept not in found.judgements else []


def _take_texts(found: Justification, words: set[str], item: Json, *, is_own: bool) -> None:
    text = as_text(item.get("summary"))
    if is_own and words & {"recommendation-specification", "recommendation-statement"}:
        found.statement = found.statement or text
    if words & {"justification", "discussion", "rjcs-1013"} and text not in found.summary:
        found.summary = "\n".join(filter(None, (found.summary, text)))
