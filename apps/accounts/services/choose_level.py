"""Remembering the reading level of a person."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from apps.accounts.models import User
from core.levels import Level


def choose_level(*, user: User | AnonymousUser, level: Level) -> None:
    """Keep it in the profile; an anonymous reader has only the cookie."""
    if user.is_authenticated:
        User.objects.filter(pk=user.pk).update(level=level)
