"""Imports as the curator's pages show them. Reads only."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, F, QuerySet
from django.urls import reverse

from apps.guidelines.domain.ratings import SYSTEM_NAMES
from apps.guidelines.domain.values import ImportStage
from apps.guidelines.formats.reading import Severity
from apps.guidelines.models import ImportIssue, ImportRun
from apps.guidelines.paging import Place, take_page
from core.errors import NotFound
from core.queue.models import WorkStatus

_FORMAT_NAMES: Final = {
    "package": "Guideline package",
    "csv": "CSV",
    "xlsx": "XLSX",
    "fhir": "FHIR",
    "uspstf": "USPSTF",
    "cpic": "CPIC",
    "cds_connect": "CDS Connect",
}


@dataclass(frozen=True, slots=True)
class ImportItem:
    """`state` is where it stands: to_read, reading, planned, refused, to_store, storing, stored,
    rejected or failed. `counts` are of recommendations by their change, None before there is a
    plan.
    """

    url: str
    names: tuple[str, ...]
    formats: str
    uploaded_by: str
    uploaded_at: datetime
    state: str
    counts: dict[str, int] | None

    @property
    def is_moving(self) -> bool:
        return self.state in ("to_read", "reading", "to_store", "storing")


@dataclass(frozen=True, slots=True)
class ImportList:
    """Newest first."""

    items: tuple[ImportItem, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class ImportHead:
    """`step`, `done` and `of` say how far the worker is; `of` is 0 where nobody knows.

    `attempt` counts from 1 and is 0 before the first.
    """

    id: str
    item: ImportItem
    file_sha256: str
    rating_system: str
    decided_by: str
    decided_at: datetime | None
    attempt: int
    step: str
    done: int
    of: int

    @property
    def is_stored(self) -> bool:
        return self.item.state == ImportStage.STORED


@dataclass(frozen=True, slots=True)
class IssueList:
    """`counts` are by severity, whatever is chosen; `severity` is the chosen one, or empty."""

    items: tuple[ImportIssue, ...]
    counts: dict[str, int]
    severity: str
    place: Place

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def import_list(page: int) -> ImportList:
    """Two queries, without uploads and plans."""
    rows, place = take_page(_listed().order_by("-created_at", "-pk"), page)
    return ImportList(tuple(_item(row, row.counts) for row in rows), place)


def get_import(public_id: uuid.UUID) -> ImportRun:
    """With its plan, without its upload. One query. Raises `NotFound`."""
    run = (
        ImportRun.objects.select_related("uploaded_by", "decided_by")
        .defer("upload")
        .filter(public_id=public_id)
        .first()
    )
    if run is None:
        raise NotFound("There is no such import")
    return run


def import_head(run: ImportRun) -> ImportHead:
    return ImportHead(
        id=str(run.public_id),
        item=_item(run, run.plan and run.plan["counts"]),
        file_sha256=run.file_sha256,
        rating_system=SYSTEM_NAMES.get(run.rating_system, ""),
        decided_by=run.decided_by.name if run.decided_by else "",
        decided_at=run.decided_at,
        attempt=run.attempts,
        step=run.progress_step,
        done=run.progress_done,
        of=run.progress_of,
    )


def import_issues(run: ImportRun, *, severity: str = "", page: int = 1) -> IssueList:
    """The worst first. Three queries."""
    issues = ImportIssue.objects.filter(run=run)
    counted = dict(issues.values_list("severity").annotate(Count("pk")).order_by())
    chosen = issues.filter(severity=severity) if severity else issues
    rows, place = take_page(chosen.order_by("ordinal"), page)
    return IssueList(
        items=tuple(rows),
        counts={name.value: counted[name] for name in Severity if name in counted},
        severity=severity,
        place=place,
    )


def _listed() -> QuerySet[ImportRun, Any]:
    return (
        ImportRun.objects.select_related("uploaded_by")
        .defer("upload", "plan")
        .annotate(counts=F("plan__counts"))
    )


def _item(run: ImportRun, counts: dict[str, int] | None) -> ImportItem:
    return ImportItem(
        url=reverse("import", args=[run.public_id]),
        names=tuple(run.file_names),
        formats=", ".join(map(_format_name, run.formats)),
        uploaded_by=run.uploaded_by.name if run.uploaded_by else "",
        uploaded_at=run.created_at,
        state=_state(run),
        counts=counts,
    )


def _state(run: ImportRun) -> str:
    if run.status == WorkStatus.FAILED:
        return "failed"
    if run.status == WorkStatus.QUEUED:
        return "to_store" if run.stage == ImportStage.STORING else "to_read"
    return run.stage


def _format_name(code: str) -> str:
    """Tables of both kinds that were read together are named together."""
    return " + ".join(_FORMAT_NAMES[part] for part in code.split("+"))
