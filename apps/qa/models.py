"""Questions, which are their own place in the queue, and the answers composed for them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.accounts.models import PartnerKey
from apps.articles.models import ArticleVersion
from apps.guidelines.models import EvidenceChange, RecommendationVersion
from apps.qa import coverage, reception  # noqa: F401 - their tables belong to this app
from apps.qa.domain.outcome import COVERAGE
from core.clock import now
from core.levels import Level
from core.queue.models import QueuedWork
from core.tenancy.models import TenantForeignKey, TenantModel
from core.wording import WordedModel


class Question(QueuedWork):
    """`visitor_sha256` lets an anonymous browser find its question again;
    partners have their key.

    `text` is kept without what says who somebody is; `masked` are the kinds of what was taken out.
    `emergencies` are the ids of the emergency rules it fired, of version `emergency_rules`;
    `needs_person` likewise of the rules for what only a person can decide.
    `thread` is the public id of a thread's first question, on those that follow it.
    """

    task: ClassVar[str] = "qa.answer_question"

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    follows = TenantForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="followed_by"
    )
    thread = models.UUIDField(null=True, editable=False)
    # Longer than what may be asked: "[record number]" may stand for five figures.
    text = models.CharField(max_length=4000)
    masked = ArrayField(models.CharField(max_length=20), default=list)
    emergencies = ArrayField(models.CharField(max_length=40), default=list)
    emergency_rules = models.CharField(max_length=20, blank=True)
    needs_person = ArrayField(models.CharField(max_length=40), default=list)
    needs_person_rules = models.CharField(max_length=20, blank=True)
    level = models.CharField(max_length=20, choices=[(level.value, level.value) for level in Level])
    article_version = TenantForeignKey(
        ArticleVersion, on_delete=models.PROTECT, null=True, related_name="questions"
    )
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    visitor_sha256 = models.CharField(max_length=64, blank=True)
    partner_key = models.ForeignKey(
        PartnerKey, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=now)
    answered_at = models.DateTimeField(null=True)

    class Meta(QueuedWork.Meta):
        constraints = [
            *QueuedWork.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "public_id"], name="qa_question_id"),
            models.CheckConstraint(condition=~Q(text=""), name="qa_question_asked"),
            models.CheckConstraint(
                condition=Q(asker__isnull=False)
                | Q(partner_key__isnull=False)
                | ~Q(visitor_sha256=""),
                name="qa_question_has_an_asker",
            ),
            models.CheckConstraint(
                condition=~Q(status="done") | Q(answered_at__isnull=False),
                name="qa_done_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(follows__isnull=True, thread__isnull=True)
                | Q(follows__isnull=False, thread__isnull=False),
                name="qa_follows_in_a_thread",
            ),
        ]
        indexes = [
            *QueuedWork.Meta.indexes,
            models.Index(
                fields=["tenant", "partner_key", "-created_at", "-id"], name="qa_by_partner"
            ),
            models.Index(
                fields=["tenant", "thread", "id"],
                name="qa_by_thread",
                condition=Q(thread__isnull=False),
            ),
            models.Index(
                fields=["tenant", "asker", "-id"],
                name="qa_by_asker",
                condition=Q(asker__isnull=False),
            ),
            models.Index(
                fields=["tenant", "-enqueued_at"],
                name="qa_failed_lately",
                condition=Q(status="failed"),
            ),
            models.Index(
                fields=["tenant", "visitor_sha256", "-id"],
                name="qa_by_visitor",
                condition=~Q(visitor_sha256=""),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Answer(TenantModel):
    """One for each question. `digest` covers question, engine, rules, records and sentences.

    `model` names the language model that worded some of its sentences again, if one did.
    `assumed` are sentences on what the question did not say and was taken to mean.
    """

    append_only: ClassVar[bool] = True

    question = TenantForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    outcome = models.CharField(max_length=20)
    engine = models.CharField(max_length=60)
    rules = models.CharField(max_length=40)
    model = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    missing = models.TextField(blank=True)
    assumed = ArrayField(models.TextField(), default=list)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "question"], name="qa_one_answer"),
            models.CheckConstraint(
                condition=Q(outcome__in=list(COVERAGE)), name="qa_known_outcome"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome}: {self.question}"


class SentenceRole(models.TextChoices):
    SUMMARY = "summary"
    STATEMENT = "statement"
    CONFLICT = "conflict"
    NEARBY = "nearby"
    WITHHELD = "withheld"


class Sentence(TenantModel, WordedModel):
    """A sentence of an answer, at every level, resting on exactly one recommendation version.

    `heading` names the intervention of a statement or the subject of a conflict, or asks the
    question that something covered nearby would answer. `reworded` is what a language model made of
    it at the level asked for; empty where the store's words stand.
    """

    append_only: ClassVar[bool] = True

    answer = TenantForeignKey(Answer, on_delete=models.PROTECT, related_name="sentences")
    ordinal = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=10, choices=SentenceRole.choices)
    heading = models.CharField(max_length=200, blank=True)
    reworded = models.TextField(blank=True)
    recommendation_version = TenantForeignKey(
        RecommendationVersion, on_delete=models.PROTECT, related_name="sentences"
    )

    class Meta(WordedModel.Meta):
        constraints = [
            *WordedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "answer", "ordinal"], name="qa_sentence_order"
            ),
        ]

    def __str__(self) -> str:
        return self.clinician


class RewordingPolicy(TenantModel):
    """Whether the organisation lets a language model word its answers again, and how much of it."""

    is_on = models.BooleanField(default=False)
    monthly_tokens = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant"], name="qa_one_rewording_policy")]

    def __str__(self) -> str:
        return "on" if self.is_on else "off"


class RewordingUse(TenantModel):
    """What was used in a month, which begins on the first of it in UTC.

    `tokens` are set aside before a call and put right after it. `offered` sentences were sent to
    the model; `kept` came back so that nothing stood against them.
    """

    month = models.DateField()
    calls = models.PositiveIntegerField(default=0)
    tokens = models.PositiveBigIntegerField(default=0)
    offered = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "month"], name="qa_one_use_a_month")
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.tokens}"


class RewordingFailure(TenantModel):
    """A call that brought nothing: the store's sentences stood. Only the latest are kept."""

    at = models.DateTimeField(default=now)
    kind = models.CharField(max_length=20)
    detail = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["tenant", "-id"], name="qa_latest_failures")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}"


class AnswerMark(TenantModel):
    """A record behind an answer was touched by a change after the answer was given."""

    append_only: ClassVar[bool] = True

    answer = TenantForeignKey(Answer, on_delete=models.PROTECT, related_name="marks")
    change = TenantForeignKey(EvidenceChange, on_delete=models.PROTECT, related_name="answer_marks")
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "answer", "change"], name="qa_answer_mark_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.answer}: {self.change}"
