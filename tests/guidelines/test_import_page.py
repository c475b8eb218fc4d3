"""An import's page says where it stands, what would change word for word, and what was found."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.guidelines.domain.packaged_recommendation import (
    FIRST_FIELDS,
    LATER_FIELDS,
    PART_FIELDS,
)
from apps.guidelines.field_names import FIELD_NAMES
from apps.guidelines.models import Guideline, ImportIssue, ImportRun
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser
from tests.guidelines.editions import FIRST, changed, edition, unchanged
from tests.guidelines.importing import (
    failed,
    page_of,
    planned,
    started,
    started_from,
    stored,
    worked_on,
)

SECOND = "Consider denosumab where a bisphosphonate cannot be taken."


def seen(cast: Cast, run: ImportRun, query: str = "", *, of: str = "") -> str:
    client = browser(cast.northgate, cast.cleo)
    response = client.get(f"{page_of(run, of)}{query}")
    assert response.status_code == 200
    html: str = response.content.decode()
    return html


def refused(cast: Cast) -> ImportRun:
    return planned(cast, make.package(bodies=[]))


def many(count: int) -> list[dict[str, Any]]:
    return [make.recommendation(f"r{n}", f"Offer exercise number {n}.") for n in range(count)]


def issues_of(cast: Cast, errors: int, warnings: int) -> ImportRun:
    """A refused import with so many issues, the warnings first in its file."""
    run = refused(cast)
    with tenant_scope(cast.northgate.pk):
        ImportIssue.objects.filter(run=run).delete()
        ImportIssue.objects.bulk_create(
            ImportIssue(
                run=run,
                ordinal=n,
                severity="error" if n < errors else "warning",
                code="unknown_label",
                where=f"table.csv#row {n}",
                message=f"Issue number {n}.",
            )
            for n in range(errors + warnings)
        )
    return run


@pytest.mark.parametrize(
    ("state", "said", "is_moving"),
    [
        (started, "A worker reads the files next.", True),
        (planned, "Nothing is stored yet.", False),
        (refused, "Correct the files and upload them again.", False),
        (stored, "Cleo Marsh approved it on", False),
        (failed, "Often the cause has passed: try it again.", False),
    ],
)
def test_the_page_says_where_an_import_stands_and_follows_while_it_moves(
    cast: Cast, state: Any, said: str, is_moving: bool
) -> None:
    html = seen(cast, state(cast))

    assert said in html
    assert ('<meta http-equiv="refresh" content="2">' in html) is is_moving
    assert ("data-follow" in html) is is_moving


def test_a_changed_recommendation_is_shown_as_it_was_and_as_it_would_be(cast: Cast) -> None:
    dose = {"role": "intervention", "text": "alendronate", "dose_value": 70, "dose_unit": "mg"}
    older = unchanged() | {"actions": [dose]}
    make.store(cast.northgate, make.package(older, make.default_recommendations()[1]))
    newer = changed() | {"strength": 1, "population": {"text": "women", "sex": "female"}}
    newer["actions"] = [dose | {"dose_value": 35}]
    newer["ratings"][0]["label"] = "Conditional for"

    html = seen(cast, planned(cast, edition(newer, make.default_recommendations()[1])))

    assert "Version 2025 supersedes 2023." in html
    assert "1 recommendation is unchanged." in html
    for name, before, after in (
        ("Strength", "Strong recommendation", "Weak recommendation"),
        ("From age", "18", "Not given"),
        ("Sex", "Not given", "Female"),
        ("Actions", "dose value 70", "dose value 35"),
        ("Whom it speaks of", "adults with osteoporosis", "women"),
    ):
        field = html[html.index(f"<dt>{name}</dt>") :].partition("</div>")[0]
        assert field.index(before) < field.index(after)
    field = html[html.index("<dt>Statement</dt>") :].partition("</div>")[0]
    assert "<del>" in field
    assert "denosumab" in field.partition("<ins>")[2]


def test_a_change_under_the_same_label_is_called_a_revision(cast: Cast) -> None:
    make.store(cast.northgate)

    html = seen(cast, planned(cast, make.package(changed(), make.default_recommendations()[1])))

    assert "Version 2023, revision 2 takes the place of 2023" in html


def test_what_is_missing_is_named_with_its_words(cast: Cast) -> None:
    make.store(cast.northgate)
    run = planned(cast, edition(unchanged()))

    html = seen(cast, run, "?change=missing")

    assert SECOND in html
    assert FIRST not in html
    assert "Will be marked not carried forward" in html


def test_a_recommendation_that_only_changed_its_key_says_whom_it_follows(cast: Cast) -> None:
    make.store(cast.northgate)
    renamed = make.default_recommendations()[1] | {"key": "renamed"}

    html = seen(cast, planned(cast, edition(unchanged(), renamed)))

    assert "It takes the place of second" in html
    assert "Will be marked not carried forward" not in html


def test_an_edition_that_its_own_package_supersedes_is_what_the_next_is_compared_with(
    cast: Cast,
) -> None:
    document = edition(changed())
    older = make.package(unchanged())["guidelines"][0]["versions"][0]
    document["guidelines"][0]["versions"].append(older)
    document["guidelines"][0]["versions"][0]["supersedes"] = older["label"]

    html = seen(cast, planned(cast, document))

    assert "Version 2023 is new." in html
    assert "Version 2025 supersedes 2023." in html
    assert "bisphosphonate" in html.partition("<del>")[2]


def test_what_was_stored_leads_to_the_store(cast: Cast) -> None:
    run = stored(cast)

    html = seen(cast, run)

    with tenant_scope(cast.northgate.pk):
        guideline = Guideline.objects.get()
    assert f'<a href="/guidelines/{guideline.public_id}/">Bone drugs</a>' in html


def test_a_long_plan_has_pages_and_says_whose_words_were_not_kept(cast: Cast) -> None:
    run = planned(cast, make.package(*many(503)))

    first, last = seen(cast, run), seen(cast, run, "?page=21")

    assert "Offer exercise number 24." in first
    assert "Offer exercise number 25." not in first
    assert "Next page" in first
    assert last.count("Its words were not kept") == 3
    assert "Next page" not in last


@pytest.mark.parametrize("query", ["?page=0", "?page=x", "?change=unchanged"])
def test_a_page_that_cannot_be_is_refused(cast: Cast, query: str) -> None:
    run = planned(cast)

    response = browser(cast.northgate, cast.cleo).get(f"{page_of(run)}{query}")

    assert response.status_code == 400


def test_the_reasons_of_a_refusal_stand_with_their_place(cast: Cast) -> None:
    run = worked_on(cast, started_from(cast, b"key,statement\na,\n", name="bones.csv"))

    html = seen(cast, run)

    assert "bones.csv#row" in html
    assert '<span class="tag red">Error</span>' in html


def test_many_issues_have_a_page_of_their_own(cast: Cast) -> None:
    run = issues_of(cast, errors=30, warnings=30)

    on_page, chosen = seen(cast, run), seen(cast, run, "?severity=warning&page=2", of="issues")

    assert "30 errors, 30 warnings" in on_page
    assert "All 60 issues" in on_page
    assert "Issue number 25." not in on_page
    assert "Issue number 59." in chosen
    assert "Issue number 29." not in chosen


def test_the_page_costs_the_same_however_large_the_plan_is(cast: Cast) -> None:
    client = browser(cast.northgate, cast.cleo)
    small, large = planned(cast), planned(cast, make.package(*many(60)))
    client.get(page_of(small))

    with CaptureQueriesContext(connection) as few:
        client.get(page_of(small))
    with CaptureQueriesContext(connection) as more:
        client.get(page_of(large))

    assert len(more) == len(few)
    assert not any('"upload"' in query["sql"] for query in more.captured_queries)


def test_every_field_that_can_differ_has_a_name() -> None:
    paths = {".".join(field.path) for field in (*FIRST_FIELDS, *LATER_FIELDS)}

    assert paths | {*PART_FIELDS, "ratings"} == set(FIELD_NAMES)
