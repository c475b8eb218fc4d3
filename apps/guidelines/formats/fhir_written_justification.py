"""The ArtifactAssessment that justifies a recommendation: grade, judgements, citations.

Each label stands in our own code system, as its source prints it, beside the code that EBMonFHIR's
users know, where there is one.
"""

from __future__ import annotations

from typing import Any, Final

from apps.guidelines.domain.grading import DIRECTION_NAMES, Direction
from apps.guidelines.formats.fhir_grading import OWN_DIRECTION, OWN_SYSTEM
from apps.guidelines.formats.fhir_import import BASE
from apps.guidelines.formats.fhir_json import Json
from apps.guidelines.formats.fhir_written import (
    EBM,
    RJCS,
    Sheaf,
    coded,
    fevir_type,
    own_extension,
    pruned,
    reference,
    survives,
)
from apps.guidelines.formats.fhir_written_actions import CERTAINTY_CODES

_DIRECTION_CODES: Final = {"for": "RJCS-2021", "either": "RJCS-2023", "against": "RJCS-2025"}
_STRENGTH_CODES: Final = {3: "RJCS-2001", 1: "RJCS-2002"}
_AXIS_TYPES: Final = {
    "strength": ("strength-of-recommendation", "RJCS-1000"),
    "certainty": ("certainty-of-evidence", "RJCS-1001"),
    "direction": ("direction-of-recommendation", "RJCS-1014"),
}
_CRITERIA: Final = {
    "problem": "RJCS-1003",
    "desirable": "RJCS-1004",
    "undesirable": "RJCS-1005",
    "values": "RJCS-1006",
    "balance": "RJCS-1007",
    "resources": "RJCS-1008",
    "cost_effectiveness": "RJCS-1009",
    "equity": "RJCS-1010",
    "acceptability": "RJCS-1011",
    "feasibility": "RJCS-1012",
    "competing_interests": "RJCS-1002",
}
# FHIR has no type for what contradicts a recommendation; the role stands in our extension.
_ROLES: Final = {
    "source_document": "derived-from",
    "supports": "supports",
    "contradicts": "documentation",
    "background": "citation",
}


def write_justification(
    record: Json, name: tuple[str, ...], evidence: list[str], sheaf: Sheaf
) -> str:
    """The reference to it."""
    artifacts = [_citation(item) for item in record.get("citations", [])]
    artifacts += [
        {"type": "justification", "resourceReference": {"reference": item}} for item in evidence
    ]
    judgements = [_judgement(item) for item in record.get("judgements", [])]
    parts = [
        _part(
            "recommendation-specification",
            "RJCS-content0",
            summary=record.get("statement"),
            component=_grade(record),
        ),
        _part("evidence", "RJCS-content1", relatedArtifact=artifacts) if artifacts else {},
        _part("judgments", "RJCS-content2", component=judgements) if judgements else {},
    ]
    body = {
        "meta": {"profile": [f"{EBM}/recommendation-justification"]},
        "title": f"Justification for {name[0]}/{name[2]}",
        "artifactReference": reference("Composition", *name),
        "content": [part for part in parts if part],
    }
    return sheaf.add("ArtifactAssessment", name, body)


def _part(code: str, rjcs: str, **content: Any) -> Json:
    return pruned({"informationType": "container", "type": fevir_type(code, rjcs), **content})


def _grade(record: Json) -> list[Json]:
    """Direction, then the common scales, then every label, then the label as printed."""
    direction, label = record["direction"], record.get("label_as_printed")
    pointing = [{"system": OWN_DIRECTION, "code": direction}]
    if direction in _DIRECTION_CODES:
        pointing.append({"system": RJCS, "code": _DIRECTION_CODES[direction]})
    components = [_component("direction", pointing, DIRECTION_NAMES[Direction(direction)])]
    axes = ("strength", _STRENGTH_CODES), ("certainty", CERTAINTY_CODES)
    for axis, codes in axes:
        level = record.get(axis)
        if level is not None:
            scale = [{"system": f"{BASE}/CodeSystem/{axis}", "code": str(level)}]
            known = [{"system": RJCS, "code": codes[level]}] if level in codes else []
            components.append(_component(axis, scale + known))
    components += [_rating(rating) for rating in record.get("ratings", [])]
    if label:
        printed = {"system": f"{BASE}/CodeSystem/printed-label", "display": label}
        components.append(_component("printed", [printed], label))
    return components


def _component(axis: str, codings: list[Json], text: str = "") -> Json:
    code, rjcs = _AXIS_TYPES.get(axis, ("ratings", ""))
    return {
        "informationType": "rating",
        "type": fevir_type(code, rjcs),
        "classifier": [pruned({"coding": codings, "text": text})],
    }


def _rating(rating: Json) -> Json:
    coding = {
        "system": f"{OWN_SYSTEM}{rating['system']}",
        "version": rating.get("system_version", ""),
        "code": rating["label"],
        "display": rating.get("printed", rating["label"]),
    }
    component = _component(rating["axis"], [pruned(coding)])
    return {**component, "extension": own_extension("rating", {"axis": rating["axis"]})}


def _judgement(item: Json) -> Json:
    criterion = item["criterion"]
    own = {"system": f"{BASE}/CodeSystem/criteria", "code": criterion}
    known = [{"system": RJCS, "code": _CRITERIA[criterion]}] if criterion in _CRITERIA else []
    kept: Json = {"criterion": criterion}
    for field in ("judgement", "text"):
        kept |= {field: item[field]} if item.get(field) and not survives(item[field]) else {}
    return pruned({
        "extension": own_extension("judgement", kept),
        "informationType": "rating",
        "type": {"coding": [own, *known]},
        "classifier": [{"text": item["judgement"]}] if item.get("judgement") else [],
        "summary": item.get("text"),
    })  # fmt: skip


def _citation(item: Json) -> Json:
    facts = {key: item.get(key) for key in ("role", "locator", "quote")}
    return {
        "extension": own_extension("citation", facts),
        "type": _ROLES[item["role"]],
        "classifier": [coded(f"{BASE}/CodeSystem/citation-role", item["role"])],
        "resourceReference": reference("Citation", item["work"]),
    }
