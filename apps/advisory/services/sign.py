"""A board member signs what they have read."""

from __future__ import annotations

from django.db import transaction

from apps.accounts.models import User
from apps.advisory.models import SignOff
from apps.articles.domain.history import EventKind
from apps.articles.domain.lifecycle import State
from apps.articles.models import ArticleVersion
from apps.articles.policies import can_approve, can_review
from apps.articles.services.tell_history import tell_history
from core.actors import Actor
from core.audit.record import record
from core.errors import LostRace, NotPermitted, WrongState


@transaction.atomic
def sign(*, version: ArticleVersion, content_sha256: str, actor: Actor) -> SignOff:
    """Sign the content with that hash. Signing twice is signing once.

    Locks the version row, so that no move passes between the check and the signature. Raises
    `NotPermitted`, `WrongState`, and `LostRace` when the page that was read is not this content.
    """
    if not can_review(actor):
        raise NotPermitted("Only members of the advisory board can sign")
    if not can_approve(actor, version):
        raise NotPermitted("You wrote or last edited this version; somebody else must sign it")
    locked = ArticleVersion.objects.select_for_update().get(pk=version.pk)
    known = SignOff.objects.filter(version=locked, signer=actor.id).first()
    if known is not None:
        return known
    if locked.state != State.UNDER_REVIEW:
        raise WrongState("Take the version under review before you sign it")
    if locked.content_sha256 != content_sha256:
        raise LostRace("What you read is not what this version says now; read it again")
    signer = User.objects.get(pk=actor.get_id())
    sign_off = SignOff.objects.create(
        version=locked,
        signer=signer,
        signer_name=signer.name,
        signer_specialty=signer.specialty,
        content_sha256=content_sha256,
    )
    record(
        "advisory.version.signed",
        subject=locked,
        subject_id=str(locked.public_id),
        actor=actor,
        content_sha256=content_sha256,
    )
    tell_history(EventKind.SIGNED, versions=[locked], actor=actor, specialty=signer.specialty)
    return sign_off
