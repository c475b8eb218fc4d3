"""The seed page is refused for each defect at its place; corrected, it passes."""

from __future__ import annotations

import pytest

from apps.articles.domain.gate.judge import passes
from tests.articles import seed_page
from tests.cast import Cast

# By the numbers of the list of the seed's defects: the rule that guards, and where it must speak.
DEFECTS = {
    "D1": [
        ("citation-unresolved", key)
        for key in ("course", "augmentation", "factor-cement", "walking", "surgery")
    ],
    "D4": [
        *(("in-house-support", key) for key in ("brief", "bisphosphonates", "calcitonin", "team")),
        ("in-house-as-guideline", "brief"),
        ("in-house-as-guideline", "calcitonin"),
    ],
    "D5": [("body-without-record", "aaos-against"), ("date-of-summary", "aaos-against")],
    "D6": [
        ("conflict-unreconciled", "augmentation"),
        ("conflict-unreconciled", "aaos-against"),
        ("step-drops-option", "augmentation"),
    ],
    "D8": [("population-acuity", "l2-block")],
    "D9": [("population-acuity", "calcitonin"), ("population-acuity", "algorithm/1")],
    "D10": [("natural-history", "course")],
    "D11": [("drug-off-market", "strontium")],
    "D12": [("drug-restricted", "calcitonin")],
    "D13": [("strength-overstated", "calcitonin")],
    "D14": [
        ("no-recommendation-promoted", "algorithm/2"),
        ("no-recommendation-promoted", "algorithm/3"),
    ],
    "D15": [("step-uncited", f"algorithm/{place}") for place in ("1", "2", "3", "4/1", "4/2", "5")],
    "D16": [("citation-scope", "factors"), ("citation-missing", "factor-age")],
    "D17": [("red-flags-missing", "consult"), ("red-flags-missing", "")],
}


def test_the_seed_page_keeps_its_27_markers() -> None:
    document = seed_page.page()
    statements = [row for section in document["sections"] for row in section["statements"]]
    children = [child for row in statements for child in row["children"]]

    markers = [mark for row in [document["brief"], *statements, *children] for mark in row["cites"]]

    assert len(markers) == 27
    assert len([mark for mark in markers if mark.startswith("marker-")]) == 6


def test_the_seed_page_is_refused_for_each_of_its_defects_at_its_place(cast: Cast) -> None:
    findings = seed_page.judged(cast, seed_page.page())

    found = {(item.rule, item.place) for item in findings}
    assert not passes(findings)
    assert {
        defect: missed
        for defect, places in DEFECTS.items()
        if (missed := [place for place in places if place not in found])
    } == {}


def test_the_corrected_page_passes_without_a_finding(cast: Cast) -> None:
    assert seed_page.judged(cast, seed_page.page("corrected")) == ()


@pytest.mark.parametrize(
    ("rule", "place"),
    [
        ("population-acuity", "l2-block"),
        ("conflict-unreconciled", "vertebroplasty"),
        ("red-flags-missing", ""),
        ("step-uncited", "algorithm/1"),
    ],
)
def test_what_is_taken_out_of_the_corrected_page_is_missed_again(
    cast: Cast, rule: str, place: str
) -> None:
    document = seed_page.page("corrected")
    care, procedures = document["sections"]
    if rule == "population-acuity":
        (block,) = [row for row in care["statements"] if row["key"] == "l2-block"]
        block["note"] = None
        block["wording"] = seed_page.make.worded("An L2 nerve root block is an option (weak).")
    elif rule == "conflict-unreconciled":
        procedures["differences"] = []
    elif rule == "red-flags-missing":
        document["red_flags"] = document["red_flags"][:1]
    else:
        document["algorithm"][0]["basis"] = []

    findings = seed_page.judged(cast, document)

    assert (rule, place) in {(item.rule, item.place) for item in findings}
