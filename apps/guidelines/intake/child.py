"""The child process that reads foreign files. It knows no framework and opens no file of its own.

Started by `read_files`; its limits are the first argument.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import traceback
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, Final

from apps.guidelines.formats.reading import Issue, Reading, Severity, SourceFile, has_errors
from apps.guidelines.intake.limits import Limits, restrain
from apps.guidelines.intake.lines import (
    OUT_OF_MEMORY,
    OUT_OF_SPACE,
    LineWriter,
    Request,
    read_request,
)
from apps.guidelines.intake.merging import Merger
from apps.guidelines.intake.own_package import find_fault_of, read_own_package
from apps.guidelines.intake.unpacking import ZIP, ArchiveRefused, Unpacker

# Each imported when it is needed: a CSV needs no reader of FHIR.
_READERS: Final = {
    "uspstf": ("uspstf", "read_uspstf"),
    "cpic": ("cpic", "read_cpic"),
    "cds_connect": ("cds_connect", "read_cds_connect"),
}
_TABLES: Final = ("csv", "xlsx")
_FHIR: Final = "fhir"
_FHIR_VERSIONS: Final = ("fhir_stu3", "fhir_r4", "fhir_r5", "fhir_r6")
FORMATS: Final = ("auto", "package", *_READERS, _FHIR, *_TABLES)


def main() -> None:
    limits = Limits(**json.loads(sys.argv[1]))
    restrain(limits)
    # Whatever a library prints must not stand between the lines.
    stream = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        with stream:
            Child(read_request(sys.stdin.buffer), limits, stream).run()
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except OSError:
        os._exit(OUT_OF_SPACE)


class Child:
    """One reading: recognise, unpack, read, merge, write."""

    def __init__(self, request: Request, limits: Limits, stream: BinaryIO) -> None:
        self._request = request
        self._lines = LineWriter(stream, limits.issues)
        self._unpacker = Unpacker(limits)
        self._merger = Merger()
        self._alone: list[tuple[str, SourceFile]] = []
        # Resources refer to each other across files, so they are read together.
        self._fhir: list[SourceFile] = []
        self._formats: dict[str, None] = {}
        self._has_error = self._has_package = False

    def run(self) -> None:
        for file in self._request.files:
            # Named first: should this process die of it, the parent knows which it was.
            self._lines.progress(0, len(self._request.files), file.name)
            self._guard(file.name, partial(self._sort, file, is_packed=False))
        done, total = 0, len(self._alone) + len(self._fhir)
        for kind, file in self._alone:
            self._lines.progress(done, total, file.name)
            self._guard(file.name, partial(self._read, kind, [file]))
            done += 1
        if self._fhir:
            name = self._fhir[0].name
            self._lines.progress(done, total, name)
            self._guard(name, lambda: self._read(_FHIR, self._fhir))
        self._lines.progress(total, total, "")
        self._write()

    def _guard(self, name: str, work: Callable[[], None]) -> None:
        """A reader that fails on one file must not keep the others from being read."""
        try:
            work()
        except MemoryError:
            raise
        except ArchiveRefused as refusal:
            where = f"{name}/{refusal.member}" if refusal.member else name
            self._report([Issue(Severity.ERROR, refusal.code, where, refusal.message)])
        except Exception as error:  # noqa: BLE001 - any: what a reader meets is somebody else's file
            at = traceback.extract_tb(error.__traceback__)[-1]
            said = (
                "The file could not be read: its reader failed "
                f"({type(error).__name__} in {Path(at.filename).name}, line {at.lineno})."
            )
            self._report([Issue(Severity.ERROR, "reader_failed", name, said)])

    def _sort(self, file: SourceFile, *, is_packed: bool) -> None:
        kind = self._kind_of(file)
        if kind == "zip" and not is_packed:
            files, litter = self._unpacker.open(file)
            said = "A file that the operating system put there was left out."
            self._report([Issue(Severity.INFO, "litter", f"{file.name}/{n}", said) for n in litter])
            if not files:
                said = "The archive holds no file."
                self._report([Issue(Severity.ERROR, "empty_archive", file.name, said)])
            for packed in files:
                self._sort(packed, is_packed=True)
        elif kind == _FHIR:
            self._fhir.append(file)
        else:
            self._alone.append((kind, file))

    def _kind_of(self, file: SourceFile) -> str:
        """By what is inside. A named format holds for every file, in an archive too."""
        kind = self._request.format
        is_archive = file.content.startswith((ZIP, b"PK\x05\x06"))
        if kind == "auto" or (is_archive and kind not in _TABLES):
            recognise = import_module("apps.guidelines.formats.recognise").recognise
            kind = str(recognise(file))
        return _FHIR if kind in _FHIR_VERSIONS else kind

    def _read(self, kind: str, files: list[SourceFile]) -> None:
        file = files[0]
        if file.content.startswith(ZIP):
            self._unpacker.check(file.content)
        if kind == "package":
            self._take(file.name, read_own_package(file))
        elif kind in _READERS:
            module, function = _READERS[kind]
            read = getattr(import_module(f"apps.guidelines.formats.{module}"), function)
            self._take(file.name, read(file))
        elif kind in _TABLES:
            tables = import_module("apps.guidelines.formats.tables")
            options = {"rating_system": self._request.rating_system, "title": self._request.title}
            self._take(file.name, tables.read_tables(files, **options))
        elif kind == _FHIR:
            fhir = import_module("apps.guidelines.formats.fhir_reading")
            self._take(file.name, fhir.read_fhir(files))
        else:
            refusals = import_module("apps.guidelines.formats.refusals")
            code, said = refusals.refusal(kind)
            severity = Severity.ERROR if kind in refusals.DAMAGED else Severity.WARNING
            self._report([Issue(severity, code, file.name, said)])

    def _take(self, name: str, reading: Reading) -> None:
        self._report(reading.issues)
        self._formats[reading.format] = None
        if reading.package is None:
            return
        fault = find_fault_of(reading.package)
        if fault:
            code, pointer, said = fault
            self._report([Issue(Severity.ERROR, code, f"{name}#{pointer}", said)])
            return
        self._has_package = True
        self._merger.add(name, reading.package)

    def _report(self, issues: list[Issue]) -> None:
        self._has_error = self._has_error or has_errors(issues)
        self._lines.issues(issues)

    def _write(self) -> None:
        self._report(self._merger.issues)
        if not (self._has_package or self._has_error):
            said = "None of the files holds recommendations that can be imported."
            name = self._request.files[0].name if len(self._request.files) == 1 else ""
            self._report([Issue(Severity.ERROR, "nothing_to_import", name, said)])
        if self._has_package:
            self._lines.write("head", self._merger.head())
            for guideline in self._merger.guidelines():
                self._lines.write("guideline", guideline)
        self._lines.end(list(self._formats), digest_of(self._request.files))


def digest_of(files: list[SourceFile]) -> str:
    """SHA-256 of a file; of several, that of their digests in order: names do not count."""
    digests = sorted(hashlib.sha256(file.content).hexdigest() for file in files)
    return (
        digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()
    )


if __name__ == "__main__":
    main()
