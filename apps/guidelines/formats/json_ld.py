"""Guidelines and recommendations as JSON-LD of schema.org, for the pages that show them.

Whoever puts it into a page escapes it for the script element: texts are as they are.
"""

from __future__ import annotations

from typing import Any, Final

from apps.guidelines.domain.ratings import get_rating
from apps.guidelines.domain.references import WORK_KIND_NAMES, WorkKind
from apps.guidelines.formats.withheld import is_withheld

Json = dict[str, Any]

_CONTEXT: Final = "https://schema.org"
_LEVELS: Final = ("EvidenceLevelA", "EvidenceLevelB", "EvidenceLevelC")
_TYPES: Final = {
    "condition": "MedicalCondition",
    "drug": "Drug",
    "drug_class": "DrugClass",
    "vaccine": "Drug",
    "procedure": "MedicalProcedure",
    "device": "MedicalDevice",
    "test": "MedicalTest",
    "behaviour": "LifestyleModification",
    "population": "MedicalEntity",
}
# How much of the date a source gives.
_LENGTHS: Final = {"year": 4, "month": 7, "day": 10}


def guideline_json_ld(guideline: Json, *, package: Json, address: str) -> Json:
    """A MedicalGuideline: its version in force, else its last. `address` is its public page."""
    versions = guideline["versions"]
    version = next((v for v in versions if v["status"] == "active"), versions[-1])
    subjects = [key for record in version["recommendations"] for key in _subjects(record)]
    return {
        "@context": _CONTEXT,
        "@type": "MedicalGuideline",
        "@id": address,
        "url": address,
        "name": guideline["title"],
        **_about(guideline, version, subjects, package),
        **_page(address, [version.get("work", "")], [], package),
    }


def recommendation_json_ld(
    guideline: Json, recommendation: Json, *, package: Json, address: str
) -> Json:
    """A MedicalGuidelineRecommendation, graded in the words of its source. `evidenceLevel` stands
    only where schema.org has a level for the certainty (it has none for "low").
    """
    version = _version_of(guideline, recommendation)
    citations = recommendation.get("citations", [])
    supporting = [item["work"] for item in citations if item["role"] == "supports"]
    level = _level(recommendation.get("certainty"))
    facts = {
        "description": ""
        if is_withheld(guideline, recommendation)
        else recommendation["statement"],
        "recommendationStrength": recommendation.get("label_as_printed"),
        "evidenceLevel": f"{_CONTEXT}/{level}" if level else "",
        "evidenceOrigin": ", ".join(_kinds(supporting, package)),
    }
    number = recommendation.get("number") or recommendation["key"]
    return {
        "@context": _CONTEXT,
        "@type": "MedicalGuidelineRecommendation",
        "@id": address,
        "url": address,
        "name": f"{guideline['title']}: {number}",
        **{name: value for name, value in facts.items() if value},
        **_about(guideline, version, _subjects(recommendation), package),
        **_page(address, [version.get("work", "")], [item["work"] for item in citations], package),
    }


def _version_of(guideline: Json, recommendation: Json) -> Json:
    """The newest version that holds this very record."""
    versions: list[Json] = guideline["versions"]
    holding = [version for version in versions if recommendation in version["recommendations"]]
    return holding[-1] if holding else versions[-1]


def _about(guideline: Json, version: Json, subjects: list[str], package: Json) -> Json:
    """Who says it, when, and about what."""
    bodies = {body["key"]: body for body in package.get("bodies", [])}
    concepts = {concept["key"]: concept for concept in package.get("concepts", [])}
    named = [_subject(concepts[key]) for key in dict.fromkeys(subjects) if key in concepts]
    body = bodies.get(guideline["body"])
    length = _LENGTHS.get(version.get("published_precision", ""), 0)
    facts = {
        "recognizingAuthority": {"@type": "Organization", "name": body["name"]} if body else None,
        "guidelineDate": (version.get("published_on") or "")[:length],
        "guidelineSubject": named,
    }
    return {name: value for name, value in facts.items() if value}


def _subjects(recommendation: Json) -> list[str]:
    return [*recommendation.get("conditions", []), *recommendation.get("interventions", [])]


def _subject(concept: Json) -> Json:
    codes = [
        {"@type": "MedicalCode", "codeValue": code["code"], "codingSystem": code["system"]}
        for code in concept.get("codes", [])
    ]
    named = {"@type": _TYPES[concept["kind"]], "name": concept["name"]}
    return {**named, "code": codes} if codes else named


def _page(address: str, sources: list[str], cited: list[str], package: Json) -> Json:
    """A guideline is no creative work to schema.org: what it rests on stands at its page."""
    works = {work["key"]: work for work in package.get("works", [])}
    rests_on = {
        "isBasedOn": [_work(works[key]) for key in dict.fromkeys(sources) if key in works],
        "citation": [_work(works[key]) for key in dict.fromkeys(cited) if key in works],
    }
    given = {name: value for name, value in rests_on.items() if value}
    return {"subjectOf": {"@type": "WebPage", "url": address, **given}} if given else {}


def _work(work: Json) -> Json:
    doi, pmid = work.get("doi"), work.get("pmid")
    year = work.get("year")
    facts = {
        "name": work["title"],
        "author": [{"@type": "Person", "name": name} for name in work.get("authors", [])],
        "datePublished": str(year) if year else "",
        "isPartOf": {"@type": "Periodical", "name": work["venue"]} if work.get("venue") else None,
        "sameAs": [
            *([f"https://doi.org/{doi}"] if doi else []),
            *([f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"] if pmid else []),
        ],
        "url": work.get("url"),
    }
    known = {name: value for name, value in facts.items() if value}
    return {"@type": "MedicalScholarlyArticle", **known}


def _kinds(works: list[str], package: Json) -> list[str]:
    kinds = {work["key"]: work["kind"] for work in package.get("works", [])}
    found = [WORK_KIND_NAMES[WorkKind(kinds[key])] for key in works if key in kinds]
    return list(dict.fromkeys(found))


def _level(certainty: int | None) -> str:
    """The level that the rating map has for this certainty, or ""."""
    for label in _LEVELS:
        rating = get_rating(system="schema_org", system_version="", axis="certainty", label=label)
        if certainty is not None and rating.certainty == certainty:
            return label
    return ""
