"""An organisation makes warnings of the gate block."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from apps.articles.domain.gate.findings import MINIMUM, Severity
from apps.articles.models import GateRun, StricterRule
from apps.articles.policies import can_set_gate
from core.actors import Actor
from core.audit.record import record
from core.errors import InvalidInput, NotPermitted


@transaction.atomic
def set_stricter_rules(*, rules: Collection[str], actor: Actor) -> bool:
    """From now on these warnings block, and no others; what stays as it was changes nothing.

    Runs are to be made again. Raises `NotPermitted`, and `InvalidInput` for what is no warning.
    """
    if not can_set_gate(actor):
        raise NotPermitted("The organisation's settings are for its admins")
    unknown = [rule for rule in rules if MINIMUM.get(rule) is not Severity.WARNS]
    if unknown:
        raise InvalidInput(f"{unknown[0]!r} is no warning of the gate", pointer="/rules")
    before = set(StricterRule.objects.select_for_update().values_list("rule", flat=True))
    if before == set(rules):
        return False
    StricterRule.objects.exclude(rule__in=rules).delete()
    added = [
        StricterRule(rule=rule, raised_by_name=actor.name) for rule in sorted(set(rules) - before)
    ]
    StricterRule.objects.bulk_create(added)
    GateRun.objects.update(is_stale=True)
    record(
        "articles.gate.rules_changed",
        subject=StricterRule,
        subject_id="gate",
        actor=actor,
        before=sorted(before),
        after=sorted(rules),
    )
    return True
