"""The guideline that a Composition is, or that a recommendation without one stands in for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from apps.guidelines.formats.fhir_guideline import (
    add_body,
    identifiers_of,
    jurisdictions_of,
    licence_of,
    plain_title,
    publisher_of,
    stable_key,
    topic_of,
    version_facts,
)
from apps.guidelines.formats.fhir_import import FhirImport, own_fields, raw
from apps.guidelines.formats.fhir_json import (
    Json,
    as_object,
    as_objects,
    as_text,
    extension_text,
    first_text,
    nested,
    stated,
)
from apps.guidelines.formats.fhir_set import Resource
from apps.guidelines.formats.fhir_works import citations_of

_RETIRED: Final = ("retired", "deprecated", "cancelled", "entered-in-error")
_SOURCES: Final = ("specification-of", "derived-from", "documents")
_UNFINISHED: Final = ("draft", "preliminary", "partial", "unknown", "registered")


@dataclass(frozen=True, slots=True)
class Home:
    """`version` is the part of the package that takes the recommendations."""

    key: str
    version: Json


def home_of(resource: Resource, desk: FhirImport) -> Home:
    """The guideline and version of this Composition, made at the first call."""
    own = own_fields(resource.body, "guideline")
    facts = _facts(resource, own, desk)
    key = own.get("key") or stable_key(first_text(facts["title"], resource.name))
    version = desk.builder.guideline(key, facts, _version(resource, facts, desk))
    resource.use(key)
    return Home(key, version)


def _facts(resource: Resource, own: Json, desk: FhirImport) -> Json:
    body = resource.body
    title = as_text(body.get("title"))
    publisher, organisation = publisher_of(resource, desk)
    if organisation is not None:
        organisation.use("its body")
    licence, redistribution = licence_of(resource, *_reachable(resource, desk), publisher=publisher)
    if own:
        named = {"title": title, "body": add_body(publisher, organisation, desk.builder)}
        return {**named, **{key: value for key, value in own.items() if key != "key"}}
    title = plain_title(title) or resource.name
    facts: Json = {
        "title": title,
        "body": add_body(publisher, organisation, desk.builder),
        "topic": topic_of(body, title),
        "jurisdiction": jurisdictions_of(body),
        "language": as_text(body.get("language"))[:10] or "en",
        "licence": licence,
        "redistribution": redistribution,
        "identifiers": identifiers_of(body),
        "url": as_text(body.get("url"))[:500],
        "scope": extension_text(body, "description"),
    }
    if not licence:
        desk.reading.warning(
            "licence_not_stated",
            resource.where,
            "No licence is stated, so that readers get a link instead of the source's words",
        )
    return stated(facts)


def _reachable(resource: Resource, desk: FhirImport) -> list[Resource]:
    """What the Composition is made of: licences differ inside one repository."""
    found: dict[int, Resource] = {}
    waiting = [resource]
    while waiting:
        near = waiting.pop()
        for section in nested(near.body.get("section"), "section"):
            for entry in as_objects(section.get("entry")):
                item = desk.resources.find(entry, near)
                if item is not None and id(item) not in found:
                    found[id(item)] = item
                    waiting.append(item)
    return list(found.values())


def _version(resource: Resource, facts: Json, desk: FhirImport) -> Json:
    body = resource.body
    dates = version_facts(resource)
    own = own_fields(body, "version")
    if own:
        return {**dates, **own}
    label = first_text(body.get("version"), dates["published_on"]) or "undated"
    version: Json = {"label": label[:60], **_status(resource, dates, desk), **dates}
    version["work"] = _source_work(resource, facts, desk)
    approved = extension_text(body, "approvaldate")
    extra = {"approved_on": approved} if approved else {}
    return {**version, "x": {"source": raw(resource), **extra}}


def _status(resource: Resource, dates: Json, desk: FhirImport) -> Json:
    """Retired is withdrawn on the day of its last change; what stays a draft for years counts."""
    body = resource.body
    words = [extension_text(body, "publication-status", "publicationstatus", "status")]
    words.append(as_text(body.get("status")))
    said = next((word for word in words if word), "")
    if said in _UNFINISHED:
        desk.reading.warning(
            "marked_as_draft", resource.where, f"The source marks this as {said}; it is imported"
        )
    if said in _RETIRED and dates["published_on"]:
        return {
            "status": "withdrawn",
            "withdrawn_on": dates["published_on"],
            "withdrawn_reason": f"The source marks it as {said}",
        }
    return {"status": "superseded" if said in _RETIRED else "active"}


def _source_work(resource: Resource, facts: Json, desk: FhirImport) -> str:
    """The publication that the Composition gives as its source, else the Composition itself."""
    body = resource.body
    for artifact in as_objects(body.get("relatesTo")):
        pointed = as_text(as_object(artifact.get("resourceReference")).get("reference"))
        is_document = not pointed or "Citation/" in pointed or "PublicationRecord/" in pointed
        if is_document and artifact.get("type") in _SOURCES:
            citations = citations_of([artifact], resource, facts["title"], desk)
            if citations:
                return str(citations[0]["work"])
    published = version_facts(resource)["published_on"]
    own: dict[str, Any] = {"year": int(published[:4])} if published else {}
    return desk.builder.work(
        f"{stable_key(facts['title'])}-source"[:80],
        kind="guideline",
        title=facts["title"],
        url=facts.get("url", ""),
        **own,
    )
