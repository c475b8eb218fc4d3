"""The table of states: the services, the database and the table itself say the same."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from apps.articles.domain.history import EventKind
from apps.articles.domain.lifecycle import MOVES, State, may_move, review_steps
from apps.articles.models import ArticleVersion
from apps.articles.services.tell_history import tell_history
from core.errors import DomainError, WrongState
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.articles import states
from tests.cast import Cast

PAIRS = [(before, after) for before in State for after in State if before is not after]


SERVICES: dict[State, Callable[[ArticleVersion, Cast], ArticleVersion]] = {
    State.SUBMITTED: states.submit,
    State.UNDER_REVIEW: states.take,
    State.CHANGES_REQUESTED: states.ask,
    State.APPROVED: states.approve,
    State.WITHDRAWN: states.withdraw,
}


@pytest.mark.parametrize(
    ("before", "after"), [pair for pair in PAIRS if pair[1] in SERVICES], ids=lambda s: str(s)
)
def test_the_services_move_along_the_table_only(cast: Cast, before: State, after: State) -> None:
    version = states.in_state(cast, before)

    with tenant_scope(cast.northgate.pk):
        if after in MOVES[before]:
            assert SERVICES[after](version, cast).state == after
            return
        with pytest.raises(WrongState) as refusal:
            SERVICES[after](version, cast)

        version.refresh_from_db()

    assert (refusal.value.status, refusal.value.code) == (409, "wrong_state")
    assert version.state == before


@pytest.mark.parametrize(("before", "after"), PAIRS, ids=lambda s: str(s))
def test_the_database_moves_along_the_table_only(cast: Cast, before: State, after: State) -> None:
    version = states.in_state(cast, before)

    with tenant_scope(cast.northgate.pk):
        if after in MOVES[before]:
            tell_history(EventKind(after), versions=[version], actor=cast.boris_acting)
        moved = _move_by_hand(version, after)

    assert moved is (after in MOVES[before])


def _move_by_hand(version: ArticleVersion, after: State) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE articles_articleversion SET state = %s,"
                " submitted_at = coalesce(submitted_at, now()),"
                " content_sha256 = CASE WHEN state = 'draft' THEN repeat('a', 64)"
                " ELSE content_sha256 END,"
                " approved_at = now(), review_due_on = now(),"
                " withdrawn_at = CASE WHEN %s = 'withdrawn' THEN now() END,"
                " withdrawal_reason = CASE WHEN %s = 'withdrawn' THEN 'Wrong' ELSE '' END"
                " WHERE id = %s",
                [*[after.value] * 3, version.pk],
            )
    except IntegrityError:
        return False
    return True


def test_the_triggers_table_is_the_domains(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'articles_keep_moves'")
        source = cursor.fetchone()[0]

    pairs = re.findall(r"\('(\w+)', '(\w+)'\)", source)

    assert set(pairs) == {(before, after) for before in State for after in MOVES[before]}


@pytest.mark.parametrize("state", [state for state in State if state is not State.DRAFT])
def test_no_version_begins_later_than_as_a_draft(cast: Cast, state: State) -> None:
    make.store(cast.northgate)
    make.draft(cast)

    with (
        tenant_scope(cast.northgate.pk),
        pytest.raises(IntegrityError, match="begins as a draft"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO articles_articleversion (tenant_id, public_id, article_id, number, state,"
            " question, heading, topic, keywords, author_id, last_editor_id, content_sha256,"
            " updated_at, submitted_at, approved_at, review_due_on)"
            " SELECT tenant_id, gen_random_uuid(), article_id, 2, %s, question, heading, topic,"
            " keywords, author_id, last_editor_id, repeat('a', 64), now(), now(), now(), now()"
            " FROM articles_articleversion",
            [state.value],
        )


def test_a_submitted_version_cannot_be_deleted(cast: Cast) -> None:
    version = states.in_state(cast, State.SUBMITTED)

    with (
        tenant_scope(cast.northgate.pk),
        pytest.raises(IntegrityError, match="cannot be deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM articles_articleversion WHERE id = %s", [version.pk])


WALKERS = list(SERVICES.values())


@given(data=st.data())
def test_every_walk_along_the_table_ends_and_is_approved_at_most_once(data: Any) -> None:
    walk = [State.DRAFT]
    while MOVES[walk[-1]]:
        walk.append(data.draw(st.sampled_from(sorted(MOVES[walk[-1]]))))

    assert len(walk) == len(set(walk))
    assert all(may_move(before, after) for before, after in pairwise(walk))
    assert State.APPROVED not in walk or walk.index(State.UNDER_REVIEW) < walk.index(State.APPROVED)


@given(state=st.sampled_from(State), after=st.sampled_from(State))
def test_a_step_is_done_only_when_its_state_was_reached(state: State, after: State) -> None:
    submitted, review, approved = (step.status for step in review_steps(state))

    assert (approved == "done") is (state in (State.APPROVED, State.SUPERSEDED, State.WITHDRAWN))
    assert (submitted == "ahead") is (state is State.DRAFT)
    assert review != "done" or approved == "done"
    assert not may_move(state, after) or state is not after


@pytest.mark.parametrize("seed", range(4))
def test_a_random_walk_of_the_services_never_breaks_an_invariant(cast: Cast, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a walk that repeats
    make.store(cast.northgate)
    version = make.draft(cast)
    with tenant_scope(cast.northgate.pk):
        for _ in range(12):
            before = State(version.state)
            try:
                version = dice.choice([*WALKERS, states.sign])(version, cast)
            except DomainError:
                version = ArticleVersion.objects.get(pk=version.pk)
            after = State(version.state)
            assert after is before or may_move(before, after)
            assert (version.content_sha256 == "") is (after is State.DRAFT)
            assert (version.approved_at is not None) is (after in (State.APPROVED, State.WITHDRAWN))


def test_a_move_leaves_an_audit_entry_with_before_and_after(cast: Cast) -> None:
    version = states.in_state(cast, State.CHANGES_REQUESTED)

    with tenant_scope(cast.northgate.pk):
        entries = AuditEntry.objects.filter(subject_id=str(version.public_id)).order_by("id")
        trail = [(entry.action, entry.data.get("after")) for entry in entries]

        assert trail == [
            ("articles.version.imported", None),
            ("articles.version.submitted", "submitted"),
            ("articles.version.under_review", "under_review"),
            ("articles.version.changes_requested", "changes_requested"),
        ]
        assert entries[3].data["reason"] == "Say it again."


def test_approving_a_newer_version_replaces_the_older_in_the_same_moment(cast: Cast) -> None:
    older = states.in_state(cast, State.SUPERSEDED)

    with tenant_scope(cast.northgate.pk):
        found = dict(ArticleVersion.objects.values_list("number", "state"))
        entry = AuditEntry.objects.get(action="articles.version.superseded")

        assert found == {1: "superseded", 2: "approved"}
        assert entry.subject_id == str(older.public_id)
        assert entry.data["replaced_by"] == 2
