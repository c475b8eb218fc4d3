"""Word differences: nothing is lost of either text, and what stayed is not shown as changed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.guidelines.domain.word_difference import Run, word_difference

texts = st.one_of(
    st.text(max_size=20),
    st.lists(st.sampled_from(["offer", "it", "not", ".", " ", "\n", "to", "5"]), max_size=12).map(
        "".join
    ),
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
            "one two three",
            "four five three",
            [("removed", "one two"), ("added", "four five"), ("same", " three")],
        ),
    ],
)
def test_whole_words_change(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert [(run.kind, run.text) for run in word_difference(old, new)] == expected
