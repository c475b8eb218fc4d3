"""The Celery application. Brokers lose messages; nothing here depends on their memory."""

from __future__ import annotations

import os

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("consilium")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def _check_wall(**kwargs: object) -> None:
    """A worker that could see over the tenant wall does not start."""
    # Django's apps are loaded by the worker, not when this module is imported.
    from core.tenancy.startup import refuse_open_wall

    refuse_open_wall()


@worker_init.connect
def _read_word_lists(**kwargs: object) -> None:
    """Before the pool forks: over a second of processor that every new process would spend."""
    from apps.guidelines.domain.lexicon import expand

    expand("")
