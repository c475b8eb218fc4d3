"""Which FHIR release a resource follows, told from its shape, and which version is in force."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

from apps.guidelines.formats.fhir_import import FhirImport
from apps.guidelines.formats.fhir_json import Json, as_objects, as_text, codings, nested
from apps.guidelines.formats.fhir_set import Resource

# Elements that R5 does not have and the ballots of R6 do.
_R6_ELEMENTS: Final = {
    "Group": {"url", "title", "status", "combinationMethod", "version", "publisher"},
    "ArtifactAssessment": {"url", "status", "name", "relatesTo", "publisher", "version"},
    "Composition": {"publisher", "experimental"},
}
_R6_KINDS: Final = ("PublicationRecord",)
_NAMES: Final = {"R6": "the ballot of R6", "STU3": "STU3"}


def fhir_release(resource: Resource) -> str:
    """ "R6", "STU3", or "" for R4, R5 and what looks the same in all."""
    if resource.kind in _R6_KINDS or _R6_ELEMENTS.get(resource.kind, set()) & set(resource.body):
        return "R6"
    return "STU3" if resource.kind == "PlanDefinition" and _is_stu3(resource.body) else ""


def _is_stu3(body: Json) -> bool:
    systems = [coding.system for coding in codings(body.get("type"))]
    actions = list(nested(body.get("action"), "action"))
    has_old_trigger = any("triggerDefinition" in action for action in actions)
    has_old_definition = any(as_objects(action.get("definition")) for action in actions)
    return (
        "http://hl7.org/fhir/plan-definition-type" in systems
        or "contributor" in body
        or has_old_trigger
        or has_old_definition
    )


def warn_of_releases(desk: FhirImport) -> None:
    """Once for each release that is read tolerantly only."""
    found: dict[str, list[Resource]] = {}
    for resource in desk.resources.items:
        release = fhir_release(resource)
        if release:
            found.setdefault(release, []).append(resource)
    for release, resources in found.items():
        desk.reading.warning(
            "fhir_release",
            resources[0].where,
            f"{len(resources)} resources follow {_NAMES[release]}: what is known of it is read, "
            "the rest is kept as it came",
        )


def settle_versions(guideline: Json) -> None:
    """Of several active versions the newest is in force and supersedes the one before."""
    versions = guideline["versions"]
    active = sorted((v for v in versions if v["status"] == "active"), key=_age)
    for older, newer in pairwise(active):
        older["status"] = "superseded"
        newer.setdefault("supersedes", older["label"])


def _age(version: Json) -> tuple[str, list[Any]]:
    numbers = [int(part) for part in as_text(version["label"]).split(".") if part.isdigit()]
    return as_text(version.get("published_on")), numbers
