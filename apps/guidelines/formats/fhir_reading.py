"""FHIR resources (R4, R5; R6's ballot and STU3 where they look alike) as a guideline package."""

from __future__ import annotations

from typing import Any

from apps.guidelines.formats.fhir_import import CONCEPTS, FhirImport, own_fields
from apps.guidelines.formats.fhir_json import Json, as_objects, as_text, codings, value_of
from apps.guidelines.formats.fhir_r4_guideline import read_plans
from apps.guidelines.formats.fhir_r5 import read_compositions
from apps.guidelines.formats.fhir_refusals import explain_unused
from apps.guidelines.formats.fhir_set import load_resources
from apps.guidelines.formats.fhir_versions import settle_versions, warn_of_releases
from apps.guidelines.formats.fhir_works import work_of_citation
from apps.guidelines.formats.reading import Reading, SourceFile


def read_fhir(files: list[SourceFile]) -> Reading:
    """All files together as one set, so that references between them hold.

    Every resource ends in a record or has an issue with its place. Without any recommendation the
    upload is refused.
    """
    reading = Reading("fhir")
    desk = FhirImport(load_resources(files, reading), reading)
    warn_of_releases(desk)
    _read_own_lists(desk)
    read_compositions(desk)
    read_plans(desk)
    package = desk.builder.package()
    package["links"] = desk.links
    _read_own_rest(desk, package)
    for guideline in package["guidelines"]:
        settle_versions(guideline)
    explain_unused(desk)
    if package["guidelines"]:
        reading.package = package
    else:
        where = files[0].name if files else "upload"
        reading.error(
            "nothing_to_import",
            where,
            "No recommendation was found: a recommendation has a statement and a rating (strength, "
            "certainty or direction). The other issues say what each resource is",
        )
    return reading


def _read_own_lists(desk: FhirImport) -> None:
    """Concepts, works and bodies of our own export, also those that no record names."""
    for resource in desk.resources.items:
        if resource.kind == "CodeSystem" and resource.body.get("url") == CONCEPTS:
            resource.use("its concepts")
            for concept in as_objects(resource.body.get("concept")):
                _read_concept(concept, desk)
        elif resource.kind == "Citation" and own_fields(resource.body, "work"):
            resource.use(f"the work {work_of_citation(resource, desk)}")


def _read_concept(concept: Json, desk: FhirImport) -> None:
    properties: dict[str, list[Any]] = {}
    for item in as_objects(concept.get("property")):
        properties.setdefault(as_text(item.get("code")), []).append(value_of(item))
    facts: Json = {
        "terms": [as_text(item.get("value")) for item in as_objects(concept.get("designation"))],
        "broader": [as_text(value) for value in properties.get("broader", [])],
        "codes": [
            {"system": c.system, "code": c.code, "display": c.display}
            for c in codings(properties.get("mapped"))
        ],
    }
    kind = as_text(next(iter(properties.get("kind", [])), ""))
    desk.builder.concept(
        as_text(concept.get("display")),
        kind or "condition",
        key=as_text(concept.get("code")),
        **{name: value for name, value in facts.items() if value},
    )


def _read_own_rest(desk: FhirImport, package: Json) -> None:
    """What of a package is no guideline comes back from the Basic resource that carries it."""
    for resource in desk.resources.of("Basic"):
        rest = own_fields(resource.body, "package")
        if rest:
            resource.use("the package")
            package.update({key: value for key, value in rest.items() if key in package})
