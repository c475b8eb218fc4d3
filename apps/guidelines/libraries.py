"""Libraries and subscriptions as their pages show them. Reads only.

Libraries are a directory that no wall hides, so every way to them goes through `visible_libraries`.
"""

from __future__ import annotations

import gzip
import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from apps.guidelines.models import Library, LibraryRelease, Subscription
from core.errors import NotFound
from core.tenancy.scope import current_tenant_id

CLOSED: Final = "A library that is no longer open"


@dataclass(frozen=True, slots=True)
class LibraryItem:
    """`latest` is the number of the newest release, 0 before any.

    `subscribers` are counted for the owner; others get 0.
    """

    id: str
    title: str
    description: str
    owner: str
    is_own: bool
    is_open: bool
    latest: int
    recommendations: int
    subscribers: int


@dataclass(frozen=True, slots=True)
class ReleasedGuideline:
    key: str
    title: str
    body: str
    recommendations: int


@dataclass(frozen=True, slots=True)
class ReleaseItem:
    number: int
    recommendations: int
    note: str
    published_by: str
    published_at: datetime
    package_sha256: str
    guidelines: tuple[ReleasedGuideline, ...]


@dataclass(frozen=True, slots=True)
class LibraryPage:
    """`subscription_id` is the organisation's own, empty where it has none that goes on."""

    library: LibraryItem
    releases: tuple[ReleaseItem, ...]
    subscription_id: str

    @property
    def last_released(self) -> tuple[ReleasedGuideline, ...]:
        """What is in the newest release; nothing before any."""
        return self.releases[0].guidelines if self.releases else ()


@dataclass(frozen=True, slots=True)
class SubscriptionItem:
    """Of a library that was closed nothing is told but the number that was taken over."""

    id: str
    library_id: str
    title: str
    owner: str
    is_visible: bool
    taken_over: int
    latest: int
    ended_at: datetime | None

    @property
    def is_behind(self) -> bool:
        return self.ended_at is None and self.latest > self.taken_over


@dataclass(frozen=True, slots=True)
class LibrariesPage:
    """`others` are open libraries that the organisation does not subscribe to."""

    own: tuple[LibraryItem, ...]
    others: tuple[LibraryItem, ...]
    subscriptions: tuple[SubscriptionItem, ...]


@dataclass(frozen=True, slots=True)
class SubscriptionPage:
    """`releases` are newest first; of a library that was closed there are none."""

    subscription: SubscriptionItem
    releases: tuple[ReleaseItem, ...]


def visible_libraries() -> QuerySet[Library]:
    """Open ones, and one's own."""
    return Library.objects.filter(Q(is_open=True) | Q(owner=current_tenant_id()))


def get_library(public_id: uuid.UUID) -> Library:
    """One query. Raises `NotFound`, for a closed library of somebody else, too."""
    row = visible_libraries().select_related("owner").filter(public_id=public_id).first()
    if row is None:
        raise NotFound("There is no such library")
    return row


def find_libraries() -> tuple[LibraryItem, ...]:
    """One's own first, then by title. One query."""
    rows = [_item(row) for row in _with_latest(visible_libraries())]
    return tuple(sorted(rows, key=lambda item: (not item.is_own, item.title)))


def libraries_page() -> LibrariesPage:
    """What there is to publish to and to subscribe to. Three queries."""
    found = find_libraries()
    subscriptions = find_subscriptions()
    subscribed = {item.library_id for item in subscriptions if item.ended_at is None}
    return LibrariesPage(
        own=tuple(item for item in found if item.is_own),
        others=tuple(item for item in found if not item.is_own and item.id not in subscribed),
        subscriptions=subscriptions,
    )


def library_page(public_id: uuid.UUID) -> LibraryPage:
    """A library with its releases, newest first. Three queries. Raises `NotFound`."""
    row = _with_latest(visible_libraries()).filter(public_id=public_id).first()
    if row is None:
        raise NotFound("There is no such library")
    subscription = Subscription.objects.filter(library=row, ended_at=None).first()
    return LibraryPage(
        library=_item(row),
        releases=_releases(row),
        subscription_id=str(subscription.public_id) if subscription else "",
    )


def subscription_page(public_id: uuid.UUID) -> SubscriptionPage:
    """A subscription with what its library has released. Three queries. Raises `NotFound`."""
    row = get_subscription(public_id)
    library = _with_latest(visible_libraries()).filter(pk=row.library_id).first()
    return SubscriptionPage(
        subscription=_subscription(row, _item(library) if library else None),
        releases=_releases(library) if library else (),
    )


def find_subscriptions() -> tuple[SubscriptionItem, ...]:
    """The organisation's own, newest first. Two queries."""
    rows = list(Subscription.objects.order_by("-created_at"))
    libraries = _with_latest(visible_libraries()).filter(pk__in=[row.library_id for row in rows])
    visible = {library.pk: _item(library) for library in libraries}
    return tuple(_subscription(row, visible.get(row.library_id)) for row in rows)


def get_subscription(public_id: uuid.UUID) -> Subscription:
    """One query. Raises `NotFound`."""
    row = Subscription.objects.filter(public_id=public_id).first()
    if row is None:
        raise NotFound("There is no such subscription")
    return row


def get_release(library_id: int, number: int) -> LibraryRelease:
    """One query. Raises `NotFound`, for a library that was closed, too."""
    release = LibraryRelease.objects.filter(
        library__in=visible_libraries().filter(pk=library_id), number=number
    ).first()
    if release is None:
        raise NotFound("There is no such release")
    return release


def unpack(release: LibraryRelease) -> dict[str, Any]:
    """The guideline package of a release."""
    document: dict[str, Any] = json.loads(gzip.decompress(bytes(release.package)))
    return document


def _releases(library: Library) -> tuple[ReleaseItem, ...]:
    return tuple(
        ReleaseItem(
            number=release.number,
            recommendations=release.recommendations,
            note=release.note,
            published_by=release.published_by,
            published_at=release.published_at,
            package_sha256=release.package_sha256,
            guidelines=tuple(ReleasedGuideline(**facts) for facts in release.contents),
        )
        for release in library.releases.order_by("-number").defer("package")
    )


def _with_latest(rows: QuerySet[Library]) -> QuerySet[Any]:
    newest = LibraryRelease.objects.filter(library=OuterRef("pk")).order_by("-number")
    return rows.select_related("owner").annotate(
        latest=Max("releases__number"), size=Subquery(newest.values("recommendations")[:1])
    )


def _item(row: Any) -> LibraryItem:
    is_own = row.owner_id == current_tenant_id()
    return LibraryItem(
        id=str(row.public_id),
        title=row.title,
        description=row.description,
        owner=row.owner.name,
        is_own=is_own,
        is_open=row.is_open,
        latest=row.latest or 0,
        recommendations=row.size or 0,
        subscribers=row.subscribers if is_own else 0,
    )


def _subscription(row: Subscription, library: LibraryItem | None) -> SubscriptionItem:
    return SubscriptionItem(
        id=str(row.public_id),
        library_id=library.id if library else "",
        title=library.title if library else CLOSED,
        owner=library.owner if library else "",
        is_visible=library is not None,
        taken_over=row.release_number,
        latest=library.latest if library else 0,
        ended_at=row.ended_at,
    )
