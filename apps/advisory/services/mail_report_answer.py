"""Writing to a reader what came of their report."""

from __future__ import annotations

import logging

from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Tenant
from apps.accounts.tenants import tenant_origin
from apps.advisory.domain.reporting import ReportOutcome
from apps.advisory.models import Reporter, ReportLetter
from apps.advisory.reports import OUTCOME_NAMES
from core.queue.work import Fenced, claim, complete, fail, give_up
from core.tenancy.scope import tenant_scope

logger = logging.getLogger(__name__)


def mail_report_answer(*, tenant_id: int, letter_id: int) -> None:
    """Mail the answer if it is there to be claimed, and forget the address; otherwise leave.

    Sent outside every unit of work and marked afterwards: at least once, twice only where a worker
    dies in between. What fails is given back, five times at most.
    """
    with tenant_scope(tenant_id):
        row = claim(ReportLetter, letter_id)
        if row is None:
            give_up(ReportLetter, letter_id)
            return
        letter = _letter(row)
    try:
        letter.send()
        with tenant_scope(tenant_id):
            complete(row)
            Reporter.objects.filter(report=row.report_id).delete()
    except Fenced:
        logger.info("Letter %s was taken over by another worker", row.pk)
    except Exception:
        logger.exception("Letter %s could not be mailed", row.pk)
        with tenant_scope(tenant_id):
            fail(row)


def _letter(row: ReportLetter) -> EmailMessage:
    """What they wrote stays out of it: mail is read by others."""
    report = row.report
    tenant = Tenant.objects.get(pk=row.tenant_id)
    address = tenant_origin(tenant) + reverse("report_receipt", args=[report.receipt_id])
    body = "\n\n".join(
        (
            _("You reported an error in an article: %(question)s")
            % {"question": report.version.question},
            f"{OUTCOME_NAMES[ReportOutcome(report.outcome)]}.",
            report.answer,
            _("Your report:") + f"\n{address}",
            tenant.name,
        )
    )
    to = Reporter.objects.get(report=report).email
    return EmailMessage(_("What came of your report"), f"{body}\n", to=[to])
