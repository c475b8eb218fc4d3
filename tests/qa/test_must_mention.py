"""What must be told is told, what may not be quoted is named, and the order holds."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given

from apps.guidelines.citing import MAY_NOT_BE_QUOTED
from apps.qa.domain.composition import ONLY_NAMED, compose
from apps.qa.domain.outcome import Outcome
from apps.qa.domain.population import People
from apps.qa.domain.selection import MOST_SENTENCES, MUST_MENTION, select
from apps.qa.domain.shapes import Draft, Evidence, Understanding
from apps.qa.models import Sentence
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser
from tests.qa.evidence import KEYS, evidence, meaning, meanings, records
from tests.qa.fake_model import serving, switched_on, well

WORDS = "Their very own words on bisphosphonates in osteoporosis"
ASKED = meaning(asked_about=(frozenset({"bisphosphonate"}),))
SAFETY = frozenset({"safety"})


def _compose(found: list[Evidence], meant: Understanding) -> Draft:
    return compose(found, meant, names={key: key for key in KEYS}, conflicts=[], sides={})


@given(found=records, meant=meanings)
def test_no_warning_on_what_is_told_is_lost(found: list[Evidence], meant: Understanding) -> None:
    draft = _compose(found, meant)

    told = [claim.evidence for claim in draft.claims if claim.role in ("summary", "statement")]
    named = {key for item in select(found, meant) for key in item.interventions}
    for item in found if draft.outcome is not Outcome.NOT_COVERED else ():
        is_warning = item.intents & MUST_MENTION and item.direction == "against"
        if is_warning and named.intersection(item.interventions):
            is_for_them = item in select(
                [item], replace(meant, asked_about=(), excluded=frozenset())
            )
            assert item in told or not is_for_them


@given(found=records, meant=meanings)
def test_what_is_equally_direct_goes_by_line_strength_and_certainty(
    found: list[Evidence], meant: Understanding
) -> None:
    alike = [
        replace(item, score=10.0, direction="for", acuity="any", people=People()) for item in found
    ]

    chosen = select(alike, replace(meant, excluded=frozenset()))

    for first, second in pairwise(chosen):
        if bool(first.intents & meant.intents) == bool(second.intents & meant.intents):
            assert _rank(first) <= _rank(second)


def _rank(item: Evidence) -> tuple[int, int, int]:
    return item.line or 9, -(item.strength or 0), -(item.certainty or 0)


@given(found=records, meant=meanings)
def test_what_may_not_be_quoted_is_never_told(found: list[Evidence], meant: Understanding) -> None:
    closed = [replace(item, is_withheld=item.id % 2 == 0) for item in found]

    draft = _compose(closed, meant)

    for claim in draft.claims:
        assert claim.evidence.is_withheld == (claim.role == "withheld")


def test_a_warning_is_told_past_the_limit_of_sentences() -> None:
    treatments = [evidence(number, score=20.0) for number in range(1, 13)]
    warning = evidence(50, score=0.0, intents=SAFETY, strength=None, direction="none")

    draft = _compose([*treatments, warning], ASKED)

    assert len(draft.claims) == MOST_SENTENCES + 1
    assert draft.claims[-1].evidence is warning


@pytest.mark.parametrize(
    "facts",
    [
        {"interventions": ("brace",)},
        {"people": People(pregnancy="pregnant")},
        {"conditions": frozenset({"asthma"})},
        {"intents": frozenset({"treat"})},
    ],
    ids=["another treatment", "other people", "another condition", "no warning"],
)
def test_what_is_no_warning_here_stays_out(facts: dict[str, object]) -> None:
    treatments = [evidence(number, score=20.0) for number in range(1, 13)]
    other = evidence(50, **{"score": 0.0, "intents": SAFETY, "direction": "none", **facts})

    draft = _compose([*treatments, other], ASKED)

    assert other not in [claim.evidence for claim in draft.claims]


def test_what_is_written_for_those_asked_about_comes_before_what_is_for_everybody() -> None:
    everybody, women = evidence(1), evidence(2, people=People(sex="female"))

    chosen = select([everybody, women], replace(ASKED, people=People(sex="female")))

    assert chosen == [women, everybody]


def test_of_two_that_are_alike_the_newer_comes_first() -> None:
    older, newer = evidence(1, published="2010-05-01"), evidence(2, published="2023-01-01")

    assert select([evidence(3), older, newer], ASKED) == [newer, older, evidence(3)]


def test_where_only_a_closed_source_speaks_of_it_that_is_said() -> None:
    draft = _compose([evidence(is_withheld=True)], ASKED)

    assert (draft.outcome, draft.missing) == (Outcome.NOT_COVERED, ONLY_NAMED)
    assert [claim.role for claim in draft.claims] == ["withheld"]


def _closed_store(cast: Cast) -> None:
    row = make.recommendation("first", WORDS, safety=["Their own warning."])
    del row["plain"]
    make.store(cast.northgate, make.package({**row, "verbatim": True}))


def test_a_closed_source_is_named_with_a_link_and_its_words_are_nowhere(cast: Cast) -> None:
    _closed_store(cast)
    asked = make.answered(
        cast.northgate, "Is a bisphosphonate right for osteoporosis?", actor=cast.rosa_acting
    )

    client = browser(cast.northgate, cast.rosa)
    html = client.get(f"/questions/{asked.public_id}/").content.decode()

    assert MAY_NOT_BE_QUOTED in html
    assert "Qaseem A" in html
    assert WORDS not in html
    assert "Their own warning." not in html
    with tenant_scope(cast.northgate.pk):
        assert [row.clinician for row in Sentence.objects.all()] == [MAY_NOT_BE_QUOTED]


def test_no_model_is_sent_a_source_that_may_not_be_quoted(cast: Cast, settings: Any) -> None:
    switched_on(cast)
    _closed_store(cast)

    with serving(well, settings) as fake:
        make.answered(cast.northgate, "Is a bisphosphonate right for osteoporosis?")

    assert fake.requests == []


def test_a_warning_that_the_search_did_not_find_is_told(cast: Cast) -> None:
    warning = make.recommendation(
        "watch",
        "Look at the teeth before the first infusion.",
        intents=["safety"],
        conditions=[],
        population={"text": "everybody"},
        safety=["Tell the dentist."],
    )
    make.store(cast.northgate, make.package(*make.default_recommendations(), warning))
    asked = make.answered(
        cast.northgate, "What comes first in osteoporosis?", actor=cast.rosa_acting
    )

    client = browser(cast.northgate, cast.rosa)
    html = client.get(f"/questions/{asked.public_id}/").content.decode()

    assert "Look at the teeth before the first infusion." in html
    assert "Tell the dentist." in html
