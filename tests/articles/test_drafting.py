"""How one level of a text is worded, and names of parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.articles.domain.drafting import (
    OthersWorded,
    PartKind,
    PartName,
    one_line,
    read_part_name,
    reword,
    worded,
)
from core.levels import Level

texts = st.text("abc ", min_size=1).filter(str.strip)


@given(text=texts, level=st.sampled_from(Level))
def test_a_new_text_is_the_same_at_every_level(text: str, level: Level) -> None:
    assert reword(None, level, text) == worded(text)


@given(old=texts, new=texts)
def test_a_level_without_words_of_its_own_follows_the_clinicians(old: str, new: str) -> None:
    assert reword(worded(old), Level.CLINICIAN, new) == worded(new)


@given(old=texts, new=texts, own=texts, level=st.sampled_from([Level.STUDENT, Level.PATIENT]))
def test_a_level_with_words_of_its_own_keeps_them(
    old: str, new: str, own: str, level: Level
) -> None:
    before = {**worded(old), level.value: own + "!"}

    after = reword(before, Level.CLINICIAN, new)

    assert after is not None
    assert (after["clinician"], after[level.value]) == (new, own + "!")


def test_an_emptied_level_says_what_clinicians_read_again() -> None:
    before = {**worded("for all"), "patient": "for patients"}

    assert reword(before, Level.PATIENT, "") == worded("for all")


def test_a_text_that_all_share_can_be_emptied_and_one_that_others_word_cannot() -> None:
    assert reword(worded("for all"), Level.CLINICIAN, "") is None
    assert reword(None, Level.PATIENT, "") is None
    with pytest.raises(OthersWorded):
        reword({**worded("for all"), "patient": "own"}, Level.CLINICIAN, "")


@given(kind=st.sampled_from(PartKind), row=st.integers(0, 10**17))
def test_a_name_of_a_part_is_read_as_it_is_written(kind: PartKind, row: int) -> None:
    assert read_part_name(str(PartName(kind, row))) == PartName(kind, row)


@pytest.mark.parametrize("text", ["", "statement", "statement-", "article-1", "statement-1 "])
def test_what_is_no_name_of_a_part_is_none(text: str) -> None:
    assert read_part_name(text) is None


def test_a_paragraph_has_no_breaks_and_keeps_a_number_with_its_unit() -> None:
    assert one_line(" Take\r\n 5\u00a0mg \tdaily ") == "Take 5\u00a0mg daily"
