"""Turning an answer into a draft for the review desk: its sentences, with what they cite."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from apps.accounts.models import User
from apps.articles.domain.package import (
    ArticlePackage,
    PackagedDifference,
    PackagedPosition,
    PackagedSection,
    PackagedStatement,
    Wording,
)
from apps.articles.drafts import free_slug
from apps.articles.models import ArticleVersion
from apps.articles.policies import can_write
from apps.articles.services.import_article import import_article
from apps.guidelines.models import Conflict
from apps.guidelines.models.guideline import VersionStatus
from apps.qa.models import Question, Sentence, SentenceRole
from apps.qa.policies import can_read_question
from apps.qa.reception import AnswerDraft
from core.actors import Actor
from core.audit.record import record
from core.errors import NotPermitted, WrongState
from core.levels import Level

_LONGEST_TITLE: Final = 300


@transaction.atomic
def draft_article(*, question: Question, author: User, actor: Actor) -> tuple[ArticleVersion, bool]:
    """The draft made of the answer, and whether it was made just now: there is one, ever.

    Cites the records of the answer, so all of them must be active still. Raises `NotPermitted`,
    and `WrongState` where there is no answer, nothing in it, or its evidence has changed. Locks the
    question.
    """
    if not (can_write(actor) and can_read_question(actor, question)):
        raise NotPermitted("Only an author who asked can turn the answer into a draft")
    # Two at once would each find no draft.
    Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    made = AnswerDraft.objects.select_related("version__article").filter(question=question).first()
    if made is not None:
        return made.version, False
    version = import_article(package=_package(question), author=author, actor=actor)
    AnswerDraft.objects.create(question=question, version=version)
    record(
        "qa.answer.drafted",
        subject=question,
        subject_id=str(question.public_id),
        actor=actor,
        article=version.article.slug,
        number=version.number,
    )
    return version, True


def _package(question: Question) -> ArticlePackage:
    rows = list(
        Sentence.objects.filter(answer__question=question)
        .exclude(role=SentenceRole.NEARBY)
        .select_related("recommendation_version__recommendation__guideline")
        .order_by("ordinal")
    )
    if not rows:
        raise WrongState("There is nothing in this answer to make a draft of")
    if any(row.recommendation_version.status != VersionStatus.ACTIVE for row in rows):
        raise WrongState("The evidence changed since this answer was given: ask again first")
    article = question.article_version
    return ArticlePackage(
        is_demonstration=False,
        slug=free_slug(question.text),
        facts={
            "question": _cut(question.text),
            "heading": article.heading if article else _cut(question.text),
            "topic": article.topic if article else "Follow-up questions",
            "keywords": article.keywords if article else [],
        },
        brief=_brief([row for row in rows if row.role == SentenceRole.SUMMARY]),
        sections=(*_sections(rows), *_differing(rows)),
        algorithm=(),
        red_flags=(),
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_TITLE else f"{text[: _LONGEST_TITLE - 1]}…"


def _cites(rows: list[Sentence]) -> tuple[tuple[str, str], ...]:
    records = [row.recommendation_version.recommendation for row in rows]
    return tuple(dict.fromkeys((record.guideline.key, record.key) for record in records))


def _brief(rows: list[Sentence]) -> PackagedStatement:
    """The direct answer; where sources differ on it, what each of them says."""
    wording = {level.value: " ".join(row.at(level) for row in rows) for level in Level}
    return PackagedStatement("brief", wording, _cites(rows))


def _sections(rows: list[Sentence]) -> list[PackagedSection]:
    headings: dict[str, list[Sentence]] = {}
    for row in rows:
        if row.role == SentenceRole.STATEMENT:
            headings.setdefault(row.heading, []).append(row)
    return [
        PackagedSection(
            key=f"section-{place}",
            heading=_same_at_all_levels(heading or "Also of interest"),
            statements=tuple(
                PackagedStatement(f"sentence-{row.ordinal}", row.wording(), _cites([row]))
                for row in told
            ),
            differences=(),
        )
        for place, (heading, told) in enumerate(headings.items(), start=1)
    ]


def _differing(rows: list[Sentence]) -> list[PackagedSection]:
    """One section for where sources differ, each position as its source has it."""
    titles: dict[str, list[Sentence]] = {}
    for row in rows:
        if row.role == SentenceRole.CONFLICT:
            titles.setdefault(row.heading, []).append(row)
    if not titles:
        return []
    keys = dict(Conflict.objects.filter(title__in=titles).values_list("title", "key"))
    differences = tuple(
        PackagedDifference(
            conflict=keys.get(title),
            title=_same_at_all_levels(title),
            positions=tuple(
                PackagedPosition(row.recommendation_version.direction, row.wording(), _cites([row]))
                for row in sides
            ),
            reconciliation=None,
        )
        for title, sides in titles.items()
    )
    heading = _same_at_all_levels("Where sources differ")
    return [PackagedSection("sources-differ", heading, (), differences)]


def _same_at_all_levels(text: str) -> Wording:
    return {level.value: text for level in Level}
