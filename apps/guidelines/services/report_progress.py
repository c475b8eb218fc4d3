"""Saying how far an import is: to streams by a hint, to pages by its row."""

from __future__ import annotations

import logging
import time
from typing import Final

from django.db import DatabaseError

from apps.guidelines.domain.values import ImportStep
from apps.guidelines.models import ImportRun
from core.live import tell
from core.tenancy.scope import write_beside

logger = logging.getLogger(__name__)

# A page asks again every two seconds; a file of many small parts must not write for each of them.
_PAUSE_SECONDS: Final = 0.5
_WRITE: Final = """
UPDATE guidelines_importrun
SET progress_step = %s, progress_done = %s, progress_of = %s
WHERE tenant_id = %s AND id = %s AND status = 'working' AND fencing_token = %s
"""


class Progress:
    """Of one claimed run. Seen at once, whatever becomes of the transaction that stores it."""

    def __init__(self, tenant_id: int, run: ImportRun) -> None:
        self._tenant_id = tenant_id
        self._run = run
        self._step = ""
        self._written_at = 0.0

    def hint(self, word: str) -> None:
        tell(self._tenant_id, str(self._run.public_id), word)

    def at(self, step: ImportStep, done: int, of: int = 0) -> None:
        """Never raises: an import whose progress cannot be written is stored all the same."""
        self.hint(f"{step} {done} of {of}" if of else f"{step} {done}")
        if step == self._step and time.monotonic() < self._written_at + _PAUSE_SECONDS:
            return
        self._step, self._written_at = step, time.monotonic()
        try:
            write_beside(
                self._tenant_id,
                _WRITE,
                [step, done, of, self._tenant_id, self._run.pk, self._run.fencing_token],
            )
        except DatabaseError as error:
            logger.warning("No progress of import %s: %s", self._run.pk, error)
