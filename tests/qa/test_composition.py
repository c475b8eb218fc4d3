"""Deciding, composing and verifying: pure, and grounded by construction."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import given

from apps.qa.domain.composition import compose
from apps.qa.domain.decision import decide
from apps.qa.domain.lacking import missing_sentence
from apps.qa.domain.nearest import NEARBY
from apps.qa.domain.outcome import Outcome
from apps.qa.domain.shapes import Claim, Draft, Evidence, Understanding
from apps.qa.domain.verification import UnfoundedClaim, digest, verify
from tests.qa.evidence import WORDING, evidence, meaning, meanings, records

NAMES = {"bisphosphonate": "bisphosphonate", "brace": "spinal brace", "denosumab": "denosumab"}


def _compose(found: list[Evidence], meant: Understanding) -> Draft:
    return compose(found, meant, names=NAMES, conflicts=[], sides={})


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({}, Outcome.ANSWERED),
        ({"names_something": False}, Outcome.NOT_COVERED),
        ({"unknown": ("measles",)}, Outcome.NOT_COVERED),
        (
            {"unknown": ("methotrexate",), "asked_about": (frozenset({"denosumab"}),)},
            Outcome.PARTLY_ANSWERED,
        ),
        (
            {"unknown": ("methotrexate",), "excluded": frozenset({"denosumab"})},
            Outcome.PARTLY_ANSWERED,
        ),
    ],
)
def test_the_outcome_follows_from_what_is_there(facts: dict[str, object], outcome: Outcome) -> None:
    assert decide([evidence()], meaning(**facts)) is outcome


def test_nothing_selected_is_not_covered() -> None:
    assert decide([], meaning()) is Outcome.NOT_COVERED


@given(found=records, meant=meanings)
def test_every_claim_rests_on_evidence_that_was_there(
    found: list[Evidence], meant: Understanding
) -> None:
    draft = _compose(found, meant)

    assert all(claim.evidence in found for claim in draft.claims)
    assert len({claim.evidence.id for claim in draft.claims}) == len(draft.claims)
    assert (draft.outcome is Outcome.ANSWERED) is (draft.missing == "")


@given(found=records, meant=meanings)
def test_an_answer_begins_with_one_sentence_and_not_covered_tells_only_what_is_near(
    found: list[Evidence], meant: Understanding
) -> None:
    draft = _compose(found, meant)

    roles = [claim.role for claim in draft.claims]
    if draft.outcome is Outcome.NOT_COVERED:
        assert set(roles) <= {"nearby"}
        assert len(roles) <= NEARBY
    else:
        assert roles[0] == "summary"
        assert roles.count("summary") == 1


@given(found=records, meant=meanings)
def test_whatever_is_composed_passes_its_verification(
    found: list[Evidence], meant: Understanding
) -> None:
    draft = _compose(found, meant)

    verify(
        draft,
        active={item.id: item.content_sha256 for item in found},
        wordings={item.id: dict(item.wording) for item in found},
    )


def test_sentences_on_one_intervention_stand_together_under_its_name() -> None:
    found = [
        evidence(1, score=10.0),
        evidence(2, interventions=("brace",), score=9.9),
        evidence(3, score=9.8),
        evidence(4, interventions=("brace",), score=9.7),
        evidence(5, interventions=()),
    ]

    draft = _compose(found, meaning())

    told = [(claim.heading, claim.evidence.id) for claim in draft.claims if claim.role != "summary"]
    assert told == [("", 5), ("Spinal brace", 2), ("Spinal brace", 4), ("Bisphosphonate", 3)]


def test_a_conflict_is_shown_whole_even_where_one_side_was_found() -> None:
    ours, theirs = evidence(1), evidence(2, direction="against")

    draft = compose(
        [ours],
        meaning(),
        names=NAMES,
        conflicts=[("who is right", frozenset({1, 2})), ("elsewhere", frozenset({8, 9}))],
        sides={1: ours, 2: theirs},
    )

    shown = [
        (claim.heading, claim.evidence.id) for claim in draft.claims if claim.role == "conflict"
    ]
    assert shown == [("who is right", 1), ("who is right", 2)]


def test_what_stands_in_a_conflict_is_not_told_a_second_time_as_a_statement() -> None:
    rows = [evidence(1), evidence(2, score=9.9), evidence(3, score=9.8, direction="against")]

    draft = compose(
        rows,
        meaning(),
        names=NAMES,
        conflicts=[("who is right", frozenset({2, 3}))],
        sides={row.id: row for row in rows},
    )

    assert [(claim.role, claim.evidence.id) for claim in draft.claims] == [
        ("summary", 1),
        ("conflict", 2),
        ("conflict", 3),
    ]


@pytest.mark.parametrize(
    ("unknown", "sentence"),
    [
        ((), "The guideline store has no active recommendation that fits this question."),
        (
            ("measles", "mumps"),
            "The guideline store has no active recommendation on: measles, mumps.",
        ),
    ],
)
def test_what_is_missing_is_said_in_a_sentence(unknown: tuple[str, ...], sentence: str) -> None:
    assert missing_sentence(meaning(unknown=unknown)) == sentence


DRAFT = Draft(Outcome.ANSWERED, (Claim("summary", "", evidence(1)),), "", frozenset({1}))
TEXTS = {1: dict(WORDING)}
HASHES = {1: evidence(1).content_sha256}


def test_a_draft_of_unchanged_records_passes() -> None:
    verify(DRAFT, active=HASHES, wordings=TEXTS)


@pytest.mark.parametrize(
    ("active", "wordings"),
    [
        ({}, TEXTS),
        ({2: HASHES[1]}, TEXTS),
        ({1: "0" * 64}, TEXTS),
        (HASHES, {1: {**TEXTS[1], "patient": "Something else"}}),
        (HASHES, {1: {"clinician": TEXTS[1]["clinician"]}}),
    ],
    ids=["not active", "another", "changed", "other words", "a level missing"],
)
def test_a_sentence_that_is_not_its_records_is_not_kept(
    active: dict[int, str], wordings: dict[int, dict[str, str]]
) -> None:
    with pytest.raises(UnfoundedClaim):
        verify(DRAFT, active=active, wordings=wordings)


def test_a_record_that_was_never_retrieved_is_not_cited() -> None:
    with pytest.raises(UnfoundedClaim, match="was not retrieved"):
        verify(replace(DRAFT, retrieved=frozenset({2})), active=HASHES, wordings=TEXTS)


def test_the_digest_is_the_hash_of_all_that_made_the_answer() -> None:
    document = [
        "What?",
        "engine/1",
        "rules",
        "answered",
        "",
        [["summary", "", "record-1", HASHES[1], TEXTS[1]]],
    ]
    canonical = json.dumps(document, sort_keys=True, ensure_ascii=False)

    found = digest(question="What?", engine="engine/1", rules="rules", draft=DRAFT)

    assert found == hashlib.sha256(canonical.encode()).hexdigest()


@pytest.mark.parametrize(
    "changed",
    [
        {"question": "Why?"},
        {"engine": "engine/2"},
        {"rules": "other"},
        {"draft": replace(DRAFT, missing="Something.")},
        {"draft": replace(DRAFT, model="a-model")},
        {"draft": replace(DRAFT, claims=(replace(DRAFT.claims[0], reworded="In other words."),))},
        {"draft": replace(DRAFT, outcome=Outcome.PARTLY_ANSWERED)},
        {"draft": Draft(Outcome.ANSWERED, (Claim("statement", "", evidence(1)),), "")},
        {"draft": Draft(Outcome.ANSWERED, (Claim("summary", "", evidence(2)),), "")},
    ],
    ids=lambda part: next(iter(part)),
)
def test_any_change_gives_another_digest(changed: dict[str, object]) -> None:
    made: dict[str, object] = {
        "question": "What?",
        "engine": "engine/1",
        "rules": "rules",
        "draft": DRAFT,
    }

    assert digest(**{**made, **changed}) != digest(**made)  # type: ignore[arg-type]


def test_a_conflict_over_what_cannot_be_taken_is_moot() -> None:
    against = evidence(1, direction="against", interventions=("denosumab",))
    in_favour = evidence(2, interventions=("denosumab",))

    draft = compose(
        [against],
        meaning(excluded=frozenset({"denosumab"})),
        names=NAMES,
        conflicts=[("who is right", frozenset({1, 2}))],
        sides={1: against, 2: in_favour},
    )

    assert [claim.evidence.id for claim in draft.claims] == [1]
