"""The curator's desk and the doors of its rooms: what waits, and who may see it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.guidelines.formats.reading import SourceFile
from apps.guidelines.models import GuidelineVersion, ImportRun, SuccessorProposal
from apps.guidelines.services.start_import import start_import
from core.clock import now
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser
from tests.guidelines.conflicting import differing, speaking_against, speaking_for
from tests.guidelines.editions import REWORDED, uncertain
from tests.guidelines.sharing import released, revised, shared_and_taken

DESK = "/curation/"
ROOMS = (
    DESK,
    "/curation/reviews/",
    "/curation/changes/",
    "/curation/successors/",
    "/curation/gaps/",
)
CONFLICTS = "/curation/conflicts/"


@pytest.mark.parametrize("room", [*ROOMS, CONFLICTS])
def test_the_rooms_ask_visitors_to_sign_in(cast: Cast, room: str) -> None:
    response = browser(cast.northgate).get(f"{room}?page=2")

    assert response.status_code == 302
    assert response["Location"] == f"/account/login/?next={room}%3Fpage%3D2"


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("name", ["ada", "boris", "edda", "rosa"])
def test_the_rooms_are_for_curators(cast: Cast, room: str, name: str) -> None:
    response = browser(cast.northgate, getattr(cast, name)).get(room)

    assert response.status_code == 403


@pytest.mark.parametrize(
    ("name", "status"), [("cleo", 200), ("boris", 200), ("ada", 403), ("edda", 403), ("rosa", 403)]
)
def test_conflicts_are_for_curators_and_the_board(cast: Cast, name: str, status: int) -> None:
    response = browser(cast.northgate, getattr(cast, name)).get(CONFLICTS)

    assert response.status_code == status


def test_a_board_member_is_led_to_conflicts_and_to_no_room_that_is_closed(cast: Cast) -> None:
    client = browser(cast.northgate, cast.boris)

    pages = client.get("/desk/").content.decode(), client.get(CONFLICTS).content.decode()

    assert all(f'href="{CONFLICTS}"' in page for page in pages)
    assert not any(f'href="{room}"' in page for page in pages for room in ROOMS)


@pytest.mark.parametrize("room", [*ROOMS[1:], CONFLICTS])
@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999"])
def test_a_page_that_cannot_be_is_refused(cast: Cast, room: str, page: str) -> None:
    response = browser(cast.northgate, cast.cleo).get(f"{room}?page={page}")

    assert response.status_code == 400


@pytest.mark.parametrize("room", [*ROOMS[1:], CONFLICTS])
def test_a_page_after_the_last_is_empty(cast: Cast, room: str) -> None:
    response = browser(cast.northgate, cast.cleo).get(f"{room}?page=3")

    assert response.status_code == 200


def test_the_desk_says_so_where_nothing_waits(cast: Cast) -> None:
    html = browser(cast.northgate, cast.cleo).get(DESK).content.decode()

    for said in (
        "No import waits for a decision.",
        "No review is due now or in the next 90 days.",
        "No conflict is open.",
        "No successor waits for a decision.",
    ):
        assert said in html


def _planned_import(cast: Cast) -> None:
    with tenant_scope(cast.northgate.pk):
        run = start_import(files=[SourceFile("bones.json", b"{}")], actor=cast.cleo_acting)
        ImportRun.objects.filter(pk=run.pk).update(stage="planned", plan={"counts": {}})


def test_the_desk_counts_what_waits_here_and_shows_the_first(cast: Cast) -> None:
    make.store(cast.harbour)
    proposal = uncertain(cast)
    differing(cast.northgate)
    _planned_import(cast)
    for tenant in (cast.northgate, cast.harbour):
        with tenant_scope(tenant.pk):
            GuidelineVersion.objects.filter(guideline__key="acp-bone", status="active").update(
                review_due_on="2024-01-01"
            )

    html = browser(cast.northgate, cast.cleo).get(DESK).content.decode()

    assert html.count("</dt><dd>1</dd>") == 4
    assert html.count("days overdue") == 1
    assert "Bisphosphonate in osteoporosis" in html
    assert REWORDED in html
    assert f"/curation/successors/{proposal.public_id}/" in html
    assert "bones.json" in html


def test_an_import_that_failed_waits_for_a_decision(cast: Cast) -> None:
    with tenant_scope(cast.northgate.pk):
        run = start_import(files=[SourceFile("bones.json", b"{}")], actor=cast.cleo_acting)
        ImportRun.objects.filter(pk=run.pk).update(status="failed")

    html = browser(cast.northgate, cast.cleo).get(DESK).content.decode()

    assert "Imports to decide on</a></dt><dd>1</dd>" in html
    assert f'<a href="/curation/imports/{run.public_id}/">bones.json</a>' in html


def test_the_desk_says_what_libraries_have_sent(cast: Cast) -> None:
    library, _ = shared_and_taken(cast)
    released(cast, library, revised())

    html = browser(cast.harbour, cast.hana).get(DESK).content.decode()

    assert "Releases to take over</a></dt><dd>1</dd>" in html


def test_the_desk_costs_the_same_for_more(cast: Cast) -> None:
    uncertain(cast)
    differing(cast.northgate)
    client = browser(cast.northgate, cast.cleo)
    client.get(DESK)
    with CaptureQueriesContext(connection) as few:
        client.get(DESK)
    for number in range(3):
        _planned_import(cast)
        age = {"population": {"text": "the old", "age_min": 90 + number, "age_unit": "a"}}
        make.store(cast.northgate, speaking_for(f"for-{number}", acuity="acute", **age))
        make.store(cast.northgate, speaking_against(f"not-{number}", acuity="acute", **age))
    with tenant_scope(cast.northgate.pk):
        soon = now().date() + timedelta(days=30)
        GuidelineVersion.objects.filter(status="active").update(review_due_on=soon)
        one = SuccessorProposal.objects.get()
        SuccessorProposal.objects.create(older=one.newer, newer=one.older, score=0.5)

    with CaptureQueriesContext(connection) as more:
        client.get(DESK)

    # Eight of them find out who asks.
    assert len(more) == len(few) == 9 + 15


def test_the_way_to_the_curators_desk_is_shown_to_curators(cast: Cast) -> None:
    seen = [
        f'href="{DESK}"' in browser(cast.northgate, person).get("/").content.decode()
        for person in (cast.cleo, cast.boris, None)
    ]

    assert seen == [True, False, False]
