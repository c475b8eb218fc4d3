"""An organisation gives guidelines of its store to others: a library, release by release."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Collection
from typing import Any, Final

from django.db import transaction

from apps.accounts.models import Tenant
from apps.guidelines.domain.package import read_package
from apps.guidelines.domain.values import PublishedStatus
from apps.guidelines.formats.withheld import without_withheld
from apps.guidelines.models import Library, LibraryRelease
from apps.guidelines.policies import can_curate
from apps.guidelines.releasable import Bar, ReleasableGuideline, releasable_guidelines
from apps.guidelines.services.export_package import canonical, export_package
from core.actors import Actor
from core.audit.record import record
from core.errors import InvalidInput, NotFound, NotPermitted, WrongState
from core.events import emit
from core.tenancy.scope import TenantMismatch, current_tenant_id

_REFUSALS: Final = {
    Bar.PRIVATE: "For your organisation alone, so it cannot be published",
    Bar.WORDS: "Its source's words may not be handed on",
    Bar.BORROWED: "From another library, whose owner publishes it",
}


@transaction.atomic
def found_library(
    *, title: str, description: str, is_open: bool, tenant: Tenant, actor: Actor
) -> Library:
    """A library of the tenant of this scope; a closed one is seen by nobody else.

    Raises `NotPermitted`, `InvalidInput`, and `WrongState` where it has one of that title.
    """
    _check_right(actor)
    if tenant.pk != current_tenant_id():
        raise TenantMismatch("A library is founded within its owner's scope")
    if not 0 < len(title.strip()) <= 200:
        raise InvalidInput("Give it a title of at most 200 characters", pointer="/title")
    library, is_new = Library.objects.get_or_create(
        owner=tenant,
        title=title.strip(),
        defaults={"description": description.strip(), "is_open": is_open},
    )
    if not is_new:
        raise WrongState("You have a library of that title")
    record(
        "guidelines.library.founded",
        subject=library,
        subject_id=str(library.public_id),
        actor=actor,
        title=library.title,
        is_open=is_open,
    )
    return library


@transaction.atomic
def publish_release(
    *, library: Library, guideline_keys: Collection[str], note: str, actor: Actor
) -> LibraryRelease:
    """Keep these guidelines as they are now as the next release; unchanged, the last one stands.

    Conflicts stay at home: who settled them settled them here. So do the quotes and raw sources
    of guidelines whose licence keeps their words. Raises `NotPermitted`, `NotFound`
    for a library of somebody else, and `InvalidInput` for what may not be given away.
    """
    _check_right(actor)
    locked = (
        Library.objects.select_for_update().filter(pk=library.pk, owner=current_tenant_id()).first()
    )
    if locked is None:
        raise NotFound("You have no such library")
    chosen = _check_guidelines(set(guideline_keys))
    document = without_withheld({**export_package(guideline_keys), "conflicts": []})
    read_package(document)
    content = canonical(document)
    sha256 = hashlib.sha256(content).hexdigest()
    last = locked.releases.order_by("-number").first()
    if last is not None and last.package_sha256 == sha256:
        return last
    release = LibraryRelease.objects.create(
        library=locked,
        number=last.number + 1 if last else 1,
        package=gzip.compress(content, mtime=0),
        package_sha256=sha256,
        recommendations=_count_active(document),
        contents=[
            {name: getattr(row, name) for name in ("key", "title", "body", "recommendations")}
            for row in chosen
        ],
        note=note.strip(),
        published_by=actor.name,
    )
    _tell(release, actor)
    return release


def _check_right(actor: Actor) -> None:
    if not can_curate(actor):
        raise NotPermitted("Only curators publish guidelines for others")


def _check_guidelines(keys: set[str]) -> tuple[ReleasableGuideline, ...]:
    """The chosen ones. Raises `InvalidInput` that names every one that cannot be given away."""
    pointer = "/guideline_keys"
    if not keys:
        raise InvalidInput("Choose the guidelines of this release", pointer=pointer)
    chosen = releasable_guidelines(keys)
    unknown = sorted(keys - {row.key for row in chosen})
    if unknown:
        raise InvalidInput(f"You have no guideline {', '.join(unknown)}", pointer=pointer)
    for bar, sentence in _REFUSALS.items():
        barred = [row.title for row in chosen if row.bar == bar]
        if barred:
            raise InvalidInput(f"{sentence}: {'; '.join(barred)}", pointer=pointer)
    return chosen


def _count_active(document: dict[str, Any]) -> int:
    return sum(
        len(version["recommendations"])
        for guideline in document["guidelines"]
        for version in guideline["versions"]
        if version["status"] == PublishedStatus.ACTIVE
    )


def _tell(release: LibraryRelease, actor: Actor) -> None:
    library = release.library
    facts = {"number": release.number, "recommendations": release.recommendations}
    record(
        "guidelines.library.released",
        subject=library,
        subject_id=str(library.public_id),
        actor=actor,
        package_sha256=release.package_sha256,
        **facts,
    )
    emit(
        "guidelines.library.released",
        subject=library,
        subject_id=str(library.public_id),
        data=facts,
    )
