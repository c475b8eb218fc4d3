"""Keyset pages: a cursor is signed and bound to the tenant and the list it came from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.core import signing
from django.db.models import Q, QuerySet
from rest_framework.request import Request

from core.errors import InvalidInput
from core.tenancy.scope import current_tenant_id

PAGE_SIZE: Final = 50
SALT: Final = "consilium.cursor"


def page_of(
    request: Request, rows: QuerySet[Any], *, show: Callable[[Any], dict[str, Any]]
) -> dict[str, Any]:
    """One page of rows, newest first by id: `{"results", "next", "previous"}`. One query.

    Raises `InvalidInput` (pointer /cursor) for a cursor that was not given out for this list.
    """
    bound_to = [current_tenant_id(), request.path]
    cursor = request.query_params.get("cursor", "")
    backwards, edge = _read(cursor, bound_to)
    ordered = rows.order_by("id") if backwards else rows.order_by("-id")
    if edge is not None:
        ordered = ordered.filter(Q(id__gt=edge) if backwards else Q(id__lt=edge))
    found = list(ordered[: PAGE_SIZE + 1])
    has_more = len(found) > PAGE_SIZE
    found = found[:PAGE_SIZE]
    if backwards:
        found.reverse()

    def link(*, back: bool, row_id: int) -> str:
        token = signing.dumps([*bound_to, back, row_id], salt=SALT)
        return str(request.build_absolute_uri(f"{request.path}?cursor={token}"))

    has_next = has_more if not backwards else edge is not None
    has_previous = has_more if backwards else edge is not None
    return {
        "results": [show(row) for row in found],
        "next": link(back=False, row_id=found[-1].id) if found and has_next else None,
        "previous": link(back=True, row_id=found[0].id) if found and has_previous else None,
    }


def _read(cursor: str, bound_to: list[Any]) -> tuple[bool, int | None]:
    if not cursor:
        return False, None
    try:
        tenant_id, path, backwards, row_id = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError) as error:
        raise InvalidInput("This cursor was not given out", pointer="/cursor") from error
    if [tenant_id, path] != bound_to:
        raise InvalidInput("This cursor belongs to another list", pointer="/cursor")
    return bool(backwards), int(row_id)
