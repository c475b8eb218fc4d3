"""Taking a library's release over: shown first, then stored as copies with their origin."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Final

from django.db import transaction

from apps.guidelines.domain.package import PackagedGuideline
from apps.guidelines.domain.standing import find_reinstated
from apps.guidelines.formats.reading import Issue, Severity
from apps.guidelines.libraries import get_release
from apps.guidelines.models import (
    Guideline,
    RecommendationVersion,
    SubscribedGuideline,
    Subscription,
)
from apps.guidelines.models.guideline import VersionStatus
from apps.guidelines.policies import can_curate
from apps.guidelines.releases import FittedRelease, fit_release
from apps.guidelines.services.import_package import ImportPlan, import_package, plan_import
from apps.guidelines.services.reinstate_recommendation import take_over_reinstated
from apps.guidelines.services.tell_dependents import tell_store_grew
from core.actors import Actor
from core.audit.record import record
from core.errors import NotPermitted, WrongState

_NAME: Final = (
    "guideline_version__guideline__key",
    "guideline_version__label",
    "recommendation__key",
)


@dataclass(frozen=True, slots=True)
class ReleasePlan:
    """What taking over would do; `sha256` covers the release, every row's fate and every issue."""

    number: int
    package_sha256: str
    plan: ImportPlan
    issues: tuple[Issue, ...]
    reinstated: tuple[tuple[str, str, str], ...]

    @property
    def sha256(self) -> str:
        said = [
            self.package_sha256,
            self.plan.sha256,
            [asdict(issue) for issue in self.issues],
            self.reinstated,
        ]
        return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()


def plan_release(*, subscription: Subscription, number: int, actor: Actor) -> ReleasePlan:
    """Reads only. Raises `NotPermitted`, `WrongState`, and `NotFound` for a closed library."""
    _check(subscription, number, actor)
    return _plan(subscription, number)[1]


@transaction.atomic
def take_over_release(
    *, subscription: Subscription, number: int, approved_sha256: str, actor: Actor
) -> ReleasePlan:
    """Store what the approved plan says, and remember where each guideline came from.

    Raises `NotPermitted`, `NotFound`, `ImportRefused`, and `WrongState` when the plan is not the
    approved one any more.
    """
    locked = Subscription.objects.select_for_update().get(pk=subscription.pk)
    _check(locked, number, actor)
    fitted, plan = _plan(locked, number)
    if plan.sha256 != approved_sha256:
        raise WrongState("The store changed since this release was planned; plan it again")
    import_package(package=fitted.package, actor=actor, from_library=True)
    take_over_reinstated(names=plan.reinstated, actor=actor)
    keys = [row.key for row in fitted.package.guidelines]
    _remember_origin(locked, keys)
    locked.release_number = number
    locked.save()
    record(
        "guidelines.release.taken_over",
        subject=locked,
        subject_id=str(locked.public_id),
        actor=actor,
        number=number,
        package_sha256=plan.package_sha256,
        guidelines=keys,
        withdrawn=len(plan.plan.withdrawals),
        reinstated=len(plan.reinstated),
        **plan.plan.counts(),
    )
    tell_store_grew()
    return plan


def _remember_origin(subscription: Subscription, keys: list[str]) -> None:
    SubscribedGuideline.objects.bulk_create(
        [
            SubscribedGuideline(subscription=subscription, guideline=guideline)
            for guideline in Guideline.objects.filter(key__in=keys)
        ],
        ignore_conflicts=True,
    )


def _check(subscription: Subscription, number: int, actor: Actor) -> None:
    if not can_curate(actor):
        raise NotPermitted("Only curators take over a release")
    if subscription.ended_at is not None:
        raise WrongState("This subscription has ended; subscribe again first")
    if number < subscription.release_number:
        raise WrongState(f"You have release {subscription.release_number}, which is newer")


def _plan(subscription: Subscription, number: int) -> tuple[FittedRelease, ReleasePlan]:
    release = get_release(subscription.library_id, number)
    fitted = fit_release(release, subscription)
    plan = plan_import(package=fitted.package, from_library=True)
    guidelines = tuple(fitted.package.guidelines)
    reinstated = tuple(_reinstated(guidelines))
    return fitted, ReleasePlan(
        number=number,
        package_sha256=release.package_sha256,
        plan=plan,
        issues=(*fitted.issues, *plan.issues, *map(_say_reinstated, reinstated)),
        reinstated=reinstated,
    )


def _reinstated(guidelines: tuple[PackagedGuideline, ...]) -> list[tuple[str, str, str]]:
    """One query."""
    rows = RecommendationVersion.objects.filter(
        guideline_version__guideline__key__in=[row.key for row in guidelines],
        guideline_version__status=VersionStatus.ACTIVE,
        status=VersionStatus.WITHDRAWN,
    )
    return find_reinstated(guidelines, set(rows.values_list(*_NAME)))


def _say_reinstated(name: tuple[str, str, str]) -> Issue:
    guideline, _, key = name
    message = "It is withdrawn here and active in the library: taking it over reinstates it"
    return Issue(Severity.WARNING, "reinstated_by_library", f"{guideline}/{key}", message)
