"""What active recommendations say for whom, as `domain.disagreement` compares it. Reads only."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any, Final

from django.db import connection

from apps.guidelines.domain.disagreement import Position
from apps.guidelines.domain.lineage import Lineage
from apps.guidelines.domain.successors import ages_in_years
from apps.guidelines.models import Concept, Recommendation, RecommendationVersion
from apps.guidelines.models.guideline import VersionStatus
from core.tenancy.scope import current_tenant_id

# Each key is looked up in a hash of the wanted ones: `&&` compares each with each, a join guesses
# the number of keys and loops over them, and behind the wall no index on arrays can serve
# (arrayoverlap is not leakproof).
_NAMING: Final = """
SELECT DISTINCT version.recommendation_id
FROM guidelines_recommendationversion AS version
CROSS JOIN LATERAL unnest(version.interventions) AS named (key)
WHERE version.tenant_id = %(tenant)s AND version.status = 'active'
  AND (version.direction = 'for' AND named.key = ANY(%(for)s::text[])
       OR version.direction = 'against' AND named.key = ANY(%(against)s::text[]))
"""
_COLUMNS: Final = (
    "recommendation_id",
    "direction",
    "direction_inferred",
    "interventions",
    "comparators",
    "conditions",
    "for_those_who_cannot_take",
    "intents",
    "age_min",
    "age_max",
    "age_unit",
    "sex",
    "pregnancy",
    "acuity",
    "population",
    "excluded",
)


def load_lineage() -> Lineage:
    """One query; concepts with nothing above them need not be known."""
    rows = Concept.objects.exclude(broader=[]).values_list("key", "broader")
    return Lineage(dict(rows))


def load_positions(recommendations: Collection[int]) -> dict[int, Position]:
    """By recommendation; what is not active is not there. Two queries, three if words exclude.

    None of them joins: right after a large import the planner knows too little to choose how.
    """
    rows = list(
        RecommendationVersion.objects.filter(
            recommendation__in=recommendations, status=VersionStatus.ACTIVE
        )
        .order_by("pk")
        .values(*_COLUMNS)
    )
    guidelines = dict(
        Recommendation.objects.filter(pk__in=recommendations).values_list("pk", "guideline")
    )
    names = _condition_names(rows)
    return {
        row["recommendation_id"]: _position(row, guidelines[row["recommendation_id"]], names)
        for row in rows
    }


def find_opponents(positions: Iterable[Position], lineage: Lineage) -> set[int]:
    """Recommendations that could disagree with one of these: they name the same thing.

    One query, whatever their number.
    """
    taken: set[str] = set()
    left: set[str] = set()
    for position in positions:
        for key in position.interventions:
            if position.direction == "for":
                left |= lineage.above(key)
            elif position.direction == "against":
                taken |= lineage.below(key)
        if position.direction == "for":
            taken |= {key for rival in position.comparators for key in lineage.below(rival)}
    if not taken and not left:
        return set()
    wanted = {"for": sorted(taken), "against": sorted(left)}
    with connection.cursor() as cursor:
        cursor.execute(_NAMING, {"tenant": current_tenant_id(), **wanted})
        return {row[0] for row in cursor.fetchall()}


def _condition_names(rows: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The words for every condition at hand, where a record excludes anybody in words."""
    if not any(row["excluded"] for row in rows):
        return {}
    keys = {key for row in rows for key in row["conditions"]}
    concepts = Concept.objects.filter(key__in=keys).values_list("key", "name", "terms")
    return {
        key: [plain for word in (name, *terms) if (plain := _plain(word))]
        for key, name, terms in concepts
    }


def _position(row: dict[str, Any], guideline: int, names: dict[str, list[str]]) -> Position:
    low, high = (None if row[age] is None else float(row[age]) for age in ("age_min", "age_max"))
    words = f" {_plain(row['excluded'])} "
    return Position(
        id=row["recommendation_id"],
        guideline=guideline,
        direction=row["direction"],
        interventions=frozenset(row["interventions"]),
        comparators=frozenset(row["comparators"]),
        conditions=frozenset(row["conditions"]),
        excluded=frozenset(
            key for key, terms in names.items() if any(f" {term} " in words for term in terms)
        ),
        unable=frozenset(row["for_those_who_cannot_take"]),
        intents=frozenset(row["intents"]),
        ages=ages_in_years(low, high, row["age_unit"]),
        age_step=1 / 12 if row["age_unit"] == "mo" else 1.0,
        sex=row["sex"],
        pregnancy=row["pregnancy"],
        acuity=row["acuity"],
        population=row["population"],
        is_inferred=row["direction_inferred"],
    )


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))
