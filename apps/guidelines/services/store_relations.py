"""Storing what a package says of recommendations among one another: conflicts and links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from apps.guidelines.domain.package import PackageHead
from apps.guidelines.models import Concept, Conflict, ConflictSide, Link, Recommendation
from apps.guidelines.services.store_vocabulary import by_key
from core.errors import InvalidInput

Name = tuple[str, str]


def store_conflicts(head: PackageHead, keys: Mapping[str, str]) -> None:
    """Raises `InvalidInput` for a concept or a recommendation that nobody defines.

    `keys` are the store's for guidelines that the package names otherwise.
    """
    if not head.conflicts:
        return
    interventions = by_key(Concept, [row["intervention"] for row in head.conflicts])
    found = _find_named((name for row in head.conflicts for name in row["recommendations"]), keys)
    for row in head.conflicts:
        conflict, _ = Conflict.objects.get_or_create(
            key=row["key"],
            defaults={
                "title": row["title"],
                "intervention": interventions[row["intervention"]],
                "state": row["state"],
                "is_detected": row["is_detected"],
                "settled_by_name": row["settled_by"],
                "settled_on": row["settled_on"],
                "reason": row["reason"],
            },
        )
        ConflictSide.objects.bulk_create(
            [
                ConflictSide(
                    conflict=conflict,
                    recommendation=_get(found, name, f"Conflict {row['key']}"),
                )
                for name in row["recommendations"]
            ],
            ignore_conflicts=True,
        )


def store_links(head: PackageHead, keys: Mapping[str, str]) -> None:
    """Links are only added. `keys` and what is raised are those of `store_conflicts`."""
    if not head.links:
        return
    ends = (name for row in head.links for name in (row["start"], row["end"]) if name)
    found = _find_named(ends, keys)
    Link.objects.bulk_create(
        [
            Link(
                start=_get(found, row["start"], "A link"),
                end=_get(found, row["end"], "A link") if row["end"] else None,
                to_uri=row["to_uri"],
                kind=row["kind"],
                note=row["note"],
            )
            for row in head.links
        ],
        ignore_conflicts=True,
    )


def _find_named(names: Iterable[Name], keys: Mapping[str, str]) -> dict[Name, Recommendation]:
    wanted = {name: (keys.get(name[0], name[0]), name[1]) for name in names}
    rows = Recommendation.objects.filter(
        guideline__key__in={guideline for guideline, _ in wanted.values()},
        key__in={key for _, key in wanted.values()},
    ).select_related("guideline")
    stored = {(row.guideline.key, row.key): row for row in rows}
    return {name: stored[there] for name, there in wanted.items() if there in stored}


def _get(found: dict[Name, Recommendation], name: Name, who: str) -> Recommendation:
    if name not in found:
        raise InvalidInput(f"{who} names {'/'.join(name)}, which is unknown")
    return found[name]
