"""Questions for partners: post one, get 202, poll it, list one's own."""

from __future__ import annotations

import json
import uuid

import pytest

from apps.accounts.domain.roles import Scope
from apps.qa.models import Question
from apps.qa.services.answer import answer_question
from core.api.pagination import PAGE_SIZE
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser, partner
from tests.qa.posting import PATH, TEXT, count, issue_key, pointers, post


def test_a_question_is_accepted_and_says_where_to_poll(cast: Cast) -> None:
    response = post(cast, {"text": TEXT, "level": "student"})

    body = response.json()
    assert response.status_code == 202
    assert response["Location"].endswith(f"{PATH}{body['id']}/")
    assert (body["status"], body["outcome"], body["answer"]) == ("queued", None, None)
    assert (body["text"], body["level"], body["article"]) == (TEXT, "student", None)
    assert (body["references"], body["receipt"], body["answered_at"]) == ([], None, None)


def test_asking_is_audited_under_the_key(cast: Cast) -> None:
    response = post(cast, {"text": TEXT})

    with tenant_scope(cast.northgate.pk):
        entry = AuditEntry.objects.get(action="qa.question.asked")
        assert entry.actor_kind == "partner"
        assert entry.subject_id == response.json()["id"]


def test_polling_shows_the_answer_once_it_is_there(cast: Cast) -> None:
    make.store(cast.northgate)
    location = post(cast, {"text": TEXT, "level": "patient"})["Location"]
    with tenant_scope(cast.northgate.pk):
        question = Question.objects.get()
    answer_question(tenant_id=cast.northgate.pk, question_id=question.pk)

    body = partner(cast.northgate, cast.pia_key).get(location).json()

    (sentence,) = body["answer"]["summary"]
    assert (body["status"], body["outcome"]) == ("done", "answered")
    assert sentence["text"] == (
        "Consider denosumab where a bisphosphonate cannot be taken. (patient)"
    )
    assert (sentence["direction"], sentence["strength"], sentence["certainty"]) == ("for", 1, 3)
    assert sentence["citations"] == [1]
    assert [reference["number"] for reference in body["references"]] == [1]
    assert body["receipt"]["recommendations"] == sentence["recommendations"]
    assert len(body["receipt"]["digest"]) == 64
    assert body["answer"]["not_covered"] is None
    assert "Do not start or stop a medicine" in body["answer"]["disclaimer"]


def test_not_covered_says_what_is_missing_and_what_is_near(cast: Cast) -> None:
    make.store(cast.northgate)
    location = post(cast, {"text": "Does osteoporosis follow from measles?"})["Location"]
    with tenant_scope(cast.northgate.pk):
        question = Question.objects.get()
    answer_question(tenant_id=cast.northgate.pk, question_id=question.pk)

    body = partner(cast.northgate, cast.pia_key).get(location).json()

    gap = body["answer"]["not_covered"]
    assert body["outcome"] == "not_covered"
    assert gap["missing"] == "The guideline store has no active recommendation on: measles."
    assert len(gap["covered_nearby"]) == 2
    assert all(near["url"].startswith("/recommendations/") for near in gap["covered_nearby"])
    assert (body["answer"]["summary"], body["references"]) == ([], [])


def test_a_question_under_an_article_shows_its_slug_and_red_flags(cast: Cast) -> None:
    make.submitted(cast)
    location = post(cast, {"text": TEXT, "article": "brittle-bones"})["Location"]
    with tenant_scope(cast.northgate.pk):
        question = Question.objects.get()
    answer_question(tenant_id=cast.northgate.pk, question_id=question.pk)

    body = partner(cast.northgate, cast.pia_key).get(location).json()

    assert body["article"] == "brittle-bones"
    assert body["answer"]["red_flags"] == ["New weakness of the legs (clinician)"]


def test_a_question_needs_an_idempotency_key(cast: Cast) -> None:
    response = post(cast, {"text": TEXT}, key=None)

    assert (response.status_code, response.json()["code"]) == (400, "idempotency_key_missing")
    assert count(cast.northgate) == 0


def test_the_same_key_again_gets_the_same_question(cast: Cast) -> None:
    first = post(cast, {"text": TEXT})
    second = post(cast, {"text": TEXT})

    assert second.status_code == 202
    assert second.json() == first.json()
    assert second["Location"] == first["Location"]
    assert (first.get("Idempotency-Replayed"), second["Idempotency-Replayed"]) == (None, "true")
    assert count(cast.northgate) == 1


def test_the_same_key_for_another_question_is_refused(cast: Cast) -> None:
    post(cast, {"text": TEXT})

    response = post(cast, {"text": "Does a brace help?"})

    assert (response.status_code, response.json()["code"]) == (422, "idempotency_key_reused")
    assert count(cast.northgate) == 1


def test_a_refused_question_leaves_its_key_unused(cast: Cast) -> None:
    post(cast, {"text": "?"})

    response = post(cast, {"text": TEXT})

    assert response.status_code == 202


def test_another_key_of_the_partner_is_another_question(cast: Cast) -> None:
    post(cast, {"text": TEXT}, key="one")
    post(cast, {"text": TEXT}, key="two")

    assert count(cast.northgate) == 2


def test_nobody_asks_without_a_key(cast: Cast) -> None:
    response = browser(cast.northgate, cast.rosa).post(
        PATH, json.dumps({"text": TEXT}), content_type="application/json"
    )

    assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_key_without_the_scope_may_not_ask_or_list(cast: Cast, method: str) -> None:
    program = partner(cast.northgate, issue_key(cast, Scope.READ_ARTICLES))

    response = getattr(program, method)(PATH)

    assert (response.status_code, response.json()["code"]) == (403, "not_permitted")


def test_a_partner_sees_only_its_own_questions(cast: Cast) -> None:
    mine = post(cast, {"text": TEXT}).json()["id"]
    make.question(cast.northgate)
    other = partner(cast.northgate, issue_key(cast, Scope.ASK))

    listed = partner(cast.northgate, cast.pia_key).get(PATH).json()
    others = other.get(PATH).json()
    refused = other.get(f"{PATH}{mine}/")

    assert [row["id"] for row in listed["results"]] == [mine]
    assert others["results"] == []
    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")


def test_a_partner_does_not_see_what_a_person_asked(cast: Cast) -> None:
    question = make.question(cast.northgate, actor=cast.rosa_acting)

    response = partner(cast.northgate, cast.pia_key).get(f"{PATH}{question.public_id}/")

    assert response.status_code == 403


def test_another_organisations_question_is_not_found(cast: Cast) -> None:
    mine = post(cast, {"text": TEXT}).json()["id"]

    foreign = partner(cast.harbour, cast.quin_key).get(f"{PATH}{mine}/")
    missing = partner(cast.harbour, cast.quin_key).get(f"{PATH}{uuid.uuid4()}/")

    assert (foreign.status_code, foreign.json()["code"]) == (404, "not_found")
    assert missing.status_code == 404
    assert foreign.json()["detail"] == missing.json()["detail"]


def test_the_list_is_paged_newest_first_without_loss(cast: Cast) -> None:
    for number in range(PAGE_SIZE + 3):
        post(cast, {"text": f"Question number {number}?"}, key=f"key-{number}")
    program = partner(cast.northgate, cast.pia_key)

    first = program.get(PATH).json()
    second = program.get(first["next"]).json()
    back = program.get(second["previous"]).json()

    texts = [row["text"] for row in (*first["results"], *second["results"])]
    assert texts == [f"Question number {n}?" for n in reversed(range(PAGE_SIZE + 3))]
    assert (first["previous"], second["next"]) == (None, None)
    assert back["results"] == first["results"]


def test_a_cursor_of_another_organisation_is_refused(cast: Cast) -> None:
    for number in range(PAGE_SIZE + 1):
        post(cast, {"text": "What helps?"}, key=f"key-{number}")
    link = partner(cast.northgate, cast.pia_key).get(PATH).json()["next"]

    response = partner(cast.harbour, cast.quin_key).get(PATH + "?" + link.partition("?")[2])

    assert (response.status_code, pointers(response)) == (400, ["/cursor"])
