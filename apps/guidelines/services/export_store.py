"""Writing the store, or one guideline of it, as a file for a curator."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from typing import IO, Any, Final

from django.utils.text import slugify

from apps.accounts.models import Tenant
from apps.guidelines.formats.csv_writing import write_csv
from apps.guidelines.formats.fhir_writing import write_fhir
from apps.guidelines.formats.xlsx_writing import CellRefused, write_xlsx
from apps.guidelines.models import Guideline, RecommendationVersion
from apps.guidelines.policies import can_curate
from apps.guidelines.services.export_package import (
    canonical,
    dump_package,
    export_package,
    stream_package,
)
from core.actors import Actor
from core.audit.record import record
from core.clock import now
from core.errors import InvalidInput, NotPermitted
from core.tenancy.scope import current_tenant_id

# Tables and FHIR bundles are made in memory, some ten kilobytes a recommendation.
MOST_AT_ONCE: Final = 10_000
_IN_MEMORY: Final = 8 * 2**20


class ExportFormat(StrEnum):
    """`package` loses nothing; the others leave out what a licence withholds."""

    PACKAGE = "package"
    CSV = "csv"
    XLSX = "xlsx"
    FHIR = "fhir"


_KINDS: Final = {
    ExportFormat.PACKAGE: ("json", "application/json"),
    ExportFormat.CSV: ("csv", "text/csv; charset=utf-8"),
    ExportFormat.XLSX: (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    ExportFormat.FHIR: ("fhir.json", "application/fhir+json"),
}


@dataclass(frozen=True, slots=True)
class ExportFile:
    name: str
    content_type: str
    content: IO[bytes]


def export_store(*, format: ExportFormat, guideline: Guideline | None, actor: Actor) -> ExportFile:
    """The whole store, or one guideline. One audit entry.

    The file lies on disk beyond eight megabytes. Raises `NotPermitted`, and `InvalidInput` for what
    the format cannot hold.
    """
    if not can_curate(actor):
        raise NotPermitted("Only curators take the store out")
    with ExitStack() as on_error:
        content = on_error.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY))
        for piece in _pieces(format, guideline):
            content.write(piece)
        # From here on whoever sends the file closes it.
        on_error.pop_all()
    size = content.tell()
    content.seek(0)
    ending, content_type = _KINDS[format]
    named = (slugify(guideline.key) if guideline else "") or "guidelines"
    record(
        "guidelines.store.exported",
        subject=guideline or Tenant,
        subject_id=str(guideline.public_id if guideline else current_tenant_id()),
        actor=actor,
        format=format,
        bytes=size,
    )
    return ExportFile(f"{named}-{now():%Y-%m-%d}.{ending}", content_type, content)


def _pieces(format: ExportFormat, guideline: Guideline | None) -> Iterator[bytes]:
    if format is ExportFormat.PACKAGE:
        yield from [dump_package([guideline.key])] if guideline else stream_package()
        return
    _check_size(guideline)
    package = export_package([guideline.key] if guideline else None)
    try:
        yield _written(format, package)
    except CellRefused as error:
        raise InvalidInput(f"{error}. Choose another format.", pointer="/format") from error


def _written(format: ExportFormat, package: dict[str, Any]) -> bytes:
    if format is ExportFormat.CSV:
        return write_csv(package)
    return write_xlsx(package) if format is ExportFormat.XLSX else canonical(write_fhir(package))


def _check_size(guideline: Guideline | None) -> None:
    """One query. Raises `InvalidInput`."""
    rows = RecommendationVersion.objects.exclude(status="draft")
    if guideline:
        rows = rows.filter(guideline_version__guideline=guideline)
    number = rows.count()
    if number > MOST_AT_ONCE:
        raise InvalidInput(
            f"This format holds {MOST_AT_ONCE:,} records here, and these are {number:,}. "
            "Choose the package or one guideline, or use the command export_guidelines.",
            pointer="/format",
        )
