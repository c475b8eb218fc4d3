"""A recommendation's page in depth: parts, relations, history, citation, data for machines."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.guidelines import selectors
from apps.guidelines.models import RecommendationVersion
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser
from tests.guidelines.editions import edition
from tests.guidelines.test_export import WHOLE, whole_package

FIRST = "Offer a bisphosphonate first to adults with osteoporosis."
MARK = "zqtheirwords"


def _row(cast: Cast, key: str = "first", label: str = "2023") -> RecommendationVersion:
    with tenant_scope(cast.northgate.pk):
        return RecommendationVersion.objects.get(
            recommendation__key=key, guideline_version__label=label
        )


def _page(cast: Cast, key: str = "first", label: str = "2023") -> str:
    address = f"/recommendations/{_row(cast, key, label).public_id}/"
    response = browser(cast.northgate).get(address)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def _shown(text: str) -> str:
    """What stands on the page, without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def _open(**facts: Any) -> dict[str, Any]:
    document = whole_package()
    guideline = document["guidelines"][0]
    guideline |= {"redistribution": "full_text", "licence": "CC BY 4.0"}
    guideline["versions"][1]["recommendations"][0] |= facts
    return document


@pytest.mark.parametrize(
    "said",
    [
        "50.5 years or older",
        "Female",
        "kidney failure",
        "alendronate",
        "70 to 70.25 mg",
        "by mouth, weekly",
        "hip fracture",
        "risk ratio 0.5 (0.25 to 0.9)",
        "12,000",
        "Lowered for imprecision",
        "Importance 9 of 9",
        "Balance of effects",
        "favours it",
        "Supports it",
        "p. 3",
        "Fewer fractures.",
        "Take it upright.",
        "Outpatient",
        "31 January 2027",
        "CC BY 4.0",
        "Full text",
        "Exact: the label means this very step of the common scales.",
        "The source gives no direction. It was read from the wording.",
    ],
)
def test_everything_that_is_recorded_is_shown(cast: Cast, said: str) -> None:
    make.store(cast.northgate, _open(direction_inferred=True))

    assert said.lower() in _shown(_page(cast)).lower()


def test_relations_are_told_from_both_ends(cast: Cast) -> None:
    document = _open()
    document["links"].append(
        {"from": "acp-bone/first", "to": "acp-bone/second", "kind": "supersedes"}
    )
    make.store(cast.northgate, document)

    newer, older = _shown(_page(cast)), _shown(_page(cast, "second"))

    assert "Supersedes Bone drugs (2023), Recommendation 1" in newer
    assert "Superseded by Bone drugs (2023), Recommendation 1" in older
    assert "Same as Bone drugs (2023)" in newer
    assert "Same as Bone drugs (2023)" in older
    assert "Adapted from urn:other" in newer


def test_a_relation_never_leads_to_a_program(cast: Cast) -> None:
    document = _open()
    document["links"][1]["to_uri"] = "javascript:alert(1)"
    make.store(cast.northgate, document)

    page = _page(cast)

    assert "javascript:alert(1)" in page
    assert 'href="javascript' not in page


def test_a_new_edition_shows_word_by_word_what_it_changed(cast: Cast) -> None:
    make.store(cast.northgate)
    changed = make.recommendation("first", FIRST.replace("adults", "older adults"), strength=2)
    changed["ratings"] = []
    make.store(cast.northgate, edition(changed))

    newer, older = _page(cast, label="2025"), _page(cast)

    for page in (newer, older):
        assert '<ins><span class="vh">added: </span>older </ins>' in page
        assert (
            '<del><span class="vh">removed: </span>Strong recommendation</del> '
            '<ins><span class="vh">added: </span>Moderate recommendation</ins>'
        ) in page
    assert "Version 2025 this record" in _shown(newer)
    assert "Version 2023 this record" in _shown(older)
    assert _shown(newer).index("Version 2025 this") < _shown(newer).index("The first version")


def test_an_edition_that_repeats_a_record_says_so(cast: Cast) -> None:
    make.store(cast.northgate)
    make.store(cast.northgate, edition(make.default_recommendations()[0]))

    assert "Says the same as the version before" in _page(cast, label="2025")


def _marked(statement: str) -> dict[str, Any]:
    """Every text of the source in a record whose licence withholds it."""
    words = {
        **dict.fromkeys(("remarks", "rationale", "practical_info", "setting", "quote"), MARK),
        "safety": [MARK],
        "population": {**WHOLE["population"], "text": MARK, "excluded": MARK},
        "actions": [{"role": "outcome", "text": MARK}],
        "judgements": [{"criterion": "balance", "judgement": "favours it", "text": MARK}],
        "evidence": [{"outcome": "hip fracture", "note": MARK}],
        "citations": [{"work": "acp-2023", "role": "supports", "quote": MARK}],
    }
    row = make.recommendation("first", statement, **words, verbatim=True)
    del row["plain"]
    return row


@pytest.mark.parametrize("redistribution", ["link_only", "tenant_private"])
def test_withheld_words_stand_nowhere_on_the_page(cast: Cast, redistribution: str) -> None:
    for label, statement in (("2023", f"Old {MARK}"), ("2025", f"New {MARK}")):
        document = edition(_marked(statement), label=label)
        document["guidelines"][0]["redistribution"] = redistribution
        make.store(cast.northgate, document)

    page = _page(cast, label="2025")

    assert MARK not in page
    assert "The wording changed. Its licence does not allow to show how." in page
    assert "favours it" in page
    assert "50.5 years or older" in page


def test_an_article_is_named_with_the_statements_that_rest_on_it(cast: Cast) -> None:
    make.submitted(cast)
    make.answered(cast.northgate, "Is a bisphosphonate right for osteoporosis?")

    page = _page(cast)

    assert '<a href="/articles/brittle-bones/#s1-1">1.1</a>' in page
    assert "1 answer rests on it." in page


def _queries(cast: Cast, label: str) -> int:
    public_id = _row(cast, label=label).public_id
    with tenant_scope(cast.northgate.pk), CaptureQueriesContext(connection) as seen:
        selectors.recommendation_page(public_id, address="https://a.test/")
    return len(seen)


def test_a_page_costs_the_same_for_few_and_for_many_editions(cast: Cast) -> None:
    make.store(cast.northgate, _open())
    few = _queries(cast, "2023")
    for year in range(2024, 2030):
        (first, _) = _open(statement=f"Offer it in {year}.")["guidelines"][0]["versions"][1][
            "recommendations"
        ]
        make.store(cast.northgate, edition(first, label=str(year)))

    assert _queries(cast, "2029") <= few <= 20


def test_machines_read_the_record_from_the_page(cast: Cast) -> None:
    hostile = "Offer </script><script>alert(1)</script> & <!-- more."
    make.store(cast.northgate, make.package(make.recommendation("first", hostile)))
    response = browser(cast.northgate).get(f"/recommendations/{_row(cast).public_id}/")
    text = response.content.decode()

    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    document = json.loads(block)

    assert document["@type"] == "MedicalGuidelineRecommendation"
    assert document["description"] == hostile
    assert document["@id"].endswith(f"/recommendations/{_row(cast).public_id}/")
    assert "<!--" not in text.split("ld+json")[1].split("</script>")[0]


def _cited(cast: Cast, **asked: str) -> Any:
    address = f"/recommendations/{_row(cast).public_id}/cite/"
    return browser(cast.northgate).get(address, asked)


@pytest.mark.parametrize(
    ("format", "content_type", "said"),
    [
        ("ris", "application/x-research-info-systems; charset=utf-8", "TI  - Bone drugs\r\n"),
        ("bibtex", "application/x-bibtex; charset=utf-8", "title = {{Bone drugs}}"),
        (
            "csl",
            "application/vnd.citationstyles.csl+json; charset=utf-8",
            '"title": "Bone drugs"',
        ),
    ],
)
def test_a_record_is_cited_by_a_file_for_a_reference_manager(
    cast: Cast, format: str, content_type: str, said: str
) -> None:
    make.store(cast.northgate)

    response = _cited(cast, format=format)

    assert (response.status_code, response["Content-Type"]) == (200, content_type)
    assert response["Content-Disposition"].startswith("attachment; filename=")
    assert said in response.content.decode()
    assert f"/recommendations/{_row(cast).public_id}/" in response.content.decode()


@pytest.mark.parametrize("asked", [{}, {"format": "endnote"}])
def test_a_format_that_nobody_writes_is_refused(cast: Cast, asked: dict[str, str]) -> None:
    make.store(cast.northgate)

    assert _cited(cast, **asked).status_code == 400


def test_a_record_of_another_organisation_is_not_cited(cast: Cast) -> None:
    make.store(cast.northgate)
    address = f"/recommendations/{_row(cast).public_id}/cite/"

    response = browser(cast.harbour).get(address, {"format": "ris"})

    assert response.status_code == 404
