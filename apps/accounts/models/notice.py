"""News for one person on an article that concerns them: on their page, and by mail."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from core.clock import now
from core.queue.models import QueuedWork


class Notice(QueuedWork):
    """`kind` is a NoticeKind, `about` the article's question, `said` words of whoever did it, which
    are for the page and never mailed.

    Its place in the queue is the letter's; reading it is apart from that.
    """

    task: ClassVar[str] = "accounts.mail_notice"

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=20)
    by_name = models.CharField(max_length=200)
    about = models.CharField(max_length=300)
    said = models.TextField(blank=True)
    url = models.CharField(max_length=300)
    created_at = models.DateTimeField(default=now)
    read_at = models.DateTimeField(null=True)

    class Meta(QueuedWork.Meta):
        indexes = [
            *QueuedWork.Meta.indexes,
            models.Index(fields=["tenant", "recipient", "-id"], name="accounts_notices_of"),
            models.Index(
                fields=["tenant", "recipient"],
                name="accounts_notices_unread",
                condition=models.Q(read_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.about}"
