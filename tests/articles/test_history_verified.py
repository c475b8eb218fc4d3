"""A copied history is checked without the site: what was done to it is found and named."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.articles.domain.history import Fault, canonical, digest, link, verify

Json = dict[str, Any]


def _chain(*kinds: str) -> Json:
    """A whole history of so many events."""
    events: list[Json] = []
    for number, kind in enumerate(kinds, start=1):
        said = {"number": number, "kind": kind, "by": "Ada", "version": 1}
        previous = events[-1]["sha256"] if events else ""
        said_sha256 = digest(canonical(said))
        events.append(
            {
                "number": number,
                "said": said,
                "said_sha256": said_sha256,
                "previous_sha256": previous,
                "sha256": link(previous, said_sha256),
            }
        )
    return {"format": "consilium-article-history", "events": events, "head": events[-1]["sha256"]}


def _changed(document: Json) -> None:
    document["events"][2]["said"]["by"] = "Somebody else"


def _changed_with_its_hash(document: Json) -> None:
    _changed(document)
    event = document["events"][2]
    event["said_sha256"] = digest(canonical(event["said"]))
    event["sha256"] = link(event["previous_sha256"], event["said_sha256"])


def _removed(document: Json) -> None:
    del document["events"][2]


def _removed_last(document: Json) -> None:
    del document["events"][-1]


def _reordered(document: Json) -> None:
    events = document["events"]
    events[2], events[3] = events[3], events[2]


def _inserted(document: Json) -> None:
    document["events"].insert(2, copy.deepcopy(document["events"][2]))


@pytest.mark.parametrize(
    ("tamper", "fault", "numbers"),
    [
        (_changed, Fault.CHANGED, [3]),
        (_changed_with_its_hash, Fault.INSERTED, [4]),
        (_removed, Fault.REMOVED, [3]),
        (_removed_last, Fault.REMOVED, [5]),
        (_reordered, Fault.REORDERED, [4, 3]),
        (_inserted, Fault.INSERTED, [3]),
    ],
)
def test_what_was_done_to_a_copy_is_found_and_named(
    tamper: Callable[[Json], None], fault: Fault, numbers: list[int]
) -> None:
    document = _chain("drafted", "submitted", "under_review", "signed", "approved")
    assert verify(document) == []

    tamper(document)

    found = verify(document)
    assert {finding.fault for finding in found} == {fault}
    assert [finding.number for finding in found] == numbers


def test_a_file_written_wholly_anew_is_found_out_by_the_hash_on_the_page() -> None:
    true, forged = _chain("drafted", "submitted"), _chain("drafted", "approved")

    assert verify(forged) == []
    assert [finding.fault for finding in verify(forged, head=true["head"])] == [Fault.REMOVED]


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_whatever_stands_in_a_file_is_answered_with_a_finding(value: Any) -> None:
    for document in ({}, {"format": "consilium-article-history", "events": value}):
        assert value == [] or verify(document)
