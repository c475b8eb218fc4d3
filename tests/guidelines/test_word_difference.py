"""Word differences: nothing is lost of either text, and what stayed is not shown as changed."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.guidelines.domain.word_difference import Run, word_difference

_WORDS = ["offer", "it", "not", ".", " ", "\n", "  ", "to", "5", "7.5", "75", "mg/d", ",", "("]
texts = st.one_of(
    st.text(max_size=30),
    st.lists(st.sampled_from(_WORDS), max_size=12).map("".join),
    st.lists(st.sampled_from(_WORDS), max_size=12).map(" ".join),
)


@given(texts, texts)
def test_both_texts_can_be_read_from_the_runs(old: str, new: str) -> None:
    runs = word_difference(old, new)

    assert "".join(run.text for run in runs if run.kind != "added") == old
    assert "".join(run.text for run in runs if run.kind != "removed") == new


@given(texts, texts)
def test_no_run_is_empty_and_neighbours_differ_in_kind(old: str, new: str) -> None:
    runs = word_difference(old, new)

    assert all(run.text for run in runs)
    assert all(one.kind != other.kind for one, other in pairwise(runs))


@given(texts)
def test_the_same_text_is_one_run(text: str) -> None:
    assert word_difference(text, text) == ((Run("same", text),) if text else ())


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "Offer it.",
            "Do not offer it.",
            [("removed", "Offer"), ("added", "Do not offer"), ("same", " it.")],
        ),
        (
            "Take 5 mg daily.",
            "Take 10 mg daily.",
            [("same", "Take "), ("removed", "5"), ("added", "10"), ("same", " mg daily.")],
        ),
        (
            "Give 7.5 mg daily.",
            "Give 75 mg daily.",
            [("same", "Give "), ("removed", "7.5"), ("added", "75"), ("same", " mg daily.")],
        ),
        (
            "one two three",
            "four five three",
            [("removed", "one two"), ("added", "four five"), ("same", " three")],
        ),
        ("Offer it", "Offer it, not more", [("same", "Offer it"), ("added", ", not more")]),
    ],
)
def test_whole_words_change(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert [(run.kind, run.text) for run in word_difference(old, new)] == expected


@pytest.mark.parametrize("words", [300, 20_000])
def test_two_long_texts_are_compared_in_a_moment(words: int) -> None:
    old = " ".join(f"word{place % 50} the of" for place in range(words))
    new = " ".join(f"term{place % 50} the of" for place in range(words))

    started = time.perf_counter()
    word_difference(old, new)

    assert time.perf_counter() - started < 5
