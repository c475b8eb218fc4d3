"""Models and migrations say the same."""

from __future__ import annotations

from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command

from core.tenancy.isolation import IsolateTenant
from core.tenancy.wall import tenant_models
from tests.architecture.source import ROOT


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    said = StringIO()

    call_command("makemigrations", check_changes=True, dry_run=True, stdout=said)

    assert "No changes detected" in said.getvalue()


def test_every_tenant_model_is_put_behind_the_wall_by_a_migration() -> None:
    isolated = set()
    for config in apps.get_app_configs():
        for path in (ROOT.joinpath(*config.name.split(".")) / "migrations").glob("0*.py"):
            migration = import_module(f"{config.name}.migrations.{path.stem}").Migration
            isolated |= {
                f"{config.label}.{operation.model_name}"
                for operation in migration.operations
                if isinstance(operation, IsolateTenant)
            }

    assert isolated >= {
        model._meta.label for model in tenant_models() if not model.__module__.startswith("core.")
    }
