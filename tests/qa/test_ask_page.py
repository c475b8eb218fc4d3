"""Asking on a page: kept before anything else happens, refused with the text still in the box."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
import redis
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client

from apps.qa.models import Question
from apps.qa.policies import hash_visitor
from apps.qa.services.ask import MAX_LENGTH, ask
from core.actors import anonymous
from core.errors import InvalidInput
from core.levels import Level
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser

LIBRARY = "/questions/"
ARTICLE = "/articles/brittle-bones/questions/"
TEXT = "What if she cannot take a bisphosphonate?"


def kept(cast: Cast) -> list[Question]:
    with tenant_scope(cast.northgate.pk):
        return list(Question.objects.select_related("article_version"))


def test_a_question_is_kept_and_its_page_follows(cast: Cast) -> None:
    response = browser(cast.northgate).post(LIBRARY, {"text": TEXT, "level": "patient"})

    (question,) = kept(cast)
    assert response.status_code == 302
    assert response["Location"] == f"/questions/{question.public_id}/"
    assert (question.text, question.level, question.status) == (TEXT, "patient", "queued")
    assert question.article_version is None
    assert len(question.visitor_sha256) == 64


def test_with_a_script_the_question_comes_back_as_a_fragment(cast: Cast) -> None:
    response = browser(cast.northgate).post(LIBRARY, {"text": TEXT}, headers={"x-fragment": "1"})

    (question,) = kept(cast)
    html = response.content.decode()
    assert response.status_code == 201
    assert f'data-url="/questions/{question.public_id}/"' in html
    assert "<html" not in html


def test_a_question_under_an_article_is_bound_to_the_version_that_was_read(cast: Cast) -> None:
    version = make.submitted(cast)

    browser(cast.northgate).post(ARTICLE, {"text": TEXT})

    (question,) = kept(cast)
    assert question.article_version == version


@pytest.mark.parametrize("level", ["", "professor"])
def test_without_a_known_level_it_is_the_readers_own(cast: Cast, level: str) -> None:
    client = browser(cast.northgate)
    client.post("/reading-level/", {"level": "student", "next": "/"})

    client.post(LIBRARY, {"text": TEXT, "level": level})

    assert kept(cast)[0].level == "student"


def test_a_person_who_is_signed_in_asks_by_name(cast: Cast) -> None:
    browser(cast.northgate, cast.rosa).post(LIBRARY, {"text": TEXT})

    (question,) = kept(cast)
    assert question.asker_id == cast.rosa.pk


def test_asking_is_audited(cast: Cast) -> None:
    browser(cast.northgate, cast.rosa).post(LIBRARY, {"text": TEXT})

    with tenant_scope(cast.northgate.pk):
        entry = AuditEntry.objects.get(action="qa.question.asked")
        assert entry.actor_name == "Rosa Whitfield"
        assert entry.subject_id == str(Question.objects.get().public_id)
        assert entry.data == {
            "level": "clinician",
            "masked": [],
            "emergencies": [],
            "needs_person": [],
            "follows": None,
        }


BAD = [
    "",
    "   \n\t ",
    "?!…",
    "12345",
    "👍👍👍",
    "x" * (MAX_LENGTH + 1),
    "What\x00 helps?",
]


@pytest.mark.parametrize(
    "text", BAD, ids=["empty", "blank", "marks", "digits", "signs", "long", "nul"]
)
@pytest.mark.parametrize("path", [LIBRARY, ARTICLE])
def test_what_is_no_question_is_refused_and_not_kept(cast: Cast, path: str, text: str) -> None:
    make.submitted(cast)

    response = browser(cast.northgate).post(path, {"text": text})

    assert response.status_code == 400
    assert kept(cast) == []


@pytest.mark.parametrize("path", [LIBRARY, ARTICLE])
def test_a_refused_question_stays_in_the_box_with_the_reason(cast: Cast, path: str) -> None:
    make.submitted(cast)
    text = "x" * 1001

    html = browser(cast.northgate).post(path, {"text": text}).content.decode()

    assert text in html
    assert "A question has at most 1000 characters" in html


def test_a_refused_fragment_says_why(cast: Cast) -> None:
    response = browser(cast.northgate).post(LIBRARY, {"text": "?"}, headers={"x-fragment": "1"})

    html = response.content.decode()
    assert response.status_code == 400
    assert "Ask your question in words" in html
    assert "<html" not in html


def test_a_question_without_the_field_is_refused(cast: Cast) -> None:
    assert browser(cast.northgate).post(LIBRARY, {}).status_code == 400
    assert kept(cast) == []


def test_the_longest_question_is_taken(cast: Cast) -> None:
    response = browser(cast.northgate).post(LIBRARY, {"text": "x" * MAX_LENGTH})

    assert response.status_code == 302


def test_outer_and_double_blanks_are_taken_off(cast: Cast) -> None:
    browser(cast.northgate).post(LIBRARY, {"text": "  What \n\n helps?  "})

    assert kept(cast)[0].text == "What helps?"


def test_text_that_cannot_be_stored_is_refused_by_the_service_too(cast: Cast) -> None:
    with tenant_scope(cast.northgate.pk):
        for text in ("a\x00b", "a\ud800b"):
            with pytest.raises(InvalidInput) as refusal:
                ask(text=text, level=Level.PATIENT, article=None, actor=anonymous("somebody"))

            assert (refusal.value.status, refusal.value.pointer) == (400, "/text")


@pytest.mark.parametrize("slug", ["brittle-bones", "nothing"])
def test_a_foreign_article_is_not_found_like_a_missing_one(cast: Cast, slug: str) -> None:
    make.submitted_at_harbour(cast)

    response = browser(cast.northgate).post(f"/articles/{slug}/questions/", {"text": TEXT})

    assert response.status_code == 404
    assert kept(cast) == []


@pytest.mark.parametrize("path", [LIBRARY, ARTICLE])
def test_looking_does_not_ask(cast: Cast, path: str) -> None:
    assert browser(cast.northgate).get(path).status_code == 405


def test_a_form_of_another_site_asks_nothing(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"host": "northgate.consilium.test"})

    response = strict.post(LIBRARY, {"text": TEXT})

    assert response.status_code == 403
    assert kept(cast) == []


def test_the_worker_is_rung_once_the_question_is_committed(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=False) as bells:
        browser(cast.northgate).post(LIBRARY, {"text": TEXT})

        assert _rung(kept(cast)[0]) == 0

    (question,) = kept(cast)
    assert len(bells) == 1
    bells[0]()
    assert _rung(question) == 1


def test_a_refused_question_rings_nobody(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=False) as bells:
        browser(cast.northgate).post(LIBRARY, {"text": "?"})

    assert bells == []


def _rung(question: Question) -> int:
    """How many doorbells for this question lie at the broker; they are taken away."""
    broker = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    queue = settings.CELERY_TASK_DEFAULT_QUEUE
    wanted = {"tenant_id": question.tenant_id, "row_id": question.pk}
    rung = 0
    for message in broker.lrange(queue, 0, -1):
        _, arguments, _ = json.loads(base64.b64decode(json.loads(message)["body"]))
        if arguments == wanted:
            rung += int(broker.lrem(queue, 1, message))
    broker.close()
    return rung


def test_a_visitors_token_is_kept_only_as_its_hash(cast: Cast) -> None:
    client = browser(cast.northgate)

    client.post(LIBRARY, {"text": TEXT})

    token = client.session["visitor"]
    assert kept(cast)[0].visitor_sha256 == hash_visitor(token) != token


def test_a_question_belongs_to_somebody_in_the_database(cast: Cast) -> None:
    with (
        tenant_scope(cast.northgate.pk),
        pytest.raises(IntegrityError, match="qa_question_has_an_asker"),
        transaction.atomic(),
    ):
        Question.objects.create(text=TEXT, level="patient")
