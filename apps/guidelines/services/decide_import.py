"""A person decides what becomes of an import that is planned, or that failed."""

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
    _check(actor)
    if run.stage != ImportStage.PLANNED:
        raise WrongState("There is nothing to decide on this import")
    if plan_sha256 != run.plan_sha256:
        raise WrongState("This is not the plan as it stands now; look at it again")
    moved = _decide(run, actor, stage=ImportStage.STORING, **_queued())
    enqueue(ImportRun.task, row_id=run.pk)
    return moved


@transaction.atomic
def reject_import(*, run: ImportRun, actor: Actor) -> ImportRun:
    """Let a planned or failed one go; the upload is forgotten. Raises `WrongState`, `LostRace`."""
    _check(actor)
    if run.stage != ImportStage.PLANNED and run.status != WorkStatus.FAILED:
        raise WrongState("There is nothing to decide on this import")
    return _decide(run, actor, stage=ImportStage.REJECTED, status=WorkStatus.DONE, upload=None)


@transaction.atomic
def retry_import(*, run: ImportRun, actor: Actor) -> ImportRun:
    """Queue one that failed again, where it stood. Raises `WrongState`, `LostRace`."""
    _check(actor)
    if run.status != WorkStatus.FAILED:
        raise WrongState("Only an import that failed can be tried again")
    _move(run, **_queued())
    record(
        "guidelines.import.retried",
        subject=run,
        subject_id=str(run.public_id),
        actor=actor,
        stage=run.stage,
    )
    enqueue(ImportRun.task, row_id=run.pk)
    return ImportRun.objects.get(pk=run.pk)


def _check(actor: Actor) -> None:
    if not can_curate(actor):
        raise NotPermitted("Only curators can decide on an import")


def _queued() -> dict[str, Any]:
    moment = now()
    return {
        "status": WorkStatus.QUEUED,
        "attempts": 0,
        "not_before": moment,
        "enqueued_at": moment,
    }


def _move(run: ImportRun, **facts: Any) -> None:
    moved = ImportRun.objects.filter(
        pk=run.pk, stage=run.stage, status=run.status, fencing_token=run.fencing_token
    ).update(**facts)
    if not moved:
        raise LostRace("Somebody else decided on this import meanwhile")


def _decide(run: ImportRun, actor: Actor, *, stage: ImportStage, **facts: Any) -> ImportRun:
    _move(run, stage=stage, decided_by=actor.id, decided_at=now(), **facts)
    record(
        "guidelines.import.moved",
        subject=run,
        subject_id=str(run.public_id),
        actor=actor,
        stage=stage,
        plan_sha256=run.plan_sha256,
    )
    return ImportRun.objects.get(pk=run.pk)
