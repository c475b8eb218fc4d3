"""The door of commands: `--tenant SLUG` opens that tenant's scope."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import CommandError, CommandParser

from apps.accounts.models import Tenant
from core.tenancy.scope import tenant_scope


def add_tenant_argument(parser: CommandParser) -> None:
    parser.add_argument("--tenant", required=True, metavar="SLUG", help="whose data")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def get_tenant(slug: str) -> Tenant:
    """The tenant of that slug, or exit status 2."""
    tenant = Tenant.objects.filter(slug=slug).first()
    if tenant is None:
        raise CommandError(f"--tenant: there is no organisation {slug!r}", returncode=2)
    return tenant


@contextmanager
def command_scope(slug: str) -> Iterator[Tenant]:
    tenant = get_tenant(slug)
    with tenant_scope(tenant.pk):
        yield tenant
