"""What comes after an answer: what its asker says of it and is told, and the draft made of it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.articles.models import ArticleVersion
from apps.guidelines.models import EvidenceChange
from core.clock import now
from core.queue.models import QueuedWork
from core.tenancy.models import TenantForeignKey, TenantModel


class Verdict(models.TextChoices):
    """Worst first, as editors look at them."""

    UNSAFE = "unsafe", "Unsafe"
    WRONG = "wrong", "Wrong"
    HELPFUL = "helpful", "Helpful"


class Feedback(TenantModel):
    """What whoever asked says of one sentence, once; what they said before is in the audit log.

    `note` is kept without what says who somebody is. An editor looks at it with a reason.
    """

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    sentence = TenantForeignKey("qa.Sentence", on_delete=models.PROTECT, related_name="feedback")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    # Longer than what may be written: "[record number]" may stand for five figures.
    note = models.CharField(max_length=2000, blank=True)
    given_at = models.DateTimeField(default=now)
    looked_at = models.DateTimeField(null=True)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    looked_reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "sentence"], name="qa_feedback_once"),
            models.UniqueConstraint(fields=["tenant", "public_id"], name="qa_feedback_id"),
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.values), name="qa_feedback_known_verdict"
            ),
            models.CheckConstraint(
                condition=Q(looked_at__isnull=True, looked_by__isnull=True, looked_reason="")
                | Q(looked_at__isnull=False, looked_by__isnull=False) & ~Q(looked_reason=""),
                name="qa_feedback_looked_at_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "verdict", "-given_at"],
                name="qa_feedback_to_look_at",
                condition=Q(looked_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.verdict}: {self.sentence}"


class NoticeKind(models.TextChoices):
    EVIDENCE_CHANGED = "evidence_changed"
    NOW_COVERED = "now_covered"


class Notice(QueuedWork):
    """News on an answer for whoever asked, once for each change; waits until it is mailed.

    Who has no account reads it on the pages alone, so their notice is done from the beginning.
    """

    task: ClassVar[str] = "qa.mail_notice"

    question = TenantForeignKey("qa.Question", on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=20, choices=NoticeKind.choices)
    change = TenantForeignKey(
        EvidenceChange, on_delete=models.PROTECT, null=True, related_name="notices"
    )
    created_at = models.DateTimeField(default=now)

    class Meta(QueuedWork.Meta):
        constraints = [
            *QueuedWork.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "question", "kind", "change"],
                nulls_distinct=False,
                name="qa_notice_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="evidence_changed", change__isnull=False)
                | Q(kind="now_covered", change__isnull=True),
                name="qa_notice_names_its_change",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.question}"


class AnswerDraft(TenantModel):
    """The draft that an author made of an answer: one for each question."""

    append_only: ClassVar[bool] = True

    question = TenantForeignKey("qa.Question", on_delete=models.PROTECT, related_name="drafts")
    version = TenantForeignKey(ArticleVersion, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "question"], name="qa_one_draft")]

    def __str__(self) -> str:
        return f"{self.version} from {self.question}"
