"""Imports as curators of Northgate start them, and the worker's part of it."""

from __future__ import annotations

import json
from typing import Any

from apps.guidelines.formats.reading import SourceFile
from apps.guidelines.models import ImportRun
from apps.guidelines.services.decide_import import approve_import
from apps.guidelines.services.start_import import start_import
from apps.guidelines.services.work_on_import import work_on_import
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast

ROOM = "/curation/imports/"


def started(cast: Cast, document: Any = None, *, name: str = "bones.json") -> ImportRun:
    """Uploaded by Cleo, and not read yet."""
    content = json.dumps(make.package() if document is None else document).encode()
    return started_from(cast, content, name=name)


def started_from(cast: Cast, content: bytes, *, name: str) -> ImportRun:
    with tenant_scope(cast.northgate.pk):
        return start_import(files=[SourceFile(name, content)], actor=cast.cleo_acting)


def worked_on(cast: Cast, run: ImportRun) -> ImportRun:
    work_on_import(tenant_id=cast.northgate.pk, run_id=run.pk)
    return now(cast, run)


def planned(cast: Cast, document: Any = None) -> ImportRun:
    return worked_on(cast, started(cast, document))


def stored(cast: Cast, document: Any = None) -> ImportRun:
    run = planned(cast, document)
    with tenant_scope(cast.northgate.pk):
        approve_import(run=run, plan_sha256=run.plan_sha256, actor=cast.cleo_acting)
    return worked_on(cast, run)


def failed(cast: Cast, *, upload: bytes | None = None) -> ImportRun:
    """Given up after its last attempt, on an archive that no reader survives.

    With `upload` its files are whole again, as after a fault that was not theirs.
    """
    run = started(cast)
    with tenant_scope(cast.northgate.pk):
        ImportRun.objects.filter(pk=run.pk).update(attempts=4, upload=b"no archive")
    run = worked_on(cast, run)
    if upload is not None:
        with tenant_scope(cast.northgate.pk):
            ImportRun.objects.filter(pk=run.pk).update(upload=upload)
    return now(cast, run)


def now(cast: Cast, run: ImportRun) -> ImportRun:
    with tenant_scope(cast.northgate.pk):
        return ImportRun.objects.get(pk=run.pk)


def page_of(run: ImportRun, deed: str = "") -> str:
    return f"{ROOM}{run.public_id}/{deed and f'{deed}/'}"
