"""EBMonFHIR: Compositions of its profiles Guideline and Recommendation as a package's parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apps.guidelines.formats.building import make_key
from apps.guidelines.formats.fhir_guideline import numbers_in, plain_title
from apps.guidelines.formats.fhir_import import FhirImport, own_fields
from apps.guidelines.formats.fhir_json import (
    Json,
    as_object,
    as_objects,
    as_text,
    code_words,
    first_text,
    nested,
    slug,
)
from apps.guidelines.formats.fhir_r5_guideline import Home, home_of
from apps.guidelines.formats.fhir_r5_record import read_record
from apps.guidelines.formats.fhir_sections import profiles_of, sections_of
from apps.guidelines.formats.fhir_set import Resource

_KINDS: Final = {"derived-from": "adapted_from", "replaces": "supersedes", "similar-to": "same_as"}


def read_compositions(desk: FhirImport) -> None:
    """Every recommendation of the set with the guideline that lists it. One that no guideline
    lists becomes a guideline of its own.
    """
    listed_in = dict(_listings(desk))
    names: dict[int, str] = {}
    for resource in list(desk.resources.of("Composition")):
        if not is_recommendation(resource.body) or desk.is_error(resource):
            continue
        record = read_record(resource, desk)
        if record is not None:
            home = _home(resource, listed_in.get(id(resource)), desk)
            names[id(resource)] = _place(record, resource, home, desk)
    _link(names, desk)


def _home(resource: Resource, guideline: Resource | None, desk: FhirImport) -> Home:
    if guideline is None:
        desk.reading.warning(
            "no_guideline",
            resource.where,
            "No guideline in this upload lists this recommendation: it stands alone",
        )
    return home_of(guideline or resource, desk)


def is_recommendation(body: Json) -> bool:
    words = set(code_words(body.get("type")))
    return (
        "recommendation" in profiles_of(body)
        or "recommendation" in words
        or bool(
            {"recommendation-statement", "recommendation-specification"} & set(sections_of(body))
        )
    )


def is_guideline(body: Json) -> bool:
    words = set(code_words(body.get("type")))
    has_list = "recommendations" in sections_of(body)
    return not is_recommendation(body) and (
        "guideline" in profiles_of(body) or "guideline" in words or has_list
    )


def _listings(desk: FhirImport) -> Iterator[tuple[int, Resource]]:
    """(identity of a recommendation, the guideline that lists it); the last such guideline counts.

    A guideline's parts may be Compositions of their own.
    """
    for guideline in desk.resources.of("Composition"):
        if not is_guideline(guideline.body):
            continue
        for section in nested(guideline.body.get("section"), "section"):
            for entry in as_objects(section.get("entry")):
                found = desk.resources.find(entry, guideline)
                if found is not None and found.kind == "Composition" and found is not guideline:
                    yield id(found), guideline


def _place(record: Json, resource: Resource, home: Home, desk: FhirImport) -> str:
    """Into its guideline's version under a key of its own; its name is GUIDELINE/RECOMMENDATION."""
    own = own_fields(resource.body, "recommendation")
    title = plain_title(as_text(resource.body.get("title")))
    numbers = [] if "key" in own else numbers_in(title)
    key = own.get("key") or (
        make_key(f"recommendation-{slug(numbers[0])}")
        if numbers
        else make_key(title or resource.name)
    )
    taken = [item["key"] for item in home.version["recommendations"]]
    if key in taken:
        key = make_key(f"{key}-{first_text(resource.body.get('id'), str(len(taken)))}")
        desk.reading.warning(
            "key_taken", resource.where, f"Another recommendation has its number: this one is {key}"
        )
    number = {"number": numbers[0][:40]} if numbers else {}
    home.version["recommendations"].append({"key": key, **number, **record})
    desk.names[resource.where] = name = f"{home.key}/{key}"
    return name


def _link(names: dict[int, str], desk: FhirImport) -> None:
    """Relations to other recommendations, of this set or elsewhere."""
    for resource in list(desk.resources.of("Composition")):
        start = names.get(id(resource))
        for artifact in as_objects(resource.body.get("relatesTo")) if start else []:
            own = own_fields(artifact, "link")
            kind = own.get("kind") or _KINDS.get(as_text(artifact.get("type")))
            target = _target(artifact, resource, names, desk)
            if kind and target:
                note = {"note": own["note"]} if own.get("note") else {}
                link = {"from": start, **target, "kind": kind, **note}
                desk.links += [link] if link not in desk.links else []


def _target(artifact: Json, near: Resource, names: dict[int, str], desk: FhirImport) -> Json | None:
    own = own_fields(artifact, "link")
    if "to" in own or "to_uri" in own:
        return {key: own[key] for key in ("to", "to_uri") if key in own}
    pointing = as_object(artifact.get("resourceReference") or artifact.get("targetReference"))
    written = as_text(pointing.get("reference"))
    found = desk.resources.find(pointing, near)
    if found is not None:
        return {"to": names[id(found)]} if id(found) in names else None
    is_elsewhere = "Composition/" in written and written.startswith(("http://", "https://"))
    return {"to_uri": written} if is_elsewhere else None
