"""Browsing the store: every filter, alone and with words, in the address and on the page."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.guidelines.browsing import PAGE_SIZE, Filters, browse
from apps.guidelines.finding import POOL_PAGES
from apps.guidelines.selectors import GUIDELINES_A_PAGE
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser
from tests.guidelines.conflicting import guideline
from tests.guidelines.editions import edition, withdraw

AGAINST = {
    "direction": "against",
    "strength": 1,
    "ratings": [],
    "label_as_printed": "Do not offer",
}


def _people(**population: Any) -> dict[str, Any]:
    return {"population": {"text": "some people", **population}}


def _store(cast: Cast) -> None:
    """Four records that differ in what can be filtered."""
    make.store(
        cast.northgate,
        make.package(
            make.recommendation("adults", "Offer walking to adults."),
            make.recommendation("against", "Do not offer bed rest.", **AGAINST),
            make.recommendation(
                "infants", "Offer vitamin D.", **_people(age_min=0, age_max=23, age_unit="mo")
            ),
            make.recommendation(
                "pregnant",
                "Offer iron.",
                **_people(age_min=18, age_max=50, age_unit="a", sex="female", pregnancy="pregnant"),
            ),
        ),
    )
    other = guideline("heart", make.recommendation("salt", "Offer less salt."))
    other["guidelines"][0] |= {"topic": "Heart", "body": "esc", "title": "A heart"}
    other["bodies"].append({"key": "esc", "name": "Heart society", "short_name": "ESC"})
    make.store(cast.northgate, other)


def _found(cast: Cast, page: int = 1, **filters: Any) -> list[str]:
    with tenant_scope(cast.northgate.pk):
        return [record.statement for record in browse(Filters(**filters), page=page).records]


BED, WALK, IRON, MILK, SALT = (
    "Do not offer bed rest.",
    "Offer walking to adults.",
    "Offer iron.",
    "Offer vitamin D.",
    "Offer less salt.",
)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, [SALT, WALK, BED, MILK, IRON]),
        ({"topic": "Heart"}, [SALT]),
        ({"body": "esc"}, [SALT]),
        ({"direction": "against"}, [BED]),
        ({"strength": 1}, [BED]),
        ({"kind": "good_practice"}, []),
        ({"status": "superseded"}, []),
        ({"age": 1}, [MILK]),
        ({"age": 17}, []),
        ({"age": 18}, [SALT, WALK, BED, IRON]),
        ({"age": 50}, [SALT, WALK, BED, IRON]),
        ({"age": 51}, [SALT, WALK, BED]),
        ({"sex": "male"}, [SALT, WALK, BED, MILK]),
        ({"pregnancy": "not_pregnant"}, [SALT, WALK, BED, MILK]),
        ({"pregnancy": "pregnant", "age": 30, "topic": "Bone"}, [WALK, BED, IRON]),
        ({"words": "offer", "direction": "against"}, [BED]),
        ({"words": "iron salt", "topic": "Heart"}, [SALT]),
    ],
)
def test_each_filter_leaves_what_fits(
    cast: Cast, filters: dict[str, Any], expected: list[str]
) -> None:
    _store(cast)

    assert _found(cast, **filters) == expected


def test_two_years_old_is_anything_before_the_third_birthday(cast: Cast) -> None:
    months = [(0, 23), (24, 30), (35, 60), (36, 60)]
    rows = [
        make.recommendation(
            f"r{low}", f"From {low}.", **_people(age_min=low, age_max=high, age_unit="mo")
        )
        for low, high in months
    ]
    make.store(cast.northgate, make.package(*rows))

    assert _found(cast, age=2) == ["From 24.", "From 35."]


def _many(cast: Cast, number: int) -> None:
    rows = [make.recommendation(f"r{place}", f"Walk {place}.") for place in range(number)]
    make.store(cast.northgate, make.package(*rows))


@pytest.mark.parametrize("words", ["", "walk"])
def test_pages_hold_every_record_once_and_say_how_many_there_are(cast: Cast, words: str) -> None:
    _many(cast, 2 * PAGE_SIZE + 3)

    pages = [_found(cast, page=number, words=words) for number in (1, 2, 3, 4)]

    assert [len(page) for page in pages] == [PAGE_SIZE, PAGE_SIZE, 3, 0]
    assert len({statement for page in pages for statement in page}) == 2 * PAGE_SIZE + 3


def test_no_record_is_lost_where_one_pool_of_the_best_ends(cast: Cast) -> None:
    _many(cast, POOL_PAGES * PAGE_SIZE + 3)

    pages = [_found(cast, page=POOL_PAGES + number, words="walk") for number in (0, 1, 2)]

    assert [len(page) for page in pages] == [PAGE_SIZE, 3, 0]
    assert len({statement for page in pages for statement in page}) == PAGE_SIZE + 3


def test_what_shares_but_a_part_of_what_was_asked_is_not_counted(cast: Cast) -> None:
    pain = make.recommendation("pain", "Offer walking for back pain.", **AGAINST)
    spine = make.recommendation("spine", "Offer rest after a vertebral fracture.")
    make.store(cast.northgate, make.package(pain, spine))

    with tenant_scope(cast.northgate.pk):
        found = browse(Filters(words="broken back"))

    assert [record.statement for record in found.records] == [
        "Offer rest after a vertebral fracture."
    ]
    assert found.total == 1
    assert found.counts["direction"] == {"for": 1}


def test_what_is_left_out_does_not_take_the_place_of_what_fits(cast: Cast) -> None:
    rows = [make.recommendation(f"r{place}", "Walk, walk, walk.") for place in range(PAGE_SIZE)]
    against = make.recommendation("last", "After a long day, do not walk far alone.", **AGAINST)
    make.store(cast.northgate, make.package(*rows, against))

    found = _found(cast, words="walk", direction="against")

    assert found == ["After a long day, do not walk far alone."]


@pytest.mark.parametrize("words", ["", "offer"])
def test_each_open_choice_says_how_many_it_would_leave(cast: Cast, words: str) -> None:
    _store(cast)

    with tenant_scope(cast.northgate.pk):
        found = browse(Filters(words=words, sex="male"))

    assert found.counts["direction"] == {"for": 3, "against": 1}
    assert found.counts["topic"] == {"Bone": 3, "Heart": 1}
    assert found.counts["strength"] == {"3": 3, "1": 1}
    assert found.total == 4


def _queries(cast: Cast, **filters: Any) -> int:
    with (
        tenant_scope(cast.northgate.pk),
        CaptureQueriesContext(
            connection,
        ) as seen,
    ):
        browse(Filters(**filters))
    return len(seen)


@pytest.mark.parametrize(("words", "cost"), [("", 5), ("walk", 6)])
def test_browsing_costs_the_same_for_few_and_for_many(cast: Cast, words: str, cost: int) -> None:
    _many(cast, 1)
    few = _queries(cast, words=words)
    make.store(cast.northgate, guideline("many", *_rows(40)))

    assert _queries(cast, words=words) == few == cost


def _rows(number: int) -> list[dict[str, Any]]:
    return [make.recommendation(f"m{place}", f"Walk {place}.") for place in range(number)]


def test_words_among_older_records_are_searched_as_they_are_typed(cast: Cast) -> None:
    make.store(cast.northgate)
    make.store(cast.northgate, edition(*make.default_recommendations()[:1]))
    page = browser(cast.northgate).get(
        "/guidelines/", {"q": "denosumab taken", "status": "not_carried_forward"}
    )

    text = page.content.decode()
    assert "Consider denosumab where a bisphosphonate cannot be taken." in text
    assert "spelt so" in text
    assert _found(cast, words="denosumabs", status="not_carried_forward") == []


def test_only_active_records_are_shown_unless_others_are_asked_for(cast: Cast) -> None:
    make.store(cast.northgate)
    withdraw(cast)

    assert "Offer a bisphosphonate first to adults with osteoporosis." not in _found(cast)
    assert _found(cast, status="withdrawn") == [
        "Offer a bisphosphonate first to adults with osteoporosis."
    ]


def _get(cast: Cast, **asked: Any) -> tuple[int, str]:
    response = browser(cast.northgate).get("/guidelines/", asked)
    return response.status_code, html.unescape(response.content.decode())


def test_what_is_chosen_can_be_taken_away_one_by_one(cast: Cast) -> None:
    _store(cast)

    status, text = _get(cast, q="offer", topic="Bone", strength="3", age="30", page="1")

    assert status == 200
    assert 'href="/guidelines/?q=offer&strength=3&age=30"' in text
    assert 'href="/guidelines/?q=offer&topic=Bone&strength=3"' in text
    assert "30 years" in text
    assert "Strong recommendation" in text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"direction": "sideways"}, "sideways is not one of the available choices"),
        ({"topic": "Nowhere"}, "Nowhere is not one of the available choices"),
        ({"age": "-1"}, "greater than or equal to 0"),
        ({"age": "old"}, "Enter a whole number"),
        ({"strength": "9"}, "9 is not one of the available choices"),
        ({"page": "0"}, "greater than or equal to 1"),
        ({"page": "7"}, "There is only 1 page."),
        ({"page": "7", "direction": "for"}, "There is only 1 page."),
    ],
)
def test_what_cannot_be_searched_is_said_and_nothing_is_lost(
    cast: Cast, asked: dict[str, str], said: str
) -> None:
    _store(cast)

    status, text = _get(cast, **asked)
    other, kept = _get(cast, q="my long question", sex="male", **asked)

    assert (status, other) == (422, 422)
    assert said in text
    assert 'value="my long question"' in kept
    assert '<option value="male" selected>' in kept


def test_a_large_store_is_shown_page_by_page(cast: Cast) -> None:
    rows = [
        guideline(f"g{number:02}", make.recommendation("one", f"Walk {number}."))
        for number in range(GUIDELINES_A_PAGE + 1)
    ]
    document = rows[0]
    document["guidelines"] = [one["guidelines"][0] for one in rows]
    for number, one in enumerate(document["guidelines"]):
        one |= {"title": f"Guideline {number:02}", "topic": "Bone" if number < 60 else "Heart"}
    make.store(cast.northgate, document)

    _, first = _get(cast)
    _, second = _get(cast, page="2")

    assert "61 recommendations of 61 guidelines" in first
    assert "Guideline 59" in first
    assert "Guideline 60" not in first
    assert "Guideline 60" in second
    assert 'href="/guidelines/?page=2#topic-2"' in first


def test_what_was_searched_for_is_not_offered_to_search_engines(cast: Cast) -> None:
    _store(cast)

    assert 'content="noindex"' not in _get(cast)[1]
    assert 'content="noindex"' in _get(cast, topic="Bone")[1]
