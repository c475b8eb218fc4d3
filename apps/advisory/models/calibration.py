"""Review copies with planted defects, and what members found in them.

A copy is a row with a text of its own. It is no version of an article and no package, so nothing
that publishes, searches or exports articles can meet it.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.advisory.domain.planting import Defect
from apps.articles.models import ArticleVersion
from core.clock import now
from core.tenancy.models import TenantForeignKey, TenantModel


class CalibrationPolicy(TenantModel):
    """Whether an organisation's board calibrates itself. Off until an admin switches it on."""

    is_on = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant"], name="advisory_one_calibration_policy")
        ]

    def __str__(self) -> str:
        return "Calibration is on" if self.is_on else "Calibration is off"


class ReviewCopy(TenantModel):
    """One member's copy of an approved version.

    `document` is what they read (see domain.copying), `planted` what was changed in it and where:
    shown to them once they finished, to nobody before. `seed` makes both again.
    """

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    version = TenantForeignKey(ArticleVersion, on_delete=models.PROTECT, related_name="copies")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seed = models.PositiveBigIntegerField()
    document = models.JSONField()
    planted = models.JSONField()
    started_at = models.DateTimeField(default=now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="advisory_copy_id"),
            models.UniqueConstraint(
                fields=["tenant", "member"],
                condition=Q(finished_at=None),
                name="advisory_one_open_copy",
            ),
        ]

    def __str__(self) -> str:
        return f"Calibration copy {self.public_id}"


class CopyMark(TenantModel):
    """A member finds one place of a copy wrong."""

    append_only: ClassVar[bool] = True

    copy = TenantForeignKey(ReviewCopy, on_delete=models.PROTECT, related_name="marks")
    place = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.name) for kind in Defect])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "copy", "place"], name="advisory_copy_mark_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(Defect)), name="advisory_known_defect"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.place}"
