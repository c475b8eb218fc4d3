"""Calibration: a labelled copy for one member, its result, and what the board sees of it."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.advisory.domain.planting import Defect, Planted, places_of
from apps.advisory.domain.scoring import score
from apps.advisory.models import CalibrationPolicy, CopyMark, Member, ReviewCopy
from apps.advisory.services.calibrate import finish_copy, set_calibration, take_copy
from apps.articles.models import ArticleVersion
from core.errors import NotPermitted
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser, partner
from tests.guidelines.editions import withdraw

ROOM = "/desk/calibration/"


def _switch_on(cast: Cast) -> None:
    with tenant_scope(cast.northgate.pk):
        CalibrationPolicy.objects.create(is_on=True)


def _ready(cast: Cast) -> Client:
    """Calibration is on, an article is approved, Boris is signed in."""
    make.approved(cast)
    _switch_on(cast)
    return browser(cast.northgate, cast.boris)


def _take(cast: Cast, client: Client) -> ReviewCopy:
    response = client.post(f"{ROOM}take/")
    assert response.status_code == 302
    with tenant_scope(cast.northgate.pk):
        return ReviewCopy.objects.get(public_id=response["Location"].split("/")[-2])


def _finish(client: Client, copy: ReviewCopy, marks: dict[str, str]) -> HttpResponse:
    places = places_of(copy.document)
    form = {f"mark-{places.index(place)}": kind for place, kind in marks.items()}
    return client.post(f"{ROOM}{copy.public_id}/finish/", form)  # type: ignore[return-value]


def _right(copy: ReviewCopy) -> dict[str, str]:
    return {row["place"]: row["kind"] for row in copy.planted}


def _clean_place(copy: ReviewCopy) -> str:
    return next(place for place in places_of(copy.document) if place not in _right(copy))


def test_an_admin_switches_it_on_once_and_it_is_audited(cast: Cast) -> None:
    client = browser(cast.northgate, cast.edda)

    answers = [client.post("/settings/calibration/", {"is_on": "on"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    with tenant_scope(cast.northgate.pk):
        (entry,) = AuditEntry.objects.filter(action="advisory.calibration.switched")
        assert CalibrationPolicy.objects.get().is_on
    assert entry.data == {"is_on": True}
    assert " checked" in client.get("/settings/calibration/").content.decode()


@pytest.mark.parametrize("name", ["ada", "boris", "cleo", "rosa"])
def test_nobody_else_switches_it(cast: Cast, name: str) -> None:
    client = browser(cast.northgate, getattr(cast, name))

    statuses = [
        client.get("/settings/calibration/").status_code,
        client.post("/settings/calibration/", {"is_on": "on"}).status_code,
    ]

    assert statuses == [403, 403]


def test_without_the_switch_there_are_no_copies(cast: Cast) -> None:
    make.approved(cast)
    client = browser(cast.northgate, cast.boris)

    assert "not switched calibration on" in client.get(ROOM).content.decode()
    assert client.post(f"{ROOM}take/").status_code == 409


def test_a_copy_differs_from_the_approved_article_where_it_says(cast: Cast) -> None:
    client = _ready(cast)

    copy = _take(cast, client)

    assert 1 <= len(copy.planted) <= 3
    assert {row["place"] for row in copy.planted} <= set(places_of(copy.document))
    with tenant_scope(cast.northgate.pk):
        assert copy.version.state == "approved"


def test_the_copy_is_labelled_and_does_not_tell_what_was_planted(cast: Cast) -> None:
    client = _ready(cast)
    copy = _take(cast, client)

    html = client.get(f"{ROOM}{copy.public_id}/").content.decode()

    assert "Calibration copy." in html
    assert "noindex" in html
    assert html.count("<select") == len(places_of(copy.document))
    assert html.count("Statement 1.2</h3>") == html.count("Statement 1.2.1</h3>") == 1
    assert "American College of Physicians" in html or "ACP" in html
    assert "What was planted" not in html
    for row in copy.planted:
        assert not row["was"] or f"In the article:</b> {row['was']}" not in html


def test_taking_again_gives_the_open_copy(cast: Cast) -> None:
    client = _ready(cast)

    first, again = _take(cast, client), _take(cast, client)

    assert first.pk == again.pk


def test_finishing_shows_what_was_found_missed_and_marked_for_nothing(cast: Cast) -> None:
    client = _ready(cast)
    copy = _take(cast, client)
    clean = _clean_place(copy)

    response = _finish(client, copy, {**_right(copy), clean: "wrong_dose"})

    assert response.status_code == 302
    html = client.get(response["Location"]).content.decode()
    number = len(copy.planted)
    assert re.search(rf"You found {number} of {number} planted", html)
    assert "You called it: Wrong number or dose" in html
    assert "Missed" not in html


def test_what_was_not_marked_was_missed(cast: Cast) -> None:
    client = _ready(cast)
    copy = _take(cast, client)

    html = client.get(_finish(client, copy, {})["Location"]).content.decode()

    assert re.search(rf"You found 0 of {len(copy.planted)} planted", html)
    assert html.count("Missed") == len(copy.planted)


def test_finishing_twice_is_finishing_once_as_it_was_first(cast: Cast) -> None:
    client = _ready(cast)
    copy = _take(cast, client)

    statuses = [_finish(client, copy, marks).status_code for marks in ({}, _right(copy))]

    assert statuses == [302, 302]
    with tenant_scope(cast.northgate.pk):
        assert not CopyMark.objects.exists()
        assert AuditEntry.objects.filter(action="advisory.copy.finished").count() == 1


def test_a_finding_that_does_not_exist_comes_back(cast: Cast) -> None:
    client = _ready(cast)
    copy = _take(cast, client)

    assert _finish(client, copy, {_clean_place(copy): "nonsense"}).status_code == 422
    with tenant_scope(cast.northgate.pk):
        assert ReviewCopy.objects.get().finished_at is None


@pytest.mark.parametrize("name", ["chiyo", "ada", "edda", "rosa"])
def test_a_copy_is_its_members_alone(cast: Cast, name: str) -> None:
    copy = _take(cast, _ready(cast))
    client = browser(cast.northgate, getattr(cast, name))

    seen = client.get(f"{ROOM}{copy.public_id}/").status_code
    finished = _finish(client, copy, {}).status_code

    assert {seen, finished} == ({404} if name == "chiyo" else {403})


def test_a_neighbours_board_finds_no_copy(cast: Cast) -> None:
    copy = _take(cast, _ready(cast))

    assert browser(cast.harbour, cast.mei).get(f"{ROOM}{copy.public_id}/").status_code == 404
    assert browser(cast.northgate).get(f"{ROOM}{copy.public_id}/").status_code == 302


def test_nothing_that_readers_or_partners_get_has_a_word_of_it(cast: Cast) -> None:
    copy = _take(cast, _ready(cast))
    with tenant_scope(cast.northgate.pk):
        document = {
            **copy.document,
            "parts": [{**copy.document["parts"][0], "text": "zqplantedzq"}],
        }
        ReviewCopy.objects.update(document=document)
        versions = ArticleVersion.objects.count()
    reader, program = browser(cast.northgate), partner(cast.northgate, cast.pia_key)

    shown = [
        client.get(path).content.decode()
        for client, path in (
            (reader, "/"),
            (reader, "/articles/brittle-bones/"),
            (reader, "/articles/brittle-bones/history/file/"),
            (reader, "/guidelines/"),
            (program, "/api/v1/articles/"),
            (program, "/api/v1/articles/brittle-bones/"),
        )
    ]

    assert versions == 1
    assert not [html for html in shown if "zqplantedzq" in html]


def test_nobody_gets_a_copy_of_what_they_wrote_or_whose_evidence_changed(cast: Cast) -> None:
    client = _ready(cast)
    withdraw(cast, "second")

    assert client.post(f"{ROOM}take/").status_code == 409


def test_the_board_sees_its_rate_by_kind_and_the_member_only_their_own_copies(cast: Cast) -> None:
    client = _ready(cast)
    copy = _take(cast, client)
    _finish(client, copy, _right(copy))

    theirs = browser(cast.northgate, cast.chiyo).get(ROOM).content.decode()

    number = len(copy.planted)
    assert f"{number} of {number}" in theirs
    assert "100 %" in theirs
    assert "You have taken none." in theirs
    assert cast.boris.name not in theirs


def test_only_the_chair_sees_how_many_copies_each_has_finished(cast: Cast) -> None:
    client = _ready(cast)
    _finish(client, _take(cast, client), {})
    with tenant_scope(cast.northgate.pk):
        Member.objects.create(user=cast.chiyo, is_chair=True)

    html = browser(cast.northgate, cast.chiyo).get(ROOM).content.decode()

    assert f"<dt>{cast.boris.name}</dt><dd>1</dd>" in html


def test_the_room_costs_the_same_however_many_copies_there_are(cast: Cast) -> None:
    client = _ready(cast)
    counts = []
    for _ in range(2):
        for _ in range(2):
            _finish(client, _take(cast, client), {})
        client.get(ROOM)
        with CaptureQueriesContext(connection) as queries:
            client.get(ROOM)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_services_ask_again_who_may(cast: Cast) -> None:
    copy = _take(cast, _ready(cast))

    with tenant_scope(cast.northgate.pk):
        for deed in (
            lambda: set_calibration(is_on=False, actor=cast.boris_acting),
            lambda: take_copy(tenant=cast.northgate, actor=cast.ada_acting),
            lambda: finish_copy(copy=copy, marks={}, actor=cast.chiyo_acting),
        ):
            with pytest.raises(NotPermitted):
                deed()


def test_a_place_counts_as_found_whatever_it_was_called() -> None:
    planted = (
        Planted(Defect.WRONG_DOSE, "one", "5 mg", "10 mg"),
        Planted(Defect.STRENGTH_RAISED, "two", "suggests", "recommends"),
    )

    found = score(planted, {"one": "wrong_population", "three": "wrong_dose"})

    assert [row.place for row in found.found] == ["one"]
    assert [row.place for row in found.missed] == ["two"]
    assert (found.named, found.alarms) == (frozenset(), ("three",))
