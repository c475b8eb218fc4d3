"""Inserting many wide rows: one JSON parameter a statement instead of a placeholder a value."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from django.db import connection

from core.tenancy.models import TenantModel, stamp

_AT_ONCE: Final = 1_000


def insert_rows(rows: Sequence[TenantModel]) -> None:
    """Insert new rows of one model and give them their primary keys.

    What `bulk_create` does, in a quarter of its time for recommendation versions, whose fifty
    columns it compiles one by one. No defaults of the database: every field has its value.
    """
    for start in range(0, len(rows), _AT_ONCE):
        _insert(rows[start : start + _AT_ONCE])


def _insert(rows: Sequence[TenantModel]) -> None:
    meta = rows[0]._meta
    fields = [field for field in meta.local_concrete_fields if not field.primary_key]
    for row in rows:
        stamp(row)
    documents = [{field.column: getattr(row, field.attname) for field in fields} for row in rows]
    # Names of the table and its columns are the model's own.
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {meta.db_table} ({columns}) SELECT {columns} "  # noqa: S608
            f"FROM ROWS FROM (json_populate_recordset(NULL::{meta.db_table}, %s::json)) "
            "WITH ORDINALITY ORDER BY ordinality RETURNING id",
            [json.dumps(documents, default=_as_text, ensure_ascii=False)],
        )
        keys: list[Any] = [found[0] for found in cursor.fetchall()]
    for row, key in zip(rows, keys, strict=True):
        row.pk = key
        row._state.adding = False


def _as_text(value: object) -> str:
    """UUIDs and dates, as PostgreSQL reads them."""
    return str(value)
