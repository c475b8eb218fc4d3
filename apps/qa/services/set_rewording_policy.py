"""An admin switches the language model on or off, and says how much of it may be used."""

from __future__ import annotations

from django.db import transaction

from apps.qa.language_model import LARGEST_QUOTA, USUAL_QUOTA
from apps.qa.models import RewordingPolicy
from apps.qa.policies import can_manage_model
from core.actors import Actor
from core.audit.record import record
from core.errors import InvalidInput, NotPermitted


@transaction.atomic
def set_rewording_policy(*, is_on: bool, monthly_tokens: int, actor: Actor) -> bool:
    """Whether anything changed; what stays as it was adds no entry to the audit log.

    Locks the policy. Raises `NotPermitted`, and `InvalidInput` (pointer /monthly_tokens).
    """
    if not can_manage_model(actor):
        raise NotPermitted("The language model is for the organisation's admins to switch")
    if not 0 <= monthly_tokens <= LARGEST_QUOTA:
        raise InvalidInput(f"Give 0 to {LARGEST_QUOTA} tokens", pointer="/monthly_tokens")
    RewordingPolicy.objects.get_or_create(defaults={"monthly_tokens": USUAL_QUOTA})
    policy = RewordingPolicy.objects.select_for_update().get()
    before = (policy.is_on, policy.monthly_tokens)
    if before == (is_on, monthly_tokens):
        return False
    policy.is_on, policy.monthly_tokens = is_on, monthly_tokens
    policy.save()
    record(
        "qa.rewording_policy.changed",
        subject=policy,
        subject_id=str(policy.pk),
        actor=actor,
        before={"is_on": before[0], "monthly_tokens": before[1]},
        after={"is_on": is_on, "monthly_tokens": monthly_tokens},
    )
    return True
