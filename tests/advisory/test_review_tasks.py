"""Articles to look at again: what the desk lists, who may finish it, and what comes of it."""

from __future__ import annotations

import json
import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.advisory.domain.outcome import ReviewOutcome
from apps.advisory.models import ReviewTask, SignOff
from apps.advisory.review_tasks import review_tasks
from apps.advisory.services.finish_review_task import finish_review_task
from apps.articles.models import ArticleEvent
from apps.articles.services import move
from apps.guidelines.domain.values import ChangeKind
from apps.guidelines.models import RecommendationVersion
from apps.guidelines.services.record_change import Touched, record_change
from core.actors import system
from core.errors import NotFound
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser
from tests.guidelines.editions import withdraw

STILL = {"outcome": "still_holds", "reason": "The other source says the same."}
ANEW = {"outcome": "needs_new_version", "reason": ""}


def _address(cast: Cast) -> str:
    with tenant_scope(cast.northgate.pk):
        task = ReviewTask.objects.select_related("version", "change").get()
        return f"/desk/{task.version.public_id}/evidence/{task.change.public_id}/"


def _task(cast: Cast) -> ReviewTask:
    with tenant_scope(cast.northgate.pk):
        return ReviewTask.objects.get()


@pytest.mark.parametrize("state", ["submitted", "under_review", "approved"])
def test_the_desk_lists_what_changed_for_what_readers_or_the_board_see(
    cast: Cast, state: str
) -> None:
    getattr(make, state)(cast)
    withdraw(cast)

    html = browser(cast.northgate, cast.chiyo).get("/desk/").content.decode()

    assert "1 task" in html
    assert "Harms outweigh its benefits" in html
    assert "4 May 2026" in html
    assert 'href="/articles/brittle-bones/v1/"' in html
    assert f'action="{_address(cast)}"' in html
    assert "3 statements touched" in html


@pytest.mark.parametrize(("form", "kept"), [(STILL, "still_holds: "), (ANEW, "needs_new_version")])
def test_a_board_member_finishes_a_task_and_it_is_audited(
    cast: Cast, form: dict[str, str], kept: str
) -> None:
    make.approved(cast)
    withdraw(cast)
    client = browser(cast.northgate, cast.chiyo)

    response = client.post(_address(cast), form)

    assert (response.status_code, response["Location"]) == (302, "/desk/")
    task = _task(cast)
    assert task.outcome.startswith(kept)
    assert (task.done_by_id, task.done_at is not None) == (cast.chiyo.pk, True)
    assert "0 tasks" in client.get("/desk/").content.decode()
    with tenant_scope(cast.northgate.pk):
        entry = AuditEntry.objects.get(action="advisory.review_task.finished")
    assert (entry.actor_id, entry.data["reason"]) == (cast.chiyo.pk, form["reason"])


def test_the_articles_history_tells_what_was_found(cast: Cast) -> None:
    make.approved(cast)
    withdraw(cast)

    browser(cast.northgate, cast.chiyo).post(_address(cast), STILL)

    with tenant_scope(cast.northgate.pk):
        *_, changed, looked_at, signed = ArticleEvent.objects.order_by("number")
        told = json.loads(looked_at.said)
    assert (changed.kind, looked_at.kind) == ("evidence_changed", "reviewed_again")
    assert signed.kind == "signed"
    assert (told["by"], told["outcome"]) == (cast.chiyo.name, "still_holds")


def test_finishing_twice_is_finishing_once(cast: Cast) -> None:
    make.approved(cast)
    withdraw(cast)
    client = browser(cast.northgate, cast.chiyo)

    answers = [client.post(_address(cast), STILL).status_code for _ in range(2)]

    assert answers == [302, 302]
    with tenant_scope(cast.northgate.pk):
        assert AuditEntry.objects.filter(action="advisory.review_task.finished").count() == 1


def test_what_was_found_cannot_be_found_otherwise(cast: Cast) -> None:
    make.approved(cast)
    withdraw(cast)
    client = browser(cast.northgate, cast.chiyo)
    client.post(_address(cast), ANEW)

    response = client.post(_address(cast), STILL)

    assert response.status_code == 409
    assert _task(cast).outcome == "needs_new_version"


def test_a_task_shows_exactly_the_statements_that_the_change_touched(cast: Cast) -> None:
    make.approved(cast)
    withdraw(cast, "second")

    with tenant_scope(cast.northgate.pk):
        (task,) = review_tasks(actor=cast.chiyo_acting)

    assert [(row.number, row.text) for row in task.touched] == [
        ("1.2", "Consider denosumab when (clinician)"),
        ("1.2", "it cannot be taken (clinician)"),
        ("1, sources differ", "Take it (clinician)"),
    ]
    html = browser(cast.northgate, cast.chiyo).get("/desk/").content.decode()
    assert 'href="/articles/brittle-bones/v1/#s1-2"' in html


def _signed_after(cast: Cast, task: ReviewTask) -> set[str]:
    with tenant_scope(cast.northgate.pk):
        rows = SignOff.objects.filter(signer=cast.chiyo, signed_at__gt=task.created_at)
        return set(rows.values_list("part", flat=True))


def test_still_holds_signs_the_touched_statements_anew_and_no_others(cast: Cast) -> None:
    make.approved(cast)
    withdraw(cast, "second")

    browser(cast.northgate, cast.chiyo).post(_address(cast), STILL)

    assert _signed_after(cast, _task(cast)) == {"second", "child", "medical-differs-1-1"}


def test_a_statement_that_two_changes_touched_is_signed_with_the_last(cast: Cast) -> None:
    make.approved(cast)
    withdraw(cast, "second")
    client, first = browser(cast.northgate, cast.chiyo), _address(cast)
    with tenant_scope(cast.northgate.pk):
        record = RecommendationVersion.objects.get(recommendation__key="second")
        record_change(
            kind=ChangeKind.CONCERN,
            subject="The trial behind it",
            reason="Its data are in doubt",
            since=date(2026, 5, 5),
            touched=[Touched(record.pk)],
            actor=system("tests"),
        )
        last = ReviewTask.objects.select_related("version", "change").latest("pk")
        second = f"/desk/{last.version.public_id}/evidence/{last.change.public_id}/"

    client.post(first, STILL)
    between = _signed_after(cast, last)
    client.post(second, STILL)

    assert between == set()
    assert _signed_after(cast, last) == {"second", "child", "medical-differs-1-1"}


def test_needs_a_new_version_signs_nothing(cast: Cast) -> None:
    make.approved(cast)
    withdraw(cast, "second")

    browser(cast.northgate, cast.chiyo).post(_address(cast), ANEW)

    assert _signed_after(cast, _task(cast)) == set()


@pytest.mark.parametrize("name", ["nobody", "ada", "edda", "rosa"])
def test_nobody_but_the_board_finishes_a_task(cast: Cast, name: str) -> None:
    make.approved(cast)
    withdraw(cast)
    client = browser(cast.northgate, None if name == "nobody" else getattr(cast, name))

    response = client.post(_address(cast), STILL)

    assert response.status_code == 403
    assert _task(cast).done_at is None


def test_another_organisations_task_is_not_found(cast: Cast) -> None:
    make.approved(cast)
    withdraw(cast)

    response = browser(cast.harbour, cast.mei).post(_address(cast), STILL)

    assert response.status_code == 404
    task = _task(cast)
    with tenant_scope(cast.harbour.pk), pytest.raises(NotFound):
        finish_review_task(
            task=task,
            outcome=ReviewOutcome.STILL_HOLDS,
            reason="Not mine to judge",
            actor=cast.mei_acting,
        )


def test_a_task_that_is_not_there_is_not_found(cast: Cast) -> None:
    client = browser(cast.northgate, cast.chiyo)

    response = client.post(f"/desk/{uuid.uuid4()}/evidence/{uuid.uuid4()}/", STILL)

    assert response.status_code == 404


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"outcome": "perhaps", "reason": "I am not sure"},
        {"outcome": "still_holds", "reason": ""},
        {"outcome": "still_holds", "reason": "   "},
        {"outcome": "still_holds", "reason": "x" * 5001},
    ],
)
def test_a_task_needs_an_outcome_and_still_holds_a_reason(cast: Cast, form: dict[str, str]) -> None:
    make.approved(cast)
    withdraw(cast)

    response = browser(cast.northgate, cast.chiyo).post(_address(cast), form)

    assert response.status_code == 400
    assert _task(cast).done_at is None


def test_a_task_of_a_version_that_was_replaced_is_history(cast: Cast) -> None:
    make.approved(cast)
    withdraw(cast, "second")
    address = _address(cast)
    brief = {"wording": make.worded("Treat"), "cites": ["acp-bone/first"]}
    newer = make.draft(cast, make.article(brief=brief, sections=[], algorithm=[]))
    with tenant_scope(cast.northgate.pk):
        newer = move.submit(version=newer, actor=cast.ada_acting)
        newer = move.take_under_review(version=newer, actor=cast.boris_acting)
    make.sign_and_approve(cast, newer)
    client = browser(cast.northgate, cast.chiyo)

    response = client.post(address, STILL)

    assert response.status_code == 409
    assert "0 tasks" in client.get("/desk/").content.decode()


def test_the_desk_costs_the_same_however_many_tasks_wait(cast: Cast) -> None:
    make.approved(cast)
    withdraw(cast, "first")
    client = browser(cast.northgate, cast.chiyo)
    client.get("/desk/")
    with CaptureQueriesContext(connection) as before:
        client.get("/desk/")
    withdraw(cast, "second")

    with CaptureQueriesContext(connection) as after:
        html = client.get("/desk/").content.decode()

    assert "2 tasks" in html
    assert len(after) == len(before)
