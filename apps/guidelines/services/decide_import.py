"""A person decides what becomes of a planned import."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from apps.guidelines.domain.values import ImportStage
from apps.guidelines.models import ImportRun
from apps.guidelines.policies import can_curate
from core.actors import Actor
from core.audit.record import record
from core.clock import now
from core.errors import LostRace, NotPermitted, WrongState
from core.jobs import enqueue
from core.queue.models import WorkStatus


@transaction.atomic
def approve_import(*, run: ImportRun, plan_sha256: str, actor: Actor) -> ImportRun:
    """Have the worker store what was planned, and nothing else.

    `plan_sha256` is of the plan that the person saw. Raises `WrongState`, `LostRace`.
    """
    _check(run, actor)
    if plan_sha256 != run.plan_sha256:
        raise WrongState("This is not the plan as it stands now; look at it again")
    moved = _decide(
        run,
        actor,
        stage=ImportStage.STORING,
        status=WorkStatus.QUEUED,
        attempts=0,
        not_before=now(),
        enqueued_at=now(),
    )
    enqueue(ImportRun.task, row_id=run.pk)
    return moved


@transaction.atomic
def reject_import(*, run: ImportRun, actor: Actor) -> ImportRun:
    """Let it go; the upload is forgotten. Raises `WrongState`, `LostRace`."""
    _check(run, actor)
    return _decide(run, actor, stage=ImportStage.REJECTED, upload=None)


def _check(run: ImportRun, actor: Actor) -> None:
    if not can_curate(actor):
        raise NotPermitted("Only curators can decide on an import")
    if run.stage != ImportStage.PLANNED:
        raise WrongState("There is nothing to decide on this import")


def _decide(run: ImportRun, actor: Actor, *, stage: ImportStage, **facts: Any) -> ImportRun:
    moved = ImportRun.objects.filter(
        pk=run.pk, stage=ImportStage.PLANNED, plan_sha256=run.plan_sha256
    ).update(stage=stage, decided_by=actor.id, decided_at=now(), **facts)
    if not moved:
        raise LostRace("Somebody else decided on this import meanwhile")
    record(
        "guidelines.import.moved",
        subject=run,
        subject_id=str(run.public_id),
        actor=actor,
        stage=stage,
        plan_sha256=run.plan_sha256,
    )
    return ImportRun.objects.get(pk=run.pk)
