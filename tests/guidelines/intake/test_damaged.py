"""A damaged file among whole ones keeps the import from being stored."""

from __future__ import annotations

import json

import pytest

from apps.guidelines.formats.reading import Issue, Severity, SourceFile
from apps.guidelines.intake.supervisor import read_files
from tests import make


def _read(name: str, content: str) -> list[Issue]:
    whole = SourceFile("whole.json", json.dumps(make.package()).encode())
    with read_files([whole, SourceFile(name, content.encode())]) as intake:
        return intake.issues


def test_json_that_was_cut_off_is_an_error_since_its_records_would_be_missing() -> None:
    (issue,) = _read("cut.json", json.dumps(make.package())[:-20])

    assert (issue.severity, issue.code, issue.where) == (Severity.ERROR, "unreadable", "cut.json")


@pytest.mark.parametrize("content", ["{% include 'page.html' %}", "[1] Where this came from."])
def test_what_never_was_json_is_left_out(content: str) -> None:
    (issue,) = _read("README", content)

    assert issue.severity is Severity.WARNING
