"""The key of a partner's program. Only its hash is kept."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.accounts.domain.roles import Scope
from apps.accounts.models.tenant import Tenant


class PartnerKey(models.Model):
    """`prefix` is the shown part; `secret_sha256` the hash of the whole key (256 random bits)."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="partner_keys")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=20, unique=True)
    secret_sha256 = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=30))
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(scopes__contained_by=[scope.value for scope in Scope]),
                name="accounts_partner_key_known_scopes",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"
