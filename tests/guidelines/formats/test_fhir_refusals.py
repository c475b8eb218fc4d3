"""Nothing that is no recommendation becomes one, and nothing is lost without a word."""

from __future__ import annotations

import contextlib
import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.guidelines.formats.fhir_reading import read_fhir
from apps.guidelines.formats.reading import Reading, Severity, SourceFile
from tests.guidelines.formats.fhir_documents import (
    codes_of,
    group,
    guideline,
    justification,
    plan,
    read,
    recommendation,
)
from tests.guidelines.real_data import needs_real_data, real_files

XML = b"""<?xml version="1.0"?><ActivityDefinition xmlns="http://hl7.org/fhir">
<id value="iron"/><description value="60 mg of iron"/></ActivityDefinition>"""
BOMB = b"""<!DOCTYPE x [<!ENTITY a "aaaa">]>
<Group xmlns="http://hl7.org/fhir"><id value="&a;"/></Group>"""
VALUES = [None, True, 7, "", "words", [], {}, [None], [[1]], {"a": 1}, {"coding": "x"}, "#x", 1e300]


def read_bytes(*contents: bytes) -> Reading:
    return read_fhir([SourceFile(f"{i}.dat", content) for i, content in enumerate(contents)])


def test_a_plan_without_rating_is_a_trigger_and_refused_with_the_reason() -> None:
    reading = read(plan(action=[{"title": "Check", "condition": [{"kind": "applicability"}]}]))

    assert reading.package is None
    assert reading.is_refused
    issue = reading.issues[0]
    assert (issue.severity, issue.code) == (Severity.WARNING, "not_a_recommendation")
    assert issue.where == "0.json#"
    assert "no strength, certainty or direction" in issue.message


@pytest.mark.parametrize(
    "kind",
    ["Library", "ActivityDefinition", "ValueSet", "Questionnaire", "Evidence", "Group", "Wombat"],
)
def test_every_other_resource_is_named_with_what_it_is(kind: str) -> None:
    reading = read(plan("1"), {"resourceType": kind, "id": "other"})

    (issue,) = [issue for issue in reading.issues if issue.where == "1.json#"]
    assert f"{kind}/other is left out" in issue.message
    assert reading.package is not None


def test_xml_is_read_and_an_entity_is_not() -> None:
    plain, bomb = read_bytes(XML), read_bytes(BOMB)

    assert "ActivityDefinition/iron is left out" in plain.issues[0].message
    assert bomb.issues[0].code == "unreadable"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"resourceType": "Group", "x": NaN}',
        b"<a>",
        b"<a/>",
        b'<Group xmlns="http://hl7.org/fhir">' + b"<a>" * 900 + b"</a>" * 900 + b"</Group>",
    ],
)
def test_a_broken_file_is_an_error_with_its_name(content: bytes) -> None:
    reading = read_bytes(content)

    assert reading.issues[0].severity is Severity.ERROR
    assert reading.issues[0].where == "0.dat"
    assert reading.package is None


def test_shorthand_and_foreign_json_are_left_out_and_the_rest_is_read() -> None:
    whole = json.dumps(plan("1")).encode()

    reading = read_bytes(b"Instance: x\nInstanceOf: Plan", b'{"a": 1}', b"[]", whole)

    assert codes_of(reading).count("not_fhir") == 3
    assert not reading.is_refused
    assert reading.package is not None


def test_actions_that_lie_in_each_other_without_end_do_no_harm() -> None:
    deep: dict[str, Any] = {"title": "Last"}
    for _ in range(400):
        deep = {"action": [deep]}

    reading = read(plan("1", action=[deep, *plan("1")["action"]]))

    assert not reading.is_refused


def test_recommendations_that_point_at_each_other_are_both_read() -> None:
    def pointing(identity: str, other: str) -> dict[str, Any]:
        origin = {
            "type": "derived-from",
            "resourceReference": {"reference": f"Composition/{other}"},
        }
        return recommendation(identity, title=f"Recommendation: {identity}", relatesTo=[origin])

    reading = read(pointing("one", "two"), pointing("two", "one"))

    assert reading.package is not None
    assert len(reading.package["links"]) == 2


def test_a_recommendation_without_statement_is_named() -> None:
    reading = read(guideline(), recommendation(section=[]), plan("1"))

    assert [i.where for i in reading.issues if i.code == "no_statement"] == ["1.json#"]


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    parts: Any = value.items() if isinstance(value, dict) else ()
    parts = enumerate(value) if isinstance(value, list) else parts
    for key, part in parts:
        yield from _paths(part, (*path, key))


WHOLE = [guideline(), recommendation(), justification(), group(), plan("1")]


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.sampled_from(list(_paths(WHOLE))), st.sampled_from(VALUES)), max_size=3)
)
def test_whatever_a_value_is_every_resource_ends_in_a_record_or_an_issue(
    changes: list[tuple[tuple[Any, ...], Any]],
) -> None:
    resources = copy.deepcopy(WHOLE)
    for path, value in changes:
        _put(resources, path, copy.deepcopy(value))

    reading = read(*resources)

    for i in range(len(resources)):
        assert any(issue.where.startswith(f"{i}.json") for issue in reading.issues)
    json.dumps(reading.package, allow_nan=False)


def _put(holder: Any, path: tuple[Any, ...], value: Any) -> None:
    """Nothing where an earlier change took the place away."""
    with contextlib.suppress(LookupError, TypeError):
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] = value


@needs_real_data
@pytest.mark.parametrize(
    ("folder", "plans"), [("who_smart_anc", 20), ("cdc_ccsm", 3), ("cdc_anthrax_multiversion", 2)]
)
def test_real_triggers_and_decision_tables_are_refused_one_by_one(folder: str, plans: int) -> None:
    paths = [path for path in real_files(f"{folder}/**/*") if path.suffix in (".json", ".xml")]

    reading = read_fhir([SourceFile(path.name, path.read_bytes()) for path in paths])

    assert reading.package is None
    assert codes_of(reading).count("not_a_recommendation") == plans
    named = {issue.where.partition("#")[0] for issue in reading.issues}
    assert named >= {path.name for path in paths}
