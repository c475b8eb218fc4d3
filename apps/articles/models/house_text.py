"""The editorial policy and the disclaimer of an organisation, version by version."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.articles.domain.house_texts import HouseTextKind
from core.clock import now
from core.tenancy.models import TenantModel


class HouseText(TenantModel):
    """One version, never changed. `texts` has the parts of its kind (domain.house_texts.PARTS).

    `published_by` is null where no person did it: the demonstration, and what stood before
    versions were kept.
    """

    append_only = True

    kind = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    texts = models.JSONField()
    what_changed = models.CharField(max_length=200)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    published_by_name = models.CharField(max_length=200)
    published_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "kind", "number"], name="articles_house_text_number"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(HouseTextKind)), name="articles_house_text_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
