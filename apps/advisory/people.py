"""Who does the work of the desk. Reads only."""

from __future__ import annotations

from apps.accounts.domain.roles import Role
from apps.accounts.models import Membership, User
from core.tenancy.scope import current_tenant_id


def board_people() -> tuple[User, ...]:
    """Everybody whom the role admits to the desk, by name. One query."""
    rows = Membership.objects.filter(
        tenant_id=current_tenant_id(), roles__contains=[Role.BOARD_MEMBER], user__is_active=True
    )
    return tuple(row.user for row in rows.select_related("user").order_by("user__name"))
