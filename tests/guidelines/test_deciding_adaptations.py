"""Deciding on a page what the change of an adaptation's source means here."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.guidelines.models import Adaptation, RecommendationVersion
from core.tenancy.scope import tenant_scope
from tests.cast import Cast, browser
from tests.guidelines.adapted import (
    ADAPTATIONS,
    OURS,
    adapted,
    local_row,
    moved_on,
    page_of,
    upstream_row,
)
from tests.guidelines.sharing import at, shared_and_taken


def seen(hana: Client, address: str) -> dict[str, str]:
    """What the form of the page says was compared."""
    html = hana.get(address).content.decode()
    return dict(re.findall(r'name="(seen_sha256)" value="([^"]+)"', html))


def test_the_list_puts_what_moved_first(cast: Cast) -> None:
    shared_and_taken(cast)
    adapted(cast, {"remarks": "Ours."}, key="second")
    adapted(cast)
    moved_on(cast)

    html = browser(cast.harbour, cast.hana).get(ADAPTATIONS).content.decode()

    assert re.findall(r"Source changed|As decided", html) == ["Source changed", "As decided"]
    assert OURS["statement"] in html.split("Source changed")[0]


def test_choices_field_by_field_become_the_next_local_edition(cast: Cast) -> None:
    shared_and_taken(cast)
    adaptation = adapted(cast, {**OURS, "remarks": "Ours.", "setting": "Clinic."})
    moved_on(cast, acuity="chronic", section="Drugs")
    hana = browser(cast.harbour, cast.hana)
    choices = {
        "side.statement": "own",
        "own.statement": "Infuse zoledronate in those at high risk.",
        "side.plain.student": "ours",
        "side.plain.patient": "ours",
        "side.remarks": "theirs",
        "side.setting": "ours",
        "side.acuity": "ours",
        "reason": "Looked at it.",
    }

    response = hana.post(page_of(adaptation), choices | seen(hana, page_of(adaptation)))

    assert response["Location"] == page_of(adaptation)
    with tenant_scope(cast.harbour.pk):
        row = local_row()
        assert row.clinician == "Infuse zoledronate in those at high risk."
        assert (row.remarks, row.setting, row.acuity) == ("", "Clinic.", "any")
        assert row.section == "Drugs"
        assert Adaptation.objects.get().base == upstream_row()


@pytest.mark.parametrize(
    ("choice", "statement"),
    [
        ("keep_local", OURS["statement"]),
        ("take_upstream", "Offer a bisphosphonate to adults at high risk."),
    ],
)
def test_one_side_is_taken_whole_without_a_choice_for_each_field(
    cast: Cast, choice: str, statement: str
) -> None:
    shared_and_taken(cast)
    adaptation = adapted(cast)
    moved_on(cast)
    hana = browser(cast.harbour, cast.hana)
    sent = {"choice": choice, "reason": "So."} | seen(hana, page_of(adaptation))

    responses = [hana.post(page_of(adaptation), sent) for _ in range(2)]

    assert [response.status_code for response in responses] == [302, 409]
    assert at(cast.harbour, local_row).clinician == statement


def test_what_both_sides_changed_waits_for_a_choice(cast: Cast) -> None:
    shared_and_taken(cast)
    adaptation = adapted(cast)
    moved_on(cast)
    hana = browser(cast.harbour, cast.hana)
    sent = {"own.statement": "A long thought.", "reason": "Because."}

    response = hana.post(page_of(adaptation), sent | seen(hana, page_of(adaptation)))

    assert response.status_code == 422
    html = response.content.decode()
    assert "Choose one." in html.split('aria-label="Statement"')[1].split("</section>")[0]
    assert "A long thought." in html
    assert "Because." in html


def test_nobody_decides_on_a_source_they_did_not_see(cast: Cast) -> None:
    shared_and_taken(cast)
    adaptation = adapted(cast)
    moved_on(cast)
    hana = browser(cast.harbour, cast.hana)
    sent = {"choice": "keep_local", "reason": "Looked.", "seen_sha256": "0" * 64}

    response = hana.post(page_of(adaptation), sent)

    assert response.status_code == 409
    assert "compare them again" in response.content.decode()
    assert "Looked." in response.content.decode()
    assert at(cast.harbour, lambda: Adaptation.objects.get().base) == adaptation.base


def test_a_source_or_an_own_one_that_is_gone_is_told(cast: Cast) -> None:
    shared_and_taken(cast)
    adaptation = adapted(cast)
    hana = browser(cast.harbour, cast.hana)
    told = []
    for row in (at(cast.harbour, upstream_row), at(cast.harbour, local_row)):
        with tenant_scope(cast.harbour.pk):
            RecommendationVersion.objects.filter(pk=row.pk).update(
                status="withdrawn", status_reason="Recalled"
            )
        told.append(hana.get(page_of(adaptation)).content.decode())

    assert "The source is not active any more" in told[0]
    assert "Your own recommendation is not active any more" in told[1]


def test_the_comparison_costs_the_same_for_any_number_of_adaptations(cast: Cast) -> None:
    shared_and_taken(cast)
    adaptation = adapted(cast)
    hana = browser(cast.harbour, cast.hana)
    counts: dict[str, list[int]] = {ADAPTATIONS: [], page_of(adaptation): []}
    for _ in range(2):
        for address, found in counts.items():
            with CaptureQueriesContext(connection) as captured:
                hana.get(address)
            found.append(len(captured))
        if len(counts[ADAPTATIONS]) == 1:
            adapted(cast, {"remarks": "Ours."}, key="second")

    assert [one - other for one, other in counts.values()] == [0, 0]
