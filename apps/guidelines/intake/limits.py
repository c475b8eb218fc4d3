"""How much one reading of foreign files may use, and the child's binding of itself to that."""

from __future__ import annotations

import resource
from dataclasses import dataclass
from typing import Final

MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """`ratio` is unpacked to packed, `entries` files in an archive or an upload; sizes in bytes.

    Memory, processor and wall time, unpacked size, ratio and entries of UPLOAD are those of the
    project's design for uploads (OWASP ASVS 5.0: 5.2.1 to 5.2.3 and 15.2.5): a workbook of 165 KB
    with 3 million cells held an unbounded reader for 155 seconds and 2 GB.
    """

    memory: int
    cpu_seconds: int
    wall_seconds: float
    unpacked: int
    ratio: int
    entries: int
    # As large as a recommendation's source kept beside it makes what was read.
    output: int
    open_files: int = 64
    # More would fill memory and help nobody; how many more there are is said.
    issues: int = 1_000


UPLOAD: Final = Limits(
    memory=512 * MEGABYTE,
    cpu_seconds=10,
    wall_seconds=15,
    unpacked=50 * MEGABYTE,
    ratio=100,
    entries=200,
    output=200 * MEGABYTE,
)
# For an operator at the command line, whose files are their own.
COMMAND: Final = Limits(
    memory=2_000 * MEGABYTE,
    cpu_seconds=300,
    wall_seconds=300,
    unpacked=500 * MEGABYTE,
    ratio=100,
    entries=5_000,
    output=2_000 * MEGABYTE,
)


def restrain(limits: Limits) -> None:
    """Bind this process for good: a hard limit cannot be raised again."""
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, limits.output),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CORE, 0),
    ):
        _bind(kind, most, most)
    # Two seconds between: at the hard limit comes SIGKILL, which would look like lack of memory.
    _bind(resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 2)


def _bind(kind: int, soft: int, hard: int) -> None:
    _, most = resource.getrlimit(kind)
    if most != resource.RLIM_INFINITY:
        soft, hard = min(soft, most), min(hard, most)
    resource.setrlimit(kind, (soft, hard))
