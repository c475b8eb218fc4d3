"""The worker's part of an import: read and plan it, and, once approved, store it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from apps.accounts.models import User
from apps.guidelines.domain.values import ImportStage
from apps.guidelines.formats.reading import Issue, Severity
from apps.guidelines.intake.packaged import find_package
from apps.guidelines.intake.supervisor import Intake, read_files
from apps.guidelines.models import ImportIssue, ImportRun
from apps.guidelines.services.import_package import (
    ImportPlan,
    ImportRefused,
    import_package,
    plan_import,
)
from apps.guidelines.services.refresh_statistics import refresh_statistics
from apps.guidelines.services.start_import import unpack
from core.actors import Actor, ActorKind, system
from core.audit.record import record
from core.errors import DomainError
from core.live import tell
from core.queue.models import WorkStatus
from core.queue.work import Fenced, claim, complete, fail, give_up
from core.tenancy.scope import tenant_scope

logger = logging.getLogger(__name__)

# Storing the largest upload takes longer than an answer; above the task's own time limit.
LEASE: Final = timedelta(minutes=6)
ACTOR: Final = system("Import")
_ISSUES_KEPT: Final = 1_000


def work_on_import(*, tenant_id: int, run_id: int) -> None:
    """Take the run one stage further if it is there to be claimed; otherwise leave.

    Runs twice, late or beside itself without harm: what it writes is guarded by the claim's token.
    """
    with tenant_scope(tenant_id):
        run = claim(ImportRun, run_id, lease=LEASE)
        if run is None:
            lost = give_up(ImportRun, run_id)
            if lost is not None:
                _forget_upload(lost)
            return
    say = _teller(tenant_id, run)
    try:
        with read_files(
            unpack(bytes(run.upload or b"")),
            rating_system=run.rating_system or None,
            progress=lambda done, of: say(f"reading {done} of {of}"),
        ) as intake:
            step = _store if run.stage == ImportStage.STORING else _plan
            step(tenant_id, run, intake, say)
    except Fenced:
        logger.info("Import %s was taken over by another worker", run.pk)
    except Exception:
        logger.exception("Import %s failed", run.pk)
        with tenant_scope(tenant_id):
            status = fail(run)
            if status is WorkStatus.FAILED:
                _forget_upload(run)
        say("failed" if status is WorkStatus.FAILED else "waiting")
    else:
        say("done")


def _teller(tenant_id: int, run: ImportRun) -> Callable[[str], None]:
    topic = str(run.public_id)
    return lambda step: tell(tenant_id, topic, step)


def _plan(tenant_id: int, run: ImportRun, intake: Intake, say: Callable[[str], None]) -> None:
    with tenant_scope(tenant_id):
        package = find_package(intake)
        plan = ImportPlan()
        if package is not None:
            plan = plan_import(package=package, progress=lambda n: say(f"comparing {n}"))
        issues = [*intake.issues, *plan.issues]
        is_refused = package is None or any(i.severity is Severity.ERROR for i in issues)
        _finish(
            run,
            plan,
            issues,
            stage=ImportStage.REFUSED if is_refused else ImportStage.PLANNED,
            formats=intake.formats,
        )


def _store(tenant_id: int, run: ImportRun, intake: Intake, say: Callable[[str], None]) -> None:
    package = None
    try:
        with tenant_scope(tenant_id):
            package = find_package(intake)
            if package is None:
                raise ImportRefused(intake.issues)
            plan = import_package(
                package=package,
                actor=_approver(run),
                approved_sha256=run.plan_sha256,
                progress=lambda n: say(f"storing {n}"),
            )
            _finish(
                run,
                plan,
                [*intake.issues, *plan.issues],
                stage=ImportStage.STORED,
                formats=intake.formats,
            )
            refresh_statistics()
    except DomainError as error:
        # The unit of work was rolled back whole; this one says so.
        issues = [Issue(Severity.ERROR, error.code, "", error.detail)]
        with tenant_scope(tenant_id):
            _finish(run, ImportPlan(), issues, stage=ImportStage.REFUSED, formats=intake.formats)


def _forget_upload(run: ImportRun) -> None:
    """The run is over; nobody reads the files again."""
    ImportRun.objects.filter(pk=run.pk).update(upload=None)


def _approver(run: ImportRun) -> Actor:
    """Who approved it is who imports it."""
    person = User.objects.get(pk=run.decided_by_id or 0)
    return Actor(kind=ActorKind.PERSON, name=person.name, id=person.pk)


def _finish(
    run: ImportRun,
    plan: ImportPlan,
    issues: list[Issue],
    *,
    stage: ImportStage,
    formats: list[str],
) -> None:
    """Complete the claimed row under its token, with what was found. Raises `Fenced`."""
    facts: dict[str, Any] = {"stage": stage, "formats": formats}
    if run.stage == ImportStage.READING:
        # Later, the plan that a person approved stays as it was.
        facts |= {"plan": _summary(plan), "plan_sha256": plan.sha256}
    if stage is not ImportStage.PLANNED:
        facts["upload"] = None
    complete(run, **facts)
    ImportIssue.objects.filter(run=run).delete()
    ImportIssue.objects.bulk_create(
        ImportIssue(
            run=run,
            ordinal=ordinal,
            severity=issue.severity,
            code=issue.code,
            where=issue.where,
            message=issue.message,
        )
        for ordinal, issue in enumerate(issues[:_ISSUES_KEPT], start=1)
    )
    record(
        "guidelines.import.moved",
        subject=run,
        subject_id=str(run.public_id),
        actor=ACTOR,
        stage=stage,
        issues=len(issues),
        **plan.counts(),
    )


def _summary(plan: ImportPlan) -> dict[str, object]:
    return {"guidelines": plan.guidelines, "counts": plan.counts(), "plans": plan.plans}
