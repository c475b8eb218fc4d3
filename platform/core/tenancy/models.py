"""Tenant-owned rows: the abstract model, its raising manager, and the composite foreign key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models

from core.tenancy.scope import TenantMismatch, current_tenant_id, scoped_tenant_id

M = TypeVar("M", bound=models.Model)


class TenantQuerySet(models.QuerySet[M]):
    """Stamps bulk inserts too, which Django sends past `save()`."""

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        rows = list(objs)
        for row in rows:
            stamp(row)
        return super().bulk_create(rows, *args, **kwargs)


class TenantManager(models.Manager[M]):
    """Filters by the current scope and raises `TenantScopeMissing` outside one.

    The filter repeats what row-level security does: it is loud where the wall is silent.
    """

    def get_queryset(self) -> TenantQuerySet[M]:
        rows: TenantQuerySet[M] = TenantQuerySet(self.model, using=self._db)
        tenant_id = scoped_tenant_id()
        return rows if tenant_id is None else rows.filter(tenant_id=tenant_id)


class TenantForeignKey(models.ForeignKey):  # type: ignore[type-arg]
    """A foreign key within the tenant.

    The database constraint is the composite `(tenant_id, x_id)`, made by `IsolateTenant`: a plain
    foreign key is checked past row-level security and would let one tenant point at another's row.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(*args, **kwargs)


class TenantModel(models.Model):
    """A row of one tenant. `save()` stamps it with the scope's tenant or refuses.

    `append_only` rows: the application's role may insert and read them, nothing else.
    """

    append_only: ClassVar[bool] = False

    tenant = models.ForeignKey(
        settings.TENANT_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        stamp(self)
        super().save(*args, **kwargs)


def stamp(row: Any) -> None:
    """Give a new row the scope's tenant. Raises `TenantMismatch` for a row of another."""
    tenant_id = current_tenant_id()
    if row.tenant_id is None:
        row.tenant_id = tenant_id
    elif row.tenant_id != tenant_id:
        raise TenantMismatch(f"{type(row).__name__} belongs to another tenant than the scope")
