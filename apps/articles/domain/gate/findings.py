"""What the gate reports, and the register of its rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Severity(StrEnum):
    BLOCKS = "blocks"
    WARNS = "warns"


@dataclass(frozen=True, slots=True)
class Finding:
    """`place` is the key of a statement, "algorithm/2" for a step, or empty for the article."""

    rule: str
    place: str
    message: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding with the severity that holds for the organisation."""

    rule: str
    severity: Severity
    place: str
    message: str


# The platform's minimum: an organisation may raise a warning to a block, never lower one.
# docs/gate.md says of each what it asks for.
_BLOCKING: Final = (
    "citation-unresolved",
    "citation-missing",
    "citation-scope",
    "citation-typed",
    "in-house-support",
    "in-house-as-guideline",
    "body-without-record",
    "date-of-summary",
    "year-not-in-source",
    "population-acuity",
    "population-age",
    "population-sex",
    "population-pregnancy",
    "population-site",
    "population-condition",
    "direction-turned",
    "no-recommendation-promoted",
    "strength-overstated",
    "strength-misnamed",
    "position-misstated",
    "treatment-without-source",
    "number-not-in-source",
    "bound-turned",
    "dose-differs",
    "meaning-turned",
    "levels-disagree",
    "step-uncited",
    "step-beyond-basis",
    "step-disagrees",
    "record-superseded",
    "record-withdrawn",
    "work-retracted",
    "drug-off-market",
    "drug-restricted",
    "conflict-unreconciled",
    "self-contradiction",
    "red-flags-missing",
    "disclaimer-audience",
    "placeholder-text",
)
_WARNING: Final = (
    "strength-understated",
    "step-promotes-option",
    "step-drops-option",
    "work-in-doubt",
    "position-missing",
    "readability",
    "promotional-claim",
    "reference-incomplete",
    "brief-beyond-statements",
    "natural-history",
    "contradicts-article",
    "reviewer-missing",
    "review-overdue",
    "source-review-overdue",
)
MINIMUM: Final[Mapping[str, Severity]] = {
    **dict.fromkeys(_BLOCKING, Severity.BLOCKS),
    **dict.fromkeys(_WARNING, Severity.WARNS),
}
