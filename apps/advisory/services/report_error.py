"""A reader says what is wrong with an article."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.urls import reverse

from apps.accounts.domain.notices import NoticeKind
from apps.advisory.domain.reporting import ReportKind, acknowledge_by
from apps.advisory.models import ErrorReport, Reporter
from apps.advisory.services.tell_board import tell_board
from apps.articles.models import Article, ArticleVersion
from apps.articles.quoting import quote_part
from core.actors import Actor
from core.audit.record import record
from core.clock import now
from core.errors import InvalidInput, NotFound
from core.events import emit
from core.levels import DEFAULT_LEVEL
from core.masking import mask

AGAIN: Final = timedelta(hours=1)


@transaction.atomic
def report_error(
    *,
    version: ArticleVersion,
    part: str,
    kind: ReportKind,
    text: str,
    email: str,
    actor: Actor,
) -> ErrorReport:
    """Keep it for the board, without what says who somebody is; the address apart.

    The same of the same part within an hour, from the same visitor, is one report. Locks the
    article. Raises `InvalidInput` for a part that the version does not have.
    """
    _check_part(version, part)
    kept = mask(" ".join(text.split())).text
    # Two clicks at once would each find no earlier report.
    Article.objects.select_for_update(no_key=True).get(pk=version.article_id)
    moment = now()
    visitor = hashlib.sha256(actor.visitor.encode()).hexdigest()
    said = {"version": version, "part": part, "text": kept, "visitor_sha256": visitor}
    known = ErrorReport.objects.filter(**said, reported_at__gt=moment - AGAIN).first()
    if known is not None:
        return known
    report = ErrorReport.objects.create(
        **said, kind=kind, reported_at=moment, acknowledge_by=acknowledge_by(kind, moment)
    )
    if email:
        Reporter.objects.create(report=report, email=email)
    _tell(report, version, actor)
    return report


def _check_part(version: ArticleVersion, part: str) -> None:
    try:
        quote_part(version, part, DEFAULT_LEVEL)
    except NotFound as error:
        raise InvalidInput(error.detail, pointer="/part") from error


def _tell(report: ErrorReport, version: ArticleVersion, actor: Actor) -> None:
    facts = {"version": version.number, "kind": report.kind, "part": report.part}
    record(
        "advisory.report.received",
        subject=report,
        subject_id=str(report.public_id),
        actor=actor,
        **facts,
    )
    emit(
        "advisory.report.received",
        subject=report,
        subject_id=str(report.public_id),
        data={"article_version": str(version.public_id), **facts},
    )
    desk = reverse("report", args=[report.public_id])
    tell_board(NoticeKind.REPORTED, version=version, url=desk, actor=actor)
