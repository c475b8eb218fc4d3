"""What a web or worker process asks before it serves anybody."""

from __future__ import annotations

import logging
import sys

from django.db import OperationalError, connection

from core.tenancy.wall import find_gaps

logger = logging.getLogger(__name__)


def refuse_open_wall() -> None:
    """Exit with 2 and the reasons when this process could see over the wall.

    A database that is down is no reason: readiness says so, and the pool connects when it is back.
    """
    try:
        gaps = find_gaps()
    except OperationalError as error:
        logger.warning("The wall could not be checked, the database is away: %s", error)
        return
    finally:
        connection.close()
    if gaps:
        for gap in gaps:
            sys.stderr.write(f"{gap}\n")
        sys.exit(2)
