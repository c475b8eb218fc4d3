"""The advisory board: its queue, its sign-offs, its approval."""

from __future__ import annotations

from django.apps import AppConfig


class AdvisoryConfig(AppConfig):
    name = "apps.advisory"
