"""A curator approves the plan they saw, lets an import go, or has a failed one tried again."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from apps.guidelines.models import ImportRun, RecommendationVersion
from apps.guidelines.services.start_import import pack
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser
from tests.guidelines.importing import (
    failed,
    now,
    page_of,
    planned,
    started,
    stored,
    worked_on,
)

DEEDS = ("approve", "reject", "retry")


def with_all_parts() -> dict[str, Any]:
    """A package that says something in each of its lists."""
    ends = ["acp-bone/first", "acp-bone/second"]
    status = {"drug": "denosumab", "jurisdiction": "EU", "status": "marketed", "since": "2017"}
    return make.package(
        drug_statuses=[{**status, "precision": "year", "note": "Sold.", "work": "acp-2023"}],
        conflicts=[
            {
                "key": "first-or-second",
                "title": "Which comes first",
                "intervention": "denosumab",
                "recommendations": ends,
            }
        ],
        links=[{"from": ends[0], "to": ends[1], "kind": "conflicts_with"}],
    )


def decide(cast: Cast, run: ImportRun, deed: str, **fields: str) -> Any:
    client = browser(cast.northgate, cast.cleo)
    return client.post(page_of(run, deed), fields or {"plan_sha256": run.plan_sha256})


def audited(cast: Cast, action: str) -> list[dict[str, Any]]:
    """What is recorded of it as Cleo's deed."""
    with tenant_scope(cast.northgate.pk):
        entries = AuditEntry.objects.filter(action=action, actor_name=cast.cleo.name)
        return [entry.data for entry in entries.order_by("pk")]


def test_what_is_approved_on_the_page_is_stored(cast: Cast) -> None:
    run = planned(cast)

    response = decide(cast, run, "approve")

    assert response["Location"] == page_of(run)
    assert (now(cast, run).stage, now(cast, run).status) == ("storing", "queued")
    assert worked_on(cast, run).stage == "stored"
    with tenant_scope(cast.northgate.pk):
        assert RecommendationVersion.objects.count() == 2
    assert [data["stage"] for data in audited(cast, "guidelines.import.moved")] == ["storing"]


def test_a_rejected_import_stores_nothing_and_forgets_its_files(cast: Cast) -> None:
    run = planned(cast)

    response = decide(cast, run, "reject")

    ended = now(cast, run)
    assert response["Location"] == page_of(run)
    assert (ended.stage, ended.upload, ended.decided_by_id) == ("rejected", None, cast.cleo.pk)
    with tenant_scope(cast.northgate.pk):
        assert not RecommendationVersion.objects.exists()


def test_an_import_that_failed_is_tried_again_where_it_stood(cast: Cast) -> None:
    run = failed(cast, upload=pack([]))

    response = decide(cast, run, "retry")

    again = now(cast, run)
    assert response["Location"] == page_of(run)
    assert (again.stage, again.status, again.attempts) == ("reading", "queued", 0)
    assert audited(cast, "guidelines.import.retried") == [{"stage": "reading"}]
    assert worked_on(cast, run).status == "done"


def test_an_import_that_failed_can_be_let_go(cast: Cast) -> None:
    run = failed(cast)

    decide(cast, run, "reject")

    ended = now(cast, run)
    assert (ended.stage, ended.status, ended.upload) == ("rejected", "done", None)


def test_another_plan_than_the_one_that_was_seen_is_not_approved(cast: Cast) -> None:
    run = planned(cast)

    response = decide(cast, run, "approve", plan_sha256="0" * 64)

    assert response.status_code == 409
    assert now(cast, run).stage == "planned"


@pytest.mark.parametrize("sha256", ["", "short"])
def test_an_approval_says_which_plan_was_seen(cast: Cast, sha256: str) -> None:
    run = planned(cast)

    response = decide(cast, run, "approve", plan_sha256=sha256)

    assert response.status_code == 400
    assert now(cast, run).stage == "planned"


@pytest.mark.parametrize(
    ("state", "deed"),
    [
        (started, "approve"),
        (started, "reject"),
        (started, "retry"),
        (planned, "retry"),
        (stored, "approve"),
        (stored, "reject"),
        (stored, "retry"),
        (failed, "approve"),
    ],
)
def test_what_does_not_wait_for_it_cannot_be_decided(cast: Cast, state: Any, deed: str) -> None:
    run = state(cast)
    before = now(cast, run)

    response = decide(cast, run, deed, plan_sha256=run.plan_sha256 or "0" * 64)

    assert response.status_code == 409
    assert (now(cast, run).stage, now(cast, run).status) == (before.stage, before.status)


@pytest.mark.parametrize(
    ("state", "deed"), [(planned, "approve"), (planned, "reject"), (failed, "retry")]
)
def test_deciding_twice_is_once(cast: Cast, state: Any, deed: str) -> None:
    run = state(cast)
    decide(cast, run, deed)
    before = audited(cast, "guidelines.import.moved"), audited(cast, "guidelines.import.retried")

    response = decide(cast, run, deed)

    assert response.status_code == 409
    after = audited(cast, "guidelines.import.moved"), audited(cast, "guidelines.import.retried")
    assert after == before


@pytest.mark.parametrize("deed", DEEDS)
def test_a_visitor_signs_in_before_deciding(cast: Cast, deed: str) -> None:
    run = planned(cast)

    response = browser(cast.northgate).post(page_of(run, deed))

    assert response["Location"] == f"/account/login/?next={page_of(run, deed)}"
    assert now(cast, run).stage == "planned"


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("name", ["ada", "boris", "edda", "rosa"])
def test_only_curators_decide(cast: Cast, name: str, deed: str) -> None:
    run = planned(cast)

    response = browser(cast.northgate, getattr(cast, name)).post(
        page_of(run, deed), {"plan_sha256": run.plan_sha256}
    )

    assert response.status_code == 403
    assert now(cast, run).stage == "planned"


@pytest.mark.parametrize("deed", ["", "issues", *DEEDS])
def test_the_import_of_another_organisation_is_not_there(cast: Cast, deed: str) -> None:
    run = planned(cast)
    hana = browser(cast.harbour, cast.hana)

    method = hana.post if deed in DEEDS else hana.get
    response = method(page_of(run, deed), {"plan_sha256": run.plan_sha256})

    assert response.status_code == 404
    assert now(cast, run).stage == "planned"


def test_an_import_that_nobody_started_is_not_there(cast: Cast) -> None:
    response = browser(cast.northgate, cast.cleo).get(f"/curation/imports/{uuid.uuid4()}/")

    assert response.status_code == 404


@pytest.mark.parametrize(
    ("part", "facts", "said"),
    [
        ("works", {"integrity": "retracted", "integrity_note": "By its journal"}, "Works"),
        ("bodies", {"country": "CA"}, "Issuing bodies"),
        ("concepts", {"terms": ["fragile bones"]}, "Concepts"),
        ("guidelines", {"licence": "CC BY 4.0"}, "Facts of guidelines"),
        ("drug_statuses", {"since": "2018"}, "Drug statuses"),
        ("links", {"kind": "same_as"}, "Links"),
        ("conflicts", {"key": "another"}, "Sides of conflicts"),
    ],
)
def test_what_changes_beside_recommendations_can_be_approved(
    cast: Cast, part: str, facts: dict[str, Any], said: str
) -> None:
    make.store(cast.northgate, with_all_parts())
    document = with_all_parts()
    document[part][0] |= facts

    html = browser(cast.northgate, cast.cleo).get(page_of(planned(cast, document))).content.decode()

    assert f"<span>{said} <b>{2 if part == 'conflicts' else 1}</b></span>" in html
    assert "Approve and store" in html


def test_the_same_file_again_is_nothing_to_approve(cast: Cast) -> None:
    make.store(cast.northgate, with_all_parts())
    run = planned(cast, with_all_parts())

    html = browser(cast.northgate, cast.cleo).get(page_of(run)).content.decode()

    assert "The same file twice changes nothing." in html
    assert "Approve and store" not in html
    assert f'action="{page_of(run, "reject")}"' in html
