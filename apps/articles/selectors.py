"""Articles as they are read and listed. Reads only."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import BooleanField, Case, QuerySet, Value, When
from django.urls import reverse
from django.utils.module_loading import import_string

from apps.accounts.models import Tenant
from apps.articles.composition import Composition
from apps.articles.domain.disclaimer import disclaimer_at
from apps.articles.domain.lifecycle import (
    SHOWN_TO_READERS,
    Banner,
    State,
    Step,
    banner_for,
    is_overdue,
    review_steps,
)
from apps.articles.evidence import marked_since_submission
from apps.articles.gate import by_place, gate_report
from apps.articles.house_texts import own_disclaimer, policy_number_at
from apps.articles.models import ArticleVersion
from apps.articles.pages import (
    ArticlePage,
    BasisLink,
    Dissent,
    DissentView,
    LibraryItem,
    ReviewSummary,
)
from apps.articles.places import places_citing
from apps.articles.policies import can_read, can_see_findings
from apps.articles.withdrawals import refuse_withdrawn, without_withdrawn
from apps.guidelines.evidence import ChangeNote
from apps.guidelines.pages import CitingArticle
from core.actors import Actor, anonymous
from core.clock import today
from core.errors import NotFound, NotPermitted
from core.levels import Level

READER: Final = anonymous()


def review_summaries(versions: Sequence[ArticleVersion]) -> dict[int, ReviewSummary]:
    """How far the board is, by version id; asked by name, because the board's app lies above."""
    summaries: dict[int, ReviewSummary] = import_string(settings.REVIEW_SUMMARIES)(versions)
    return summaries


def list_shown() -> QuerySet[ArticleVersion]:
    """One version of each article, the one readers get: approved before the newest submitted.

    None of an article that was withdrawn, until a newer version is approved.
    """
    is_approved = Case(
        When(state=State.APPROVED, then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    return (
        without_withdrawn(ArticleVersion.objects.filter(state__in=SHOWN_TO_READERS))
        .select_related("article", "author")
        .order_by("article", is_approved.desc(), "-number")
        .distinct("article")
    )


def get_shown_version(slug: str) -> ArticleVersion:
    """The version readers get at the article's address. One query.

    Raises `ArticleWithdrawn`, else `NotFound`.
    """
    version = list_shown().filter(article__slug=slug).first()
    if version is None:
        refuse_withdrawn(slug)
        raise NotFound("There is no such article")
    return version


def get_version(slug: str, number: int, *, actor: Actor) -> ArticleVersion:
    """One numbered version, drafts for their authors only. Two queries.

    Raises `NotFound`, and `ArticleWithdrawn` for a withdrawn version and those before it.
    """
    version = (
        ArticleVersion.objects.select_related("article", "author")
        .filter(article__slug=slug, number=number)
        .first()
    )
    if version is None or not can_read(actor, version):
        raise NotFound("There is no such version")
    refuse_withdrawn(slug, number=version.number)
    return version


def get_judged_version(version_id: uuid.UUID, *, actor: Actor) -> ArticleVersion:
    """For those who see the gate's findings. Raises `NotPermitted` for others, then `NotFound`."""
    if not can_see_findings(actor):
        raise NotPermitted("Only authors and members of the advisory board can waive a warning")
    rows = ArticleVersion.objects.select_related("article").filter(public_id=version_id)
    version = rows.first()
    if version is None:
        raise NotFound("There is no such version")
    return version


def library() -> list[tuple[str, list[LibraryItem]]]:
    """All articles that readers can see, by topic. Two queries, and the board's."""
    topics: dict[str, list[LibraryItem]] = {}
    versions = sorted(list_shown(), key=lambda row: (row.topic, row.question))
    reviews = review_summaries(versions)
    marked = marked_since_submission(versions)
    for version in versions:
        review = reviews[version.pk]
        is_outdated = bool(marked.get(version.pk, frozenset()) - review.still_holds.keys())
        banner = _banner(version, review, is_outdated=is_outdated)
        topics.setdefault(version.topic, []).append(
            LibraryItem(
                slug=version.article.slug,
                url=reverse("article", args=[version.article.slug]),
                question=version.question,
                topic=version.topic,
                state=State(version.state),
                badge=banner.badge,
                tone=banner.tone,
                updated_at=version.updated_at,
                is_demonstration=version.article.is_demonstration,
            )
        )
    return list(topics.items())


def article_page(
    version: ArticleVersion, *, tenant: Tenant, level: Level, actor: Actor = READER
) -> ArticlePage:
    """Everything one version shows at one level, in a number of queries that does not grow."""
    review = review_summaries([version])[version.pk]
    gate = gate_report(version, actor=actor)
    content = Composition(version, level, review.still_holds, by_place(gate.findings))
    state = State(version.state)
    outdated_by = _outdated_by(version, content.affected)
    newer, is_sent_back = _newer_in_review(version)
    return ArticlePage(
        slug=version.article.slug,
        url=reverse("article", args=[version.article.slug]),
        version_id=str(version.public_id),
        number=version.number,
        state=state,
        question=version.question,
        heading=version.heading,
        topic=version.topic,
        keywords=tuple(version.keywords),
        level=level,
        is_demonstration=version.article.is_demonstration,
        author=version.author.name,
        banner=_banner(version, review, is_outdated=bool(outdated_by)),
        steps=_dated_steps(version),
        signed=review.signed,
        needed=review.needed,
        reviewers=review.reviewers,
        dissents=_dissents(version, content.places),
        updated_at=version.updated_at,
        last_reviewed_at=version.approved_at,
        policy_number=policy_number_at(version.approved_at) if version.approved_at else None,
        review_due_on=version.review_due_on,
        newer_in_review=newer,
        is_newer_sent_back=is_sent_back,
        report_url=_report_url(version),
        outdated_by=outdated_by,
        affected=content.affected,
        is_indexable=state is State.APPROVED and not outdated_by and not _is_due(version),
        brief=content.brief,
        sections=content.sections,
        algorithm=content.algorithm,
        red_flags=content.red_flags,
        references=content.references,
        evidence=content.evidence,
        disclaimer=disclaimer_at(level, own_disclaimer()),
        emergency_number=tenant.emergency_number,
        gate=gate,
        placed_findings=tuple(
            (finding, content.anchors.get(finding.place, "")) for finding in gate.findings
        ),
    )


def articles_citing(recommendation_id: uuid.UUID) -> tuple[CitingArticle, ...]:
    """The articles whose shown version cites this record, and where. Four queries at most."""
    rows = list(
        list_shown().filter(
            pk__in=ArticleVersion.objects.filter(
                statements__citations__recommendation_version__public_id=recommendation_id
            ).values("pk")
        )
    )
    places = places_citing(recommendation_id, [row.pk for row in rows]) if rows else {}
    return tuple(_citing(row, places[row.pk]) for row in rows)


def _citing(version: ArticleVersion, places: tuple[BasisLink, ...]) -> CitingArticle:
    url = reverse("article", args=[version.article.slug])
    return CitingArticle(
        title=version.question,
        url=url,
        places=tuple((place.number, f"{url}#{place.anchor}") for place in places),
    )


def _outdated_by(version: ArticleVersion, notes: tuple[ChangeNote, ...]) -> tuple[ChangeNote, ...]:
    """What changed after submission and no board member found to change nothing.

    What changed before it was in front of the board, which approved with its marks.
    """
    if version.state != State.APPROVED or version.submitted_at is None:
        return ()
    return tuple(
        note
        for note in notes
        if note.recorded_at > version.submitted_at and note.checked_on is None
    )


def _banner(version: ArticleVersion, review: ReviewSummary, *, is_outdated: bool) -> Banner:
    reviewers = ", ".join(
        ", ".join(filter(None, (person.name, person.specialty)))
        for person in review.reviewers
        if person.signed_at
    )
    return banner_for(
        State(version.state),
        signed=review.signed,
        needed=review.needed,
        reviewers=reviewers,
        approved_on=f"{version.approved_at:%-d %B %Y}" if version.approved_at else "",
        is_outdated=is_outdated,
        is_due=_is_due(version),
    )


def _is_due(version: ArticleVersion) -> bool:
    return version.state == State.APPROVED and is_overdue(version.review_due_on, today())


def _dissents(version: ArticleVersion, places: Mapping[str, BasisLink]) -> tuple[DissentView, ...]:
    """One query where nobody dissents, else three."""
    found: tuple[Dissent, ...] = import_string(settings.DISSENTS)(version)
    elsewhere = BasisLink(number="", anchor="")
    links = [(places.get(row.part, elsewhere), row) for row in found]
    return tuple(DissentView(link.number, link.anchor, row) for link, row in links)


def _dated_steps(version: ArticleVersion) -> tuple[tuple[Step, datetime | None], ...]:
    dates = (version.submitted_at, version.under_review_at, version.approved_at)
    return tuple(zip(review_steps(State(version.state)), dates, strict=True))


def _report_url(version: ArticleVersion) -> str:
    if version.state == State.DRAFT:
        return ""
    return f"{reverse('report_error', args=[version.article.slug])}?version={version.number}&part="


def _newer_in_review(version: ArticleVersion) -> tuple[int | None, bool]:
    """The newest version on its way to approval, and whether it was sent back; never a draft."""
    if version.state != State.APPROVED:
        return None, False
    newer = ArticleVersion.objects.filter(
        article=version.article_id,
        number__gt=version.number,
        state__in=[State.SUBMITTED, State.UNDER_REVIEW, State.CHANGES_REQUESTED],
    ).order_by("-number")
    number, state = newer.values_list("number", "state").first() or (None, "")
    return number, state == State.CHANGES_REQUESTED
