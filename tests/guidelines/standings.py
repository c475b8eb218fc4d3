"""Packages that repeat the tests' edition word for word and say something new of how it stands."""

from __future__ import annotations

from typing import Any

from tests import make

REASON = "The trials could not be repeated"


def said(**facts: Any) -> dict[str, Any]:
    """The tests' package with this said of its one version."""
    document = make.package()
    document["guidelines"][0]["versions"][0] |= facts
    return document


def edition_withdrawn() -> dict[str, Any]:
    return said(status="withdrawn", withdrawn_on="2026-02-03", withdrawn_reason=REASON)


def row_withdrawn() -> dict[str, Any]:
    first, second = make.default_recommendations()
    gone = {"status": "withdrawn", "status_reason": REASON, "status_since": "2026-02-03"}
    return make.package({**first, **gone}, second)
