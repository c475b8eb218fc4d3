"""The composition root as a Django app, for the commands that span all others."""

from __future__ import annotations

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        # Whoever rings a doorbell needs our Celery application to be the current one. Here and not
        # in the package, so that the streams' process and the runtime do without Celery.
        import config.celery  # noqa: F401
