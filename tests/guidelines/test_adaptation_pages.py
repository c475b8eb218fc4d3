"""Adapting a recommendation on its page."""

from __future__ import annotations

from typing import Any

import pytest

from apps.guidelines.models import Adaptation
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser
from tests.guidelines.adapted import OURS, adapted, local_row, page_of, upstream_row
from tests.guidelines.sharing import at, shared_and_taken

SAME: dict[str, Any] = {
    "statement": "Offer a bisphosphonate first to adults with osteoporosis.",
    "plain.student": "Offer a bisphosphonate first to adults with osteoporosis. (student)",
    "plain.patient": "Offer a bisphosphonate first to adults with osteoporosis. (patient)",
    "kind": "graded",
    "direction": "for",
    "strength": "3",
    "certainty": "4",
    "conditions": "osteoporosis",
    "interventions": "bisphosphonate",
    "line": "1",
    "intents": "treat",
    "acuity": "any",
    "population.text": "adults with osteoporosis",
    "population.age_min": "18",
    "population.age_unit": "a",
    "population.sex": "any",
    "population.pregnancy": "any",
}


def adapt_page(cast: Cast, key: str = "first") -> str:
    row = at(cast.harbour, lambda: upstream_row(key))
    return f"/curation/recommendations/{row.public_id}/adapt/"


def test_a_curator_adapts_a_recommendation(cast: Cast) -> None:
    shared_and_taken(cast)
    hana = browser(cast.harbour, cast.hana)
    typed = SAME | {
        "statement": OURS["statement"],
        "interventions": "denosumab\nBisphosphonate",
        "population.age_max": "79.5",
        "review_due_on": "2027-01-31",
        "safety": "Look at the kidneys.\n",
    }

    response = hana.post(adapt_page(cast), typed | {"reason": "Our clinic infuses."})

    with tenant_scope(cast.harbour.pk):
        adaptation, row = Adaptation.objects.get(), local_row()
        assert response["Location"] == page_of(adaptation)
        assert adaptation.reason == "Our clinic infuses."
        assert (row.clinician, row.patient) == (OURS["statement"],) * 2
        assert row.interventions == ["denosumab", "bisphosphonate"]
        assert (float(row.age_max or 0), str(row.review_due_on)) == (79.5, "2027-01-31")
        assert (row.safety, row.strength) == (["Look at the kidneys."], 3)


def test_the_form_begins_with_what_the_source_says(cast: Cast) -> None:
    shared_and_taken(cast)
    hana = browser(cast.harbour, cast.hana)

    form = hana.get(adapt_page(cast)).context["form"]

    assert [form[name].value() for name in ("statement", "strength", "acuity")] == [
        SAME["statement"],
        3,
        "any",
    ]
    assert form["interventions"].value() == "bisphosphonate"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Nothing is changed, so there is nothing to adapt"),
        ({"remarks": "Ours.", "reason": ""}, "This field is required."),
        ({"statement": ""}, "This field is required."),
        ({"interventions": "unheard-of"}, "The store does not know: unheard-of"),
        ({"direction": "none"}, "Without a direction there is no strength"),
        ({"population.age_max": "3"}, "3 lies below age_min, 18"),
        ({"strength": "9"}, "Select a valid choice."),
        ({"review_due_on": "soon"}, "Enter a valid date."),
    ],
)
def test_nothing_typed_is_lost_when_an_adaptation_is_refused(
    cast: Cast, typed: dict[str, str], said: str
) -> None:
    shared_and_taken(cast)
    hana = browser(cast.harbour, cast.hana)
    sent = SAME | {"reason": "Why not.", "setting": "A long thought."} | typed
    if not typed:
        del sent["setting"]

    response = hana.post(adapt_page(cast), sent)

    assert response.status_code == 422
    html = response.content.decode()
    assert said in html
    assert sent["reason"] in html
    assert sent.get("setting", "") in html
    with tenant_scope(cast.harbour.pk):
        assert not Adaptation.objects.exists()


def test_what_is_adapted_already_leads_to_its_adaptation(cast: Cast) -> None:
    shared_and_taken(cast)
    adaptation = adapted(cast)
    hana = browser(cast.harbour, cast.hana)

    responses = [hana.get(adapt_page(cast)), hana.post(adapt_page(cast), SAME)]

    assert [response["Location"] for response in responses] == [page_of(adaptation)] * 2


def test_what_cannot_be_adapted_says_why(cast: Cast) -> None:
    shared_and_taken(cast)
    adapted(cast)
    hana = browser(cast.harbour, cast.hana)
    row = at(cast.harbour, local_row)
    address = f"/curation/recommendations/{row.public_id}/adapt/"

    html = hana.get(address).content.decode()
    posted = hana.post(address, SAME | {"remarks": "Ours.", "reason": "So."})

    assert "This recommendation is your own" in html
    assert "Store our recommendation" not in html
    assert posted.status_code == 409


def test_words_that_the_licence_keeps_are_not_shown_and_not_copied(cast: Cast) -> None:
    theirs = make.recommendation("first", "Their words.", verbatim=True, remarks="Their remark.")
    make.store(cast.harbour, make.package(theirs))
    hana = browser(cast.harbour, cast.hana)
    sent = SAME | {"statement": "Our words.", "reason": "Their licence."}
    for name in ("plain.student", "plain.patient", "population.text"):
        sent[name] = ""

    html = hana.get(adapt_page(cast)).content.decode()
    hana.post(adapt_page(cast), sent)

    assert "Their words" not in html
    assert "Their remark" not in html
    with tenant_scope(cast.harbour.pk):
        row = local_row()
        assert (row.clinician, row.remarks, row.verbatim) == ("Our words.", "", False)


def test_curators_find_the_way_on_the_recommendations_page(cast: Cast) -> None:
    shared_and_taken(cast)
    adapted(cast)
    row, own = at(cast.harbour, upstream_row), at(cast.harbour, local_row)

    ways = [
        "Adapt it here"
        in browser(cast.harbour, person).get(f"/recommendations/{one.public_id}/").content.decode()
        for person, one in ((cast.hana, row), (cast.hana, own), (cast.mei, row), (None, row))
    ]

    assert ways == [True, False, False, False]


def test_only_the_organisations_curators_see_its_adaptations(cast: Cast) -> None:
    shared_and_taken(cast)
    addresses = (page_of(adapted(cast)), adapt_page(cast, "second"))

    for address in addresses:
        for send in ("get", "post"):
            statuses = [
                getattr(browser(tenant, person), send)(address).status_code
                for tenant, person in (
                    (cast.harbour, None),
                    (cast.harbour, cast.mei),
                    (cast.northgate, cast.cleo),
                )
            ]
            assert statuses == [302, 403, 404]
