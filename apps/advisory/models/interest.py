"""Conflicts of interest that board members declared. Withdrawn, never deleted."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.clock import now
from core.tenancy.models import TenantModel


class InterestKind(models.TextChoices):
    FINANCIAL = "financial", "Financial"
    RESEARCH = "research", "Research funding"
    INSTITUTIONAL = "institutional", "Institutional"
    PERSONAL = "personal", "Personal or intellectual"
    NONE = "none", "Nothing to declare"


class Interest(TenantModel):
    """One person's interest in one intervention: a concept key of the store, or "" for any.

    A direct one keeps the person's sign-offs from counting for parts on that intervention.
    `private_text` is for the person, the chair and admins only.
    """

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    intervention = models.CharField(max_length=80, blank=True)
    intervention_name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20, choices=InterestKind.choices)
    is_direct = models.BooleanField(default=False)
    public_text = models.TextField(blank=True)
    private_text = models.TextField(blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    declared_at = models.DateTimeField(default=now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="advisory_interest_id"),
            models.CheckConstraint(
                condition=Q(kind__in=InterestKind.values), name="advisory_known_interest"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="advisory_interest_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(kind="none", is_direct=False)
                | ~Q(kind="none") & ~Q(intervention="") & ~Q(public_text=""),
                name="advisory_interest_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()}"
