"""A version in each state, led there by the services."""

from __future__ import annotations

from apps.accounts.domain.roles import Role
from apps.advisory.services.approve import approve as approve_version
from apps.advisory.services.sign import sign as sign_parts
from apps.articles.domain.lifecycle import State
from apps.articles.models import ArticleVersion
from apps.articles.services import move
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, actor_of


def in_state(cast: Cast, state: State) -> ArticleVersion:
    """A version that walked there by the services, signed where it may be approved."""
    make.store(cast.northgate)
    version = make.draft(cast)
    with tenant_scope(cast.northgate.pk):
        for step in {
            State.DRAFT: [],
            State.SUBMITTED: [submit],
            State.UNDER_REVIEW: [submit, take, sign],
            State.CHANGES_REQUESTED: [submit, take, ask],
            State.APPROVED: [submit, take, sign, approve],
            State.SUPERSEDED: [submit, take, sign, approve],
            State.OVERTAKEN: [submit],
            State.WITHDRAWN: [submit, take, sign, approve, withdraw],
        }[state]:
            version = step(version, cast)
    if state is State.SUPERSEDED:
        newer = make.draft(cast)
        with tenant_scope(cast.northgate.pk):
            for step in (submit, take, sign, approve):
                newer = step(newer, cast)
            version = ArticleVersion.objects.get(pk=version.pk)
    if state is State.OVERTAKEN:
        newer = make.draft(cast)
        with tenant_scope(cast.northgate.pk):
            submit(newer, cast)
            version = ArticleVersion.objects.get(pk=version.pk)
    assert version.state == state
    return version


def submit(version: ArticleVersion, cast: Cast) -> ArticleVersion:
    return move.submit(version=version, actor=cast.ada_acting)


def take(version: ArticleVersion, cast: Cast) -> ArticleVersion:
    return move.take_under_review(version=version, actor=cast.boris_acting)


def sign(version: ArticleVersion, cast: Cast) -> ArticleVersion:
    sign_parts(version=version, parts=make.all_parts(version), actor=cast.boris_acting)
    return version


def ask(version: ArticleVersion, cast: Cast) -> ArticleVersion:
    return move.ask_for_changes(version=version, reason="Say it again.", actor=cast.boris_acting)


def approve(version: ArticleVersion, cast: Cast) -> ArticleVersion:
    return approve_version(version=version, actor=cast.boris_acting)


def withdraw(version: ArticleVersion, cast: Cast) -> ArticleVersion:
    admin = actor_of(cast.edda, Role.ADMIN)
    return move.withdraw(version=version, reason="It was wrong.", successor=None, actor=admin)
