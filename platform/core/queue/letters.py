"""Mailing a queued row: claimed, written in its scope, sent outside of it, marked."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.mail import EmailMessage

from core.queue.work import Fenced, Row, claim, complete, fail, give_up
from core.tenancy.scope import tenant_scope

logger = logging.getLogger(__name__)


def mail_row(
    model: type[Row],
    *,
    tenant_id: int,
    row_id: int,
    write: Callable[[Row], EmailMessage | None],
) -> None:
    """Mail what `write` makes of the row if it is there to be claimed; None is not sent.

    Sent outside every unit of work and marked afterwards: at least once, twice only where a worker
    dies in between. What fails is given back, five times at most.
    """
    with tenant_scope(tenant_id):
        row = claim(model, row_id)
        if row is None:
            give_up(model, row_id)
            return
        letter = write(row)
    try:
        if letter is not None:
            letter.send()
        with tenant_scope(tenant_id):
            complete(row)
    except Fenced:
        logger.info("%s %s was taken over by another worker", model.__name__, row.pk)
    except Exception:
        logger.exception("%s %s could not be mailed", model.__name__, row.pk)
        with tenant_scope(tenant_id):
            fail(row)
