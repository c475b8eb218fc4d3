"""What members of the board signed. Only ever added to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.articles.models import ArticleVersion
from core.clock import now
from core.tenancy.models import TenantForeignKey, TenantModel


class Verdict(models.TextChoices):
    AGREES = "agrees", "Agrees"
    DISSENTS = "dissents", "Dissents"


class SignOff(TenantModel):
    """A member's verdict on one part, bound by its hash to what they read. The latest one counts,
    in every version of the article whose part has that hash.

    Name, specialty and profession are kept as they were when signing. Without a part it is of the
    whole version, from before versions had parts. Which ones count is said once, in the database:
    function advisory_signatures.
    """

    append_only = True

    version = TenantForeignKey(ArticleVersion, on_delete=models.PROTECT, related_name="sign_offs")
    part = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64)
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signer_name = models.CharField(max_length=200)
    signer_specialty = models.CharField(max_length=200)
    signer_profession = models.CharField(max_length=20, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, default=Verdict.AGREES)
    reason = models.TextField(blank=True)
    signed_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="agrees", reason="") | Q(verdict="dissents") & ~Q(reason=""),
                name="advisory_dissent_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "version", "part"], name="advisory_sign_off_part"),
        ]

    def __str__(self) -> str:
        return f"{self.signer_name} on {self.part} of {self.version}"
