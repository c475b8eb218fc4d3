"""The template tag that renders frozen values once."""

from __future__ import annotations

import pytest
from django.template import Context, Template

from apps.articles.pages import StepView


def render(**values: object) -> str:
    source = '{% load frozen %}{% frozen "articles/_algorithm.html" steps=steps tag="h4" %}'
    return Template(source).render(Context(values))


def step(title: str) -> StepView:
    return StepView(number=1, title=title, detail="", basis=(), branches=())


def test_equal_values_read_the_same_and_others_do_not() -> None:
    first = render(steps=(step("Treat the bone"),))

    again = render(steps=(step("Treat the bone"),))
    other = render(steps=(step("Control the pain"),))

    assert again == first
    assert "Treat the bone" in first
    assert "Control the pain" in other


def test_text_is_escaped() -> None:
    assert "<script>" not in render(steps=(step("<script>alert(1)</script>"),))


def test_a_value_that_could_change_is_refused() -> None:
    with pytest.raises(TypeError):
        render(steps=[step("Treat the bone")])
