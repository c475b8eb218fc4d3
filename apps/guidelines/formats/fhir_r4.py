"""CPG-on-FHIR: the PlanDefinitions whose rating makes them recommendations; others are triggers.

By this CDC's opioid plans are recommendations; its cervical screening plans (steps with citations)
and WHO's decision tables are not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from apps.guidelines.domain.direction import infer_direction
from apps.guidelines.formats.building import make_key
from apps.guidelines.formats.fhir_grading import Said
from apps.guidelines.formats.fhir_guideline import numbers_in
from apps.guidelines.formats.fhir_import import FhirImport
from apps.guidelines.formats.fhir_json import (
    Json,
    as_object,
    as_objects,
    as_text,
    concept_text,
    extension_values,
    extensions,
    first_text,
    nested,
    slug,
    url_tail,
    value_of,
)
from apps.guidelines.formats.fhir_set import Resource

_RATINGS: Final = {
    "strengthofrecommendation": "strength",
    "qualityofevidence": "certainty",
    "directionofrecommendation": "direction",
    "rating": "rating",
}
# Part of the id of a coding where one plan holds the ratings of several recommendations.
_RATED_NUMBER: Final = re.compile(r"(?:^|[-_])recommendation[-_](\d+(?:\.\d+)*[a-z]?)(?:[-_]|$)")
_ID_NUMBER: Final = re.compile(r".*?[a-z][-_](\d{1,2})((?:[-_]\d{1,2})*)(?:[-_][a-z][a-z-]*)?$")


@dataclass(slots=True)
class Candidate:
    """One recommendation as one plan has it; `action` is set where an action is it."""

    plan: Resource
    key: str
    number: str
    statement: str
    said: list[Said]
    action: Json | None = None
    remarks: list[str] = field(default_factory=list)
    practical: str = ""


def candidates_of(plan: Resource, desk: FhirImport) -> list[Candidate]:
    """The recommendations that a PlanDefinition holds; none without a strength, certainty or
    direction on it or its actions.

    With a number in its title the plan is the recommendation, its description the statement.
    Without, each rated action that nothing triggers is one.
    """
    body = plan.body
    rated = [part for part in _parts(body) if _said(part)]
    if not rated:
        return []
    _say_unreadable(plan, desk)
    numbers = numbers_of(body)
    actions = [part for part in rated if part is not body and not part.get("trigger")]
    if not numbers and actions and body not in rated:
        return _of_actions(plan, actions, desk)
    statement, practical = _wording(body)
    if not statement:
        return []
    return [
        _of_plan(plan, number, numbers, statement, practical, rated, desk)
        for number in numbers or [""]
    ]


def _parts(body: Json) -> list[Json]:
    return [body, *nested(body.get("action"), "action")]


def _holders(part: Json) -> list[Json]:
    """Where ratings stand: on the part itself, or on the documents that it names as its basis."""
    documents = as_objects(part.get("documentation")) + as_objects(part.get("relatedArtifact"))
    return [part, *documents, *(as_object(item.get("document")) for item in documents)]


def _said(part: Json) -> list[Said]:
    """Each rating once, though several documents repeat it."""
    found: list[Said] = []
    for tail, axis in _RATINGS.items():
        for value in (v for holder in _holders(part) for v in extension_values(holder, tail)):
            said = Said(axis, value)
            found += [said] if concept_text(value) and said not in found else []
    return found


def _say_unreadable(plan: Resource, desk: FhirImport) -> None:
    """Ratings that are there without a word or code: the record would lack them silently."""
    for part in _parts(plan.body):
        for holder in _holders(part):
            for item in extensions(holder, *_RATINGS):
                if not concept_text(value_of(item)):
                    named = url_tail(item.get("url"))
                    message = f"A {named} has no code or text that can be read; it was left out"
                    desk.reading.warning("rating_unreadable", plan.where, message)


def numbers_of(body: Json) -> list[str]:
    """Of its title, else of the id or name: opioidcds-04-05 has 4 and 5."""
    found = numbers_in(as_text(body.get("title")))
    for name in (as_text(body.get("id")), as_text(body.get("name"))):
        match = None if found else _ID_NUMBER.match(name.lower())
        if match:
            found = re.findall(r"\d+", match[1] + match[2])
    return [str(int(number)) if number.isdigit() else number for number in found]


def _text_of(action: Json) -> str:
    return first_text(action.get("description"), action.get("textEquivalent"), action.get("title"))


def _of_actions(plan: Resource, actions: list[Json], desk: FhirImport) -> list[Candidate]:
    """Each a recommendation of its own, whatever they share of their names."""
    found: dict[str, Candidate] = {}
    for action in actions:
        text = _text_of(action)
        if not text:
            message = "A rated action has no words, so it was left out"
            desk.reading.warning("statement_missing", plan.where, message)
            continue
        key = _key_of_action(plan, action)
        key = make_key(f"{key} {text}") if key in found else key
        found[key] = Candidate(plan, key, "", text, _said(action), action)
    return list(found.values())


def _key_of_action(plan: Resource, action: Json) -> str:
    named = first_text(action.get("id"), action.get("title"), _text_of(action))
    title = first_text(plan.body.get("title"), plan.body.get("name"))
    return make_key(f"{title} {named}" if named.isdigit() else named)


def _wording(body: Json) -> tuple[str, str]:
    """Statement and practical part. Where the description only gives the reason, what to do stands
    in `usage`: the statement is then both.
    """
    description, usage = as_text(body.get("description")), as_text(body.get("usage"))
    if not usage or usage == description:
        return description, ""
    if description and infer_direction(description) is None and infer_direction(usage):
        return f"{description}\n{usage}", ""
    return description or usage, usage if description else ""


def _of_plan(
    plan: Resource,
    number: str,
    numbers: list[str],
    statement: str,
    practical: str,
    rated: list[Json],
    desk: FhirImport,
) -> Candidate:
    said = [item for part in rated for item in _said(part)]
    key = f"recommendation-{slug(number).replace('.', '-')}" if number else ""
    key = key or make_key(first_text(plan.body.get("title"), plan.body.get("id"), statement))
    candidate = Candidate(plan, key, number, statement, said, practical=practical)
    if len(numbers) > 1:
        candidate.said = [one for item in said for one in _for_number(item, number)]
        together = " and ".join(numbers)
        candidate.remarks.append(f"The source prints recommendations {together} in one text.")
        desk.reading.warning(
            "shared_text",
            plan.where,
            f"Recommendation {number} has the text of {together}: the source does not divide it",
        )
        missing = {item.axis for item in said} - {item.axis for item in candidate.said}
        if missing:
            desk.reading.warning(
                "rating_not_assigned",
                plan.where,
                f"The ratings do not say which of {together} they are of: {number} has no "
                + " and no ".join(sorted(missing)),
            )
    return candidate


def _for_number(item: Said, number: str) -> list[Said]:
    """The rating of this recommendation among those of all; one rating alone is of all of them."""
    parts = [part for holder in as_objects(item.value) for part in as_objects(holder.get("coding"))]
    if len(parts) < 2:
        return [item]
    for part in parts:
        marked = _RATED_NUMBER.search(as_text(part.get("id")).lower())
        if marked and marked[1].lstrip("0") == number:
            return [Said(item.axis, {"coding": [part]})]
    return []
