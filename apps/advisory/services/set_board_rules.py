"""An admin sets what the board asks before it approves."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction

from apps.advisory.domain.board_rules import BoardSettings
from apps.advisory.members import rules_of
from apps.advisory.models import Board
from apps.advisory.policies import can_set_board
from apps.articles.models import GateRun
from core.actors import Actor
from core.audit.record import record
from core.errors import NotFound, NotPermitted


@transaction.atomic
def set_board_rules(*, rules: BoardSettings, actor: Actor) -> bool:
    """From now on the board asks this; what stays as it was changes nothing.

    Runs of the gate are to be made again: it counts the reviewers that a version waits for. Raises
    `NotPermitted`, and `NotFound` where there is no board.
    """
    if not can_set_board(actor):
        raise NotPermitted("The organisation's settings are for its admins")
    board = Board.objects.select_for_update(no_key=True).first()
    if board is None:
        raise NotFound("This organisation has no advisory board")
    before = rules_of(board)
    if before == rules:
        return False
    for name, value in asdict(rules).items():
        setattr(board, name, list(value) if isinstance(value, tuple) else value)
    board.save()
    GateRun.objects.update(is_stale=True)
    record(
        "advisory.board.rules_changed",
        subject=board,
        subject_id="board",
        actor=actor,
        before=asdict(before),
        after=asdict(rules),
    )
    return True
