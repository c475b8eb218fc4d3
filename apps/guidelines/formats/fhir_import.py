"""What the parts of the FHIR reader share: the set, the package that grows, the issues."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Final

from apps.guidelines.formats.building import PackageBuilder
from apps.guidelines.formats.fhir_json import (
    Json,
    as_object,
    as_objects,
    as_text,
    url_tail,
    value_of,
)
from apps.guidelines.formats.fhir_set import Resource, ResourceSet
from apps.guidelines.formats.reading import Issue, Reading, Severity

# Our own extensions, code systems and canonicals; nothing answers at this address.
BASE: Final = "https://consilium.example/fhir"
CONCEPTS: Final = f"{BASE}/CodeSystem/concepts"
STRUCTURES: Final = f"{BASE}/StructureDefinition"
# A list or object stands in such an extension as JSON, under a name with this end.
JSON_MARK: Final = "-json"

# Extensions with the code of a plan: a hundred times longer than all the rest of it.
LOGIC: Final = ("cqfm-logicdefinition", "logicdefinition")


@dataclass(slots=True)
class FhirImport:
    """`names`: by the place of a resource, the record that was made of it. `explained`: places of
    resources whose refusal has its issue already.
    """

    resources: ResourceSet
    reading: Reading
    builder: PackageBuilder = field(default_factory=PackageBuilder)
    links: list[Json] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    explained: set[str] = field(default_factory=set)

    def is_error(self, resource: Resource) -> bool:
        """Whether it was entered in error, which FHIR asks to be taken for nothing. Said once."""
        if as_text(resource.body.get("status")) != "entered-in-error":
            return False
        if resource.where not in self.explained:
            self.explained.add(resource.where)
            said = f"{resource.name} is left out: the source says that it was entered in error"
            self.reading.warning("entered_in_error", resource.where, said)
        return True

    def report(self, problems: list[tuple[Severity, str, str]], resource: Resource) -> None:
        """Problems (severity, code, message) that a resource has, as issues at its place."""
        self.reading.issues += [
            Issue(*problem[:2], resource.where, problem[2]) for problem in problems
        ]


def own_fields(element: Any, part: str) -> Json:
    """What fhir_writing put into our extension for this part because FHIR has no place for it."""
    found: Json = {}
    for item in as_objects(as_object(element).get("extension")):
        if item.get("url") == f"{STRUCTURES}/{part}":
            for fact in as_objects(item.get("extension")):
                name, value = as_text(fact.get("url")), value_of(fact)
                found[name.removesuffix(JSON_MARK)] = (
                    _loaded(value) if name.endswith(JSON_MARK) else value
                )
    return found


def _loaded(value: Any) -> Any:
    try:
        return json.loads(value)
    except (TypeError, ValueError, RecursionError):
        return value


def raw(*resources: Resource | None) -> list[Json]:
    """The sources of a record as they came, without narrative and logic for software."""
    return [_without_logic(resource.body) for resource in resources if resource is not None]


def _without_logic(body: Json) -> Json:
    kept = {key: value for key, value in body.items() if key not in ("text", "contained")}
    if isinstance(body.get("extension"), list):
        listed = [
            item for item in body["extension"] if url_tail(as_object(item).get("url")) not in LOGIC
        ]
        kept["extension"] = listed
    return kept
