"""Founding an organisation and letting people in."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from apps.accounts.domain.roles import Role
from apps.accounts.models import Membership, Tenant, User


def found_tenant(*, slug: str, name: str, **facts: Any) -> Tenant:
    """The organisation of that slug, made if it is not there. Safe to repeat."""
    tenant, _ = Tenant.objects.get_or_create(slug=slug, defaults={"name": name, **facts})
    return tenant


@transaction.atomic
def admit_member(
    *, tenant: Tenant, email: str, name: str, roles: list[Role], password: str, specialty: str = ""
) -> User:
    """A person with a proved address and these roles. Safe to repeat:
    an existing one stays as it is.
    """
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, password, name=name, specialty=specialty)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    Membership.objects.get_or_create(
        tenant=tenant, user=user, defaults={"roles": [role.value for role in roles]}
    )
    return user
