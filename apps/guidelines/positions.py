"""What active recommendations say for whom, as `domain.disagreement` compares it. Reads only."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any, Final

from django.db import connection

from apps.guidelines.domain.disagreement import Position
from apps.guidelines.domain.lineage import Lineage
from apps.guidelines.domain.successors import ages_in_years
from apps.guidelines.models import Concept, RecommendationVersion
from apps.guidelines.models.guideline import VersionStatus
from core.tenancy.scope import current_tenant_id

# The arrays are unnested and hashed: `&&` compares each key with each, 50,000 rows times hundreds
# of keys, and no index on arrays can serve behind the wall (arrayoverlap is not leakproof).
_NAMING: Final = """
SELECT DISTINCT version.recommendation_id
FROM guidelines_recommendationversion AS version
CROSS JOIN LATERAL unnest(version.interventions) AS named (key)
JOIN unnest(%(keys)s::text[], %(directions)s::text[]) AS wanted (key, direction)
  ON wanted.key = named.key AND wanted.direction = version.direction
WHERE version.tenant_id = %(tenant)s AND version.status = 'active'
"""
_COLUMNS: Final = (
    "recommendation_id",
    "recommendation__guideline_id",
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
    """By recommendation; what is not active is not there. A query, and one if words exclude."""
    rows = list(
        RecommendationVersion.objects.filter(
            recommendation__in=recommendations, status=VersionStatus.ACTIVE
        )
        .order_by("pk")
        .values(*_COLUMNS)
    )
    names = _condition_names(rows)
    return {row["recommendation_id"]: _position(row, names) for row in rows}


def find_opponents(positions: Iterable[Position], lineage: Lineage) -> set[int]:
    """Recommendations that could disagree with one of these: they name the same thing.

    One query, whatever their number.
    """
    wanted: set[tuple[str, str]] = set()
    for position in positions:
        for key in position.interventions:
            if position.direction == "for":
                wanted |= {(wider, "against") for wider in lineage.above(key)}
            elif position.direction == "against":
                wanted |= {(narrower, "for") for narrower in lineage.below(key)}
        if position.direction == "for":
            wanted |= {
                (key, "for") for rival in position.comparators for key in lineage.below(rival)
            }
    if not wanted:
        return set()
    keys, directions = zip(*sorted(wanted), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            _NAMING,
            {
                "tenant": current_tenant_id(),
                "keys": list(keys),
                "directions": list(directions),
            },
        )
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


def _position(row: dict[str, Any], names: dict[str, list[str]]) -> Position:
    low, high = (None if row[age] is None else float(row[age]) for age in ("age_min", "age_max"))
    words = f" {_plain(row['excluded'])} "
    return Position(
        id=row["recommendation_id"],
        guideline=row["recommendation__guideline_id"],
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
