"""Who sits on the board, and its rules. Reads only."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse

from apps.accounts.domain.roles import Role
from apps.accounts.models import Membership, User
from apps.advisory.domain.board_rules import BoardSettings, Unmet, find_unmet
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
    rules: BoardSettings
    unmet: tuple[Unmet, ...]
    present: tuple[MemberView, ...]
    past: tuple[MemberView, ...]

    @property
    def unlisted(self) -> tuple[MemberView, ...]:
        """Who has the role, and no facts yet."""
        return tuple(member for member in self.present if not member.id)


def active_people(on: date) -> list[User]:
    """Whose sign-off counts that day, by name: the role, an account, and a term that lasts.

    Somebody with the role and no facts is one of them. One query.
    """
    people = _people_with_role().exclude(pk__in=_away(on).values("user"))
    return list(people.order_by("name", "pk"))


def active_members(on: date) -> frozenset[int]:
    """The same as ids. One query."""
    return frozenset(user.pk for user in active_people(on))


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


def rules_of(board: Board) -> BoardSettings:
    return BoardSettings(
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


def known_members() -> dict[int, Member]:
    """What is written down of everybody who sits or sat there, by user. One query."""
    return {row.user_id: row for row in Member.objects.select_related("user")}


def member_url(member: Member | None) -> str:
    """Their page; empty for somebody of whom nothing but the role is known."""
    return reverse("member", args=[member.public_id]) if member else ""


def _people_with_role() -> QuerySet[User]:
    return User.objects.filter(
        is_active=True,
        pk__in=Membership.objects.filter(
            tenant_id=current_tenant_id(), roles__contains=[Role.BOARD_MEMBER]
        ).values("user"),
    )


def _away(on: date) -> QuerySet[Member]:
    """Those whose term is over that day or to come."""
    return Member.objects.filter(Q(term_from__gt=on) | Q(term_until__lt=on))


def _everybody() -> list[MemberView]:
    rows = known_members()
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
        url=member_url(row),
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
