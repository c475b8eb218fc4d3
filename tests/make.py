"""Plain factories. They call the product's services, so no test starts from an impossible state."""

from __future__ import annotations

from typing import Any

from apps.accounts.domain.roles import Role
from apps.accounts.models import Tenant
from apps.advisory.services.approve import approve
from apps.advisory.services.sign import sign
from apps.articles.domain.house_texts import HouseTextKind
from apps.articles.domain.package import read_article
from apps.articles.models import ArticleVersion, HouseText
from apps.articles.parts import parts_of
from apps.articles.services import move
from apps.articles.services.import_article import import_article
from apps.articles.services.publish_house_text import publish_house_text
from apps.guidelines.domain.package import read_package
from apps.guidelines.services.import_package import ImportPlan, import_package
from apps.qa.models import Question
from apps.qa.services.answer import answer_question
from apps.qa.services.ask import ask
from core.actors import Actor, anonymous, system
from core.levels import Level
from core.tenancy.scope import tenant_scope
from tests.cast import Cast
from tests.documents import (
    article,
    default_recommendations,
    long_article,
    package,
    recommendation,
    worded,
)

__all__ = [
    "Role",
    "all_parts",
    "answered",
    "approved",
    "article",
    "default_recommendations",
    "draft",
    "house_text",
    "long_article",
    "move",
    "package",
    "question",
    "recommendation",
    "sign_and_approve",
    "signed",
    "store",
    "submitted",
    "submitted_at_harbour",
    "under_review",
    "worded",
]


def store(tenant: Tenant, document: dict[str, Any] | None = None) -> ImportPlan:
    """Put a package into the tenant's store."""
    with tenant_scope(tenant.pk):
        return import_package(package=read_package(document or package()), actor=system("tests"))


def house_text(
    tenant: Tenant, kind: HouseTextKind, texts: dict[str, str], *, seen: int = 0
) -> HouseText:
    """The organisation publishes its editorial policy or disclaimer, after version `seen`."""
    with tenant_scope(tenant.pk):
        return publish_house_text(
            kind=kind, texts=texts, what_changed="New words", seen=seen, actor=system("tests")
        )


def draft(cast: Cast, document: dict[str, Any] | None = None) -> ArticleVersion:
    """A draft at Northgate, written by Ada; the store must hold what it cites."""
    with tenant_scope(cast.northgate.pk):
        return import_article(
            package=read_article(document or article()), author=cast.ada, actor=cast.ada_acting
        )


def submitted(cast: Cast, document: dict[str, Any] | None = None) -> ArticleVersion:
    """A submitted article at Northgate, with its store."""
    store(cast.northgate)
    version = draft(cast, document)
    with tenant_scope(cast.northgate.pk):
        return move.submit(version=version, actor=cast.ada_acting)


def under_review(cast: Cast) -> ArticleVersion:
    version = submitted(cast)
    with tenant_scope(cast.northgate.pk):
        return move.take_under_review(version=version, actor=cast.boris_acting)


def all_parts(version: ArticleVersion) -> dict[str, str]:
    """What somebody has read who has read all of it: each part's hash by its key."""
    return {part.key: part.sha256 for part in parts_of([version])[version.pk]}


def signed(cast: Cast) -> ArticleVersion:
    version = under_review(cast)
    with tenant_scope(cast.northgate.pk):
        sign(version=version, parts=all_parts(version), actor=cast.boris_acting)
    return version


def approved(cast: Cast) -> ArticleVersion:
    return sign_and_approve(cast, under_review(cast))


def sign_and_approve(cast: Cast, version: ArticleVersion) -> ArticleVersion:
    """Boris signs and approves a version that is under review."""
    with tenant_scope(cast.northgate.pk):
        current = ArticleVersion.objects.get(pk=version.pk)
        sign(version=current, parts=all_parts(current), actor=cast.boris_acting)
        return approve(version=current, actor=cast.boris_acting)


def submitted_at_harbour(cast: Cast) -> ArticleVersion:
    """The same article at the other organisation, in its own store."""
    store(cast.harbour)
    with tenant_scope(cast.harbour.pk):
        version = import_article(
            package=read_article(article()), author=cast.otto, actor=cast.otto_acting
        )
        return move.submit(version=version, actor=cast.otto_acting)


def question(
    tenant: Tenant,
    text: str = "What if she cannot take a bisphosphonate?",
    *,
    actor: Actor | None = None,
    follows: Question | None = None,
) -> Question:
    """A queued question without an article; nobody is rung in a test that does not commit."""
    with tenant_scope(tenant.pk):
        return ask(
            text=text,
            level=Level.CLINICIAN,
            article=None,
            actor=actor or anonymous("a visitor"),
            follows=follows,
        )


def answered(
    tenant: Tenant,
    text: str = "What if she cannot take a bisphosphonate?",
    *,
    actor: Actor | None = None,
    follows: Question | None = None,
) -> Question:
    """A question and its answer, composed by the service that workers call."""
    asked = question(tenant, text, actor=actor, follows=follows)
    answer_question(tenant_id=tenant.pk, question_id=asked.pk)
    with tenant_scope(tenant.pk):
        return Question.objects.get(pk=asked.pk)
