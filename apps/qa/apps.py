"""Follow-up questions and their answers."""

from __future__ import annotations

from django.apps import AppConfig


class QaConfig(AppConfig):
    name = "apps.qa"
