"""Publishing the next version of an organisation's editorial policy or disclaimer."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from apps.accounts.models import Tenant
from apps.articles.domain.house_texts import PARTS, HouseTextKind
from apps.articles.house_texts import current
from apps.articles.models import GateRun, HouseText
from core.actors import Actor
from core.audit.record import record
from core.errors import InvalidInput, LostRace
from core.tenancy.scope import current_tenant_id


@transaction.atomic
def publish_house_text(
    *, kind: HouseTextKind, texts: Mapping[str, str], what_changed: str, seen: int, actor: Actor
) -> HouseText:
    """Publish these texts as the version after `seen`, 0 for the first; the same again is once.

    Who may is for the door to ask: the demonstration publishes too. Locks the organisation's row.
    Raises `InvalidInput` for a policy without words, and `LostRace` when somebody published
    another version after the one that was seen.
    """
    Tenant.objects.select_for_update(no_key=True).get(pk=current_tenant_id())
    said = {part: texts.get(part, "").strip() for part in PARTS[kind]}
    if kind is HouseTextKind.EDITORIAL_POLICY and not any(said.values()):
        raise InvalidInput("A policy needs words.", pointer="/policy")
    last = current(kind)
    if last is not None and last.texts == said:
        return last
    if (last.number if last else 0) != seen:
        raise LostRace("Somebody published another version meanwhile. Compare, then publish again.")
    row = HouseText.objects.create(
        kind=kind,
        number=seen + 1,
        texts=said,
        what_changed=what_changed,
        published_by_id=actor.id if actor.is_person else None,
        published_by_name=actor.name,
    )
    if kind is HouseTextKind.DISCLAIMER:
        # A rule of the gate reads it.
        GateRun.objects.update(is_stale=True)
    record(
        "articles.house_text.published",
        subject=row,
        subject_id=f"{kind}/{row.number}",
        actor=actor,
        what_changed=what_changed,
    )
    return row
