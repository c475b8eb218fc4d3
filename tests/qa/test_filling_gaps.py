"""When the store grows, what it lacked is tried again, and whoever asked is told."""

from __future__ import annotations

import pytest

from apps.guidelines.domain.values import TermKind
from apps.guidelines.services.own_terms import add_term
from apps.qa.coverage import Gap
from apps.qa.domain.outcome import Outcome
from apps.qa.domain.shapes import Draft
from apps.qa.models import Question
from apps.qa.reception import Notice
from apps.qa.services.answer import answer_question
from apps.qa.services.dismiss_gap import dismiss_gap
from apps.qa.services.open_gap import open_gap
from apps.qa.services.retry_gaps import _covered_now, _keep, queue_open_gaps
from core.models import AuditEntry, Event
from core.queue.work import Fenced, claim
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser, partner
from tests.qa.growing import TEXT, covered, grow, place_of, try_gaps
from tests.qa.posting import PATH, post


def _again(question: Question) -> str:
    return f"/questions/{question.public_id}/again/"


def test_a_question_that_the_store_covers_by_now_is_marked_and_its_gap_is_filled(
    cast: Cast,
) -> None:
    question = covered(cast.northgate)

    with tenant_scope(cast.northgate.pk):
        place = place_of(question)
        assert place.covered_at is not None
        assert (place.gap.state, place.gap.filled_at) == ("filled", place.covered_at)
        event = Event.objects.get(kind="qa.question.now_covered")
        assert (event.subject_id, event.data) == (
            str(question.public_id),
            {"gap": str(place.gap.public_id)},
        )
        entry = AuditEntry.objects.get(action="qa.gap.filled")
        assert (entry.actor_name, entry.data) == ("Answer engine", {"questions": 1})
        assert question.answers.get().outcome == "not_covered"


def test_what_the_store_still_lacks_stays_open(cast: Cast) -> None:
    make.store(cast.northgate)
    question = make.answered(cast.northgate, "Does fentanyl help in osteoporosis?")
    grow(cast.northgate)

    try_gaps(cast.northgate)

    with tenant_scope(cast.northgate.pk):
        place = place_of(question)
        assert (place.covered_at, place.gap.state, place.gap.status) == (None, "open", "done")
        assert place.gap.tried_at is not None


def test_trying_twice_tells_once(cast: Cast) -> None:
    covered(cast.northgate)
    with tenant_scope(cast.northgate.pk):
        queue_open_gaps()

    try_gaps(cast.northgate)

    with tenant_scope(cast.northgate.pk):
        assert Event.objects.filter(kind="qa.question.now_covered").count() == 1


def test_who_asked_is_left_one_notice_however_often_it_is_tried(cast: Cast) -> None:
    question = covered(cast.northgate, actor=cast.rosa_acting)
    with tenant_scope(cast.northgate.pk):
        queue_open_gaps()

    try_gaps(cast.northgate)

    with tenant_scope(cast.northgate.pk):
        notice = Notice.objects.get()
        assert (notice.question_id, notice.kind, notice.status) == (
            question.pk,
            "now_covered",
            "queued",
        )


def test_a_follow_up_is_tried_and_asked_again_in_the_light_of_its_thread(cast: Cast) -> None:
    make.store(cast.northgate)
    first = make.answered(cast.northgate, TEXT, actor=cast.rosa_acting)
    second = make.answered(cast.northgate, "And in men?", actor=cast.rosa_acting, follows=first)
    grow(cast.northgate)
    try_gaps(cast.northgate)

    response = browser(cast.northgate, cast.rosa).post(_again(second))

    with tenant_scope(cast.northgate.pk):
        again = Question.objects.latest("pk")
        assert response["Location"] == f"/questions/{again.public_id}/"
        assert (again.text, again.follows_id, again.thread) == (
            "And in men?",
            first.pk,
            first.public_id,
        )


def test_a_new_question_on_a_filled_gap_opens_another(cast: Cast) -> None:
    covered(cast.northgate)

    later = [make.question(cast.northgate, "Is colchicine right for bones?") for _ in range(2)]
    with tenant_scope(cast.northgate.pk):
        for question in later:
            draft = Draft(Outcome.NOT_COVERED, (), "Lacking.", subject="colchicine")
            open_gap(question=question, draft=draft)

        assert sorted(Gap.objects.values_list("subject", "state")) == [
            ("colchicine", "filled"),
            ("colchicine", "open"),
        ]
        assert place_of(later[0]).gap == place_of(later[1]).gap


def test_an_import_that_brings_nothing_new_tries_nothing(cast: Cast) -> None:
    make.store(cast.northgate)
    make.answered(cast.northgate, TEXT)

    make.store(cast.northgate)

    with tenant_scope(cast.northgate.pk):
        assert Gap.objects.get().status == "done"


def test_a_dismissed_gap_is_not_tried(cast: Cast) -> None:
    make.store(cast.northgate)
    make.answered(cast.northgate, TEXT)
    with tenant_scope(cast.northgate.pk):
        gap = Gap.objects.get()
        dismiss_gap(public_id=gap.public_id, reason="Not ours", actor=cast.cleo_acting)

    grow(cast.northgate)

    with tenant_scope(cast.northgate.pk):
        assert Gap.objects.get().status == "done"


def test_a_new_term_of_the_organisation_fills_a_gap_too(cast: Cast) -> None:
    make.store(cast.northgate)
    question = make.answered(cast.northgate, "Is bonestop right for osteoporosis?")
    with tenant_scope(cast.northgate.pk):
        add_term(
            concept_key="denosumab",
            text="bonestop",
            kind=TermKind.LAY,
            context=(),
            actor=cast.cleo_acting,
        )

    try_gaps(cast.northgate)

    with tenant_scope(cast.northgate.pk):
        assert place_of(question).covered_at is not None


def test_a_store_that_changes_while_a_gap_is_tried_fences_the_try(cast: Cast) -> None:
    make.store(cast.northgate)
    make.answered(cast.northgate, TEXT)
    grow(cast.northgate)
    with tenant_scope(cast.northgate.pk):
        gap = claim(Gap, Gap.objects.get().pk)
        assert gap is not None
        found = _covered_now(gap)
        queue_open_gaps()

        with pytest.raises(Fenced):
            _keep(gap, found)

        assert Gap.objects.get().status == "queued"


def test_the_page_says_so_and_one_click_asks_again(cast: Cast) -> None:
    question = covered(cast.northgate, actor=cast.rosa_acting)
    client = browser(cast.northgate, cast.rosa)
    page = f"/questions/{question.public_id}/"
    assert "The store now covers more of this" in client.get(page).content.decode()

    first, second = client.post(_again(question)), client.post(_again(question))

    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"] != page
    assert first["Location"] in client.get(page).content.decode()
    with tenant_scope(cast.northgate.pk):
        again = Question.objects.exclude(pk=question.pk).get()
        assert (again.text, again.level, again.asker_id) == (TEXT, "clinician", cast.rosa.pk)


def test_a_program_sees_since_when_and_what_was_asked_again(cast: Cast) -> None:
    make.store(cast.northgate)
    asked = post(cast, {"text": TEXT, "level": "patient"}).json()
    with tenant_scope(cast.northgate.pk):
        question = Question.objects.get()
    assert asked["now_covered"] is None
    answer_question(tenant_id=cast.northgate.pk, question_id=question.pk)
    grow(cast.northgate)
    try_gaps(cast.northgate)

    program = partner(cast.northgate, cast.pia_key)
    shown = program.get(f"{PATH}{question.public_id}/").json()

    assert shown["outcome"] == "not_covered"
    assert shown["now_covered"]["question"] is None
    with tenant_scope(cast.northgate.pk):
        since = place_of(question).covered_at
        assert since is not None
        assert shown["now_covered"]["since"] == since.isoformat().replace("+00:00", "Z")


def test_only_the_asker_asks_again_and_only_what_is_covered_now(cast: Cast) -> None:
    make.store(cast.northgate)
    question = make.answered(cast.northgate, TEXT, actor=cast.rosa_acting)
    client = browser(cast.northgate, cast.rosa)

    assert client.post(_again(question)).status_code == 409
    assert client.get(_again(question)).status_code == 405
    assert browser(cast.northgate, cast.cleo).post(_again(question)).status_code == 403
    assert browser(cast.northgate).post(_again(question)).status_code == 403
    assert browser(cast.harbour, cast.hana).post(_again(question)).status_code == 404
