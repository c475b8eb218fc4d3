"""Saying something of a part of an article, answering it, and settling it."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from apps.accounts.domain.notices import NoticeKind
from apps.accounts.services.notify import notify
from apps.advisory.models import Comment, Invitation, Thread
from apps.advisory.threads import NOT_FOR_YOU, newest_submitted
from apps.articles.domain.history import EventKind
from apps.articles.models import Article, ArticleVersion
from apps.articles.part_words import words_of
from apps.articles.parts import parts_of
from apps.articles.policies import can_see_findings
from apps.articles.services.tell_history import tell_history
from core.actors import Actor
from core.audit.record import record
from core.clock import now
from core.errors import InvalidInput, NotPermitted


@transaction.atomic
def open_thread(
    *,
    version: ArticleVersion,
    part: str,
    text: str,
    actor: Actor,
    invitation: Invitation | None = None,
) -> Thread:
    """Begin a thread on a part of a submitted version, or on the whole with an empty part.

    The same words again while that thread is open are said once. Raises `NotPermitted`, and
    `InvalidInput` without words or for a part that is not there.
    """
    said = _checked(text, actor, invitation)
    article = Article.objects.select_for_update(no_key=True).get(pk=version.article_id)
    known = article.threads.filter(part=part, resolved_at=None, comments__text=said)
    again = known.filter(comments__author=actor.id, comments__invitation=invitation).first()
    if again is not None:
        return again
    hashes = {row.key: row.sha256 for row in parts_of([version])[version.pk]}
    if part and part not in hashes:
        raise InvalidInput("This version has no such part", pointer="/part")
    thread = Thread.objects.create(article=article, part=part)
    _say(thread, version, said, actor, invitation, sha256=hashes.get(part, ""))
    record(
        "advisory.thread.opened",
        subject=thread,
        subject_id=str(thread.public_id),
        actor=actor,
        part=part,
    )
    return thread


@transaction.atomic
def reply(
    *, thread: Thread, text: str, actor: Actor, invitation: Invitation | None = None
) -> Comment:
    """Answer in a thread, of the newest submitted version. The same words twice are said once.

    Raises `NotPermitted`, `InvalidInput` without words.
    """
    said = _checked(text, actor, invitation)
    locked = Thread.objects.select_for_update(no_key=True).get(pk=thread.pk)
    last = locked.comments.order_by("-pk").first()
    if last is not None and (last.text, last.author_id, last.invitation_id) == (
        said,
        actor.id,
        invitation.pk if invitation else None,
    ):
        return last
    version = newest_submitted(locked.article)
    hashes = {row.key: row.sha256 for row in parts_of([version])[version.pk]}
    comment = _say(locked, version, said, actor, invitation, sha256=hashes.get(locked.part, ""))
    record(
        "advisory.thread.replied",
        subject=locked,
        subject_id=str(locked.public_id),
        actor=actor,
        part=locked.part,
    )
    return comment


@transaction.atomic
def resolve(*, thread: Thread, actor: Actor) -> None:
    """Say that it is settled. Twice is once. Raises `NotPermitted`."""
    _check_insider(actor)
    rows = Thread.objects.filter(pk=thread.pk, resolved_at=None)
    if rows.update(resolved_at=now(), resolved_by_name=actor.name):
        record(
            "advisory.thread.resolved",
            subject=thread,
            subject_id=str(thread.public_id),
            actor=actor,
            part=thread.part,
        )


@transaction.atomic
def reopen(*, thread: Thread, actor: Actor) -> None:
    """Take that back. Twice is once. Raises `NotPermitted`."""
    _check_insider(actor)
    rows = Thread.objects.filter(pk=thread.pk, resolved_at__isnull=False)
    if rows.update(resolved_at=None, resolved_by_name=""):
        record(
            "advisory.thread.reopened",
            subject=thread,
            subject_id=str(thread.public_id),
            actor=actor,
            part=thread.part,
        )


def _check_insider(actor: Actor) -> None:
    if not can_see_findings(actor):
        raise NotPermitted(NOT_FOR_YOU)


def _checked(text: str, actor: Actor, invitation: Invitation | None) -> str:
    if invitation is None:
        _check_insider(actor)
    said = text.strip()
    if not said:
        raise InvalidInput("Say something", pointer="/text")
    return said


def _say(
    thread: Thread,
    version: ArticleVersion,
    text: str,
    actor: Actor,
    invitation: Invitation | None,
    *,
    sha256: str,
) -> Comment:
    spoke = set(thread.comments.filter(author__isnull=False).values_list("author", flat=True))
    comment = Comment.objects.create(
        thread=thread,
        version=version,
        author_id=None if invitation else actor.get_id(),
        invitation=invitation,
        author_name=actor.name,
        text=text,
        part_sha256=sha256,
        said_of=words_of(version, thread.part) if thread.part else {},
    )
    tell_history(
        EventKind.COMMENTED,
        versions=[version],
        actor=actor,
        thread=str(thread.public_id),
        part=thread.part,
    )
    _tell(thread, version, spoke, actor, text)
    return comment


def _tell(
    thread: Thread, version: ArticleVersion, spoke: set[int], actor: Actor, text: str
) -> None:
    """The authors on their page of comments, others who spoke on the desk."""
    writers = {version.author_id, version.last_editor_id}
    places = (
        (writers, reverse("article_comments", args=[thread.article.slug])),
        (spoke - writers, reverse("review", args=[version.public_id])),
    )
    for people, place in places:
        notify(
            people,
            NoticeKind.COMMENTED,
            about=version.question,
            url=f"{place}#thread-{thread.pk}",
            actor=actor,
            said=text,
        )
