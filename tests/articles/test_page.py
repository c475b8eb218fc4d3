"""The content of an article: its wording at each level, and what every sentence rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from apps.articles.domain.disclaimer import MINIMUM
from apps.articles.domain.house_texts import HouseTextKind
from apps.articles.pages import StatementView
from apps.guidelines.citing import Citation
from apps.guidelines.models import RecommendationVersion
from core.levels import Level
from core.tenancy.scope import tenant_scope
from tests import make
from tests.articles.reading import html_of, page_of
from tests.cast import Cast


def _all(kind: type[Any], value: Any) -> Iterator[Any]:
    """Every instance of that kind anywhere in a composed page."""
    if isinstance(value, kind):
        yield value
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _all(kind, getattr(value, field.name))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _all(kind, item)


@pytest.mark.parametrize("level", list(Level))
def test_every_part_shows_its_wording_of_the_level(cast: Cast, level: Level) -> None:
    version = make.submitted(cast)

    page = page_of(cast, version, level)

    (section,) = page.sections
    (step,) = page.algorithm
    assert page.brief is not None
    texts = [
        page.brief.text,
        section.heading,
        *(statement.text for statement in section.statements),
        section.statements[1].note,
        section.statements[1].children[0].text,
        section.differences[0].title,
        *(position.text for position in section.differences[0].positions),
        step.title,
        step.detail,
        step.branches[0].condition,
        step.branches[0].action,
        *page.red_flags,
    ]
    assert len(texts) == 14
    assert all(text.endswith(f"({level.value})") for text in texts)


@pytest.mark.parametrize("level", list(Level))
def test_the_page_is_rendered_at_the_level_asked_for(cast: Cast, level: Level) -> None:
    make.submitted(cast)

    html = html_of(cast, level=level.value)

    others = [other for other in Level if other is not level]
    assert f"Offer a bisphosphonate ({level.value})" in html
    assert not any(f"Offer a bisphosphonate ({other.value})" in html for other in others)


def test_an_unknown_level_is_the_default(cast: Cast) -> None:
    make.submitted(cast)

    assert "Offer a bisphosphonate (clinician)" in html_of(cast, level="professor")


@pytest.mark.parametrize("level", list(Level))
def test_red_flags_and_the_platforms_disclaimer_are_shown_at_every_level(
    cast: Cast, level: Level
) -> None:
    make.house_text(
        cast.northgate, HouseTextKind.DISCLAIMER, {level.value: "Northgate's own words."}
    )
    version = make.submitted(cast)

    page = page_of(cast, version, level)

    assert page.red_flags == (f"New weakness of the legs ({level.value})",)
    assert page.disclaimer == f"Northgate's own words.\n\n{MINIMUM[level]}"
    html = html_of(cast, level=level.value)
    assert f"New weakness of the legs ({level.value})" in html
    assert MINIMUM[level] in html


def test_every_marker_has_a_reference_and_every_reference_is_cited(cast: Cast) -> None:
    version = make.submitted(cast, make.long_article())

    page = page_of(cast, version)

    markers = {citation.number for citation in _all(Citation, page)}
    listed = {reference.number for reference in page.references}
    assert markers == listed == {1}
    assert page.references[0].cited_in == (
        "In brief",
        "1.1",
        "1.2",
        "1, sources differ",
        "2.1",
        "2.2",
        "2, sources differ",
    )


def test_every_marker_of_the_page_links_to_a_reference_that_is_there(cast: Cast) -> None:
    make.submitted(cast)

    html = html_of(cast)

    targets = set(re.findall(r'href="#(r\d+)"', html))
    assert targets == {"r1"}
    assert all(f'id="{target}"' in html for target in targets)


def test_no_element_id_is_used_twice_and_every_link_within_the_page_lands(cast: Cast) -> None:
    make.submitted(cast, make.long_article())

    html = html_of(cast)

    ids = re.findall(r'\bid="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)


def test_statements_are_numbered_and_their_children_stand_below_them(cast: Cast) -> None:
    version = make.submitted(cast)

    (section,) = page_of(cast, version).sections

    first, second = section.statements
    assert [(row.number, row.anchor) for row in (first, second)] == [
        ("1.1", "s1-1"),
        ("1.2", "s1-2"),
    ]
    assert [child.anchor for child in second.children] == ["s1-2-1"]
    assert first.children == ()


def test_sources_that_differ_stand_side_by_side(cast: Cast) -> None:
    version = make.submitted(cast)

    (difference,) = page_of(cast, version).sections[0].differences

    assert [row.stance_name for row in difference.positions] == ["For", "For either"]
    assert difference.reconciliation.startswith("Take it where a bisphosphonate")
    assert "Sources differ on denosumab (clinician)" in html_of(cast)


def test_each_step_of_the_algorithm_links_to_what_it_rests_on(cast: Cast) -> None:
    version = make.submitted(cast)

    page = page_of(cast, version)

    (step,) = page.algorithm
    assert [(link.number, link.anchor) for link in step.basis] == [("1.1", "s1-1")]
    assert [(link.number, link.anchor) for link in step.branches[0].basis] == [("1.2", "s1-2")]
    assert step.branches[0].is_alert
    anchors = {statement.anchor for statement in _all(StatementView, page)}
    assert {link.anchor for link in (*step.basis, *step.branches[0].basis)} <= anchors


def test_a_superseded_record_is_marked_where_it_is_cited(cast: Cast) -> None:
    version = make.submitted(cast)
    with tenant_scope(cast.northgate.pk):
        RecommendationVersion.objects.filter(recommendation__key="first").update(
            status="superseded"
        )

    page = page_of(cast, version)

    assert page.references[0].status == "superseded"
    assert page.brief is not None
    assert page.brief.citations[0].recommendations[0].status == "superseded"
