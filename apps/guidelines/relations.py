"""How a recommendation stands to others, told from both ends. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.guidelines.citing import CitedRecommendation, describe, with_sources
from apps.guidelines.conflicts import Settlement, conflicts_for_readers, settlements
from apps.guidelines.domain.values import LinkKind
from apps.guidelines.evidence import name_of
from apps.guidelines.models import Link, RecommendationVersion
from apps.guidelines.models.guideline import VersionStatus


@dataclass(frozen=True, slots=True)
class Relation:
    """`url` is empty where the other end has no address that a browser opens."""

    kind: str
    name: str
    url: str
    status: str
    note: str


@dataclass(frozen=True, slots=True)
class ShownConflict:
    """A conflict that readers are told, with its other sides, and how it was settled."""

    title: str
    others: tuple[CitedRecommendation, ...]
    settlement: Settlement | None


def relations_of(recommendation: int) -> tuple[Relation, ...]:
    """Links that start or end here, by kind. Two queries."""
    links = list(
        Link.objects.filter(Q(start=recommendation) | Q(end=recommendation)).order_by("kind", "pk")
    )
    ends = {link.end_id if link.start_id == recommendation else link.start_id for link in links}
    newest = _newest({end for end in ends if end is not None})
    return tuple(_relation(link, recommendation, newest) for link in links)


def conflicts_of(row: RecommendationVersion) -> tuple[ShownConflict, ...]:
    """Four queries at most."""
    found = conflicts_for_readers([row.pk])
    if not found:
        return ()
    wanted = {pk for _, sides in found for pk in sides} - {row.pk}
    others = {
        other.pk: other
        for other in with_sources(RecommendationVersion.objects.filter(pk__in=wanted))
    }
    same = {pk: other.recommendation_id for pk, other in others.items()}
    same[row.pk] = row.recommendation_id
    settled = settlements({title: {same[pk] for pk in sides} for title, sides in found})
    return tuple(
        ShownConflict(
            title,
            tuple(describe(others[pk]) for pk in sorted(sides - {row.pk})),
            settled.get(title),
        )
        for title, sides in found
    )


def _newest(recommendations: set[int]) -> dict[int, RecommendationVersion]:
    """The version of each that is active, else its last. One query."""
    rows = (
        RecommendationVersion.objects.filter(recommendation__in=recommendations)
        .exclude(status=VersionStatus.DRAFT)
        .select_related("recommendation", "guideline_version__guideline")
        .order_by("pk")
    )
    found: dict[int, RecommendationVersion] = {}
    for row in rows:
        known = found.get(row.recommendation_id)
        if known is None or known.status != VersionStatus.ACTIVE:
            found[row.recommendation_id] = row
    return found


def _relation(link: Link, here: int, newest: dict[int, RecommendationVersion]) -> Relation:
    starts_here = link.start_id == here
    other = newest.get((link.end_id if starts_here else link.start_id) or 0)
    is_address = link.to_uri.startswith(("https://", "http://"))
    return Relation(
        kind=_kind(LinkKind(link.kind), starts_here=starts_here),
        name=name_of(other) if other else link.to_uri,
        url=reverse("recommendation", args=[other.public_id])
        if other
        else link.to_uri * is_address,
        status=other.status if other else "",
        note=link.note,
    )


def _kind(kind: LinkKind, *, starts_here: bool) -> str:
    if kind is LinkKind.SUPERSEDES:
        return _("Supersedes") if starts_here else _("Superseded by")
    if kind is LinkKind.ADAPTED_FROM:
        return _("Adapted from") if starts_here else _("Adapted as")
    return _("Same as") if kind is LinkKind.SAME_AS else _("Conflicts with")
