"""The structured guideline store."""

from __future__ import annotations

from django.apps import AppConfig


class GuidelinesConfig(AppConfig):
    name = "apps.guidelines"
