"""The door of the worker: a task base that opens the scope named by `tenant_id`."""

from __future__ import annotations

from typing import Any

from celery import Task

from core.tenancy.scope import tenant_scope


class TenantTask(Task[Any, Any]):
    """A task whose whole run is one unit of work.

    Keyword arguments only, `tenant_id` among them.
    """

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with tenant_scope(kwargs["tenant_id"]):
            return super().__call__(*args, **kwargs)
