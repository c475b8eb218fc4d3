"""Beginning a draft, of a new article or the next version of one, and what ends it."""

from __future__ import annotations

from django.db import transaction

from apps.accounts.models import User
from apps.articles.domain.history import EventKind
from apps.articles.domain.lifecycle import State
from apps.articles.domain.package import ArticlePackage, read_article
from apps.articles.exporting import cited_records, package_of
from apps.articles.models import Article, ArticleVersion
from apps.articles.policies import can_write
from apps.articles.services.edit_draft import open_draft
from apps.articles.services.import_article import write_article
from apps.articles.services.move import submit
from apps.articles.services.run_gate import run_gate
from apps.articles.services.tell_history import tell_history
from core.actors import Actor
from core.audit.record import record
from core.clock import now
from core.errors import InvalidInput, NotPermitted, WrongState


@transaction.atomic
def start_article(*, package: ArticlePackage, author: User, actor: Actor) -> ArticleVersion:
    """The first draft of an article.

    Raises `NotPermitted`, and `InvalidInput` for a question that an article of the organisation has
    already.
    """
    _check_author(actor)
    question = package.facts["question"]
    if ArticleVersion.objects.filter(question__iexact=question).exists():
        raise InvalidInput("There is an article on this question already.", pointer="/question")
    return _started(write_article(package=package, author=author), actor)


@transaction.atomic
def start_version(
    *, version: ArticleVersion, author: User, actor: Actor
) -> tuple[ArticleVersion, bool]:
    """A draft that says what this version says, and whether it was begun just now.

    An article has one open draft, which is given back. Each record is cited as it is active now;
    one that has none active of its name is cited as it was, for the gate to say so. Locks the
    article. Raises `NotPermitted`, and `WrongState` for a draft.
    """
    _check_author(actor)
    if version.state == State.DRAFT:
        raise WrongState("This version is a draft still. Go on with it.")
    Article.objects.select_for_update(no_key=True).get(pk=version.article_id)
    drafts = ArticleVersion.objects.filter(article=version.article_id, state=State.DRAFT)
    known = drafts.filter(put_away_at=None).order_by("-number").first()
    if known is not None:
        return known, False
    package = read_article(package_of(version))
    fresh = write_article(package=package, author=author, known=cited_records(version))
    return _started(fresh, actor, number=version.number), True


@transaction.atomic
def put_away(*, version: ArticleVersion, actor: Actor) -> bool:
    """Give a draft up. It is kept, and can be taken up again; False where it was given up before.

    Raises as `open_draft`.
    """
    if version.state == State.DRAFT and version.put_away_at is not None and can_write(actor):
        return False
    locked = open_draft(version, actor)
    locked.put_away_at = now()
    locked.save(update_fields=["put_away_at"])
    record(
        "articles.draft.put_away",
        subject=locked,
        subject_id=str(locked.public_id),
        actor=actor,
    )
    return True


@transaction.atomic
def take_up(*, version: ArticleVersion, actor: Actor) -> bool:
    """Go on with a draft that was put away; False where somebody did already.

    Raises `NotPermitted`, and `WrongState` where the article has another draft by now.
    """
    _check_author(actor)
    locked = ArticleVersion.objects.select_for_update().get(pk=version.pk)
    if locked.put_away_at is None or locked.state != State.DRAFT:
        return False
    others = ArticleVersion.objects.filter(article=locked.article_id, state=State.DRAFT)
    if others.filter(put_away_at=None).exists():
        raise WrongState("This article has another draft by now. Put that away first.")
    locked.put_away_at = None
    locked.save(update_fields=["put_away_at"])
    run_gate(locked)
    record(
        "articles.draft.taken_up",
        subject=locked,
        subject_id=str(locked.public_id),
        actor=actor,
    )
    return True


def _check_author(actor: Actor) -> None:
    if not can_write(actor):
        raise NotPermitted("Only authors can write an article")


def _started(version: ArticleVersion, actor: Actor, *, number: int | None = None) -> ArticleVersion:
    """`number` is the version that it continues."""
    run_gate(version)
    record(
        "articles.draft.started",
        subject=version,
        subject_id=str(version.public_id),
        actor=actor,
        number=version.number,
        continues=number,
    )
    tell_history(EventKind.DRAFTED, versions=[version], actor=actor)
    return version


@transaction.atomic
def submit_draft(*, version: ArticleVersion, actor: Actor) -> ArticleVersion:
    """Hand an open draft to the board. Raises as `open_draft`."""
    return submit(version=open_draft(version, actor), actor=actor)
