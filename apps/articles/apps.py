"""Articles: what is written, how it moves to approval, how it is read."""

from __future__ import annotations

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "apps.articles"
