"""A curator marks publications and writes the history of drugs on their pages."""

from __future__ import annotations

import html
import uuid
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from apps.articles.models import StatementMark
from apps.guidelines.models import Concept, DrugStatus, Work
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser

MARK = {"integrity": "retracted", "since": "2026-03-04", "note": "The data were invented."}
ENDED = {
    "jurisdiction": "US",
    "status": "marketing_ended",
    "since": "2022-06",
    "note": "The maker stopped selling it.",
}
ROOMS = ["works", "drugs"]


def _address(cast: Cast, room: str) -> str:
    with tenant_scope(cast.northgate.pk):
        found = Work.objects.get() if room == "works" else Concept.objects.get(key="denosumab")
        return f"/curation/{room}/{found.public_id}/"


def _form(cast: Cast, room: str) -> dict[str, str]:
    with tenant_scope(cast.northgate.pk):
        return MARK if room == "works" else {**ENDED, "work": str(Work.objects.get().public_id)}


def _post(cast: Cast, room: str, **facts: str) -> Any:
    client = browser(cast.northgate, cast.cleo)
    return client.post(_address(cast, room), {**_form(cast, room), **facts}, follow=True)


def _get(cast: Cast, address: str) -> str:
    return _text(browser(cast.northgate, cast.cleo).get(address))


def _text(response: HttpResponse) -> str:
    return html.unescape(" ".join(response.content.decode().split()))


def _said(cast: Cast) -> tuple[str, int]:
    with tenant_scope(cast.northgate.pk):
        return Work.objects.get().integrity, DrugStatus.objects.count()


def _work(key: str, title: str, **facts: Any) -> dict[str, Any]:
    return {"key": key, "kind": "trial", "authors": [], "title": title, **facts}


def test_a_curator_marks_a_publication_and_is_told_what_was_marked(cast: Cast) -> None:
    make.approved(cast)
    before = _get(cast, _address(cast, "works"))

    response = _post(cast, "works")

    with tenant_scope(cast.northgate.pk):
        work = Work.objects.get()
        marked = StatementMark.objects.count()
        entry = AuditEntry.objects.get(action="guidelines.work.marked")
    assert (work.integrity, str(work.integrity_since)) == ("retracted", MARK["since"])
    assert (entry.actor_name, entry.data["after"]) == ("Cleo Marsh", "retracted")
    assert marked > 0
    assert f"<dt>Statements of articles</dt><dd>{marked}</dd>" in before
    assert f"Marked: {marked} statements and 0 answers. Opened: 1 review task." in _text(response)


def test_a_publication_becomes_current_again_without_a_reason(cast: Cast) -> None:
    make.store(cast.northgate)
    _post(cast, "works")

    response = _post(cast, "works", integrity="current", since="", note="")

    assert "Nothing new was marked." in _text(response)
    assert _said(cast)[0] == "current"


def test_a_curator_adds_to_a_drugs_history_and_is_told_what_was_marked(cast: Cast) -> None:
    make.approved(cast)

    response = _post(cast, "drugs")

    with tenant_scope(cast.northgate.pk):
        entry = DrugStatus.objects.get()
        marked = StatementMark.objects.count()
        audited = AuditEntry.objects.get(action="guidelines.drug_status.set")
    assert (str(entry.since), entry.since_precision) == ("2022-06-01", "month")
    assert audited.actor_name == "Cleo Marsh"
    assert marked > 0
    text = _text(response)
    assert f"Marked: {marked} statements and 0 answers. Opened: 1 review task." in text
    assert "<b>No longer marketed</b>, since June 2022" in text


def test_a_wrong_entry_is_corrected_on_its_page(cast: Cast) -> None:
    make.store(cast.northgate)
    _post(cast, "drugs")
    with tenant_scope(cast.northgate.pk):
        wrong = DrugStatus.objects.get()

    response = _post(cast, "drugs", since="2023", corrects=str(wrong.pk))

    assert "Nothing new was marked." in _text(response)
    assert "<b>No longer marketed</b>, since 2023" in _text(response)
    assert _said(cast)[1] == 1


def test_what_no_longer_holds_is_shown_below_what_does(cast: Cast) -> None:
    make.store(cast.northgate)
    _post(cast, "drugs")

    text = _text(_post(cast, "drugs", status="marketed", since="2024-01-31"))

    held = [part.split("</b>")[0] for part in text.split("<b>") if "</b>, since" in part]
    assert held == ["Marketed", "No longer marketed"]
    assert text.count("Holds</span>") == 1


@pytest.mark.parametrize("room", ROOMS)
def test_twice_is_once(cast: Cast, room: str) -> None:
    make.store(cast.northgate)
    _post(cast, room)
    with tenant_scope(cast.northgate.pk):
        entries = AuditEntry.objects.count()

    again = _post(cast, room)

    assert "Nothing new was marked." in _text(again)
    with tenant_scope(cast.northgate.pk):
        assert AuditEntry.objects.count() == entries


@pytest.mark.parametrize("room", ROOMS)
def test_a_visitor_signs_in_first(cast: Cast, room: str) -> None:
    make.store(cast.northgate)
    visitor = browser(cast.northgate)

    answers = [
        visitor.get(f"/curation/{room}/"),
        visitor.get(_address(cast, room)),
        visitor.post(_address(cast, room), _form(cast, room)),
    ]

    assert {answer.status_code for answer in answers} == {302}
    assert _said(cast) == ("current", 0)


@pytest.mark.parametrize("name", ["ada", "boris", "edda", "rosa"])
def test_nobody_but_a_curator_comes_in(cast: Cast, name: str) -> None:
    make.store(cast.northgate)
    client = browser(cast.northgate, getattr(cast, name))

    statuses = {
        answer.status_code
        for room in ROOMS
        for answer in (
            client.get(f"/curation/{room}/"),
            client.get(_address(cast, room)),
            client.post(_address(cast, room), _form(cast, room)),
        )
    }

    assert statuses == {403}
    assert _said(cast) == ("current", 0)


@pytest.mark.parametrize("room", ROOMS)
def test_what_another_organisation_has_is_not_there(cast: Cast, room: str) -> None:
    make.store(cast.northgate)
    client = browser(cast.harbour, cast.hana)

    listed = client.get(f"/curation/{room}/")
    changed = client.post(_address(cast, room), _form(cast, room))

    assert changed.status_code == 404
    assert "Bone drugs" not in _text(listed)
    assert "enosumab" not in _text(listed)
    assert _said(cast) == ("current", 0)


@pytest.mark.parametrize(
    ("room", "facts"),
    [
        ("works", {"note": " "}),
        ("works", {"since": ""}),
        ("works", {"since": "2099-01-01"}),
        ("works", {"integrity": "burnt"}),
        ("drugs", {"work": ""}),
        ("drugs", {"work": str(uuid.UUID(int=0))}),
        ("drugs", {"since": "last year"}),
        ("drugs", {"since": "2099"}),
        ("drugs", {"status": "banned"}),
        ("drugs", {"jurisdiction": "x" * 21}),
        ("drugs", {"note": ""}),
    ],
)
def test_what_makes_no_sense_is_asked_for_again_and_nothing_is_lost(
    cast: Cast, room: str, facts: dict[str, str]
) -> None:
    make.store(cast.northgate)

    response = _post(cast, room, **facts)

    text = _text(response)
    kept = {**_form(cast, room), **facts}["note"].strip()
    assert response.status_code == 422
    assert "Nothing was changed." in text
    assert 'class="errorlist"' in text
    assert kept in text
    assert _said(cast) == ("current", 0)


def test_the_chosen_source_stays_among_those_to_choose_from(cast: Cast) -> None:
    make.store(cast.northgate)

    response = _post(cast, "drugs", note="")

    assert 'checked> <label for="work-' in _text(response)


@pytest.mark.parametrize(
    "asked",
    [
        "kyphoplasty PAIN",
        "10.1000/xyz123",
        "https://doi.org/10.1000/XYZ123",
        "doi: 10.1000/xyz123",
        "1234567",
        "PMID 1234567",
        "https://pubmed.ncbi.nlm.nih.gov/1234567/",
    ],
)
def test_a_publication_is_found_by_title_or_number(cast: Cast, asked: str) -> None:
    trial = _work("trial", "Pain after kyphoplasty", doi="10.1000/xyz123", pmid="1234567")
    document = make.package()
    document["works"] += [trial, _work("other", "Pain after a fall")]
    make.store(cast.northgate, document)

    response = browser(cast.northgate, cast.cleo).get("/curation/works/", {"q": asked})

    text = _text(response)
    assert "Pain after kyphoplasty" in text
    assert "Pain after a fall" not in text


@pytest.mark.parametrize("asked", ["denosu", "PROLIA"])
def test_a_drug_is_found_by_name_or_brand(cast: Cast, asked: str) -> None:
    make.store(cast.northgate)

    text = _get(cast, f"/curation/drugs/?q={asked}")

    assert ("Denosumab" in text, "Alendronate" in text) == (True, False)


def test_what_is_no_drug_has_no_page(cast: Cast) -> None:
    make.store(cast.northgate)
    with tenant_scope(cast.northgate.pk):
        brace = Concept.objects.get(key="brace").public_id

    response = browser(cast.northgate, cast.cleo).get(f"/curation/drugs/{brace}/")

    assert response.status_code == 404


@pytest.mark.parametrize("room", ROOMS)
def test_a_list_costs_the_same_for_any_number_and_is_paged(cast: Cast, room: str) -> None:
    make.store(cast.northgate)
    client = browser(cast.northgate, cast.cleo)
    client.get(f"/curation/{room}/")
    counts = []

    for size in (0, 40):
        document = make.package()
        document["works"] += [_work(f"w{n}", f"Trial {n:02}") for n in range(size)]
        document["concepts"] += [
            {"key": f"d{n}", "kind": "drug", "name": f"drug {n:02}", "terms": []}
            for n in range(size)
        ]
        make.store(cast.northgate, document)
        with CaptureQueriesContext(connection) as queries:
            text = _text(client.get(f"/curation/{room}/"))
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert "Page 1 of 2" in text
    assert "Page 2 of 2" in _text(client.get(f"/curation/{room}/?q=&page=2"))
