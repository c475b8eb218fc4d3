"""What an asker says of a sentence: once, by nobody else, and seen by those who look after it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.qa.reception import Feedback
from apps.qa.services.answer import answer_question
from core.models import AuditEntry, Event
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser, partner
from tests.qa.answers import asked_and_answered, question_at
from tests.qa.posting import PATH, TEXT, post

DESK = "/desk/feedback/"


def _say(client: Client, address: str, **said: Any) -> Any:
    form = {"sentence": 1, "verdict": "unsafe", "note": "", **said}
    return client.post(f"{address}feedback/", form)


def _given(cast: Cast) -> list[Feedback]:
    with tenant_scope(cast.northgate.pk):
        return list(Feedback.objects.select_related("sentence"))


@pytest.fixture
def asker(cast: Cast) -> Client:
    make.store(cast.northgate)
    return browser(cast.northgate)


@pytest.fixture
def address(cast: Cast, asker: Client) -> str:
    return asked_and_answered(cast, asker)


def test_whoever_asked_says_what_they_think_of_a_sentence(
    cast: Cast, asker: Client, address: str
) -> None:
    response = _say(asker, address, verdict="helpful", note="Clear.")

    (given,) = _given(cast)
    assert (response.status_code, response["Location"]) == (302, f"{address}#a1")
    assert (given.verdict, given.note, given.sentence.ordinal) == ("helpful", "Clear.", 1)
    assert "You said: Helpful" in asker.get(address).content.decode()


def test_a_change_of_mind_takes_the_place_of_what_was_said(
    cast: Cast, asker: Client, address: str
) -> None:
    _say(asker, address, verdict="helpful")
    _say(asker, address, verdict="wrong", note="Not for her.")

    (given,) = _given(cast)
    assert (given.verdict, given.note) == ("wrong", "Not for her.")
    with tenant_scope(cast.northgate.pk):
        entries = AuditEntry.objects.filter(action="qa.feedback.given").order_by("pk")
        assert [entry.data["before"] for entry in entries] == [
            None,
            {"verdict": "helpful", "note": ""},
        ]


def test_the_same_twice_is_said_once(cast: Cast, asker: Client, address: str) -> None:
    for _ in range(2):
        _say(asker, address, verdict="unsafe", note="Dangerous.")

    assert len(_given(cast)) == 1
    with tenant_scope(cast.northgate.pk):
        assert AuditEntry.objects.filter(action="qa.feedback.given").count() == 1
        event = Event.objects.get(kind="qa.answer.reported_unsafe")
        assert event.subject_id in address
        assert event.data["sentence"] == 1


def test_a_note_is_kept_without_what_says_who_somebody_is(
    cast: Cast, asker: Client, address: str
) -> None:
    _say(asker, address, note="My number is 555-123-4567, write to me@example.org")

    (given,) = _given(cast)
    assert given.note == "My number is [phone number], write to [email]"


def test_nobody_else_judges_an_answer(cast: Cast, address: str) -> None:
    others = [
        (browser(cast.northgate), 403),
        (browser(cast.northgate, cast.rosa), 403),
        (browser(cast.northgate, cast.edda), 403),
        (browser(cast.harbour, cast.otto), 404),
    ]

    assert [_say(other, address).status_code for other, _ in others] == [
        status for _, status in others
    ]
    assert _given(cast) == []


def test_before_there_is_an_answer_there_is_nothing_to_judge(cast: Cast, asker: Client) -> None:
    address = asker.post("/questions/", {"text": TEXT})["Location"]

    assert _say(asker, address).status_code == 409


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"sentence": 99}, 400),
        ({"sentence": "first"}, 400),
        ({"verdict": "lovely"}, 422),
        ({"verdict": ""}, 422),
        ({"note": "x" * 501}, 422),
    ],
    ids=["no such sentence", "no number", "no such verdict", "no verdict", "long note"],
)
def test_what_cannot_be_meant_is_refused(
    cast: Cast, asker: Client, address: str, said: dict[str, Any], status: int
) -> None:
    assert _say(asker, address, **said).status_code == status
    assert _given(cast) == []


def test_a_refused_note_stays_in_its_box(asker: Client, address: str) -> None:
    html = _say(asker, address, note="y" * 501).content.decode()

    assert "y" * 501 in html
    assert '<details class="judge" open>' in html


def test_editors_see_what_is_unsafe_before_what_is_wrong(cast: Cast, asker: Client) -> None:
    for verdict, note in (("wrong", "First note"), ("unsafe", "Second note"), ("helpful", "Third")):
        _say(asker, asked_and_answered(cast, asker), verdict=verdict, note=note)

    for editor in (cast.boris, cast.cleo):
        html = browser(cast.northgate, editor).get(DESK).content.decode()

        assert html.index("Second note") < html.index("First note")
        assert "Third" not in html
        assert "1 sentence was found helpful." in html


def test_the_question_itself_is_not_for_editors(cast: Cast, asker: Client) -> None:
    text = "Does denosumab help my osteoporosis, which I hide from my employer?"
    _say(asker, asked_and_answered(cast, asker, text))

    html = browser(cast.northgate, cast.cleo).get(DESK).content.decode()

    assert "denosumab" in html
    assert "employer" not in html


@pytest.mark.parametrize(("who", "status"), [("", 302), ("rosa", 403), ("ada", 403), ("edda", 403)])
def test_the_room_is_for_reviewers_and_curators(cast: Cast, who: str, status: int) -> None:
    client = browser(cast.northgate, getattr(cast, who) if who else None)

    assert client.get(DESK).status_code == status


def test_an_editor_says_what_came_of_it_once(cast: Cast, asker: Client, address: str) -> None:
    _say(asker, address)
    (given,) = _given(cast)
    editor = browser(cast.northgate, cast.cleo)
    path = f"{DESK}{given.public_id}/looked-at/"

    first = editor.post(path, {"reason": "The record was withdrawn."})
    again = editor.post(path, {"reason": "Once more."})

    (looked,) = _given(cast)
    assert (first.status_code, again.status_code) == (302, 409)
    assert (looked.looked_by_id, looked.looked_reason) == (
        cast.cleo.pk,
        "The record was withdrawn.",
    )
    assert "Nobody has found a sentence unsafe or wrong" in editor.get(DESK).content.decode()
    with tenant_scope(cast.northgate.pk):
        entry = AuditEntry.objects.get(action="qa.feedback.looked_at")
        assert entry.data == {"verdict": "unsafe", "reason": "The record was withdrawn."}


def test_looking_at_it_is_for_editors_of_the_organisation_with_a_reason(
    cast: Cast, asker: Client, address: str
) -> None:
    _say(asker, address)
    path = f"{DESK}{_given(cast)[0].public_id}/looked-at/"

    assert asker.post(path, {"reason": "Mine"}).status_code == 403
    assert browser(cast.northgate, cast.edda).post(path, {"reason": "Mine"}).status_code == 403
    assert browser(cast.harbour, cast.hana).post(path, {"reason": "Mine"}).status_code == 404
    assert browser(cast.northgate, cast.boris).post(path, {"reason": " "}).status_code == 400
    assert _given(cast)[0].looked_at is None


def test_what_is_said_anew_is_to_be_looked_at_again(
    cast: Cast, asker: Client, address: str
) -> None:
    _say(asker, address)
    editor = browser(cast.northgate, cast.cleo)
    editor.post(f"{DESK}{_given(cast)[0].public_id}/looked-at/", {"reason": "It holds."})

    _say(asker, address, note="It does not: see the label.")

    assert "see the label" in editor.get(DESK).content.decode()


def test_the_room_costs_the_same_for_more(cast: Cast, asker: Client, address: str) -> None:
    _say(asker, address)
    editor = browser(cast.northgate, cast.cleo)
    editor.get(DESK)
    with CaptureQueriesContext(connection) as few:
        editor.get(DESK)
    for _ in range(4):
        _say(asker, asked_and_answered(cast, asker))

    with CaptureQueriesContext(connection) as more:
        editor.get(DESK)

    assert len(more) == len(few)


def test_a_partner_says_it_by_the_api_with_a_key_for_the_request(cast: Cast) -> None:
    make.store(cast.northgate)
    asked_id = post(cast, {"text": "Does denosumab help in osteoporosis?"}).json()["id"]
    program = partner(cast.northgate, cast.pia_key)
    path, body = f"{PATH}{asked_id}/feedback/", {"sentence": 1, "verdict": "wrong"}

    def say(key: str, **more: Any) -> Any:
        return program.post(
            path,
            {**body, **more},
            content_type="application/json",
            headers={"idempotency-key": key},
        )

    early = say("early")
    answer_question(tenant_id=cast.northgate.pk, question_id=question_at(cast, asked_id).pk)
    first, replayed = say("one"), say("one")
    unknown = say("two", stars=5)
    too_long = say("three", note="x" * 501)

    assert (early.status_code, early.json()["code"]) == (409, "wrong_state")
    assert first.status_code == 200
    assert (first.json()["sentence"], first.json()["verdict"]) == (1, "wrong")
    assert replayed.json() == first.json()
    assert (unknown.status_code, too_long.status_code) == (400, 400)
    assert len(_given(cast)) == 1
