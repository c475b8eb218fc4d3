"""The kernel as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import Tags, register


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from core.tenancy.checks import check_wall

        register(check_wall, Tags.database)
