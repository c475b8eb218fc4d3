"""Moving a version through its states: the table, then a compare-and-swap, then the audit entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.articles.domain.gate.findings import Severity
from apps.articles.domain.history import EventKind
from apps.articles.domain.lifecycle import (
    OVERTAKABLE,
    STATE_NAMES,
    ApprovalEvidence,
    State,
    may_move,
)
from apps.articles.domain.parts import Part, hash_of_all
from apps.articles.evidence import mark_submitted
from apps.articles.models import Article, ArticlePart, ArticleVersion, Citation
from apps.articles.parts import read_parts, widened
from apps.articles.policies import can_approve, can_review, can_write
from apps.articles.services.run_gate import run_gate
from apps.articles.services.tell_history import tell_history
from apps.articles.services.tell_people import tell_people
from apps.articles.withdrawals import may_withdraw
from apps.guidelines.evidence import hold
from core.actors import Actor
from core.audit.record import record
from core.clock import now
from core.errors import InvalidInput, LostRace, NotPermitted, WrongState
from core.events import emit


@transaction.atomic
def submit(*, version: ArticleVersion, actor: Actor) -> ArticleVersion:
    """Freeze the content under its hash, part by part, and hand it to the board.

    What changed in the evidence since the draft was written is marked now, and the gate runs: what
    it finds goes to the board with the text. Older versions that wait for approval are overtaken.
    """
    if not can_write(actor):
        raise NotPermitted("Only authors can submit an article")
    cited = Citation.objects.filter(statement__version=version)
    hold(cited.values_list("recommendation_version", flat=True))
    parts = read_parts(version)
    _keep(version, widened(parts))
    moved = _move(
        version, State.SUBMITTED, actor, content_sha256=hash_of_all(parts), submitted_at=now()
    )
    for older in ArticleVersion.objects.filter(
        article=version.article_id, number__lt=version.number, state__in=OVERTAKABLE
    ):
        _move(older, State.OVERTAKEN, actor, replaced_by=version.number)
    mark_submitted(moved)
    run_gate(moved)
    return moved


@transaction.atomic
def take_under_review(*, version: ArticleVersion, actor: Actor) -> ArticleVersion:
    if not can_review(actor):
        raise NotPermitted("Only members of the advisory board can review")
    return _move(version, State.UNDER_REVIEW, actor, under_review_at=now())


@transaction.atomic
def ask_for_changes(*, version: ArticleVersion, reason: str, actor: Actor) -> ArticleVersion:
    """Send it back; the reason stays in the audit log."""
    if not can_review(actor):
        raise NotPermitted("Only members of the advisory board can review")
    return _move(version, State.CHANGES_REQUESTED, actor, reason=reason)


@transaction.atomic
def approve(*, version: ArticleVersion, evidence: ApprovalEvidence, actor: Actor) -> ArticleVersion:
    """Approve what was signed; the version that was approved before is replaced in the same moment.

    The gate runs again, over the evidence of this moment. The database asks for the sign-offs and
    for the gate again (triggers advisory_keep_gate, articles_keep_passed). Raises `NotPermitted`,
    and `WrongState` with the findings that block.
    """
    if not can_approve(actor, version):
        raise NotPermitted("Author and last editor cannot approve; a board member can")
    if evidence.content_sha256 != version.content_sha256:
        raise WrongState("What was signed is not what this version says")
    blocking = [item for item in run_gate(version) if item.severity is Severity.BLOCKS]
    if blocking:
        raise WrongState(
            f"The gate has {len(blocking)} findings that block approval. The first: "
            f"{blocking[0].message}",
            findings=[
                {"rule": item.rule, "statement": item.place, "message": item.message}
                for item in blocking
            ],
        )
    for older in ArticleVersion.objects.filter(article=version.article_id, state=State.APPROVED):
        _move(older, State.SUPERSEDED, actor, replaced_by=version.number)
    return _move(
        version,
        State.APPROVED,
        actor,
        approved_at=now(),
        review_due_on=evidence.review_due_on,
        signed_by=sorted(evidence.signed_by),
    )


@transaction.atomic
def withdraw(
    *, version: ArticleVersion, reason: str, successor: Article | None, actor: Actor
) -> ArticleVersion:
    """From now on readers get the reason at its address, and the way to its successor.

    The successor must have an approved version: so it is not withdrawn itself, and no two articles
    lead to each other. Locks the approved versions of both. Withdrawing twice is withdrawing once.
    Raises `NotPermitted`, `InvalidInput` without a reason or for such a successor, and `WrongState`
    for what is not approved.
    """
    if not may_withdraw(actor):
        raise NotPermitted("Only an admin or a chair of the board can withdraw an article")
    if not (said := reason.strip()):
        raise InvalidInput(_("Say why; readers see it."), pointer="/reason")
    _check_successor(version, successor)
    present = ArticleVersion.objects.select_related("article").get(pk=version.pk)
    if present.state == State.WITHDRAWN:
        return present
    instead = successor.slug if successor else None
    moved = _move(
        present,
        State.WITHDRAWN,
        actor,
        told={"reason": said, "successor": instead},
        withdrawn_at=now(),
        withdrawal_reason=said,
        successor=successor,
    )
    emit(
        "articles.version.withdrawn",
        subject=moved,
        subject_id=str(moved.public_id),
        data={"number": moved.number, "successor": instead},
    )
    return moved


def _check_successor(version: ArticleVersion, successor: Article | None) -> None:
    """In one order, so that two articles that would lead to each other wait for each other."""
    articles = {version.article_id, *([successor.pk] if successor else [])}
    approved = list(
        ArticleVersion.objects.select_for_update(no_key=True)
        .filter(article__in=articles, state=State.APPROVED)
        .order_by("pk")
    )
    if successor and (
        successor.pk == version.article_id
        or all(row.article_id != successor.pk for row in approved)
    ):
        raise InvalidInput(
            _("Choose another article that is approved and not withdrawn."), pointer="/successor"
        )


def _keep(version: ArticleVersion, parts: tuple[Part, ...]) -> None:
    """Write the parts down, once: a version that was submitted meanwhile takes no more of them."""
    if version.state != State.DRAFT:
        return
    ArticlePart.objects.bulk_create(
        ArticlePart(
            version=version,
            ordinal=ordinal,
            key=part.key,
            sha256=part.sha256,
            interventions=sorted(part.interventions),
            has_dose=part.has_dose,
        )
        for ordinal, part in enumerate(parts, start=1)
    )


def _move(
    version: ArticleVersion,
    to: State,
    actor: Actor,
    *,
    told: Mapping[str, Any] | None = None,
    **facts: Any,
) -> ArticleVersion:
    """Check the table, swap guarded by the state that was seen, record. Six queries and a read.

    `told` is for readers, in the history, and for the audit log.
    """
    seen = State(version.state)
    if not may_move(seen, to):
        raise WrongState(f"From “{STATE_NAMES[seen]}” it cannot become “{STATE_NAMES[to]}”")
    # The version before its article, as whoever signs locks them; and the event before the move.
    ArticleVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    hashed = {name: facts[name] for name in ("content_sha256",) if name in facts}
    tell_history(EventKind(to), versions=[version], actor=actor, **hashed, **(told or {}))
    columns = {field.name for field in ArticleVersion._meta.get_fields()}
    moved = ArticleVersion.objects.filter(pk=version.pk, state=seen).update(
        state=to, **{name: value for name, value in facts.items() if name in columns}
    )
    if not moved:
        raise LostRace("Somebody else moved this version meanwhile; look at it again")
    record(
        f"articles.version.{to}",
        subject=version,
        subject_id=str(version.public_id),
        actor=actor,
        before=seen,
        after=to,
        **{name: value for name, value in facts.items() if name not in columns},
        **(told or {}),
    )
    tell_people(version, to, actor=actor, said=str(facts.get("reason", "")))
    return ArticleVersion.objects.get(pk=version.pk)
