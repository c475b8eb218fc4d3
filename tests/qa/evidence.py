"""Evidence and understandings for the pure steps of answering, each fact by its name."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from apps.qa.domain.population import People
from apps.qa.domain.shapes import Evidence, Understanding
from core.levels import Level

KEYS = ("alendronate", "bisphosphonate", "brace", "denosumab", "osteoporosis")
INTENTS = ("treat", "screen", "dose", "safety")
WORDING = tuple(sorted((level.value, f"A sentence ({level.value})") for level in Level))


def evidence(number: int = 1, **facts: Any) -> Evidence:
    """A strong first-line recommendation of a bisphosphonate in osteoporosis."""
    told: dict[str, Any] = {
        "id": number,
        "public_id": f"record-{number}",
        "score": 10.0,
        "kind": "graded",
        "direction": "for",
        "strength": 3,
        "certainty": 4,
        "line": None,
        "conditions": frozenset({"osteoporosis"}),
        "interventions": ("bisphosphonate",),
        "comparators": frozenset(),
        "for_those_who_cannot_take": frozenset(),
        "intents": frozenset({"treat"}),
        "acuity": "any",
        "people": People(),
        "wording": WORDING,
        "content_sha256": f"{number:064d}",
    }
    return Evidence(**{**told, **facts})


def meaning(**facts: Any) -> Understanding:
    """A question that names osteoporosis and nothing else."""
    told: dict[str, Any] = {
        "asked_about": (),
        "conditions": frozenset({"osteoporosis"}),
        "excluded": frozenset(),
        "wider": frozenset(),
        "unknown": (),
        "names_something": True,
        "people": People(),
        "intents": frozenset(),
    }
    return Understanding(**{**told, **facts})


def _keys(**limits: Any) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(KEYS), **limits)


people = st.builds(
    People,
    ages=st.tuples(st.floats(0, 60), st.floats(61, 120)),
    sex=st.sampled_from(["any", "female", "male"]),
    pregnancy=st.sampled_from(["any", "pregnant", "not_pregnant"]),
)
records = st.lists(
    st.builds(
        evidence,
        number=st.integers(1, 1000),
        score=st.floats(0, 50),
        direction=st.sampled_from(["for", "against", "either", "none"]),
        strength=st.sampled_from([None, 0, 1, 2, 3]),
        certainty=st.sampled_from([None, 0, 1, 2, 3, 4]),
        line=st.sampled_from([None, 1, 2]),
        conditions=_keys(),
        interventions=st.lists(st.sampled_from(KEYS), unique=True, max_size=3).map(tuple),
        for_those_who_cannot_take=_keys(max_size=2),
        intents=st.frozensets(st.sampled_from(INTENTS)),
        people=people,
    ),
    max_size=20,
    unique_by=lambda item: item.id,
)
meanings = st.builds(
    meaning,
    asked_about=st.lists(_keys(min_size=1, max_size=2), max_size=2).map(tuple),
    conditions=_keys(max_size=2),
    excluded=_keys(max_size=2),
    wider=_keys(max_size=1),
    unknown=st.lists(st.sampled_from(["measles", "warfarin"]), max_size=2, unique=True).map(tuple),
    names_something=st.booleans(),
    people=people,
    intents=st.frozensets(st.sampled_from(INTENTS), max_size=2),
)
