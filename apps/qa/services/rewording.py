"""Letting a language model word an answer's sentences again: permit, call, settlement.

Permit and settlement are units of work of their own; the call between them holds no transaction.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.db.models import F

from apps.guidelines.wordings import store_terms
from apps.qa.domain.prompt import ask_for, read_reply, tokens_of, within_budget
from apps.qa.domain.shapes import Draft
from apps.qa.domain.verification import accept
from apps.qa.models import RewordingFailure, RewordingPolicy, RewordingUse, SentenceRole
from apps.qa.services import model_breaker
from apps.qa.services.model_endpoint import (
    Endpoint,
    Failure,
    ModelFailed,
    complete,
    configured_endpoint,
)
from core.clock import now
from core.levels import Level

FAILURES_KEPT: Final = 20
# A call that these ended has used nothing; one that ran out of time may have.
_FREE: Final = frozenset({Failure.UNREACHABLE, Failure.BUSY, Failure.REFUSED})
# No endpoint's count is believed beyond this for one call.
_MOST_TOKENS: Final = 100_000


@dataclass(frozen=True, slots=True)
class Permit:
    """One call that may be made, with `tokens` set aside for it. `sentences` by id; `records` say
    which record each id stands for.
    """

    endpoint: Endpoint
    level: Level
    sentences: dict[str, str]
    records: dict[str, int]
    tokens: int
    month: date


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of the call: texts by record, or why there are none."""

    texts: dict[int, str] = field(default_factory=dict)
    tokens: int = 0
    failure: ModelFailed | None = None


def permit_for(draft: Draft, level: Level) -> Permit | None:
    """A permit where the installation has a model, the organisation wants it, its quota for this
    month has room and the model is not being left alone.

    None costs no query without a model, and one where it is switched off; a permit at most four.
    """
    endpoint = configured_endpoint()
    policy = RewordingPolicy.objects.filter(is_on=True).first() if endpoint else None
    if endpoint is None or policy is None:
        return None
    wordings = {
        claim.evidence.id: dict(claim.evidence.wording)[level]
        for claim in draft.claims
        if claim.role != SentenceRole.NEARBY and not claim.evidence.is_withheld
    }
    records = {f"s{place}": pk for place, pk in enumerate(wordings, start=1)}
    sentences = within_budget({name: wordings[pk] for name, pk in records.items()})
    month = now().date().replace(day=1)
    tokens = tokens_of(sentences)
    if not sentences or not model_breaker.allows():
        return None
    if not _set_aside(month, quota=policy.monthly_tokens, tokens=tokens, offered=len(sentences)):
        return None
    return Permit(endpoint, level, sentences, records, tokens, month)


def reword(permit: Permit) -> Attempt:
    """Call the model, without a transaction. Never raises, and never takes longer than
    LLM_BUDGET_SECONDS.
    """
    body = ask_for(permit.sentences, permit.level)
    try:
        reply = complete(permit.endpoint, body, seconds=settings.LLM_BUDGET_SECONDS)
    except ModelFailed as failed:
        model_breaker.note_failure()
        return Attempt(failure=failed)
    try:
        texts = read_reply(reply.content, permit.sentences)
    except ValueError:
        model_breaker.note_failure()
        unreadable = ModelFailed(Failure.UNREADABLE, "Its text is not the JSON that was asked for")
        return Attempt(tokens=reply.tokens, failure=unreadable)
    model_breaker.note_success()
    return Attempt({permit.records[name]: text for name, text in texts.items()}, reply.tokens)


def settle(permit: Permit, attempt: Attempt, draft: Draft) -> Draft:
    """Put what was set aside right, keep why a call failed, and take over what may be shown.

    Two queries; four after a failure.
    """
    settled = accept(
        draft,
        attempt.texts,
        level=permit.level,
        terms=store_terms(),
        model=permit.endpoint.model,
    )
    kept = {claim.evidence.id for claim in settled.claims if claim.reworded}
    _use(permit.month).update(
        tokens=F("tokens") + _used(permit, attempt) - permit.tokens, kept=F("kept") + len(kept)
    )
    if attempt.failure is not None:
        _keep_failure(attempt.failure)
    return settled


def _use(month: date) -> Any:
    return RewordingUse.objects.filter(month=month)


def _set_aside(month: date, *, quota: int, tokens: int, offered: int) -> bool:
    """Guarded by the quota in the database: workers beside each other never exceed it."""
    RewordingUse.objects.get_or_create(month=month)
    taken = (
        _use(month)
        .filter(tokens__lte=quota - tokens)
        .update(tokens=F("tokens") + tokens, calls=F("calls") + 1, offered=F("offered") + offered)
    )
    return bool(taken)


def _used(permit: Permit, attempt: Attempt) -> int:
    if attempt.failure is not None and attempt.failure.kind in _FREE:
        return 0
    return min(attempt.tokens, _MOST_TOKENS) or permit.tokens


def _keep_failure(failure: ModelFailed) -> None:
    RewordingFailure.objects.create(kind=failure.kind, detail=failure.detail)
    latest = RewordingFailure.objects.order_by("-id").values("id")[:FAILURES_KEPT]
    RewordingFailure.objects.exclude(id__in=latest).delete()
