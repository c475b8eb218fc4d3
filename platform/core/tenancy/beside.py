"""A write that is seen at once, while the unit of work around it is still open.

For progress and nothing else: it stays when the unit of work is rolled back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection


def write_beside(tenant_id: int, statement: str, parameters: Sequence[Any]) -> None:
    """Commit one statement for the tenant over a connection of its own.

    It waits for rows that the unit of work has written already, so write to none of those. Raises
    `DatabaseError`.
    """
    aside = connection.copy()
    try:
        aside.set_autocommit(False)
        with aside.cursor() as cursor:
            # For this transaction only: a pooled connection goes on to somebody else.
            cursor.execute("SELECT set_config('app.tenant', %s, true)", [str(tenant_id)])
            cursor.execute(statement, parameters)
        aside.commit()
    finally:
        aside.close()
