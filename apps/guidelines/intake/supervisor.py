"""Reading foreign files without trusting them: in a child process that can be killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final, Self, cast

from apps.guidelines.formats.reading import Issue, Severity, SourceFile, has_errors
from apps.guidelines.intake.limits import MEGABYTE, UPLOAD, Limits
from apps.guidelines.intake.lines import OUT_OF_MEMORY, OUT_OF_SPACE, Request, write_request
from apps.guidelines.intake.spool import Progress, Spool

_ROOT: Final = Path(__file__).resolve().parents[3]
_CHILD: Final = "apps.guidelines.intake.child"
_POLL_SECONDS: Final = 0.05


class Intake:
    """What was read. A context manager: its temporary file goes when it is left.

    `issues` may hold errors beside a head and guidelines: then nothing must be stored.
    """

    def __init__(self, spool: Spool) -> None:
        self._spool = spool

    @property
    def issues(self) -> list[Issue]:
        return self._spool.issues

    @property
    def is_refused(self) -> bool:
        return has_errors(self.issues)

    @property
    def formats(self) -> list[str]:
        return list(self._spool.end["formats"]) if self._spool.end else []

    @property
    def sha256(self) -> str:
        """Of the files as they were given, whatever their names; empty where reading failed."""
        return str(self._spool.end["sha256"]) if self._spool.end else ""

    @cached_property
    def head(self) -> dict[str, Any] | None:
        """The package without its guidelines, or None where there is none."""
        return self._spool.head() if self._spool.end else None

    def guidelines(self) -> Iterator[dict[str, Any]]:
        """One after another, from the temporary file; may be gone through again."""
        return self._spool.guidelines() if self._spool.end else iter(())

    def close(self) -> None:
        self._spool.file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def read_files(
    files: list[SourceFile],
    *,
    format: str = "auto",
    rating_system: str | None = None,
    title: str = "",
    limits: Limits = UPLOAD,
    progress: Progress | None = None,
) -> Intake:
    """Read the files together in a child process; whatever becomes of it, the issues say so.

    `format` is one of child.FORMATS; `rating_system` and `title` are for tables that name none.
    `progress` is called with (files done, files). Blocks for at most `limits.wall_seconds`.
    """
    spool = Spool(progress)
    named = [SourceFile(_shown(file.name), file.content) for file in files]
    refusal = _find_refusal(named, limits)
    if refusal:
        spool.issues.append(refusal)
        return Intake(spool)
    try:
        with cast("BinaryIO", tempfile.TemporaryFile()) as handed:
            write_request(Request(named, format, rating_system, title), handed)
            handed.seek(0)
            reason = _run(handed, spool, limits)
    except BaseException:
        spool.file.close()
        raise
    if spool.end is None:
        code, said = reason
        spool.issues.append(Issue(Severity.ERROR, code, spool.current_file, said))
    return Intake(spool)


def _find_refusal(files: list[SourceFile], limits: Limits) -> Issue | None:
    size = sum(len(file.content) for file in files)
    if not files:
        return Issue(Severity.ERROR, "no_files", "", "No file was given.")
    if len(files) > limits.entries:
        said = f"There are {len(files):,} files, at most {limits.entries:,} are read at once."
        return Issue(Severity.ERROR, "too_many_files", "", said)
    if size > limits.unpacked:
        largest = max(files, key=lambda file: len(file.content))
        said = f"At most {limits.unpacked // MEGABYTE} MB are read at once."
        return Issue(Severity.ERROR, "too_large", largest.name, said)
    return None


def _run(handed: BinaryIO, spool: Spool, limits: Limits) -> tuple[str, str]:
    """Why there is no end, if there is none, as (code, sentence)."""
    until = time.monotonic() + limits.wall_seconds
    process = subprocess.Popen(  # noqa: S603 - our own module, no shell
        [sys.executable, "-s", "-P", "-m", _CHILD, json.dumps(asdict(limits))],
        stdin=handed,
        stdout=spool.file,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"PYTHONPATH": f"{_ROOT}{os.pathsep}{_ROOT / 'platform'}", "PYTHONUTF8": "1"},
        # Its own group, so that whatever it started ends with it.
        start_new_session=True,
    )
    try:
        while _is_running(process):
            spool.advance()
            if time.monotonic() > until:
                return _too_slow(limits)
        spool.advance()
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return _reason(process.returncode, limits)


def _is_running(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(_POLL_SECONDS)
    except subprocess.TimeoutExpired:
        return True
    return False


def _reason(status: int, limits: Limits) -> tuple[str, str]:
    if status == -signal.SIGXCPU:
        return _too_slow(limits)
    # A kill that is not ours is the system's, when memory is short.
    if status in (OUT_OF_MEMORY, -signal.SIGKILL):
        return (
            "too_much_memory",
            f"Reading it takes more than {limits.memory // MEGABYTE} MB of memory. "
            "Split it, or let an operator import it at the command line.",
        )
    if status == OUT_OF_SPACE:
        return (
            "result_too_large",
            f"What was read from it is larger than {limits.output // MEGABYTE} MB. Split it.",
        )
    return "reader_crashed", f"The process that read it ended early (status {status})."


def _too_slow(limits: Limits) -> tuple[str, str]:
    return (
        "took_too_long",
        f"Reading it takes more than {limits.cpu_seconds} seconds. "
        "Split it, or let an operator import it at the command line.",
    )


def _shown(name: str) -> str:
    """The name as messages can show it."""
    clean = "".join(sign if sign.isprintable() else "?" for sign in name)
    return clean.encode("utf-8", "replace").decode()[-200:] or "file"
