"""Comparing and merging three states of one record."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from apps.guidelines.domain.three_way import FieldChange, compare, merge

VALUES = st.dictionaries(
    st.sampled_from(["statement", "direction", "conditions", "population.sex"]),
    st.one_of(
        st.sampled_from(["for", "against"]),
        st.integers(0, 2),
        st.lists(st.sampled_from(["asthma", "gout"]), max_size=2),
    ),
)
Values = dict[str, Any]


def test_each_side_of_a_change_is_named() -> None:
    base = {"a": 1, "b": 1, "c": 1, "d": 1, "e": 1}
    upstream = {"a": 2, "b": 1, "c": 2, "d": 2, "e": 1}
    local = {"a": 1, "b": 2, "c": 3, "d": 2, "e": 1, "f": 9}

    found = {item.name: item.change for item in compare(base, upstream, local)}

    assert found == {
        "a": FieldChange.UPSTREAM,
        "b": FieldChange.LOCAL,
        "c": FieldChange.BOTH,
        "d": FieldChange.AGREED,
        "f": FieldChange.LOCAL,
    }


def test_a_field_that_one_side_took_out_is_gone() -> None:
    merged, clashes = merge({"a": 1, "b": 1}, {"b": 1}, {"a": 1, "b": 1})

    assert (merged, clashes) == ({"b": 1}, ())


@given(VALUES, VALUES)
def test_what_one_side_left_alone_is_what_the_other_made_of_it(base: Values, other: Values) -> None:
    assert merge(base, other, base) == (other, ())
    assert merge(base, base, other) == (other, ())


@given(VALUES, VALUES)
def test_the_same_change_on_both_sides_is_no_clash(base: Values, both: Values) -> None:
    assert merge(base, both, both) == (both, ())


@given(VALUES, VALUES, VALUES)
def test_sides_can_be_swapped(base: Values, upstream: Values, local: Values) -> None:
    there, clashes = merge(base, upstream, local)
    back, same_clashes = merge(base, local, upstream)

    assert clashes == same_clashes
    assert {name: value for name, value in there.items() if name not in clashes} == {
        name: value for name, value in back.items() if name not in clashes
    }


@given(VALUES, VALUES, VALUES)
def test_every_value_comes_from_a_side_and_clashes_are_told(
    base: Values, upstream: Values, local: Values
) -> None:
    merged, clashes = merge(base, upstream, local)

    for name in {*base, *upstream, *local}:
        sides = {"upstream": upstream.get(name), "local": local.get(name)}
        assert merged.get(name) in sides.values()
        is_clash = sides["upstream"] != sides["local"] and base.get(name) not in sides.values()
        assert (name in clashes) is is_clash
