"""A board member signs the parts they have read, or records dissent from one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from apps.accounts.domain.notices import NoticeKind
from apps.accounts.models import User
from apps.advisory.interests import check_declared
from apps.advisory.models import Member, Profession, SignOff, Verdict
from apps.advisory.services.tell_reviewers import tell_reviewers
from apps.advisory.signatures import direct_conflicts, reopened, verdicts_of
from apps.articles.domain.history import EventKind
from apps.articles.domain.lifecycle import State
from apps.articles.domain.parts import Part
from apps.articles.models import ArticleVersion
from apps.articles.parts import parts_of
from apps.articles.policies import can_approve, can_review
from apps.articles.services.tell_history import tell_history
from core.actors import Actor
from core.audit.record import record
from core.clock import today
from core.errors import InvalidInput, LostRace, NotPermitted, WrongState


@transaction.atomic
def sign(*, version: ArticleVersion, parts: Mapping[str, str], actor: Actor) -> tuple[str, ...]:
    """Sign parts, each by its key and the hash of what was read; gives back those signed anew.

    What this member has signed already, here or in an earlier version, is not signed twice. Locks
    the version, so that no move passes between the check and the signature. Raises `NotPermitted`
    (also for a direct conflict of interest), `WrongState`, `InvalidInput` for a part that is not
    there, and `LostRace` for one that says something else now.
    """
    signer = _signer(version, actor)
    locked, read = _read(version, parts)
    _refuse_conflicted(read, actor)
    said = verdicts_of(signer.pk, locked)
    fresh = tuple(part for part in read if said.get((part.key, part.sha256)) != Verdict.AGREES)
    if fresh:
        _keep(locked, fresh, signer, Verdict.AGREES)
        hashes = {part.key: part.sha256 for part in fresh}
        record(
            "advisory.version.signed",
            subject=locked,
            subject_id=str(locked.public_id),
            actor=actor,
            parts=hashes,
        )
        specialty = _member(signer).specialty
        tell_history(
            EventKind.SIGNED, versions=[locked], actor=actor, specialty=specialty, parts=hashes
        )
        tell_reviewers(NoticeKind.SIGNED, version=locked, actor=actor)
    return tuple(part.key for part in fresh)


@transaction.atomic
def dissent(
    *, version: ArticleVersion, part: str, sha256: str, reason: str, actor: Actor
) -> tuple[str, ...]:
    """Record that this member does not agree with a part, and why; readers see both.

    Their sign-off of the part no longer counts, until they sign it again. The same twice is once.
    Raises as `sign` does, and `InvalidInput` without a reason.
    """
    said = reason.strip()
    if not said:
        raise InvalidInput("Say in a few words why you do not agree", pointer="/reason")
    signer = _signer(version, actor)
    locked, read = _read(version, {part: sha256})
    _refuse_conflicted(read, actor)
    before = SignOff.objects.filter(version=locked, part=part, signer=signer).order_by("-pk")
    if before.filter(sha256=sha256).values_list("reason", flat=True).first() == said:
        return ()
    _keep(locked, read, signer, Verdict.DISSENTS, reason=said)
    facts = {"part": part, "sha256": sha256, "reason": said}
    record(
        "advisory.version.dissented",
        subject=locked,
        subject_id=str(locked.public_id),
        actor=actor,
        **facts,
    )
    tell_history(EventKind.DISSENTED, versions=[locked], actor=actor, **facts)
    tell_reviewers(NoticeKind.DISSENTED, version=locked, actor=actor, said=said)
    return (part,)


def _signer(version: ArticleVersion, actor: Actor) -> User:
    if not can_review(actor):
        raise NotPermitted("Only members of the advisory board can sign")
    if not can_approve(actor, version):
        raise NotPermitted("You wrote or last edited this version; somebody else must sign it")
    signer = User.objects.get(pk=actor.get_id())
    member = _member(signer)
    if not member.term_from <= today() <= (member.term_until or today()):
        raise NotPermitted("Your term on the board has ended; a present member must sign")
    check_declared(actor)
    return signer


def _member(user: User) -> Member:
    """What the board keeps of them, or else what the account says."""
    known = Member.objects.filter(user=user).first() or Member(
        user=user, profession=Profession.OTHER
    )
    known.specialty = known.specialty or user.specialty
    return known


def _read(
    version: ArticleVersion, read: Mapping[str, str]
) -> tuple[ArticleVersion, tuple[Part, ...]]:
    locked = ArticleVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    is_reopened = locked.state == State.APPROVED and read.keys() <= reopened(locked)
    if locked.state != State.UNDER_REVIEW and not is_reopened:
        raise WrongState(
            "Sign a version while it is under review, or statements whose evidence changed since"
        )
    parts = {part.key: part for part in parts_of([locked])[locked.pk]}
    unknown = read.keys() - parts.keys()
    if unknown or not read:
        raise InvalidInput("Say which parts of this version you have read", pointer="/part")
    if any(parts[key].sha256 != digest for key, digest in read.items()):
        raise LostRace("What you read is not what this version says now; read it again")
    return locked, tuple(part for part in parts.values() if part.key in read)


def _refuse_conflicted(parts: Iterable[Part], actor: Actor) -> None:
    conflicts = direct_conflicts(actor.get_id())
    barred = [part.key for part in parts if part.interventions & conflicts]
    if barred:
        raise NotPermitted(
            "You declared a direct interest in what these parts are about, so others decide on "
            f"them: {', '.join(barred)}"
        )


def _keep(
    version: ArticleVersion,
    parts: Iterable[Part],
    signer: User,
    verdict: Verdict,
    reason: str = "",
) -> None:
    member = _member(signer)
    SignOff.objects.bulk_create(
        SignOff(
            version=version,
            part=part.key,
            sha256=part.sha256,
            signer=signer,
            signer_name=signer.name,
            signer_specialty=member.specialty,
            signer_profession=member.profession,
            verdict=verdict,
            reason=reason,
        )
        for part in parts
    )
