"""Population, actions and evidence of a recommendation as Group, PlanDefinition and Evidence."""

from __future__ import annotations

from typing import Any, Final

from apps.guidelines.formats.fhir_import import BASE, CONCEPTS
from apps.guidelines.formats.fhir_json import Json, as_text
from apps.guidelines.formats.fhir_written import (
    RJCS,
    Sheaf,
    coded,
    fhir_id,
    own_extension,
    pruned,
    survives,
)

CERTAINTY_CODES: Final = {
    4: "RJCS-2003",
    3: "RJCS-2004",
    2: "RJCS-2005",
    1: "RJCS-2006",
    0: "RJCS-2006.0",
}
_SNOMED: Final = "http://snomed.info/sct"
_UCUM: Final = "http://unitsofmeasure.org"
_UNITS: Final = {"a": "years", "mo": "months"}
_KINDS: Final = {
    "drug": "MedicationRequest",
    "drug_class": "MedicationRequest",
    "vaccine": "ImmunizationRecommendation",
    "device": "DeviceRequest",
}
_DOSING: Final = (
    "dose_value",
    "dose_max",
    "dose_unit",
    "route",
    "frequency",
    "duration",
    "codes",
    "concept",
)

Name = tuple[str, ...]


def write_population(record: Json, name: Name, sheaf: Sheaf) -> str:
    """The reference to its Group."""
    population = record.get("population") or {}
    text = as_text(population.get("text"))
    characteristics = [*_age(population), *_sex(population), *_pregnancy(population)]
    characteristics += [_condition(key, sheaf) for key in record.get("conditions", [])]
    if population.get("excluded"):
        characteristics.append(
            _characteristic({"text": "Excluded"}, {"text": population["excluded"]}, exclude=True)
        )
    kept = {"codes": population.get("codes")}
    kept |= {"text": text} if text and not survives(text) else {}
    kept |= {"age_unit": population.get("age_unit")}
    body = {
        "extension": own_extension("population", kept),
        "type": "person",
        "membership": "definitional",
        "description": text,
        "characteristic": characteristics,
    }
    return sheaf.add("Group", name, body)


def _characteristic(
    code: Json, value: Any, *, exclude: bool = False, kind: str = "CodeableConcept"
) -> Json:
    return {"code": code, f"value{kind}": value, "exclude": exclude}


def _age(population: Json) -> list[Json]:
    unit = population.get("age_unit") or "a"
    bounds = {"low": population.get("age_min"), "high": population.get("age_max")}
    span = {
        side: {"value": number, "unit": _UNITS[unit], "system": _UCUM, "code": unit}
        for side, number in bounds.items()
        if number is not None
    }
    return [_characteristic(coded(_SNOMED, "397669002", "Age"), span, kind="Range")] if span else []


def _sex(population: Json) -> list[Json]:
    codes = {"female": ("248152002", "Female"), "male": ("248153007", "Male")}
    if population.get("sex") not in codes:
        return []
    code = coded(_SNOMED, "263495000", "Gender")
    return [_characteristic(code, coded(_SNOMED, *codes[population["sex"]]))]


def _pregnancy(population: Json) -> list[Json]:
    said = population.get("pregnancy")
    if said not in ("pregnant", "not_pregnant"):
        return []
    code = coded("http://loinc.org", "82810-3", "Pregnancy status")
    pregnant = coded(_SNOMED, "77386006", "Pregnant")
    return [_characteristic(code, pregnant, exclude=said == "not_pregnant")]


def _condition(key: str, sheaf: Sheaf) -> Json:
    code = coded(_SNOMED, "64572001", "Disease (disorder)")
    return _characteristic(code, concept_value(key, sheaf))


def concept_value(key: str, sheaf: Sheaf) -> Json:
    """A concept of the package by its key, and by the codes that it has elsewhere."""
    concept = sheaf.concepts.get(key, {})
    own = pruned({"system": CONCEPTS, "code": key, "display": as_text(concept.get("name"))})
    others = [pruned(code) for code in concept.get("codes", [])]
    return pruned({"coding": [own, *others], "text": as_text(concept.get("name"))})


def write_actions(record: Json, name: Name, sheaf: Sheaf) -> dict[str, str]:
    """References to the plan of what to do and to that of the comparison, by section code."""
    plans = {}
    of_role: dict[str, list[Json]] = {"intervention": [], "comparator": []}
    goals = []
    for i, action in enumerate(record.get("actions", [])):
        if action["role"] == "outcome":
            goals.append(_goal(action))
        else:
            of_role[action["role"]].append(_action(action, (*name, str(i)), sheaf))
    if of_role["intervention"] or goals:
        plans["action"] = _plan(of_role["intervention"], goals, (*name, "action"), sheaf)
    if of_role["comparator"]:
        plans["opposite-action"] = _plan(of_role["comparator"], [], (*name, "opposite"), sheaf)
    return plans


def _plan(actions: list[Json], goals: list[Json], name: Name, sheaf: Sheaf) -> str:
    system = "http://terminology.hl7.org/CodeSystem/plan-definition-type"
    body = {
        "meta": {"profile": ["http://hl7.org/fhir/uv/ebm/StructureDefinition/recommendation-plan"]},
        "url": f"{BASE}/PlanDefinition/{fhir_id(*name)}",
        "type": coded(system, "eca-rule", "ECA Rule"),
        "status": "active",
        "goal": goals,
        "action": actions,
    }
    return sheaf.add("PlanDefinition", name, body)


def _goal(action: Json) -> Json:
    facts = {key: value for key, value in action.items() if key != "role"}
    return {
        "extension": own_extension("goal", facts),
        "description": {"text": action.get("text") or "Outcome"},
    }


def _action(action: Json, name: Name, sheaf: Sheaf) -> Json:
    text = action.get("text", "")
    facts = {key: action.get(key) for key in ("concept", "duration")}
    facts |= {"text": text} if text and not survives(text) else {}
    facts["role"] = action["role"]
    element = {"extension": own_extension("action", facts), "textEquivalent": text}
    if any(action.get(key) not in (None, "", []) for key in _DOSING):
        written = sheaf.add("ActivityDefinition", name, _activity(action, name, sheaf))
        element["definitionCanonical"] = f"{BASE}/{written}"
    return pruned(element)


def _activity(action: Json, name: Name, sheaf: Sheaf) -> Json:
    concept = action.get("concept", "")
    kind = _KINDS.get(sheaf.concepts.get(concept, {}).get("kind", ""), "ServiceRequest")
    kind = "MedicationRequest" if action.get("dose_value") is not None else kind
    what = concept_value(concept, sheaf) if concept else {}
    codes = [pruned(code) for code in action.get("codes", [])]
    what = pruned(
        {**what, "coding": [c for c in what.get("coding", []) if c["system"] == CONCEPTS] + codes}
    )
    is_drug = kind == "MedicationRequest"
    return {
        "url": f"{BASE}/ActivityDefinition/{fhir_id(*name)}",
        "status": "active",
        "kind": kind,
        "productCodeableConcept" if is_drug else "code": what,
        "dosage": [dosage] if (dosage := _dosage(action)) else [],
    }


def _dosage(action: Json) -> Json:
    timing = {"code": {"text": action["frequency"]}} if action.get("frequency") else None
    route = {"text": action["route"]} if action.get("route") else None
    rate = None
    if action.get("dose_value") is not None:
        low = _quantity(action["dose_value"], action["dose_unit"])
        most = action.get("dose_max")
        span = {"doseRange": {"low": low, "high": _quantity(most, action["dose_unit"])}}
        rate = [{"doseQuantity": low} if most is None else span]
    return pruned({"timing": timing, "route": route, "doseAndRate": rate})


def _quantity(value: Any, unit: str) -> Json:
    return {"value": value, "unit": unit, "system": _UCUM, "code": unit}


def write_evidence(record: Json, name: Name, sheaf: Sheaf) -> list[str]:
    """References to one Evidence for each row of the profile."""
    return [
        sheaf.add("Evidence", (*name, "evidence", str(i)), _evidence(row))
        for i, row in enumerate(record.get("evidence", []))
    ]


def _evidence(row: Json) -> Json:
    native = (
        "outcome",
        "measure",
        "estimate",
        "ci_low",
        "ci_high",
        "studies",
        "participants",
        "certainty",
    )
    kept = {key: value for key, value in row.items() if key not in native}
    kept |= {k: row[k] for k in ("outcome", "measure") if row.get(k) and not survives(row[k])}
    if row.get("estimate") is None:
        kept |= {key: row.get(key) for key in ("ci_low", "ci_high")}
    role = coded("http://terminology.hl7.org/CodeSystem/variable-role", "measuredVariable")
    overall = coded("http://terminology.hl7.org/CodeSystem/certainty-type", "Overall")
    level = row.get("certainty")
    rating = None if level is None else coded(RJCS, CERTAINTY_CODES[level])
    return {
        "extension": own_extension("evidence", kept),
        "status": "active",
        "title": row.get("outcome"),
        "variableDefinition": [{"variableRole": role, "description": row.get("outcome")}],
        "statistic": [statistic] if (statistic := _statistic(row)) else [],
        "certainty": [{"type": overall, "rating": rating}] if rating else [],
    }


def _statistic(row: Json) -> Json:
    estimate, low, high = (row.get(key) for key in ("estimate", "ci_low", "ci_high"))
    sample = {
        "numberOfStudies": row.get("studies"),
        "numberOfParticipants": row.get("participants"),
    }
    interval = []
    if estimate is not None and low is not None and high is not None:
        interval = [{"range": {"low": {"value": low}, "high": {"value": high}}}]
    return pruned(
        {
            "statisticType": {"text": row["measure"]} if row.get("measure") else None,
            "quantity": None if estimate is None else {"value": estimate},
            "sampleSize": {key: value for key, value in sample.items() if value is not None},
            "attributeEstimate": interval,
        }
    )
