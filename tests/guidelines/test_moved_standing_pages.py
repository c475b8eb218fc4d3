"""Pages say what a package moves while its words stay: what it withdraws, when it was reviewed."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.cast import Cast, browser
from tests.guidelines.editions import FIRST
from tests.guidelines.importing import page_of, planned
from tests.guidelines.importing import stored as stored_import
from tests.guidelines.sharing import released, shared_and_taken
from tests.guidelines.standings import REASON, edition_withdrawn, row_withdrawn, said

SECOND = "Consider denosumab where a bisphosphonate cannot be taken."
REVIEWED = {"last_reviewed_on": "2025-06-01", "review_due_on": "2030-01-01"}


def _seen(cast: Cast, document: dict[str, Any], query: str = "") -> str:
    """The import's page before anybody decided."""
    html: str = (
        browser(cast.northgate, cast.cleo)
        .get(f"{page_of(planned(cast, document))}{query}")
        .content.decode()
    )
    return html


@pytest.mark.parametrize("query", ["", "?change=withdrawn"])
def test_an_edition_that_its_source_withdrew_is_named_with_day_and_reason(
    cast: Cast, query: str
) -> None:
    make.store(cast.northgate)

    html = _seen(cast, edition_withdrawn(), query)

    assert "Its source withdrew version 2023 on 3 February 2026." in html
    assert "It will be withdrawn here, too, with all its recommendations." in html
    assert REASON in html
    assert "stays as it is" not in html


@pytest.mark.parametrize("query", ["", "?change=withdrawn"])
def test_a_recommendation_that_its_source_withdrew_is_shown_with_its_words(
    cast: Cast, query: str
) -> None:
    make.store(cast.northgate)

    html = _seen(cast, row_withdrawn(), query)

    assert "<dt>Withdrawn</dt><dd>1</dd>" in html
    assert "Version 2023 stays, without what its source withdrew." in html
    row = html.partition('<ul class="planned-rows">')[2].partition("</ul>")[0]
    assert FIRST in row
    assert REASON in row
    assert "Its source withdrew it on 3 February 2026." in row
    assert SECOND not in row


def test_review_dates_that_change_are_said(cast: Cast) -> None:
    make.store(cast.northgate)

    html = _seen(cast, said(**REVIEWED))

    assert "Version 2023 stays. Its review dates change." in html
    assert "Last reviewed on 1 June 2025." in html
    assert "Next review due on 1 January 2030." in html
    assert "?change=withdrawn" not in html


@pytest.mark.parametrize("document", [edition_withdrawn(), row_withdrawn(), said(**REVIEWED)])
def test_what_moves_without_new_words_is_there_to_approve_once(
    cast: Cast, document: dict[str, Any]
) -> None:
    make.store(cast.northgate)

    first = _seen(cast, document)
    stored_import(cast, document)
    again = _seen(cast, document)

    assert "Approve and store" in first
    assert "Nothing to store" not in first
    assert "Nothing to store" in again


def test_what_was_withdrawn_is_told_after_it_was_stored(cast: Cast) -> None:
    make.store(cast.northgate)
    run = stored_import(cast, edition_withdrawn())

    html = browser(cast.northgate, cast.cleo).get(page_of(run)).content.decode()

    assert "It was withdrawn here, too, with all its recommendations." in html


def test_a_plan_costs_the_same_however_much_it_withdraws(cast: Cast) -> None:
    client = browser(cast.northgate, cast.cleo)
    rows = [make.recommendation(f"r{number}", f"Offer drug {number}.") for number in range(9)]
    gone = {"status": "withdrawn", "status_reason": REASON, "status_since": "2026-02-03"}
    make.store(cast.northgate, make.package(*rows))
    one = planned(cast, make.package(rows[0] | gone, *rows[1:]))
    many = planned(cast, make.package(*[row | gone for row in rows]))
    client.get(page_of(one))

    counts = []
    for run in (one, many):
        with CaptureQueriesContext(connection) as queries:
            client.get(page_of(run))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_release_says_what_its_library_reviewed(cast: Cast) -> None:
    library, subscription = shared_and_taken(cast)
    released(cast, library, said(**REVIEWED))

    html = browser(cast.harbour, cast.hana).get(
        f"/curation/subscriptions/{subscription.public_id}/"
    )

    plan = html.content.decode().split("Reviewed by the library")[1]
    assert "last reviewed on 1 June 2025, next review due on 1 January 2030" in plan
