"""Modules and functions stay small enough to be read at once, and say what they are for."""

from __future__ import annotations

import ast

from tests.architecture.source import PRODUCT, modules, named, parsed

MODULE_LINES = 300
FUNCTION_LINES = 30
# Each fills in one record of many fields, line by line; in two halves it would read worse.
ONE_RECORD = {
    "apps/articles/gate_records.py read_record",
    "apps/articles/selectors.py article_page",
    "apps/guidelines/selectors.py guideline_page",
    "apps/guidelines/selectors.py recommendation_page",
}
DOCSTRING_LINES = 4


def test_no_module_is_longer_than_300_lines() -> None:
    lengths = {
        named(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in modules(*PRODUCT, "tests")
    }

    assert {name: lines for name, lines in lengths.items() if lines > MODULE_LINES} == {}


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body, the docstring apart."""
    first = function.body[ast.get_docstring(function) is not None :]
    return (function.end_lineno or 0) - first[0].lineno + 1 if first else 0


def long_functions() -> dict[str, int]:
    lengths = {
        f"{named(path)} {node.name}": body_lines(node)
        for path in modules(*PRODUCT)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    return {name: lines for name, lines in lengths.items() if lines > FUNCTION_LINES}


def test_no_function_is_longer_than_30_lines() -> None:
    found = long_functions()

    assert {name: lines for name, lines in found.items() if name not in ONE_RECORD} == {}


def test_no_function_is_excused_without_need() -> None:
    assert set(long_functions()) >= ONE_RECORD


def test_every_module_says_in_one_to_four_lines_what_it_holds() -> None:
    silent = []
    for path in modules(*PRODUCT, "tests"):
        tree = parsed(path)
        # Empty packages and bare URL tables speak for themselves.
        if not tree.body or path.stem == "urls":
            continue
        said = ast.get_docstring(tree)
        if said is None or len(said.splitlines()) > DOCSTRING_LINES:
            silent.append(named(path))

    assert silent == []


def test_no_work_is_left_for_later_in_a_comment() -> None:
    later = ("TO" + "DO", "FIX" + "ME", "X" + "XX")

    found = [
        f"{named(path)}:{number}"
        for path in modules(*PRODUCT, "tests")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if any(word in line for word in later)
    ]

    assert found == []
