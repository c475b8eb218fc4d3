"""The migration operation that puts a tenant table behind the wall."""

from __future__ import annotations

from typing import Any, Final

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

from core.tenancy.models import TenantForeignKey

# Bare on purpose: a CASE or OR branch in the policy costs the tenant index (0.25 -> 120 ms).
POLICY: Final = "tenant_id = nullif(current_setting('app.tenant', true), '')::bigint"


class IsolateTenant(Operation):
    """Force row-level security on a model's table and make its in-tenant foreign keys composite.

    Adds UNIQUE (tenant_id, id), which the composite keys of others point at; targets must have
    been isolated earlier (list a model after those it points to).
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing: Django's state knows no policies."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        table = model._meta.db_table
        schema_editor.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_tenant_id_id UNIQUE (tenant_id, id)"
        )
        for field in model._meta.local_fields:
            if isinstance(field, TenantForeignKey):
                target = field.remote_field.model._meta.db_table
                schema_editor.execute(
                    f"ALTER TABLE {table} ADD CONSTRAINT {table}_{field.column}_in_tenant "
                    f"FOREIGN KEY (tenant_id, {field.column}) REFERENCES {target} (tenant_id, id) "
                    "DEFERRABLE INITIALLY DEFERRED"
                )
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        schema_editor.execute(
            f"CREATE POLICY tenant_isolation ON {table} USING ({POLICY}) WITH CHECK ({POLICY})"
        )

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        table = model._meta.db_table
        schema_editor.execute(f"DROP POLICY tenant_isolation ON {table}")
        schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        for field in model._meta.local_fields:
            if isinstance(field, TenantForeignKey):
                schema_editor.execute(
                    f"ALTER TABLE {table} DROP CONSTRAINT {table}_{field.column}_in_tenant"
                )
        schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_tenant_id_id")

    def describe(self) -> str:
        return f"Isolate the rows of {self.model_name} by tenant"
