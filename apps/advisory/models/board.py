"""The advisory board of an organisation, its rules and its members."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from core.clock import today
from core.tenancy.models import TenantModel


class Board(TenantModel):
    """One for each organisation; without one, nothing can be approved.

    The rules are asked of every part of a version: `required_sign_offs` members, one of each
    specialty, and where a part has a dose and `needs_pharmacist`, a pharmacist.
    """

    name = models.CharField(max_length=200)
    required_sign_offs = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1)]
    )
    required_specialties = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    needs_pharmacist = models.BooleanField(default=False)
    review_days = models.PositiveSmallIntegerField(default=14, validators=[MinValueValidator(1)])
    review_months = models.PositiveSmallIntegerField(default=12, validators=[MinValueValidator(1)])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant"], name="advisory_one_board"),
            models.CheckConstraint(
                condition=Q(required_sign_offs__gte=1), name="advisory_somebody_signs"
            ),
            models.CheckConstraint(
                condition=Q(review_days__gte=1, review_months__gte=1),
                name="advisory_reviews_take_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Profession(models.TextChoices):
    PHYSICIAN = "physician", "Physician"
    PHARMACIST = "pharmacist", "Pharmacist"
    NURSE = "nurse", "Nurse"
    OTHER = "other", "Other profession"


class Member(TenantModel):
    """Somebody on the board. The role `board_member` admits to the desk; this says who they are.

    `orcid` is four groups of four, apart by hyphens. Without `term_until` the term is open.
    """

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    specialty = models.CharField(max_length=200, blank=True)
    profession = models.CharField(
        max_length=20, choices=Profession.choices, default=Profession.PHYSICIAN
    )
    credentials = models.TextField(blank=True)
    credentials_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    credentials_checked_by_name = models.CharField(max_length=200, blank=True)
    credentials_checked_on = models.DateField(null=True)
    orcid = models.CharField(max_length=19, blank=True)
    biography = models.TextField(blank=True)
    is_chair = models.BooleanField(default=False)
    term_from = models.DateField(default=today)
    term_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user"], name="advisory_member_once"),
            models.UniqueConstraint(fields=["tenant", "public_id"], name="advisory_member_id"),
            models.CheckConstraint(
                condition=Q(profession__in=Profession.values), name="advisory_known_profession"
            ),
            models.CheckConstraint(
                condition=Q(term_until=None) | Q(term_until__gte=F("term_from")),
                name="advisory_term_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(credentials_checked_by=None, credentials_checked_on=None)
                | Q(credentials_checked_by__isnull=False, credentials_checked_on__isnull=False)
                & ~Q(credentials_checked_by=F("user")),
                name="advisory_credentials_checked_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} on the board"
