"""The language model as an organisation's admin sees it. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.qa.models import RewordingFailure, RewordingPolicy, RewordingUse
from core.clock import now

# About 1,000 answers of a usual length.
USUAL_QUOTA: Final = 1_000_000
LARGEST_QUOTA: Final = 1_000_000_000
MONTHS_SHOWN: Final = 3
FAILURE_NAMES: Final = {
    "timeout": _("It took too long"),
    "unreachable": _("It could not be reached"),
    "busy": _("It was busy"),
    "refused": _("It refused the request"),
    "unreadable": _("Its reply could not be used"),
}


@dataclass(frozen=True, slots=True)
class MonthOfUse:
    """`kept` of the sentences `offered` came back so that they could be shown."""

    month: date
    calls: int
    tokens: int
    offered: int
    kept: int


@dataclass(frozen=True, slots=True)
class FailedCall:
    at: datetime
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class LanguageModelPage:
    """`model` is empty where the installation has none; `percent` is the part of the quota used."""

    model: str
    is_on: bool
    monthly_tokens: int
    this_month: MonthOfUse
    percent: int
    earlier: tuple[MonthOfUse, ...]
    failures: tuple[FailedCall, ...]


def language_model_page() -> LanguageModelPage:
    """The switch, the quota, what was used, and the latest failures. Three queries."""
    policy = current_policy()
    month = now().date().replace(day=1)
    months = [
        MonthOfUse(row.month, row.calls, row.tokens, row.offered, row.kept)
        for row in RewordingUse.objects.order_by("-month")[: MONTHS_SHOWN + 1]
    ]
    this = next((row for row in months if row.month == month), MonthOfUse(month, 0, 0, 0, 0))
    quota = policy.monthly_tokens
    return LanguageModelPage(
        model=settings.LLM_MODEL,
        is_on=policy.is_on,
        monthly_tokens=quota,
        this_month=this,
        percent=min(100, this.tokens * 100 // quota) if quota else 100,
        earlier=tuple(row for row in months if row.month != month)[:MONTHS_SHOWN],
        failures=tuple(
            FailedCall(row.at, str(FAILURE_NAMES[row.kind]), row.detail)
            for row in RewordingFailure.objects.order_by("-id")
        ),
    )


def current_policy() -> RewordingPolicy:
    """What was decided, or the policy of an organisation that decided nothing: off. One query."""
    found = RewordingPolicy.objects.first()
    return found or RewordingPolicy(is_on=False, monthly_tokens=USUAL_QUOTA)
