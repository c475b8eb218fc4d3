"""An organisation and the hosts it is found by."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower


class Tenant(models.Model):
    slug = models.CharField(
        max_length=40, unique=True, validators=[RegexValidator(r"^[a-z][a-z0-9-]{1,38}[a-z0-9]$")]
    )
    name = models.CharField(max_length=200)
    emergency_number = models.CharField(max_length=20, default="112")
    is_demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Domain(models.Model):
    """A host name of the tenant's own, beside its subdomain of the platform."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="domains")
    host = models.CharField(max_length=253, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(host=Lower("host")), name="accounts_domain_lower_case"
            )
        ]

    def __str__(self) -> str:
        return self.host
