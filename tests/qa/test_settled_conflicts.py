"""A settlement is shown beside an answer that was given before it; the answer stays as it was."""

from __future__ import annotations

import uuid

import pytest

from apps.guidelines.domain.values import ConflictState
from apps.guidelines.models import Conflict
from apps.guidelines.services.settle_conflict import settle_conflict
from apps.qa.models import Answer, Sentence
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser
from tests.guidelines.conflicting import differing, speaking_against

REASON = "The newer review outweighs the older one."


def _ask(cast: Cast) -> uuid.UUID:
    """Rosa asks what the two sources differ on."""
    question = make.answered(
        cast.northgate, "Is a bisphosphonate right for osteoporosis?", actor=cast.rosa_acting
    )
    return question.public_id


def _settle(cast: Cast, state: ConflictState) -> None:
    with tenant_scope(cast.northgate.pk):
        settle_conflict(
            conflict=Conflict.objects.get(), state=state, reason=REASON, actor=cast.cleo_acting
        )


def _page(cast: Cast, question: uuid.UUID) -> str:
    client = browser(cast.northgate, cast.rosa)
    return client.get(f"/questions/{question}/").content.decode()


def _kept(cast: Cast) -> list[object]:
    with tenant_scope(cast.northgate.pk):
        return [*Answer.objects.values(), *Sentence.objects.order_by("pk").values()]


@pytest.mark.parametrize(
    ("state", "is_told"), [(ConflictState.SETTLED, True), (ConflictState.DISMISSED, False)]
)
def test_readers_of_an_answer_see_how_its_conflict_was_settled(
    cast: Cast, state: ConflictState, is_told: bool
) -> None:
    differing(cast.northgate)
    question = _ask(cast)
    before, kept = _page(cast, question), _kept(cast)

    _settle(cast, state)

    after = _page(cast, question)
    assert "Sources differ" in before
    assert REASON not in before
    assert (REASON in after, "Cleo Marsh" in after) == (is_told, is_told)
    assert _kept(cast) == kept


def test_what_was_settled_for_fewer_sides_is_not_told_of_more(cast: Cast) -> None:
    differing(cast.northgate)
    _settle(cast, ConflictState.SETTLED)
    make.store(cast.northgate, speaking_against("third"))

    html = _page(cast, _ask(cast))

    assert "Sources differ" in html
    assert REASON not in html
