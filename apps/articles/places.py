"""Where on an article's page the statements that cite a record stand. Reads only.

The names and anchors are those of composition.Composition, found without composing the page.
"""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection

from apps.articles.composition import BRIEF_PLACE
from apps.articles.models import Section, Statement
from apps.articles.pages import BasisLink


def places_citing(
    recommendation_id: uuid.UUID, versions: Collection[int]
) -> dict[int, tuple[BasisLink, ...]]:
    """By article version, in reading order. Three queries."""
    rows = list(
        Statement.objects.filter(version__in=versions)
        .select_related("section", "difference__section")
        .order_by("version", "ordinal")
    )
    citing = set(
        Statement.objects.filter(
            version__in=versions, citations__recommendation_version__public_id=recommendation_id
        ).values_list("pk", flat=True)
    )
    links = _links(rows, _section_numbers(versions))
    found: dict[int, dict[BasisLink, None]] = defaultdict(dict)
    for row in sorted(rows, key=_reading_order):
        if row.pk in citing:
            found[row.version_id][links[row.pk]] = None
    return {version: tuple(places) for version, places in found.items()}


def places_of(versions: Collection[int]) -> dict[int, BasisLink]:
    """Where each statement of these versions stands, by its id, in reading order. Two queries."""
    rows = list(
        Statement.objects.filter(version__in=versions)
        .select_related("section", "difference__section", "parent")
        .order_by("version", "ordinal")
    )
    links = _links(rows, _section_numbers(versions))
    return {row.pk: links[row.pk] for row in sorted(rows, key=_nested_order)}


def _nested_order(row: Statement) -> tuple[tuple[int, int, bool, int], int]:
    """Children after their parent."""
    if row.parent is not None:
        return _reading_order(row.parent), row.ordinal
    return _reading_order(row), 0


def _reading_order(row: Statement) -> tuple[int, int, bool, int]:
    section = row.difference.section if row.difference else row.section
    number = section.ordinal if section else -1
    return row.version_id, number, row.difference is not None, row.ordinal


def _links(rows: list[Statement], numbers: dict[int, int]) -> dict[int, BasisLink]:
    """`numbers` are those of the sections, by their ids."""
    links: dict[int, BasisLink] = {}
    places: Counter[tuple[int | None, int | None]] = Counter()
    # Parents before their children, who are numbered below them.
    for row in sorted(rows, key=lambda row: row.parent_id is not None):
        if row.difference is not None:
            number = numbers[row.difference.section_id]
            anchor = f"d{number}-{row.difference.ordinal}"
            links[row.pk] = BasisLink(f"{number}, sources differ", anchor)
        elif row.parent_id is not None:
            above = links[row.parent_id]
            places[row.parent_id, None] += 1
            anchor = f"{above.anchor}-{places[row.parent_id, None]}"
            links[row.pk] = BasisLink(above.number, anchor)
        elif row.section_id is not None:
            number = numbers[row.section_id]
            places[None, row.section_id] += 1
            place = places[None, row.section_id]
            links[row.pk] = BasisLink(f"{number}.{place}", f"s{number}-{place}")
        else:
            links[row.pk] = BasisLink(BRIEF_PLACE, "brief")
    return links


def _section_numbers(versions: Collection[int]) -> dict[int, int]:
    """One query."""
    numbers: dict[int, int] = {}
    last: Counter[int] = Counter()
    rows = Section.objects.filter(version__in=versions).order_by("ordinal")
    for pk, version in rows.values_list("pk", "version"):
        last[version] += 1
        numbers[pk] = last[version]
    return numbers
