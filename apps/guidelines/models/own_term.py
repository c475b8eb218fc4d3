"""An organisation's own terms for the concepts of its store."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from apps.guidelines.domain.values import TermKind
from apps.guidelines.models.concept import Concept
from core.clock import now
from core.tenancy.models import TenantForeignKey, TenantModel


class OwnTerm(TenantModel):
    """`context`: words of which a text must have one for this one to count; empty for any text.

    `added_by_name` stays when the person's account goes.
    """

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    concept = TenantForeignKey(Concept, on_delete=models.PROTECT, related_name="own_terms")
    text = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)
    context = ArrayField(models.CharField(max_length=60), default=list)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    added_by_name = models.CharField(max_length=200)
    added_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="guidelines_own_term_id"),
            models.UniqueConstraint(
                "tenant", "concept", Lower("text"), name="guidelines_own_term_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(TermKind)), name="guidelines_own_term_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.text
