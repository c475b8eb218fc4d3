"""One Recommendation Composition as a record: statement, grade, population, actions, evidence."""

from __future__ import annotations

from typing import Final

from apps.guidelines.formats.fhir_actions import actions_of_plan
from apps.guidelines.formats.fhir_evidence import evidence_profile
from apps.guidelines.formats.fhir_grading import read_grading
from apps.guidelines.formats.fhir_guideline import standing_of
from apps.guidelines.formats.fhir_import import FhirImport, own_fields, raw
from apps.guidelines.formats.fhir_json import (
    Json,
    as_object,
    as_objects,
    as_text,
    code_words,
    date_of,
    extension_text,
    first_text,
    stated,
)
from apps.guidelines.formats.fhir_population import NOT_STATED, Population, population_of_group
from apps.guidelines.formats.fhir_sections import (
    Justification,
    artifact_of,
    entries_of,
    is_justification,
    read_justification,
    section_text,
    sections_of,
)
from apps.guidelines.formats.fhir_set import Resource
from apps.guidelines.formats.fhir_works import citations_of

_RATED: Final = ("ratings", "recommendation-statement", "justification", "evidence")


def read_record(resource: Resource, desk: FhirImport) -> Json | None:
    """The record without its key, or None where no statement can be read: an issue says so."""
    sections = sections_of(resource.body)
    assessments = _assessments(resource, sections, desk)
    justification = read_justification(assessments, resource, desk)
    plans = entries_of(sections, resource, desk, "action")
    statement = _statement(sections, justification, plans)
    if not statement:
        _say_missing(resource, sections, desk)
        return None
    for used in (resource, *assessments):
        used.use(resource.where)
    grading = read_grading(justification.said, statement)
    desk.report(grading.problems, resource)
    population, groups = _population(resource, sections, desk)
    actions, interventions = _actions(resource, sections, desk)
    record: Json = {
        "statement": statement,
        **grading.facts,
        "population": population.document(),
        "conditions": list(dict.fromkeys(population.conditions)),
        "interventions": interventions,
        "actions": actions,
        "rationale": first_text(section_text(sections, "discussion"), justification.summary),
        "remarks": section_text(sections, "summary", "subgroup-considerations"),
        "practical_info": _practical(sections),
        "judgements": justification.judgements,
        **_evidence(resource, sections, justification, desk),
        "verbatim": True,
        "x": _extra(resource, [resource, *assessments, *groups, *plans]),
    }
    return stated(_as_ours(record, resource))


def _assessments(
    resource: Resource, sections: dict[str, list[Json]], desk: FhirImport
) -> list[Resource]:
    """Those that its sections name, then those that say that they are about it."""
    named = entries_of(sections, resource, desk, *_RATED)
    about = [a for a in desk.resources.of("ArtifactAssessment") if artifact_of(a, desk) is resource]
    found = [a for a in [*named, *about] if a.kind == "ArtifactAssessment" and is_justification(a)]
    return list({id(item): item for item in found}.values())


def _statement(
    sections: dict[str, list[Json]], justification: Justification, plans: list[Resource]
) -> str:
    """The section's text; where a program made that of the assessment, the assessment's."""
    written = section_text(sections, "recommendation-statement")
    texts = [as_object(item.get("text")) for item in sections.get("recommendation-statement", [])]
    is_generated = any(text.get("status") == "generated" for text in texts)
    if justification.statement and (is_generated or not written):
        return justification.statement
    return written or first_text(*(plan.body.get("description") for plan in plans))


def _say_missing(resource: Resource, sections: dict[str, list[Json]], desk: FhirImport) -> None:
    reasons = [
        code_words(s.get("emptyReason")) for s in sections.get("recommendation-statement", [])
    ]
    if any("withheld" in words for words in reasons):
        code, message = "statement_withheld", "its licence does not allow the statement to be given"
    else:
        code, message = "no_statement", "it has no statement"
    desk.reading.warning(code, resource.where, f"{resource.name} is left out: {message}")
    desk.explained.add(resource.where)


def _population(
    resource: Resource, sections: dict[str, list[Json]], desk: FhirImport
) -> tuple[Population, list[Resource]]:
    """Of the groups that its population names; the section's own text stands in for theirs."""
    groups = entries_of(sections, resource, desk, "population")
    subject = desk.resources.find(resource.body.get("subject"), resource)
    groups += [subject] if subject is not None and not groups else []
    found = Population()
    for group in groups:
        group.use(resource.where)
        found = population_of_group(group.body, desk.builder)
        break
    found.text = found.text or section_text(sections, "population")
    return found, groups[:1]


def _actions(
    resource: Resource, sections: dict[str, list[Json]], desk: FhirImport
) -> tuple[list[Json], list[str]]:
    """Of its plan and the opposite one; without a plan, the section's text is the action."""
    actions: list[Json] = []
    interventions: list[str] = []
    for code, role in (("action", "intervention"), ("opposite-action", "comparator")):
        before = len(actions)
        for plan in entries_of(sections, resource, desk, code):
            found, concepts = actions_of_plan(plan, role, resource.where, desk)
            actions += found
            interventions += concepts if role == "intervention" else []
        text = section_text(sections, code)
        if text and len(actions) == before:
            actions.append({"role": role, "text": text})
    return actions, list(dict.fromkeys(interventions))


def _practical(sections: dict[str, list[Json]]) -> str:
    codes = ("implementation-considerations", "monitoring-considerations")
    return "\n".join(filter(None, (section_text(sections, code) for code in codes)))


def _evidence(
    resource: Resource,
    sections: dict[str, list[Json]],
    justification: Justification,
    desk: FhirImport,
) -> Json:
    """Rows of the profile, and citations: of the assessments, the references and relations."""
    pointed = [(part.get("resourceReference"), near) for part, near in justification.artifacts]
    found = [desk.resources.find(reference, near) for reference, near in pointed if reference]
    found += entries_of(sections, resource, desk, "evidence", "references", "summary-of-findings")
    profiles = []
    for item in {id(item): item for item in found if item and item.kind == "Evidence"}.values():
        item.use(resource.where)
        profiles.append(evidence_profile(item.body))
    citations = []
    for artifact, near in [*justification.artifacts, *_relations(resource)]:
        citations += citations_of([artifact], near, resource.where, desk)
    return {"evidence": profiles, "citations": _once(citations)}


def _relations(resource: Resource) -> list[tuple[Json, Resource]]:
    """Relations to publications; those to other recommendations become links."""
    return [
        (artifact, resource)
        for artifact in as_objects(resource.body.get("relatesTo"))
        if "Citation/" in as_text(as_object(artifact.get("resourceReference")).get("reference"))
    ]


def _once(items: list[Json]) -> list[Json]:
    kept: list[Json] = []
    for item in items:
        if item not in kept:
            kept.append(item)
    return kept


def _extra(resource: Resource, sources: list[Resource]) -> Json:
    """The raw resources, and dates for which a recommendation has no field."""
    names = {"approved_on": "approvaldate", "last_reviewed_on": "lastreviewdate"}
    dates = {key: date_of(extension_text(resource.body, tail))[0] for key, tail in names.items()}
    found = {key: date for key, date in dates.items() if date}
    return {"source": raw(*{id(item): item for item in sources}.values()), **found}


def _as_ours(record: Json, resource: Resource) -> Json:
    """Of what fhir_writing wrote: no raw source, and the fields that FHIR has no place for. Others
    may be out of force.
    """
    own = own_fields(resource.body, "recommendation")
    if not own:
        return {**record, **standing_of(resource)}
    if record["population"]["text"] == NOT_STATED:
        record["population"] = {**record["population"], "text": ""}
    return {**record, "x": {}, "verbatim": False, **own}
