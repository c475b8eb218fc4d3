"""What a licence forbids to hand on, taken out of a package before it leaves."""

from __future__ import annotations

from typing import Any, Final

from apps.guidelines.domain.values import CLOSED

Json = dict[str, Any]

# The source's own words in a recommendation; codes, grades, ages and doses are facts.
_WORDS: Final = (
    *("statement", "plain", "quote", "rationale", "remarks", "practical_info", "setting"),
    *("safety", "x"),
)


def without_withheld(package: Json) -> Json:
    """A copy in which restricted guidelines have no raw sources and no quotes, and no words at all
    in the recommendations that are verbatim: of those, what readers may have is the link.
    """
    guidelines = [_guideline(guideline) for guideline in package.get("guidelines", [])]
    return {**package, "guidelines": guidelines}


def is_withheld(guideline: Json, recommendation: Json) -> bool:
    return guideline.get("redistribution") in CLOSED and bool(recommendation.get("verbatim"))


def _guideline(guideline: Json) -> Json:
    if guideline.get("redistribution") not in CLOSED:
        return guideline
    versions = [
        {**_but(version, "x"), "recommendations": list(map(_record, version["recommendations"]))}
        for version in guideline["versions"]
    ]
    return {**_but(guideline, "x", "scope"), "versions": versions}


def _record(record: Json) -> Json:
    citations = [_but(citation, "quote") for citation in record.get("citations", [])]
    if not record.get("verbatim"):
        return {**_but(record, "x", "quote"), "citations": citations}
    return {
        **_but(record, *_WORDS),
        "citations": citations,
        "population": _but(record.get("population") or {}, "text", "excluded"),
        "actions": [_but(action, "text") for action in record.get("actions", [])],
        "judgements": [_but(item, "text") for item in record.get("judgements", [])],
        "evidence": [_but(item, "note") for item in record.get("evidence", [])],
    }


def _but(item: Json, *names: str) -> Json:
    return {key: value for key, value in item.items() if key not in names}
