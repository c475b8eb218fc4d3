"""The worker's part of an import: read and plan it, and, once approved, store it."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from typing import Any, Final

from apps.accounts.models import User
from apps.guidelines.domain.values import ImportStage, ImportStep
from apps.guidelines.formats.reading import Issue, Severity
from apps.guidelines.intake.packaged import find_package
from apps.guidelines.intake.supervisor import Intake, read_files
from apps.guidelines.models import ImportIssue, ImportRun
from apps.guidelines.previewing import Preview
from apps.guidelines.services.import_package import (
    ImportPlan,
    ImportRefused,
    import_package,
    plan_import,
)
from apps.guidelines.services.refresh_statistics import refresh_statistics
from apps.guidelines.services.report_progress import Progress
from apps.guidelines.services.start_import import unpack
from core.actors import Actor, ActorKind, system
from core.audit.record import record
from core.errors import DomainError
from core.queue.models import WorkStatus
from core.queue.work import Fenced, claim, complete, fail, give_up
from core.tenancy.scope import tenant_scope

logger = logging.getLogger(__name__)

# Storing the largest upload takes longer than an answer; above the task's own time limit.
LEASE: Final = timedelta(minutes=6)
ACTOR: Final = system("Import")
# More than a reader reports, so that its own "more like these" is among them.
_ISSUES_KEPT: Final = 2_000


def work_on_import(*, tenant_id: int, run_id: int) -> None:
    """Take the run one stage further if it is there to be claimed; otherwise leave.

    Runs twice, late or beside itself without harm: what it writes is guarded by the claim's token.
    """
    with tenant_scope(tenant_id):
        run = claim(ImportRun, run_id, lease=LEASE)
        if run is None:
            give_up(ImportRun, run_id)
            return
    progress = Progress(tenant_id, run)
    try:
        with read_files(
            unpack(bytes(run.upload or b"")),
            rating_system=run.rating_system or None,
            progress=partial(progress.at, ImportStep.READING),
        ) as intake:
            step = _store if run.stage == ImportStage.STORING else _plan
            step(tenant_id, run, intake, progress)
    except Fenced:
        logger.info("Import %s was taken over by another worker", run.pk)
    except Exception:
        logger.exception("Import %s failed", run.pk)
        with tenant_scope(tenant_id):
            status = fail(run)
        progress.hint("failed" if status is WorkStatus.FAILED else "waiting")
    else:
        progress.hint("done")


def _plan(tenant_id: int, run: ImportRun, intake: Intake, progress: Progress) -> None:
    with tenant_scope(tenant_id):
        package = find_package(intake)
        plan, preview = ImportPlan(), Preview()
        if package is not None:
            plan = plan_import(
                package=package,
                preview=preview,
                progress=partial(progress.at, ImportStep.COMPARING),
            )
            preview.add_head(package.head, plan.keys)
        issues = [*intake.issues, *plan.issues]
        is_refused = package is None or any(i.severity is Severity.ERROR for i in issues)
        _finish(
            run,
            plan.counts(),
            issues,
            stage=ImportStage.REFUSED if is_refused else ImportStage.PLANNED,
            formats=intake.formats,
            # Later, the plan that a person approved stays as it was.
            plan=_summary(plan, preview),
            plan_sha256=plan.sha256,
        )


def _store(tenant_id: int, run: ImportRun, intake: Intake, progress: Progress) -> None:
    approved: Any = run.plan
    planned = sum(approved["counts"].values())
    try:
        with tenant_scope(tenant_id):
            package = find_package(intake)
            if package is None:
                raise ImportRefused(intake.issues)
            plan = import_package(
                package=package,
                actor=_approver(run),
                approved_sha256=run.plan_sha256,
                progress=lambda done: progress.at(ImportStep.STORING, done, planned),
            )
            issues = [*intake.issues, *plan.issues]
            _finish(run, plan.counts(), issues, stage=ImportStage.STORED)
            refresh_statistics()
    except DomainError as error:
        # The unit of work was rolled back whole; this one says so.
        issues = [Issue(Severity.ERROR, error.code, "", error.detail)]
        if isinstance(error, ImportRefused):
            issues = error.issues
        with tenant_scope(tenant_id):
            _finish(run, ImportPlan().counts(), issues, stage=ImportStage.REFUSED)


def _approver(run: ImportRun) -> Actor:
    """Who approved it is who imports it."""
    person = User.objects.get(pk=run.decided_by_id or 0)
    return Actor(kind=ActorKind.PERSON, name=person.name, id=person.pk)


def _finish(
    run: ImportRun,
    counts: dict[str, int],
    issues: list[Issue],
    *,
    stage: ImportStage,
    **facts: Any,
) -> None:
    """Complete the claimed row under its token, with what was found. Raises `Fenced`."""
    if stage is not ImportStage.PLANNED:
        # Nobody reads the files again.
        facts["upload"] = None
    complete(run, stage=stage, **facts)
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
        for ordinal, issue in enumerate(_kept(issues), start=1)
    )
    record(
        "guidelines.import.moved",
        subject=run,
        subject_id=str(run.public_id),
        actor=ACTOR,
        stage=stage,
        issues=len(issues),
        **counts,
    )


def _kept(issues: list[Issue]) -> list[Issue]:
    """The worst first; of too many, the rest is counted."""
    ordered = sorted(issues, key=lambda issue: list(Severity).index(issue.severity))
    kept, left = ordered[:_ISSUES_KEPT], ordered[_ISSUES_KEPT:]
    if left:
        said = f"There are {len(left):,} more like these."
        kept.append(Issue(left[0].severity, "more_issues", "", said))
    return kept


def _summary(plan: ImportPlan, preview: Preview) -> dict[str, object]:
    return {
        "guidelines": plan.guidelines,
        "counts": plan.counts(),
        "plans": plan.plans,
        "beside": preview.beside,
        "rows": preview.rows,
    }
