"""Who sits on the demonstration's boards, and what they declared. Everybody here is invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from apps.accounts.models import User
from apps.advisory.models import Board, Interest, InterestKind, Member, Profession

BEGIN: Final = date(2026, 1, 1)
MARK: Final = "An invented person of the demonstration."


@dataclass(frozen=True, slots=True)
class Seat:
    """`direct_in` is an intervention of the store, by key and name; without one, nothing.

    `checked_by` is the address of whoever vouches for the credentials, if somebody does.
    """

    email: str
    profession: Profession
    credentials: str
    biography: str
    is_chair: bool = False
    checked_by: str = ""
    direct_in: tuple[str, str] | None = None


SEATS: Final = (
    Seat(
        "boris@northgate.example",
        Profession.PHYSICIAN,
        "MD; specialist registration in orthopaedic surgery; consultant in spinal surgery.",
        f"{MARK} Operates on spines and teaches when not to.",
        is_chair=True,
        checked_by="edda@northgate.example",
    ),
    Seat(
        "chiyo@northgate.example",
        Profession.PHYSICIAN,
        "MD, PhD; specialist registration in endocrinology; head of a bone clinic.",
        f"{MARK} Runs a clinic for people whose bones break too easily.",
        direct_in=("denosumab", "denosumab"),
    ),
    Seat(
        "femi@northgate.example",
        Profession.PHARMACIST,
        "MPharm; registered pharmacist; lead pharmacist for bone and joint medicines.",
        f"{MARK} Looks at every dose twice.",
    ),
    Seat(
        "mei@harbour.example",
        Profession.PHYSICIAN,
        "MBBS; specialist registration in general practice.",
        f"{MARK} A family doctor by the sea.",
        is_chair=True,
        checked_by="otto@harbour.example",
    ),
)


def seat_board(people: list[User]) -> None:
    """Once: what the organisation has written down since stays as it is."""
    Board.objects.get_or_create(defaults={"name": "Medical Advisory Board"})
    by_email = {user.email: user for user in people}
    for seat in SEATS:
        user = by_email.get(seat.email)
        if user is not None and not Member.objects.filter(user=user).exists():
            _seat(user, seat, by_email.get(seat.checked_by))


def _seat(user: User, seat: Seat, checker: User | None) -> None:
    Member.objects.create(
        user=user,
        specialty=user.specialty,
        profession=seat.profession,
        credentials=seat.credentials,
        credentials_checked_by=checker,
        credentials_checked_by_name=checker.name if checker else "",
        credentials_checked_on=BEGIN if checker else None,
        biography=seat.biography,
        is_chair=seat.is_chair,
        term_from=BEGIN,
    )
    if seat.direct_in is None:
        Interest.objects.create(user=user, kind=InterestKind.NONE, from_on=BEGIN)
        return
    key, name = seat.direct_in
    Interest.objects.create(
        user=user,
        intervention=key,
        intervention_name=name,
        kind=InterestKind.RESEARCH,
        is_direct=True,
        public_text="An invented maker of the drug pays for a registry that her clinic keeps.",
        private_text="An invented sum: 40 000 euros a year, paid to the clinic.",
        from_on=BEGIN,
    )
