"""What a killed run left behind: children are noted as they start, and ended by the next start.

On Linux they end by themselves when their parent dies; this waits for that and covers what did not.
"""

import contextlib
import json
import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

from config.runtime.children import Child
from config.runtime.folders import DataFolder, write_private


def note_children(folder: DataFolder, children: Iterable[Child]) -> None:
    """Write down which processes are ours now."""
    running = [child for child in children if child.is_running and child.pid]
    facts = [
        {
            "name": child.name,
            "pid": child.pid,
            "began": _began(child.pid or 0),
            "stop": int(child.stop_signal),
        }
        for child in running
    ]
    write_private(folder.children, facts)


def end_leftovers(folder: DataFolder) -> None:
    """End the children that an earlier, killed run of this folder noted."""
    try:
        facts = json.loads(folder.children.read_text())
    except (FileNotFoundError, ValueError):
        return
    for fact in facts:
        if fact["began"] and fact["began"] == _began(fact["pid"]):
            end_process(fact["pid"], signal.Signals(fact["stop"]), seconds=10)
    folder.children.unlink(missing_ok=True)


def end_process(pid: int, sent: signal.Signals, *, seconds: float) -> None:
    """Ask a process that is not our child to stop, wait, then kill its group."""
    began = _began(pid)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, sent)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            os.kill(pid, 0)
            if _began(pid) != began:
                return
            time.sleep(0.05)
        os.killpg(pid, signal.SIGKILL)


def _began(pid: int) -> str:
    """When a process began, in the kernel's ticks: with its id, a name never given twice."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if after_name[0] == "Z" else after_name[19]
