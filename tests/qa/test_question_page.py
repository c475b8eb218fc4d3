"""A question's own page: for whoever asked it, at any level, with or without a script."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.qa.models import Question
from apps.qa.services.answer import answer_question
from core.clock import now
from core.levels import Level
from core.queue.models import WorkStatus
from core.queue.work import MAX_ATTEMPTS
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import PASSWORD, Cast, browser

TEXT = "What if she cannot take a bisphosphonate?"
REFRESH = 'http-equiv="refresh"'


def _ask(client: Client, path: str = "/questions/", text: str = TEXT) -> str:
    response = client.post(path, {"text": text, "level": "clinician"})
    assert response.status_code == 302
    return str(response["Location"])


def _answer(cast: Cast) -> Question:
    with tenant_scope(cast.northgate.pk):
        question = Question.objects.get()
    answer_question(tenant_id=cast.northgate.pk, question_id=question.pk)
    return question


def _html(client: Client, address: str, **options: Any) -> str:
    response = client.get(address, **options)
    assert response.status_code == 200
    return response.content.decode()


def test_whoever_asked_sees_it_move_and_the_page_refreshes_itself(cast: Cast) -> None:
    client = browser(cast.northgate)
    address = _ask(client)

    html = _html(client, address)

    assert TEXT in html
    assert 'data-status="queued"' in html
    assert re.search(rf"<noscript>[^<]*<meta [^>]*{REFRESH}", html)
    assert re.search(r'data-live-token="[^"]+"', html)


def test_once_answered_it_stands_still(cast: Cast) -> None:
    make.store(cast.northgate)
    client = browser(cast.northgate)
    address = _ask(client)
    _answer(cast)

    html = _html(client, address)

    assert 'data-status="done"' in html
    assert "Consider denosumab where a bisphosphonate cannot be taken." in html
    assert REFRESH not in html
    assert 'data-live-token=""' in html


@pytest.mark.parametrize("level", list(Level))
def test_the_answer_is_read_at_any_level(cast: Cast, level: Level) -> None:
    make.store(cast.northgate)
    client = browser(cast.northgate)
    address = _ask(client)
    _answer(cast)

    html = _html(client, address, query_params={"level": level.value})

    sentence = "Consider denosumab where a bisphosphonate cannot be taken."
    shown = sentence if level is Level.CLINICIAN else f"{sentence} ({level.value})"
    assert shown in html


def test_the_fragment_is_the_live_part_alone(cast: Cast) -> None:
    make.store(cast.northgate)
    client = browser(cast.northgate)
    address = _ask(client)
    _answer(cast)

    html = _html(client, address, headers={"x-fragment": "1"})

    assert "<html" not in html
    assert 'data-status="done"' in html
    assert html.count("data-question") == 1


def test_every_marker_of_the_answer_has_its_reference(cast: Cast) -> None:
    make.store(cast.northgate)
    client = browser(cast.northgate)
    address = _ask(client, text="Does denosumab help in osteoporosis?")
    _answer(cast)

    html = _html(client, address)

    ids = re.findall(r'\bid="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)
    assert "Bone drugs" in html


def test_not_covered_is_said_with_links_to_what_is_near(cast: Cast) -> None:
    make.store(cast.northgate)
    client = browser(cast.northgate)
    address = _ask(client, text="Does osteoporosis follow from measles?")
    _answer(cast)

    html = _html(client, address)

    assert "The guideline store has no active recommendation on: measles." in html
    near = re.findall(r'href="(/recommendations/[^"]+)"', html)
    assert near
    assert all(client.get(link).status_code == 200 for link in near)


def test_red_flags_of_the_article_are_shown_at_every_level(cast: Cast) -> None:
    make.submitted(cast)
    client = browser(cast.northgate)
    address = _ask(client, "/articles/brittle-bones/questions/")
    _answer(cast)

    for level in Level:
        html = _html(client, address, query_params={"level": level.value})

        assert f"New weakness of the legs ({level.value})" in html


def test_a_failed_question_says_so_and_moves_no_more(cast: Cast) -> None:
    client = browser(cast.northgate)
    address = _ask(client)
    with tenant_scope(cast.northgate.pk):
        Question.objects.update(
            status=WorkStatus.WORKING,
            attempts=MAX_ATTEMPTS,
            lease_until=now() - timedelta(seconds=1),
        )
    _answer(cast)

    html = _html(client, address)

    assert 'data-status="failed"' in html
    assert "could not be answered" in html
    assert REFRESH not in html


@pytest.mark.parametrize("fragment", [{}, {"x-fragment": "1"}], ids=["page", "fragment"])
def test_nobody_else_reads_it(cast: Cast, fragment: dict[str, str]) -> None:
    address = _ask(browser(cast.northgate, cast.rosa))
    asked_as_well = browser(cast.northgate)
    _ask(asked_as_well, text="Something else?")

    for other in (
        browser(cast.northgate),
        asked_as_well,
        browser(cast.northgate, cast.ada),
        browser(cast.northgate, cast.edda),
    ):
        response = other.get(address, headers=fragment)

        assert response.status_code == 403
        assert TEXT not in response.content.decode()


def test_another_organisation_does_not_find_it(cast: Cast) -> None:
    address = _ask(browser(cast.northgate, cast.rosa))

    assert browser(cast.harbour).get(address).status_code == 404
    assert browser(cast.harbour, cast.otto).get(address).status_code == 404


def test_a_question_that_is_not_there_is_not_found(cast: Cast) -> None:
    assert browser(cast.northgate).get(f"/questions/{uuid.uuid4()}/").status_code == 404


def test_a_person_finds_their_question_again_elsewhere(cast: Cast) -> None:
    address = _ask(browser(cast.northgate, cast.rosa))

    assert browser(cast.northgate, cast.rosa).get(address).status_code == 200


def test_a_visitor_who_signs_in_keeps_what_they_asked(cast: Cast) -> None:
    client = browser(cast.northgate)
    address = _ask(client)

    client.post("/account/login/", {"login": cast.rosa.email, "password": PASSWORD})

    assert client.get(address).status_code == 200


def test_an_organisations_page_is_kept_by_no_shared_cache(cast: Cast) -> None:
    client = browser(cast.northgate)

    response = client.get(_ask(client))

    assert response["Cache-Control"] == "private, no-store"


def test_the_text_of_a_question_cannot_become_markup(cast: Cast) -> None:
    client = browser(cast.northgate)
    address = _ask(client, text='Does <script>alert("x")</script> help?')

    html = _html(client, address)

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_a_page_costs_the_same_however_long_the_answer(cast: Cast) -> None:
    rows = [
        make.recommendation(
            f"r{number}", f"Statement number {number} on denosumab.", interventions=["denosumab"]
        )
        for number in range(6)
    ]
    make.store(cast.northgate, make.package(*rows))
    make.store(cast.harbour)
    counts = []
    for tenant in (cast.northgate, cast.harbour):
        client = browser(tenant)
        address = _ask(client, text="Does denosumab help in osteoporosis?")
        with tenant_scope(tenant.pk):
            question = Question.objects.get()
        answer_question(tenant_id=tenant.pk, question_id=question.pk)
        with CaptureQueriesContext(connection) as queries:
            _html(client, address)
        counts.append(len(queries))

    assert counts[0] == counts[1]
