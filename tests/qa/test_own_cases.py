"""Our own cases over both demonstration stores: a part of them on every run, all by the command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction

from apps.accounts.models import Tenant
from apps.articles.domain.package import read_article
from apps.articles.services import move
from apps.articles.services.import_article import import_article
from apps.guidelines.services.refresh_statistics import refresh_statistics
from apps.qa.domain.scoring import Case, Given, Result, report
from apps.qa.models import Question
from apps.qa.services.evaluate import OWN_CASES, can_be_met, evaluate, read_cases
from config.demo import APPS
from core.errors import InvalidInput
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, make_cast

LINES = OWN_CASES.read_text(encoding="utf-8").splitlines()
# One in so many is asked here.
EVERY = 4
CONTENT = {
    "northgate": (("everyday", "northgate"), ("chronic-wedge-fracture", "northgate-denosumab")),
    "harbour": (("everyday", "harbour"), ("harbour-aspirin", "harbour-sore-throat")),
}


def _read(app: str, name: str) -> Any:
    return json.loads((APPS / app / "demo" / f"{name}.json").read_text(encoding="utf-8"))


def _load(cast: Cast, tenant: Tenant) -> Tenant:
    stores, articles = CONTENT[tenant.slug]
    author, actor = (
        (cast.ada, cast.ada_acting) if tenant == cast.northgate else (cast.otto, cast.otto_acting)
    )
    for name in stores:
        make.store(tenant, _read("guidelines", name))
    with tenant_scope(tenant.pk):
        for name in articles:
            package = read_article(_read("articles", name))
            version = import_article(package=package, author=author, actor=actor)
            move.submit(version=version, actor=actor)
    return tenant


@pytest.fixture(scope="module")
def tenants(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Tenant]]:
    """Both organisations with what the demonstration loads; all of it is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast = make_cast()
        loaded = [_load(cast, tenant) for tenant in (cast.northgate, cast.harbour)]
        connection.check_constraints()
        refresh_statistics()
        yield loaded
        transaction.set_rollback(True)


def test_the_goals_are_met_on_a_part_of_our_own_cases(tenants: list[Tenant], db: None) -> None:
    results = [
        evaluate(case, tenant=tenant)
        for tenant in tenants
        for case in read_cases(LINES, tenant=tenant.slug)[::EVERY]
        if can_be_met(case)
    ]

    found = report(results)
    assert found["meets_goals"], found["failures"]
    for tenant in tenants:
        with tenant_scope(tenant.pk):
            assert not Question.objects.exists()


def test_what_only_a_person_can_decide_is_said_on_all_of_those_cases(
    tenants: list[Tenant], db: None
) -> None:
    results = [
        evaluate(case, tenant=tenant)
        for tenant in tenants
        for case in read_cases(LINES, tenant=tenant.slug)
        if case.outcome == "needs_person"
    ]

    assert len(results) == 11
    assert report(results)["failures"] == []


def test_every_kind_of_question_has_cases_in_both_halves() -> None:
    rows = [json.loads(line) for line in LINES]

    halves = {(row["kind"], row["half"]) for row in rows}
    kinds = {kind for kind, _ in halves}
    assert len(rows) >= 200
    assert halves >= {(kind, half) for kind in kinds for half in ("develop", "held_out")}
    assert len({(row["tenant"], row["question"], row.get("article")) for row in rows}) == len(rows)


CASE = Case("Is it?", "answered", cites=frozenset({"a/1", "a/2"}), must_not_cite=frozenset({"b/*"}))


def test_a_report_counts_what_is_right_missing_and_wrongly_cited() -> None:
    right = Result(CASE, Given("answered", ("a/1", "a/2", "c/1")))
    wrong = Result(CASE, Given("not_covered", ("a/1", "b/1", "c/1"), unfounded=("c/1",)))

    found = report([right, wrong])

    assert found["outcome_right"] == 0.5
    assert found["citations"] == {
        "shown": 6,
        "wrong": 2,
        "precision": 0.6667,
        "expected": 4,
        "missing": 1,
        "recall": 0.75,
    }
    assert [failure["wrongly_cited"] for failure in found["failures"]] == [["b/1", "c/1"]]
    assert not found["meets_goals"]


def test_a_missed_emergency_and_a_false_alarm_both_miss_the_goals() -> None:
    urgent = Case("Help", "emergency")
    calm = replace(urgent, outcome="answered")
    missed = [Result(urgent, Given("answered", ())), *[Result(calm, Given("answered", ()))] * 60]
    alarmed = [Result(calm, Given("emergency", ()))] * 2 + missed[1:]

    assert report(missed)["emergencies"]["recall"] == 0.0
    assert not report(missed)["meets_goals"]
    assert report(alarmed)["emergencies"]["false_alarms"] == 2
    assert not report(alarmed)["meets_goals"]


def test_a_right_answer_that_begins_with_another_record_is_not_right() -> None:
    case = replace(CASE, first="a/2")

    assert not Result(case, Given("answered", ("a/1", "a/2"))).is_right
    assert Result(case, Given("answered", ("a/2", "a/1"))).is_right


@pytest.mark.parametrize(
    "line", ["no JSON", "[]", "{}", '{"question": "q"}', '{"question": "q", "expect": {}}']
)
def test_a_line_that_is_no_case_is_named_by_its_number(line: str) -> None:
    with pytest.raises(InvalidInput, match="Line 2 is no case"):
        read_cases(["", line], tenant="northgate")
