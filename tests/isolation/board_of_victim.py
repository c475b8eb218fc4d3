"""Harbour's board and texts in the walk: what its members declared, what it published."""

from __future__ import annotations

import uuid

from apps.advisory.models import InterestKind
from apps.articles.domain.house_texts import HouseTextKind
from core.levels import Level
from tests import make
from tests.advisory import people
from tests.cast import Cast


def make_board(cast: Cast, *, canary: str, secret: str) -> dict[str, uuid.UUID]:
    """`canary` goes where readers of Harbour look, `secret` where only its chair and admins do."""
    make.house_text(
        cast.harbour, HouseTextKind.EDITORIAL_POLICY, {"policy": f"We read twice {canary}"}
    )
    own = {level.value: f"Ask your practice {canary}" for level in Level}
    make.house_text(cast.harbour, HouseTextKind.DISCLAIMER, own)
    interest = people.interest(
        cast.harbour,
        cast.mei,
        kind=InterestKind.INSTITUTIONAL,
        is_direct=False,
        public_text=f"Our practice dispenses it {canary}",
        private_text=f"It earns by that {secret}",
    )
    member = people.member(
        cast,
        cast.mei,
        cast.harbour,
        credentials=f"MBBS {canary}",
        biography=f"A doctor by the sea {canary}",
    )
    return {"member": member.public_id, "interest": interest.public_id}
