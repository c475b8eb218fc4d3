"""The tenant of the current unit of work: one unit is one transaction is one tenant.

The wall is PostgreSQL's row-level security; this scope is the loud second layer in Python.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction


class TenantScopeMissing(RuntimeError):
    """Tenant data was touched outside every scope. A bug, never a refusal."""


class TenantMismatch(RuntimeError):
    """A row or scope of one tenant was used inside another's. A bug, never a refusal."""


@dataclass(frozen=True, slots=True)
class _Unscoped:
    reason: str


_SET_TENANT: Final = "SELECT set_config('app.tenant', %s, true)"
_current: ContextVar[int | _Unscoped | None] = ContextVar("tenant_scope", default=None)


def current_tenant_id() -> int:
    """The tenant of this unit of work. Raises `TenantScopeMissing` outside one."""
    current = _current.get()
    if not isinstance(current, int):
        raise TenantScopeMissing("No tenant scope is open here")
    return current


def scoped_tenant_id() -> int | None:
    """The tenant to filter by; None inside `unscoped`. Raises `TenantScopeMissing` outside both."""
    current = _current.get()
    if current is None:
        raise TenantScopeMissing("Tenant data was queried outside every tenant scope")
    return current if isinstance(current, int) else None


def _set_database_tenant(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SET_TENANT, [value])


@contextmanager
def tenant_scope(tenant_id: int) -> Iterator[None]:
    """One unit of work for one tenant: a transaction with `app.tenant` set inside it only.

    Opened by the doors alone (host and API middleware, what the worker runs, `--tenant` of
    commands). One extra query. Raises `TenantMismatch` when another tenant's scope is open.
    """
    if _current.get() is not None:
        raise TenantMismatch("A tenant scope is already open; units of work do not nest")
    nested = connection.in_atomic_block
    with transaction.atomic():
        _set_database_tenant(str(tenant_id))
        token = _current.set(tenant_id)
        try:
            yield
        finally:
            _current.reset(token)
    # SET LOCAL outlives the release of a savepoint, so an outer transaction would keep it.
    if nested:
        _set_database_tenant("")


def write_beside(tenant_id: int, statement: str, parameters: Sequence[Any]) -> None:
    """Commit one statement for the tenant over a connection of its own: for progress, nothing else.

    It is seen at once, while a unit of work is open, and stays when that is rolled back. It waits
    for rows that the unit of work has written, so name none of those. Raises `DatabaseError`.
    """
    aside = connection.copy()
    try:
        aside.set_autocommit(False)
        with aside.cursor() as cursor:
            # For this transaction only: a pooled connection goes on to somebody else.
            cursor.execute(_SET_TENANT, [str(tenant_id)])
            cursor.execute(statement, parameters)
        aside.commit()
    finally:
        aside.close()


@contextmanager
def unscoped(*, reason: str) -> Iterator[None]:
    """Lift the Python layer, never the database's.

    For the dispatcher, which sees queue columns only.
    """
    token = _current.set(_Unscoped(reason))
    try:
        yield
    finally:
        _current.reset(token)
