"""Lines a person reads while a command works: on standard error, with the seconds so far."""

import sys
import time

_BEGAN = time.monotonic()


def tell(line: str) -> None:
    """Print one progress line."""
    print(f"{elapsed():5.1f}s  {line}", file=sys.stderr, flush=True)  # noqa: T201


def elapsed() -> float:
    """Seconds since the command began."""
    return time.monotonic() - _BEGAN
