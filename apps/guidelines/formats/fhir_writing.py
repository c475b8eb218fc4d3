"""A guideline package as one FHIR R5 Bundle in the profiles of EBMonFHIR, the same for each call.

What FHIR has no place for stands in extensions of ours (fhir_import.STRUCTURES), so that read_fhir
gives the package back; words of restricted sources are not written (withheld.py).
"""

from __future__ import annotations

from typing import Final

from apps.guidelines.formats.fhir_import import BASE, CONCEPTS
from apps.guidelines.formats.fhir_json import Json
from apps.guidelines.formats.fhir_written import (
    EBM,
    Sheaf,
    coded,
    fevir_type,
    fhir_id,
    own_extension,
    pruned,
    reference,
    section,
    survives,
)
from apps.guidelines.formats.fhir_written_record import write_record
from apps.guidelines.formats.withheld import is_withheld, without_withheld

_STATES: Final = {"active": "final", "superseded": "deprecated", "withdrawn": "cancelled"}
_LENGTHS: Final = {"year": 4, "month": 7, "day": 10}
_RELATIONS: Final = {
    "supersedes": "replaces",
    "adapted_from": "derived-from",
    "same_as": "similar-to",
    "conflicts_with": "documentation",
}
_ABSENT: Final = {
    "extension": [
        {
            "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
            "valueCode": "unknown",
        }
    ]
}


def write_fhir(package: Json) -> Json:
    """A Bundle of the type collection. A recommendation whose text its licence keeps from others
    has an empty statement section, "withheld", and a link to the source instead.
    """
    shown = without_withheld(package)
    concepts = {concept["key"]: concept for concept in shown.get("concepts", [])}
    sheaf = Sheaf(concepts, _places(shown))
    _write_concepts(shown, sheaf)
    for body in shown.get("bodies", []):
        facts = {key: value for key, value in body.items() if key != "name"}
        content = {"extension": own_extension("body", facts), "name": body["name"]}
        sheaf.add("Organization", (body["key"],), content)
    for work in shown.get("works", []):
        sheaf.add("Citation", (work["key"],), _citation(work))
    for guideline, original in zip(shown.get("guidelines", []), package["guidelines"], strict=True):
        for version in original["versions"]:
            _write_version(guideline, original, version["label"], shown, sheaf)
    _write_rest(shown, sheaf)
    return pruned({"resourceType": "Bundle", "type": "collection", "entry": sheaf.entries})


def _write_concepts(package: Json, sheaf: Sheaf) -> None:
    concepts = [
        pruned({
            "code": concept["key"],
            "display": concept["name"],
            "designation": [{"value": term} for term in concept.get("terms", [])],
            "property": [
                {"code": "kind", "valueCode": concept["kind"]},
                *({"code": "broader", "valueCode": key} for key in concept.get("broader", [])),
                *({"code": "mapped", "valueCoding": pruned(c)} for c in concept.get("codes", [])),
            ],
        })
        for concept in package.get("concepts", [])
    ]  # fmt: skip
    if concepts:
        kinds = {"kind": "code", "broader": "code", "mapped": "Coding"}
        body = {
            "url": CONCEPTS,
            "status": "active",
            "content": "complete",
            "property": [{"code": code, "type": kind} for code, kind in kinds.items()],
            "concept": concepts,
        }
        sheaf.add("CodeSystem", ("concepts",), body)


def _citation(work: Json) -> Json:
    numbers = [
        {"system": system, "value": work[field]}
        for field, system in (
            ("doi", "https://doi.org"),
            ("pmid", "https://pubmed.ncbi.nlm.nih.gov"),
        )
        if work.get(field)
    ]
    facts = {key: value for key, value in work.items() if key != "title"}
    facts |= {} if survives(work["title"]) else {"title": work["title"]}
    published = pruned({"publishedIn": {"title": work["venue"]} if work.get("venue") else None})
    address = [{"url": work["url"]}] if work.get("url") else []
    cited = {
        "identifier": numbers,
        "title": [{"text": work["title"]}],
        "publicationForm": [published] if published else [],
        "webLocation": address,
    }
    return {
        "extension": own_extension("work", facts),
        "url": f"{BASE}/Citation/{fhir_id(work['key'])}",
        "status": "active",
        "title": work["title"],
        "citedArtifact": pruned(cited),
    }


def _write_version(
    guideline: Json, original: Json, label: str, package: Json, sheaf: Sheaf
) -> None:
    """The guideline's Composition, which lists the recommendations that it writes before it."""
    version = next(v for v in guideline["versions"] if v["label"] == label)
    originals = next(v for v in original["versions"] if v["label"] == label)["recommendations"]
    head = _head(guideline, version)
    entries = [
        write_record(
            record,
            guideline,
            head,
            _relations(f"{guideline['key']}/{record['key']}", package, sheaf),
            sheaf,
            withheld=is_withheld(original, source),
        )
        for record, source in zip(version["recommendations"], originals, strict=True)
    ]
    name = (guideline["key"], label)
    sheaf.add(
        "Composition",
        name,
        {
            **head,
            "meta": {"profile": [f"{EBM}/guideline"]},
            "extension": [*_published(version), *_own(guideline, version)],
            "url": f"{BASE}/Composition/{fhir_id(*name)}",
            "identifier": [{"system": f"{BASE}/guideline", "value": guideline["key"]}],
            "type": fevir_type("Guideline"),
            "title": guideline["title"],
            "relatesTo": _source(version),
            "section": [section("recommendations", "Recommendations", entry=entries)],
        },
    )


def _head(guideline: Json, version: Json) -> Json:
    """What a guideline's version and its recommendations have in common. Without a known date the
    required element says why it is missing.
    """
    length = _LENGTHS.get(version.get("published_precision") or "day", 10)
    published = version.get("published_on")
    date = {"date": published[:length]} if published else {"_date": _ABSENT}
    return {
        "language": guideline.get("language", "en"),
        "version": version["label"],
        "status": _STATES[version["status"]],
        **date,
        "author": [reference("Organization", guideline["body"])],
        "custodian": reference("Organization", guideline["body"]),
    }


def _published(version: Json) -> list[Json]:
    """Dates in the extensions that EBMonFHIR defines for them."""
    period = {"start": version.get("effective_from"), "end": version.get("effective_until")}
    reviewed = version.get("last_reviewed_on")
    found = [{"url": f"{EBM}/artifact-effectivePeriod", "valuePeriod": pruned(period)}]
    dates = [{"url": f"{EBM}/artifact-lastReviewDate", "valueDate": reviewed}] if reviewed else []
    return (found if pruned(period) else []) + dates


def _own(guideline: Json, version: Json) -> list[Json]:
    licence = guideline.get("licence")
    url = "http://hl7.org/fhir/StructureDefinition/artifact-copyright"
    facts = {k: v for k, v in guideline.items() if k not in ("title", "body", "versions")}
    facts |= {} if survives(guideline["title"]) else {"title": guideline["title"]}
    fields = {k: v for k, v in version.items() if k not in ("recommendations", "published_on")}
    return [
        *([{"url": url, "valueMarkdown": licence}] if licence else []),
        *own_extension("guideline", facts),
        *own_extension("version", fields),
    ]


def _source(version: Json) -> list[Json]:
    if not version.get("work"):
        return []
    return [
        {"type": "specification-of", "resourceReference": reference("Citation", version["work"])}
    ]


def _relations(name: str, package: Json, sheaf: Sheaf) -> list[Json]:
    """Links that start at this recommendation."""
    return [
        {
            "extension": own_extension("link", {k: v for k, v in link.items() if k != "from"}),
            "type": _RELATIONS[link["kind"]],
            "classifier": [coded(f"{BASE}/CodeSystem/link", link["kind"])],
            **_end(link, sheaf),
        }
        for link in package.get("links", [])
        if link["from"] == name
    ]


def _end(link: Json, sheaf: Sheaf) -> Json:
    """The other end: of this Bundle, of the store, or of the web."""
    if link.get("to_uri"):
        return {"resource": link["to_uri"]}
    by_name = {"identifier": {"system": f"{BASE}/recommendation", "value": link["to"]}}
    return {"resourceReference": sheaf.places.get(link["to"], by_name)}


def _places(package: Json) -> dict[str, Json]:
    return {
        f"{guideline['key']}/{record['key']}": reference(
            "Composition", guideline["key"], version["label"], record["key"]
        )
        for guideline in package.get("guidelines", [])
        for version in guideline["versions"]
        for record in version["recommendations"]
    }


def _write_rest(package: Json, sheaf: Sheaf) -> None:
    """Market status of drugs and known conflicts, for which there is no resource."""
    facts = {key: package.get(key) for key in ("demonstration", "drug_statuses", "conflicts")}
    extension = own_extension("package", facts)
    if extension:
        code = coded(f"{BASE}/CodeSystem/parts", "package")
        sheaf.add("Basic", ("package",), {"extension": extension, "code": code})
