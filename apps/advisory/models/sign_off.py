"""What members of the board signed. Only ever added to."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from apps.articles.models import ArticleVersion
from core.clock import now
from core.tenancy.models import TenantForeignKey, TenantModel


class SignOff(TenantModel):
    """A member signed what they read: the hash binds the signature to it. Never changed.

    Name and specialty are kept as they were when signing.
    """

    append_only = True

    version = TenantForeignKey(ArticleVersion, on_delete=models.PROTECT, related_name="sign_offs")
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signer_name = models.CharField(max_length=200)
    signer_specialty = models.CharField(max_length=200)
    content_sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "version", "signer"], name="advisory_sign_off_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.signer_name} signed {self.version}"
