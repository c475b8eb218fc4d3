"""Pressing the buttons of the review desk, and looking at what came of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client

from apps.articles.domain.lifecycle import State
from apps.articles.models import ArticleVersion
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast

DEEDS = ["take", "sign", "approve", "ask-for-changes"]


def send(client: Client, version: ArticleVersion, deed: str, **fields: Any) -> HttpResponse:
    """Press the button of that deed as the review page has it."""
    with tenant_scope(version.tenant_id):
        read = [f"{key}:{digest}" for key, digest in make.all_parts(version).items()]
    data = {"part": read, "reason": "Say it again.", **fields}
    return client.post(f"/desk/{version.public_id}/{deed}/", data)  # type: ignore[return-value]


def state_of(cast: Cast, version: ArticleVersion) -> State:
    with tenant_scope(cast.northgate.pk):
        return State(ArticleVersion.objects.get(pk=version.pk).state)


def entries(cast: Cast, action: str) -> list[AuditEntry]:
    with tenant_scope(cast.northgate.pk):
        return list(AuditEntry.objects.filter(action=action))


def ready_for(cast: Cast, deed: str) -> ArticleVersion:
    """A version in the state in which that deed is possible."""
    return {
        "take": make.submitted,
        "sign": make.under_review,
        "approve": make.signed,
        "ask-for-changes": make.under_review,
    }[deed](cast)
