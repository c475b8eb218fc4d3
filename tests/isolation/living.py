"""What Harbour has of what happens after approval: a report of an error, a calibration copy."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from apps.advisory.domain.reporting import ReportKind
from apps.advisory.models import ReviewCopy
from apps.advisory.services.report_error import report_error
from apps.articles.models import ArticleVersion
from core.actors import anonymous
from core.tenancy.scope import tenant_scope
from tests.cast import Cast


@dataclass(frozen=True, slots=True)
class Living:
    report: uuid.UUID
    receipt: uuid.UUID
    copy: uuid.UUID


def make_living(cast: Cast, version: ArticleVersion, canary: str, secret: str) -> Living:
    """A report left by a visitor, with an address for the answer, and a copy that Mei took."""
    with tenant_scope(cast.harbour.pk):
        report = report_error(
            version=version,
            part="first",
            kind=ReportKind.UNSAFE,
            text=f"This is not so {canary}",
            email=f"{secret}@reader.example",
            actor=anonymous("a visitor of Harbour"),
        )
        copy = ReviewCopy.objects.create(
            version=version,
            member=cast.mei,
            seed=1,
            document={"question": secret, "heading": "", "parts": [], "steps": [], "red_flags": []},
            planted=[],
        )
    return Living(report=report.public_id, receipt=report.receipt_id, copy=copy.public_id)
