"""Uploading guidelines: kept, queued to be read, and told apart from what was uploaded before."""

from __future__ import annotations

import hashlib
import io
import zipfile
from typing import Final

from django.db import transaction

from apps.guidelines.domain.ratings import SYSTEM_NAMES
from apps.guidelines.formats.reading import SourceFile
from apps.guidelines.intake.limits import UPLOAD
from apps.guidelines.models import ImportRun
from apps.guidelines.policies import can_curate
from core.actors import Actor
from core.audit.record import record
from core.errors import InvalidInput, NotPermitted
from core.jobs import enqueue

_NAME_LENGTH: Final = 200


@transaction.atomic
def start_import(*, files: list[SourceFile], rating_system: str = "", actor: Actor) -> ImportRun:
    """Keep the files and ring the worker once that is committed.

    `rating_system` is what tables mean by labels whose system they do not name. Raises
    `InvalidInput` for no file, too much of it, or an unknown system.
    """
    if not can_curate(actor):
        raise NotPermitted("Only curators can import guidelines")
    _check(files, rating_system)
    run = ImportRun.objects.create(
        file_names=[file.name[-_NAME_LENGTH:] for file in files],
        file_sha256=hashlib.sha256(b"".join(file.content for file in files)).hexdigest(),
        rating_system=rating_system,
        upload=pack(files),
        uploaded_by_id=actor.id,
    )
    record(
        "guidelines.import.started",
        subject=run,
        subject_id=str(run.public_id),
        actor=actor,
        files=run.file_names,
        sha256=run.file_sha256,
    )
    enqueue(ImportRun.task, row_id=run.pk)
    return run


def _check(files: list[SourceFile], rating_system: str) -> None:
    if not files:
        raise InvalidInput("Choose a file to import", pointer="/files")
    if len(files) > UPLOAD.entries:
        raise InvalidInput(f"At most {UPLOAD.entries} files at once", pointer="/files")
    if sum(len(file.content) for file in files) > UPLOAD.unpacked:
        most = UPLOAD.unpacked // 1_000_000
        raise InvalidInput(f"At most {most} MB at once", pointer="/files")
    if rating_system and rating_system not in SYSTEM_NAMES:
        raise InvalidInput("There is no such rating system", pointer="/rating_system")
    if any("\x00" in file.name for file in files):
        raise InvalidInput("A file's name has a character that is not text", pointer="/files")


def pack(files: list[SourceFile]) -> bytes:
    """One archive of our own making; two files may have the same name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, file in enumerate(files):
            archive.writestr(f"{place}/{file.name}", file.content)
    return packed.getvalue()


def unpack(packed: bytes) -> list[SourceFile]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return [
            SourceFile(entry.filename.partition("/")[2], archive.read(entry))
            for entry in archive.infolist()
        ]
