"""Evidence resources (R5, and R6 where it looks alike) as rows of an evidence profile."""

from __future__ import annotations

from typing import Any, Final

from apps.guidelines.domain.ratings import UnknownRating, resolve_rating
from apps.guidelines.formats.fhir_import import own_fields
from apps.guidelines.formats.fhir_json import (
    Json,
    as_number,
    as_object,
    as_objects,
    as_text,
    code_words,
    codings,
    concept_text,
    first_text,
)

_OUTCOMES: Final = {"measuredvariable", "measured-variable", "outcome"}
_OVERALL: Final = {"overall", "overall-certainty", "overall-certainty-of-evidence", "certainty"}


def evidence_profile(body: Json) -> Json:
    """Its outcome, first statistic and overall certainty; what is not stated is left out."""
    statistic = as_object(body.get("statistic"))
    sample = as_object(statistic.get("sampleSize"))
    quantity = as_object(statistic.get("quantity"))
    profile = {
        "outcome": _outcome(body),
        "measure": concept_text(statistic.get("statisticType"))[:100],
        "estimate": as_number(quantity.get("value")),
        **_interval(statistic, as_number(quantity.get("value"))),
        "studies": _count(sample.get("numberOfStudies")),
        "participants": _count(sample.get("numberOfParticipants")),
        "certainty": _certainty(body),
        "note": first_text(as_object(body.get("note")).get("text")),
        **own_fields(body, "evidence"),
    }
    return {key: value for key, value in profile.items() if value not in (None, "")}


def _outcome(body: Json) -> str:
    for variable in as_objects(body.get("variableDefinition")):
        if _OUTCOMES & set(code_words(variable.get("variableRole"))):
            observed = as_object(variable.get("observed"))
            named = first_text(variable.get("description"), observed.get("display"))
            if named:
                return named
    return first_text(body.get("title"), body.get("description"), body.get("name")) or "Not named"


def _interval(statistic: Json, estimate: int | float | None) -> Json:
    """The first interval that holds the estimate."""
    for item in as_objects(statistic.get("attributeEstimate")):
        span = as_object(item.get("range"))
        low, high = (as_number(as_object(span.get(side)).get("value")) for side in ("low", "high"))
        if (
            low is not None
            and high is not None
            and low <= (low if estimate is None else estimate) <= high
        ):
            return {"ci_low": low, "ci_high": high}
    return {}


def _count(value: Any) -> int | None:
    number = as_number(value)
    return number if isinstance(number, int) and 0 <= number < 2e9 else None


def _certainty(body: Json) -> int | None:
    """GRADE's four levels, by code or display, of the certainty that is the overall one."""
    listed = as_objects(body.get("certainty"))
    overall = [c for c in listed if _OVERALL & set(code_words(c.get("type")))] or listed
    for item in overall:
        for coding in codings(item.get("rating")):
            for spelling in filter(None, (coding.code, coding.display)):
                level = _level(as_text(spelling))
                if level is not None:
                    return level
    return None


def _level(spelling: str) -> int | None:
    system = "fevir_rjcs" if spelling.upper().startswith("RJCS-") else "fhir_evidence_quality"
    try:
        return resolve_rating(printed=spelling, system=system, axis="certainty").certainty
    except UnknownRating:
        return None
