"""Calibration: switching it on, taking a copy, finishing it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from apps.accounts.models import Tenant
from apps.advisory.calibration import can_switch_calibration
from apps.advisory.copying import copy_text, older_records
from apps.advisory.domain.planting import Defect, excerpt, places_of, plant
from apps.advisory.models import CalibrationPolicy, CopyMark, ReviewCopy
from apps.articles.domain.lifecycle import State
from apps.articles.models import ArticleVersion, StatementMark
from apps.articles.policies import can_review
from core.actors import Actor
from core.audit.record import record
from core.clock import now
from core.errors import InvalidInput, NotPermitted, WrongState


@transaction.atomic
def set_calibration(*, is_on: bool, actor: Actor) -> bool:
    """Whether anything changed; what stays as it was adds no entry. Raises `NotPermitted`."""
    if not can_switch_calibration(actor):
        raise NotPermitted("The organisation's settings are for its admins")
    CalibrationPolicy.objects.get_or_create()
    policy = CalibrationPolicy.objects.select_for_update(no_key=True).get()
    if policy.is_on == is_on:
        return False
    policy.is_on = is_on
    policy.save(update_fields=["is_on"])
    record(
        "advisory.calibration.switched",
        subject=policy,
        subject_id="calibration",
        actor=actor,
        is_on=is_on,
    )
    return True


@transaction.atomic
def take_copy(*, tenant: Tenant, actor: Actor) -> ReviewCopy:
    """A copy of an approved version with defects planted in it, for this member alone.

    Whoever has an open copy gets that one. Locks the policy. Raises `NotPermitted`, and
    `WrongState` where calibration is off or nothing is there to be copied.
    """
    if not can_review(actor):
        raise NotPermitted("Calibration is for members of the advisory board")
    policy = CalibrationPolicy.objects.select_for_update(no_key=True).filter(is_on=True).first()
    if policy is None:
        raise WrongState(_("Calibration is switched off in this organisation."))
    known = ReviewCopy.objects.filter(member=actor.id, finished_at=None).first()
    if known is not None:
        return known
    version, seed = _choose(actor), secrets.randbits(32)
    text = excerpt(copy_text(version, tenant), seed=seed)
    document, planted = plant(text, seed=seed, older=older_records(text))
    if not planted:
        raise WrongState(_("Nothing can be planted in this article. Try again."))
    copy = ReviewCopy.objects.create(
        version=version,
        member_id=actor.get_id(),
        seed=seed,
        document=document,
        planted=[asdict(row) for row in planted],
    )
    record("advisory.copy.taken", subject=copy, subject_id=str(copy.public_id), actor=actor)
    return copy


def _choose(actor: Actor) -> ArticleVersion:
    """One whose evidence stands, which they did not write and have had the fewest copies of."""
    mine = Count("copies", filter=Q(copies__member=actor.id))
    rows = list(
        ArticleVersion.objects.filter(state=State.APPROVED)
        .exclude(pk__in=StatementMark.objects.values("statement__version"))
        .exclude(Q(author=actor.id) | Q(last_editor=actor.id))
        .annotate(had=mine)
    )
    if not rows:
        raise WrongState(
            _("There is no approved article to copy that you did not write and that is up to date.")
        )
    fewest = min(row.had for row in rows)
    return secrets.choice([row for row in rows if row.had == fewest])


@transaction.atomic
def finish_copy(*, copy: ReviewCopy, marks: Mapping[str, Defect], actor: Actor) -> ReviewCopy:
    """Keep what they found wrong, by place. Finishing twice is finishing once, as it was first.

    Locks the copy. Raises `NotPermitted` for anybody else's, and `InvalidInput` for a place that
    it does not have.
    """
    if not can_review(actor) or copy.member_id != actor.id:
        raise NotPermitted("Only whoever took a copy can finish it")
    row = ReviewCopy.objects.select_for_update(no_key=True).get(pk=copy.pk)
    if row.finished_at is not None:
        return row
    if not marks.keys() <= set(places_of(row.document)):
        raise InvalidInput(_("The copy has no such place."), pointer="/marks")
    CopyMark.objects.bulk_create(
        CopyMark(copy=row, place=place, kind=kind) for place, kind in marks.items()
    )
    row.finished_at = now()
    row.save(update_fields=["finished_at"])
    record("advisory.copy.finished", subject=row, subject_id=str(row.public_id), actor=actor)
    return row
