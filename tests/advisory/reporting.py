"""Reports of errors for tests: sent through the page, found again by what the desk has."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client

from apps.advisory.models import ErrorReport
from core.tenancy.scope import tenant_scope
from tests.cast import Cast, browser

ADDRESS = "/articles/brittle-bones/report/"
SAID = {"part": "second", "kind": "unsafe", "text": "This dose is ten times too high."}


def send_report(cast: Cast, client: Client | None = None, **fields: str) -> HttpResponse:
    return (client or browser(cast.northgate)).post(ADDRESS, {**SAID, **fields})  # type: ignore[return-value]


def reports_of(cast: Cast) -> list[ErrorReport]:
    with tenant_scope(cast.northgate.pk):
        return list(ErrorReport.objects.order_by("pk"))


def reported(cast: Cast, **fields: str) -> ErrorReport:
    """One report, from a browser of its own."""
    send_report(cast, **fields)
    return reports_of(cast)[-1]


def handle(client: Client, report: ErrorReport, deed: str, **fields: Any) -> HttpResponse:
    return client.post(f"/desk/reports/{report.public_id}/{deed}/", fields)  # type: ignore[return-value]
