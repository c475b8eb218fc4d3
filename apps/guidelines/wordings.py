"""The store's wordings before the meaning checker, and the terms it needs. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from apps.guidelines.domain.meaning.comparing import Finding, differences
from apps.guidelines.domain.meaning.facts import Facts, contradictions
from apps.guidelines.domain.meaning.terms import Term, Terms
from apps.guidelines.models import Concept, RecommendationVersion
from core.levels import Level

# What somebody is given or not. Conditions go by many lay words, and are read only so that
# these are not taken for a treatment.
_JUDGED: Final = frozenset({"drug", "drug_class", "procedure", "device", "vaccine"})
_READ: Final = _JUDGED | {"condition"}
_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class WordingFinding:
    """What one wording of an active record says otherwise than its statement or its fields."""

    recommendation: str
    guideline: str
    key: str
    level: Level
    text: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class WordingReport:
    """`checked` counts wordings that differ from their statement; the statement itself is one."""

    recommendations: int
    checked: int
    found: tuple[WordingFinding, ...]


def store_terms() -> Terms:
    """The tenant's concepts as the meaning checker reads them. One query."""
    return Terms(
        Term(
            concept.key,
            (concept.name, *concept.terms),
            frozenset(concept.broader),
            is_judged=concept.kind in _JUDGED,
        )
        for concept in Concept.objects.filter(kind__in=_READ)
    )


def check_wordings() -> WordingReport:
    """Every active record at every level. Two queries."""
    rows = (
        RecommendationVersion.objects.filter(status="active")
        .select_related("recommendation", "guideline_version__guideline")
        .order_by("guideline_version", "ordinal")
    )
    terms = store_terms()
    found, checked = [], 0
    for row in rows:
        for level in Level:
            text = row.at(level)
            if level is not Level.CLINICIAN and text == row.clinician:
                continue
            checked += 1
            findings = _findings(text, row, terms)
            if findings:
                found.append(_shown(row, level, findings))
    return WordingReport(len(rows), checked, tuple(found))


def _findings(text: str, row: RecommendationVersion, terms: Terms) -> tuple[Finding, ...]:
    about = frozenset([*row.interventions, *row.comparators, *row.for_those_who_cannot_take])
    return (
        *differences(text, source=row.clinician, terms=terms, about=about),
        *contradictions(text, _facts(row)),
    )


def _facts(row: RecommendationVersion) -> Facts:
    unit = _MONTHS if row.age_unit == "mo" else 1
    oldest = Facts().ages[1] if row.age_max is None else float(row.age_max + 1) / unit
    return Facts(
        kind=row.kind,
        direction=row.direction,
        strength=row.strength,
        ages=(float(row.age_min or 0) / unit, oldest),
        sex=row.sex,
        pregnancy=row.pregnancy,
    )


def _shown(
    row: RecommendationVersion, level: Level, findings: tuple[Finding, ...]
) -> WordingFinding:
    return WordingFinding(
        recommendation=str(row.public_id),
        guideline=row.guideline_version.guideline.title,
        key=row.recommendation.key,
        level=level,
        text=row.at(level),
        findings=findings,
    )
