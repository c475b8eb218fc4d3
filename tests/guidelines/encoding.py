"""The encoder for tests: built once for this checkout, loaded once for a process."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.architecture.source import ROOT


@pytest.fixture(scope="session")
def encoder() -> None:
    """In a process of its own: what writes the graph warns, and tests take warnings for errors."""
    command = [sys.executable, "-m", "apps.guidelines.embedding.build"]
    subprocess.run(command, cwd=ROOT, check=True)
