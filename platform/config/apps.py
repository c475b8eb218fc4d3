"""The composition root as a Django app, for the commands that span all others."""

from __future__ import annotations

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
