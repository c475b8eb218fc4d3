"""Records of the store as evidence for a question. No queries but the vocabulary's."""

from __future__ import annotations

import re
from typing import Final

from apps.guidelines.citing import quotable_wording
from apps.guidelines.fused import Found
from apps.guidelines.models import RecommendationVersion
from apps.guidelines.search import Vocabulary
from apps.qa.domain.population import ANY_AGE, People
from apps.qa.domain.shapes import Evidence, Understanding

# The cosine up to which a statement of medicine and a question of medicine have nothing in common.
UNRELATED: Final = 0.3
# Whom a statement leaves out is not whom it is for.
_NOT_THESE: Final = re.compile(r"\b(?:(?:who|and|those) (?:are |is )?not|without)\b[^,.;]*")


def relevance(hit: Found) -> float:
    """Selection weighs shares of the best, so what unrelated statements have comes off first."""
    return hit.score if hit.meaning is None else max(hit.score - UNRELATED, 0.0)


def as_evidence(
    row: RecommendationVersion, score: float, vocabulary: Vocabulary, meant: Understanding
) -> Evidence:
    return Evidence(
        id=row.pk,
        public_id=str(row.public_id),
        score=score,
        kind=row.kind,
        direction=row.direction,
        strength=row.strength,
        certainty=row.certainty,
        line=row.line,
        conditions=frozenset(row.conditions) | _mentioned(row, meant, vocabulary),
        interventions=tuple(row.interventions),
        comparators=frozenset(row.comparators),
        for_those_who_cannot_take=frozenset(
            key for item in row.for_those_who_cannot_take for key in vocabulary.with_narrower(item)
        ),
        intents=frozenset(row.intents),
        acuity=row.acuity,
        people=_people(row),
        wording=tuple(sorted(quotable_wording(row).items())),
        content_sha256=row.content_sha256,
        named=vocabulary.named_in(row.clinician, meant.excluded),
        published=str(row.guideline_version.published_on or ""),
        is_withheld=row.is_withheld,
    )


def _mentioned(
    row: RecommendationVersion, meant: Understanding, vocabulary: Vocabulary
) -> frozenset[str]:
    """Conditions of the question that the statement speaks of, where it asks for a treatment by
    name: "not after a stroke" answers whether it may be given after one.
    """
    if not meant.asked_about:
        return frozenset()
    return vocabulary.named_in(_NOT_THESE.sub(" ", row.clinician), meant.topic)


def _people(row: RecommendationVersion) -> People:
    """An upper age counts to its end: up to 75 means before the 76th birthday."""
    unit = 12 if row.age_unit == "mo" else 1
    youngest = float(row.age_min or 0) / unit
    oldest = ANY_AGE[1] if row.age_max is None else (float(row.age_max) + 1) / unit
    return People(ages=(youngest, oldest), sex=row.sex, pregnancy=row.pregnancy)
