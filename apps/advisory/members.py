"""Who sits on the board, and its rules. Reads only."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from apps.accounts.domain.roles import Role
from apps.accounts.models import Membership, User
from apps.advisory.domain.board_rules import Rules, Unmet, find_unmet
from apps.advisory.domain.orcid import ADDRESS
from apps.advisory.domain.quorum import initials
from apps.advisory.models import Board, Member, Profession
from core.actors import Actor
from core.clock import today
from core.errors import NotFound
from core.tenancy.scope import current_tenant_id


@dataclass(frozen=True, slots=True)
class MemberView:
    """`id` and `url` are empty for somebody of whom nothing but the role is known."""

    user_id: int
    id: str
    url: str
    name: str
    initials: str
    specialty: str
    profession: str
    profession_name: str
    credentials: str
    checked_by: str
    checked_on: date | None
    orcid: str
    orcid_url: str
    biography: str
    is_chair: bool
    term_from: date | None
    term_until: date | None
    is_active: bool


@dataclass(frozen=True, slots=True)
class BoardView:
    name: str
    rules: Rules
    unmet: tuple[Unmet, ...]
    present: tuple[MemberView, ...]
    past: tuple[MemberView, ...]

    @property
    def unlisted(self) -> tuple[MemberView, ...]:
        """Who has the role, and no facts yet."""
        return tuple(member for member in self.present if not member.id)


def active_members(on: date) -> frozenset[int]:
    """Users whose sign-off counts that day: the role, an account, no term that is over or to come.

    Somebody with the role and no facts is active. Two queries.
    """
    away = Member.objects.filter(Q(term_from__gt=on) | Q(term_until__lt=on))
    people = _people_with_role().exclude(pk__in=list(away.values_list("user", flat=True)))
    return frozenset(people.values_list("pk", flat=True))


def is_chair(actor: Actor) -> bool:
    """Whether they chair the board now. One query for people, none for others."""
    if not actor.is_person:
        return False
    rows = Member.objects.filter(user=actor.id, is_chair=True, term_from__lte=today())
    return rows.filter(Q(term_until=None) | Q(term_until__gte=today())).exists()


def get_board() -> Board:
    """One query. Raises `NotFound` where the organisation has none."""
    board = Board.objects.first()
    if board is None:
        raise NotFound("This organisation has no advisory board")
    return board


def board_view() -> BoardView:
    """Everybody who sits or sat on it, chairs first, then by name. Four queries.

    Raises `NotFound`.
    """
    board = get_board()
    members = _everybody()
    present = tuple(member for member in members if member.is_active)
    rules = rules_of(board)
    return BoardView(
        name=board.name,
        rules=rules,
        unmet=find_unmet(
            rules,
            members=len(present),
            specialties={member.specialty for member in present},
            has_pharmacist=any(member.profession == Profession.PHARMACIST for member in present),
        ),
        present=present,
        past=tuple(member for member in members if not member.is_active),
    )


def rules_of(board: Board) -> Rules:
    return Rules(
        required_sign_offs=board.required_sign_offs,
        required_specialties=tuple(board.required_specialties),
        needs_pharmacist=board.needs_pharmacist,
        review_days=board.review_days,
        review_months=board.review_months,
    )


def get_member(public_id: uuid.UUID) -> Member:
    """With the person. One query. Raises `NotFound`."""
    row = Member.objects.select_related("user").filter(public_id=public_id).first()
    if row is None:
        raise NotFound("There is no such member")
    return row


def member_view(row: Member) -> MemberView:
    """One query."""
    return _view(row.user, row, is_active=row.user_id in active_members(today()))


def member_urls(users: Iterable[int]) -> dict[int, str]:
    """The pages of those of whom more than the role is known. One query."""
    rows = Member.objects.filter(user__in=list(users)).values_list("user", "public_id")
    return {user: reverse("member", args=[public_id]) for user, public_id in rows}


def _people_with_role() -> Any:
    return User.objects.filter(
        is_active=True,
        pk__in=Membership.objects.filter(
            tenant_id=current_tenant_id(), roles__contains=[Role.BOARD_MEMBER]
        ).values("user"),
    )


def _everybody() -> list[MemberView]:
    rows = {row.user_id: row for row in Member.objects.select_related("user")}
    active = active_members(today())
    people = {user.pk: user for user in _people_with_role()} | {
        row.user_id: row.user for row in rows.values()
    }
    views = [_view(user, rows.get(pk), is_active=pk in active) for pk, user in people.items()]
    return sorted(views, key=lambda view: (not view.is_chair, view.name))


def _view(user: User, row: Member | None, *, is_active: bool) -> MemberView:
    """What the organisation says of the person; without that, what their account says."""
    known = row or Member(user=user, specialty=user.specialty, profession=Profession.OTHER)
    return MemberView(
        user_id=user.pk,
        id=str(row.public_id) if row else "",
        url=reverse("member", args=[row.public_id]) if row else "",
        name=user.name,
        initials=initials(user.name),
        specialty=known.specialty or user.specialty,
        profession=known.profession,
        profession_name=str(Profession(known.profession).label) if row else "",
        credentials=known.credentials,
        checked_by=known.credentials_checked_by_name,
        checked_on=known.credentials_checked_on,
        orcid=known.orcid,
        orcid_url=f"{ADDRESS}{known.orcid}" if known.orcid else "",
        biography=known.biography,
        is_chair=known.is_chair,
        term_from=row.term_from if row else None,
        term_until=known.term_until,
        is_active=is_active,
    )
