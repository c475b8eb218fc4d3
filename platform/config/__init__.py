"""Composition root: may import everything, nobody imports it."""

from config.celery import app as celery

__all__ = ["celery"]
