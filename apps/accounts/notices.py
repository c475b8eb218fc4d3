"""A person's notices, as their page and their letters say them. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from apps.accounts.domain.notices import NoticeKind
from apps.accounts.models import Membership, Notice
from core.actors import Actor
from core.errors import NotPermitted
from core.tenancy.scope import current_tenant_id

LATEST: Final = 100
# `by` is the name of whoever did it.
SENTENCES: Final = {
    NoticeKind.SUBMITTED: _("%(by)s submitted an article for review"),
    NoticeKind.ASSIGNED: _("%(by)s assigned an article to you"),
    NoticeKind.CLAIMED: _("%(by)s reviews an article that you review too"),
    NoticeKind.COMMENTED: _("%(by)s commented on an article"),
    NoticeKind.CHANGES_REQUESTED: _("%(by)s asked for changes to an article"),
    NoticeKind.SIGNED: _("%(by)s signed parts of an article"),
    NoticeKind.DISSENTED: _("%(by)s dissents from a part of an article"),
    NoticeKind.RECOMMENDED: _("%(by)s, who was invited, recommends what to do with an article"),
    NoticeKind.APPROVED: _("%(by)s approved an article"),
    NoticeKind.SUPERSEDED: _("A newer version took the place of an article"),
    NoticeKind.WITHDRAWN: _("%(by)s withdrew an article"),
    NoticeKind.EVIDENCE_CHANGED: _("The evidence behind an article changed"),
    NoticeKind.REPORTED: _("A reader reported an error in an article"),
    NoticeKind.DUE_SOON: _("A review is due soon"),
    NoticeKind.OVERDUE: _("A review is overdue"),
}


@dataclass(frozen=True, slots=True)
class NoticeView:
    sentence: str
    about: str
    said: str
    url: str
    created_at: datetime
    is_unread: bool


@dataclass(frozen=True, slots=True)
class NoticesPage:
    """The latest hundred, newest first; `unread` counts all."""

    items: tuple[NoticeView, ...]
    unread: int
    gets_mail: bool


def say_notice(notice: Notice) -> str:
    return str(SENTENCES[NoticeKind(notice.kind)] % {"by": notice.by_name})


def count_unread(actor: Actor) -> int:
    """One query; none for who is not a member here."""
    if not actor.is_person:
        return 0
    return Notice.objects.filter(recipient=actor.id, read_at=None).count()


def notices_page(*, actor: Actor) -> NoticesPage:
    """Three queries. Raises `NotPermitted` for who is not a member here."""
    if not actor.is_person:
        raise NotPermitted("Notices are for members of the organisation")
    rows = Notice.objects.filter(recipient=actor.id).order_by("-pk")[:LATEST]
    membership = Membership.objects.get(tenant_id=current_tenant_id(), user=actor.id)
    return NoticesPage(
        items=tuple(
            NoticeView(
                sentence=say_notice(row),
                about=row.about,
                said=row.said,
                url=row.url,
                created_at=row.created_at,
                is_unread=row.read_at is None,
            )
            for row in rows
        ),
        unread=count_unread(actor),
        gets_mail=membership.gets_mail,
    )
