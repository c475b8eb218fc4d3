"""`import_article`: an article package as a draft of a tenant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from apps.accounts.commands import add_tenant_argument, command_scope
from apps.accounts.domain.roles import Role, capabilities_of
from apps.accounts.models import User
from apps.articles.domain.package import ArticlePackage, read_article
from apps.articles.services.import_article import import_article
from core.actors import Actor, ActorKind
from core.documents import DocumentFault
from core.errors import DomainError
from core.tenancy.scope import current_tenant_id


class Command(BaseCommand):
    help = "Bring an article package in as a draft. What it cites and the store lacks is marked."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--author", metavar="EMAIL", help="default: the first author here")
        add_tenant_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        package = _read(options["file"])
        with command_scope(options["tenant"]):
            author = _find_author(options["author"])
            try:
                version = import_article(package=package, author=author, actor=_acting(author))
            except DomainError as error:
                raise CommandError(error.detail, returncode=1) from error
            unresolved = version.statements.filter(unresolved_citations__isnull=False).count()
            result = {
                "article": version.article.slug,
                "version": version.number,
                "id": str(version.public_id),
                "unresolved": unresolved,
            }
        self.stdout.write(
            json.dumps(result)
            if options["json"]
            else "{article}, version {version}: {unresolved} statements cite what the store "
            "does not have".format(**result)
        )


def _read(path: Path) -> ArticlePackage:
    try:
        return read_article(json.loads(path.read_bytes()))
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}", returncode=2) from error
    except (DocumentFault, ValueError, RecursionError) as error:
        raise CommandError(f"{path}: {error}", returncode=1) from error


def _find_author(email: str | None) -> User:
    """Somebody who may write here, or exit status 2."""
    rows = User.objects.filter(
        is_active=True,
        memberships__tenant_id=current_tenant_id(),
        memberships__roles__contains=[Role.AUTHOR],
    ).order_by("pk")
    author = (rows.filter(email__iexact=email) if email else rows).first()
    if author is None:
        raise CommandError("--author: no author of the organisation is that", returncode=2)
    return author


def _acting(author: User) -> Actor:
    return Actor(
        kind=ActorKind.PERSON,
        name=author.name,
        id=author.pk,
        capabilities=capabilities_of([Role.AUTHOR]),
    )
