"""A recommendation as a Composition of EBMonFHIR, with all that it names."""

from __future__ import annotations

from typing import Final

from apps.guidelines.formats.fhir_import import BASE
from apps.guidelines.formats.fhir_json import Json
from apps.guidelines.formats.fhir_written import (
    EBM,
    Sheaf,
    fevir_type,
    fhir_id,
    narrative,
    own_extension,
    section,
    survives,
    withheld_section,
)
from apps.guidelines.formats.fhir_written_actions import (
    write_actions,
    write_evidence,
    write_population,
)
from apps.guidelines.formats.fhir_written_justification import write_justification

_SECTIONS: Final = {
    "rationale": ("discussion", "Discussion"),
    "remarks": ("summary", "Overall Considerations Summary"),
    "practical_info": ("implementation-considerations", "Implementation Considerations"),
}
# What the resources themselves hold; every other field goes into our extension.
_NATIVE: Final = {
    *("statement", "population", "actions", "judgements", "evidence", "citations", "ratings"),
    *_SECTIONS,
}
_STATES: Final = {
    "superseded": "deprecated",
    "withdrawn": "cancelled",
    "not_carried_forward": "cancelled",
}


def write_record(
    record: Json,
    guideline: Json,
    head: Json,
    relations: list[Json],
    sheaf: Sheaf,
    *,
    withheld: bool,
) -> Json:
    """The reference to its Composition. `head` are the elements that it has of its version; of a
    withheld text the Composition says that it is withheld, and has the link.
    """
    name = (guideline["key"], head["version"], record["key"])
    group = write_population(record, name, sheaf)
    plans = write_actions(record, name, sheaf)
    evidence = write_evidence(record, name, sheaf)
    assessment = write_justification(record, name, evidence, sheaf)
    sections = [
        _specification(record, assessment, group, plans, withheld=withheld),
        section("justification", "Justification", entry=[{"reference": assessment}]),
        *_texts(record),
    ]
    if evidence:
        sections.append(section("evidence", "Evidence", entry=[{"reference": e} for e in evidence]))
    body = {
        **head,
        "meta": {"profile": [f"{EBM}/recommendation"]},
        "extension": own_extension("recommendation", _own(record)),
        "url": f"{BASE}/Composition/{fhir_id(*name)}",
        "identifier": [{"system": f"{BASE}/recommendation", "value": f"{name[0]}/{name[2]}"}],
        "status": _STATES.get(record.get("status", ""), head["status"]),
        "type": fevir_type("Recommendation"),
        "title": f"{guideline['title']}: {record.get('number') or record['key']}",
        "relatesTo": [*relations, *(_link_to(guideline) if withheld else [])],
        "section": sections,
    }
    return {"reference": sheaf.add("Composition", name, body), "type": "Composition"}


def _specification(
    record: Json, assessment: str, group: str, plans: dict[str, str], *, withheld: bool
) -> Json:
    parts = [
        _statement(record, assessment, withheld=withheld),
        section("ratings", "Recommendation Ratings", entry=[{"reference": assessment}]),
        section("population", "Population", entry=[{"reference": group}]),
    ]
    for code, title in (("action", "Action"), ("opposite-action", "Opposite Action")):
        if code in plans:
            parts.append(section(code, title, entry=[{"reference": plans[code]}]))
    return section("recommendation-specification", "Recommendation Specification", section=parts)


def _texts(record: Json) -> list[Json]:
    """Sections for the texts that the profile has a place for; remarks are considerations."""
    texts = {
        field: section(code, title, text=narrative(record[field]))
        for field, (code, title) in _SECTIONS.items()
        if record.get(field)
    }
    considered = [texts[field] for field in ("remarks", "practical_info") if field in texts]
    discussed = [texts["rationale"]] if "rationale" in texts else []
    if not considered:
        return discussed
    return [section("considerations", "Considerations", section=considered), *discussed]


def _statement(record: Json, assessment: str, *, withheld: bool) -> Json:
    if withheld or not record.get("statement"):
        return withheld_section("recommendation-statement", "Recommendation Statement")
    return section(
        "recommendation-statement",
        "Recommendation Statement",
        text=narrative(record["statement"]),
        entry=[{"reference": assessment}],
    )


def _link_to(guideline: Json) -> list[Json]:
    url = guideline.get("url")
    return [{"type": "documentation", "label": "Source", "document": {"url": url}}] if url else []


def _own(record: Json) -> Json:
    facts = {key: value for key, value in record.items() if key not in _NATIVE}
    if record.get("statement") and not survives(record["statement"]):
        facts["statement"] = record["statement"]
    for field in _SECTIONS:
        if record.get(field) and not survives(record[field], narrated=True):
            facts[field] = record[field]
    return facts
