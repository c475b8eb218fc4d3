"""A curator withdraws, replaces and reinstates on pages that first say what it touches."""

from __future__ import annotations

import html
import uuid
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from apps.articles.models import StatementMark
from apps.articles.services import move
from apps.guidelines.models import Guideline, GuidelineVersion
from apps.guidelines.resting import what_rests_on
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser
from tests.guidelines.editions import edition, record, unchanged, withdraw

SAID = {"reason": "Harm was found.", "on": "2026-05-04"}
DEEDS = ["guideline", "withdraw", "supersede", "reinstate"]
ACTIONS = {
    "guideline": "guidelines.version.withdrawn",
    "withdraw": "guidelines.recommendation.withdrawn",
    "supersede": "guidelines.recommendation.superseded",
    "reinstate": "guidelines.recommendation.reinstated",
}


def _address(cast: Cast, deed: str) -> str:
    with tenant_scope(cast.northgate.pk):
        if deed == "guideline":
            return f"/curation/guidelines/{Guideline.objects.get().public_id}/withdraw/"
        return f"/curation/recommendations/{record().public_id}/{deed}/"


def _form(cast: Cast, deed: str) -> dict[str, str]:
    with tenant_scope(cast.northgate.pk):
        newer = str(record("second").public_id)
    return {**SAID, "newer": newer, "q": "denosumab"} if deed == "supersede" else SAID


def _ready(cast: Cast, deed: str) -> None:
    """An approved article and an answer on the store, in the state that the deed needs."""
    make.approved(cast)
    make.answered(cast.northgate, "Is a bisphosphonate right for osteoporosis?")
    if deed == "reinstate":
        withdraw(cast)


def _post(cast: Cast, deed: str, **facts: str) -> Any:
    client = browser(cast.northgate, cast.cleo)
    return client.post(_address(cast, deed), {**_form(cast, deed), **facts}, follow=True)


def _text(response: HttpResponse) -> str:
    return html.unescape(" ".join(response.content.decode().split()))


def _standing(cast: Cast) -> list[str]:
    with tenant_scope(cast.northgate.pk):
        return [record().status, record("second").status, GuidelineVersion.objects.get().status]


DONE = {
    "guideline": ["withdrawn", "withdrawn", "withdrawn"],
    "withdraw": ["withdrawn", "active", "active"],
    "supersede": ["superseded", "active", "active"],
    "reinstate": ["active", "active", "active"],
}


@pytest.mark.parametrize("deed", DEEDS)
def test_a_curator_does_it_and_is_told_what_was_marked(cast: Cast, deed: str) -> None:
    _ready(cast, deed)
    with tenant_scope(cast.northgate.pk):
        before = StatementMark.objects.count()

    response = _post(cast, deed)

    assert _standing(cast) == DONE[deed]
    with tenant_scope(cast.northgate.pk):
        marked = StatementMark.objects.count() - before
        entry = AuditEntry.objects.get(action=ACTIONS[deed])
    assert (entry.actor_name, entry.data["reason"]) == ("Cleo Marsh", SAID["reason"])
    assert marked > 0
    assert f"Marked: {marked} statements and 1 answer. Opened: 1 review task." in _text(response)
    assert response.redirect_chain[0][0] == _address(cast, deed).removeprefix("/curation").replace(
        {"guideline": "withdraw/"}.get(deed, f"{deed}/"), ""
    )


@pytest.mark.parametrize("deed", DEEDS)
def test_the_page_says_before_what_is_marked_after(cast: Cast, deed: str) -> None:
    _ready(cast, deed)

    page = _text(browser(cast.northgate, cast.cleo).get(_address(cast, deed)))
    said = _text(_post(cast, deed))

    (statements,) = [
        cell.split("</dd>")[0] for cell in page.split("<dt>Statements of articles</dt><dd>")[1:]
    ]
    assert "How should osteoporosis be treated?" in page
    assert "<dt>Answers</dt><dd>1</dd>" in page
    assert f"Marked: {statements} statements and 1 answer." in said


def test_what_a_newer_edition_carries_forward_is_touched_along(cast: Cast) -> None:
    make.approved(cast)
    second = {**make.default_recommendations()[1], "line": 3}
    make.store(cast.northgate, edition(unchanged(), second))

    with tenant_scope(cast.northgate.pk):
        resting = what_rests_on([record(label="2025").pk])

    assert (resting.recommendations, resting.statements) == (1, 3)


def test_who_reinstates_reads_why_it_was_withdrawn(cast: Cast) -> None:
    _ready(cast, "reinstate")

    page = _text(browser(cast.northgate, cast.cleo).get(_address(cast, "reinstate")))

    assert "It was withdrawn because: Harms outweigh its benefits" in page


def test_candidates_are_found_in_the_store_with_their_grades(cast: Cast) -> None:
    make.store(cast.northgate)

    page = _text(
        browser(cast.northgate, cast.cleo).get(f"{_address(cast, 'supersede')}?q=bisphosphonate")
    )

    candidates = page.split("<legend>What takes its place</legend>")[1]
    assert "Consider denosumab where a bisphosphonate cannot be taken." in candidates
    assert "Offer a bisphosphonate first" not in candidates
    assert 'class="dir for"' in candidates


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_visitor_signs_in_first(cast: Cast, method: str) -> None:
    make.store(cast.northgate)
    ask = getattr(browser(cast.northgate), method)

    places = {ask(_address(cast, deed), SAID)["Location"].split("=")[0] for deed in DEEDS}

    assert places == {"/account/login/?next"}
    assert _standing(cast) == ["active", "active", "active"]


@pytest.mark.parametrize("name", ["ada", "boris", "edda", "rosa"])
def test_nobody_but_a_curator_comes_in(cast: Cast, name: str) -> None:
    make.store(cast.northgate)
    client = browser(cast.northgate, getattr(cast, name))

    statuses = {
        response.status_code
        for deed in DEEDS
        for response in (
            client.get(_address(cast, deed)),
            client.post(_address(cast, deed), _form(cast, deed)),
        )
    }

    assert statuses == {403}
    assert _standing(cast) == ["active", "active", "active"]


def test_what_another_organisation_has_is_not_there(cast: Cast) -> None:
    make.store(cast.northgate)
    client = browser(cast.harbour, cast.hana)

    statuses = {client.post(_address(cast, deed), _form(cast, deed)).status_code for deed in DEEDS}

    assert statuses == {404}
    assert _standing(cast) == ["active", "active", "active"]


BAD = [
    ("guideline", {"reason": " "}),
    ("withdraw", {"reason": " "}),
    ("supersede", {"reason": " "}),
    ("reinstate", {"reason": " "}),
    ("withdraw", {"on": "2099-01-01"}),
    ("withdraw", {"on": "1999-01-01"}),
    ("withdraw", {"on": "soon"}),
    ("guideline", {"on": ""}),
    ("supersede", {"newer": ""}),
    ("supersede", {"newer": "the second"}),
    ("supersede", {"newer": str(uuid.UUID(int=0))}),
]


@pytest.mark.parametrize(("deed", "facts"), BAD)
def test_what_is_missing_is_asked_for_again_and_nothing_is_lost(
    cast: Cast, deed: str, facts: dict[str, str]
) -> None:
    _ready(cast, deed)
    before = _standing(cast)

    response = _post(cast, deed, **facts)

    text = _text(response)
    assert response.status_code == 422
    assert "Nothing was changed." in text
    assert 'class="errorlist"' in text
    assert facts.get("reason") or SAID["reason"] in text
    assert _standing(cast) == before


def test_a_recommendation_takes_not_its_own_place(cast: Cast) -> None:
    make.store(cast.northgate)
    with tenant_scope(cast.northgate.pk):
        itself = str(record().public_id)

    response = _post(cast, "supersede", newer=itself)

    assert response.status_code == 422
    assert "A recommendation cannot take its own place" in _text(response)


def test_twice_is_once_for_a_withdrawal(cast: Cast) -> None:
    _ready(cast, "withdraw")
    _post(cast, "withdraw")

    again = _post(cast, "withdraw")

    assert "Nothing new was marked." in _text(again)
    with tenant_scope(cast.northgate.pk):
        assert AuditEntry.objects.filter(action=ACTIONS["withdraw"]).count() == 1


@pytest.mark.parametrize("deed", ["guideline", "reinstate"])
def test_what_is_done_is_not_done_again(cast: Cast, deed: str) -> None:
    _ready(cast, deed)
    _post(cast, deed)

    assert _post(cast, deed).status_code == 409


@pytest.mark.parametrize("deed", DEEDS)
def test_in_another_state_the_page_says_why_not_and_has_no_form(cast: Cast, deed: str) -> None:
    _ready(cast, deed)
    _post(cast, deed)

    page = _text(browser(cast.northgate, cast.cleo).get(_address(cast, deed)))

    assert 'class="why-not"' in page
    assert 'method="post"' not in page.split('<main id="main">')[1]


def test_the_way_there_is_shown_to_curators_only(cast: Cast) -> None:
    make.store(cast.northgate)
    places = [_address(cast, deed) for deed in ("withdraw", "guideline")]
    pages = [place.removeprefix("/curation").removesuffix("withdraw/") for place in places]

    seen = [
        [place in _text(browser(cast.northgate, person).get(page)) for person in people]
        for place, page in zip(places, pages, strict=True)
        for people in [(cast.cleo, cast.boris, None)]
    ]

    assert seen == [[True, False, False]] * 2


@pytest.mark.parametrize("deed", ["guideline", "withdraw", "supersede"])
def test_the_page_costs_the_same_however_much_rests_on_it(cast: Cast, deed: str) -> None:
    make.approved(cast)
    client = browser(cast.northgate, cast.cleo)
    client.get(_address(cast, deed))
    counts = []

    for number in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(_address(cast, deed))
        counts.append(len(queries))
        make.answered(cast.northgate, "Is a bisphosphonate right for osteoporosis?")
        version = make.draft(cast, {**make.article(), "slug": f"another-{number}"})
        with tenant_scope(cast.northgate.pk):
            move.submit(version=version, actor=cast.ada_acting)

    assert counts[0] == counts[1]
