"""Members of boards and their interests, as their own services write them down."""

from __future__ import annotations

from datetime import date
from typing import Any

from apps.accounts.domain.roles import Role
from apps.accounts.models import Tenant, User
from apps.advisory.models import Interest, InterestKind, Member, Profession
from apps.advisory.services.declare_interest import InterestFacts, declare_interest
from apps.advisory.services.keep_member import MemberFacts, add_member
from core.clock import today
from core.tenancy.scope import tenant_scope
from tests.cast import Cast, actor_of

FACTS: MemberFacts = {
    "specialty": "Orthopaedic surgery",
    "profession": Profession.PHYSICIAN,
    "credentials": "MD, consultant surgeon",
    "orcid": "0000-0002-1825-0097",
    "biography": "Operates on spines.",
    "is_chair": False,
    "term_from": date(2026, 1, 1),
    "term_until": None,
}
INTEREST: InterestFacts = {
    "intervention": "denosumab",
    "kind": InterestKind.RESEARCH,
    "is_direct": True,
    "public_text": "A trial paid by its maker",
    "private_text": "40 000 a year",
    "from_on": date(2026, 1, 1),
    "until_on": None,
}


def member(cast: Cast, user: User, tenant: Tenant | None = None, **changes: Any) -> Member:
    """Somebody with the board's role, written down by an admin."""
    facts: Any = {**FACTS, **changes}
    with tenant_scope((tenant or cast.northgate).pk):
        return add_member(user=user, facts=facts, actor=actor_of(cast.edda, Role.ADMIN))


def interest(tenant: Tenant, user: User, **changes: Any) -> Interest:
    """Declared by the person; the store of the organisation must have the intervention."""
    facts: Any = {**INTEREST, **changes}
    with tenant_scope(tenant.pk):
        return declare_interest(facts=facts, actor=actor_of(user, Role.BOARD_MEMBER))


def form(facts: Any, **changes: Any) -> dict[str, str]:
    """What a browser sends for these facts; what is not ticked is not sent."""
    sent: dict[str, Any] = {**facts, **changes}
    words = {name: value for name, value in sent.items() if value not in (None, False)}
    return {name: "on" if value is True else str(value) for name, value in words.items()}


def in_days(days: int) -> date:
    return date.fromordinal(today().toordinal() + days)
