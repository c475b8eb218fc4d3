"""What is to be done: actions of a PlanDefinition, with their ActivityDefinitions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from apps.guidelines.formats.fhir_import import CONCEPTS, FhirImport, own_fields
from apps.guidelines.formats.fhir_json import (
    Json,
    as_number,
    as_object,
    as_objects,
    as_text,
    codings,
    concept_text,
    extension_text,
    first_text,
    nested,
)
from apps.guidelines.formats.fhir_population import code_document, concept_from
from apps.guidelines.formats.fhir_set import Resource

_KINDS: Final = {
    "MedicationRequest": "drug",
    "MedicationAdministration": "drug",
    "ServiceRequest": "procedure",
    "DeviceRequest": "device",
    "ImmunizationRecommendation": "vaccine",
}
_UNIT_WORDS: Final = {"d": "day", "h": "hour", "wk": "week", "mo": "month", "a": "year"}


def actions_of_plan(
    plan: Resource, role: str, record: str, desk: FhirImport, *, only_defined: bool = False
) -> tuple[list[Json], list[str]]:
    """The plan's actions, and the concept keys of what they do; every definition found is used.

    `only_defined` leaves out what no ActivityDefinition defines: the buttons of a trigger.
    """
    plan.use(record)
    actions: list[Json] = []
    concepts: list[str] = []
    for element in nested(plan.body.get("action"), "action"):
        activity = _definition(element, plan, desk)
        if activity is not None:
            activity.use(record)
        elif only_defined:
            continue
        action, concept = _action(element, activity, role, desk)
        if action["text"] and action not in actions:
            actions.append(action)
            concepts += [concept] if concept else []
    goals = (own_fields(goal, "goal") for goal in as_objects(plan.body.get("goal")))
    actions += [{"role": "outcome", **own} for own in goals if own]
    return actions, list(dict.fromkeys(concepts))


def _definition(element: Json, plan: Resource, desk: FhirImport) -> Resource | None:
    named = [element.get(key) for key in ("definitionCanonical", "definitionUri", "definition")]
    found = (desk.resources.find(name, plan) for name in named if name)
    return next((item for item in found if item and item.kind == "ActivityDefinition"), None)


def _action(
    element: Json, activity: Resource | None, role: str, desk: FhirImport
) -> tuple[Json, str]:
    own = own_fields(element, "action")
    texts = (element.get("textEquivalent"), element.get("description"), element.get("title"))
    body = activity.body if activity else {}
    text = first_text(*texts, *([] if own else [body.get("description"), body.get("title")]))
    what = _what(body)
    text = text or concept_text(what)
    codes = [c for c in codings(what) if c.code and c.system and c.system != CONCEPTS]
    action = {
        "role": role,
        "text": text,
        **_dosage(body),
        "codes": [code_document(coding) for coding in codes],
    }
    concept = ""
    if concept_text(what) and not own:
        kind = _KINDS.get(as_text(body.get("kind")), "procedure")
        concept = concept_from(concept_text(what), kind, codings(what), desk.builder)
        action["concept"] = concept
    kept = {k: v for k, v in {**action, **own}.items() if v not in (None, "", [])}
    return {"text": "", **kept}, concept


def _what(body: Json) -> Any:
    product = body.get("productCodeableConcept") or body.get("productReference")
    return product if concept_text(product) else body.get("code")


def _dosage(body: Json) -> Json:
    """Of the first dosage; a dose without a unit stays in the text only."""
    dosage = next(_dosages(body), {})
    rate = as_object(dosage.get("doseAndRate")) or dosage
    quantity = as_object(rate.get("doseQuantity"))
    span = as_object(rate.get("doseRange"))
    low, high = as_object(span.get("low")) or quantity, as_object(span.get("high"))
    unit = first_text(low.get("code"), low.get("unit"))
    value, most = as_number(low.get("value")), as_number(high.get("value"))
    dose = {"dose_value": value, "dose_max": most, "dose_unit": unit[:40]}
    return {
        **(dose if unit and value is not None and 0 <= value < 1e7 else {}),
        "route": concept_text(dosage.get("route"))[:100],
        "frequency": _frequency(as_object(dosage.get("timing")))[:200],
        "duration": _duration(as_object(dosage.get("timing")))[:200],
    }


def _dosages(body: Json) -> Iterator[Json]:
    yield from as_objects(body.get("dosage"))


def _repeat(timing: Json) -> Json:
    return as_object(timing.get("repeat"))


def _frequency(timing: Json) -> str:
    written = first_text(extension_text(timing, "frequency-text"), concept_text(timing.get("code")))
    repeat = _repeat(timing)
    times, period = as_number(repeat.get("frequency")), as_number(repeat.get("period"))
    unit = as_text(repeat.get("periodUnit"))
    if written or times is None or period is None:
        return written
    every = (
        _UNIT_WORDS.get(unit, unit) if period == 1 else f"{period} {_UNIT_WORDS.get(unit, unit)}s"
    )
    return f"{times} time{'' if times == 1 else 's'} every {every}"


def _duration(timing: Json) -> str:
    bounds = as_object(_repeat(timing).get("boundsDuration"))
    amount, unit = as_text(bounds.get("value")), first_text(bounds.get("unit"), bounds.get("code"))
    return f"{amount} {unit}".strip() if amount else ""
