"""The ways a command of the runtime ends early; `__main__` turns them into exit codes."""

from pathlib import Path
from typing import Final

_LINES_SHOWN: Final = 20


class ConfigurationError(Exception):
    """What was asked for cannot be done as asked: a sentence that names what to change (exit 2)."""


class StartError(Exception):
    """Something of ours did not start or stay up: a sentence, with the end of its log (exit 1)."""

    def __init__(self, sentence: str, log: Path | None = None) -> None:
        super().__init__(sentence)
        self.log = log

    def __str__(self) -> str:
        sentence = super().__str__()
        if self.log is None or not self.log.exists():
            return sentence
        lines = self.log.read_text(errors="replace").splitlines()[-_LINES_SHOWN:]
        if not lines:
            return f"{sentence} Its log is empty: {self.log}"
        return "\n".join([sentence, f"The end of {self.log}:", *(f"  {line}" for line in lines)])


class StopRequested(Exception):
    """Ctrl-C or a termination signal arrived while something was being waited for."""
