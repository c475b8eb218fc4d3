"""What is recorded of a record holds against any wording of it, and brackets may explain."""

from __future__ import annotations

import pytest

from apps.guidelines.domain.meaning.comparing import Kind, differences
from apps.guidelines.domain.meaning.facts import Facts, contradictions
from apps.guidelines.domain.meaning.terms import Term, Terms

WEAK_FOR_WOMEN = Facts(
    kind="graded",
    direction="for",
    strength=1,
    ages=(50, 76),
    sex="female",
    pregnancy="not_pregnant",
)
AGAINST = Facts(kind="graded", direction="against", strength=3)
NEITHER = Facts(kind="insufficient")
TERMS = Terms(
    [
        Term("calcium", ("calcium",)),
        Term("low-calcium", ("low blood calcium", "hypocalcaemia"), is_judged=False),
        Term("augmentation", ("vertebral augmentation",)),
        Term("kyphoplasty", ("kyphoplasty",), frozenset({"augmentation"})),
        Term("brace", ("spinal brace",)),
    ]
)


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        (WEAK_FOR_WOMEN, "ACP suggests it for women aged 50 to 75 years who are not pregnant."),
        (WEAK_FOR_WOMEN, "The strength of this advice is weak."),
        (AGAINST, "ACP recommends against it."),
        (AGAINST, "It should be avoided."),
        (NEITHER, "The evidence is insufficient to recommend for or against it."),
        (NEITHER, "There was not enough evidence."),
        (Facts(), "A trial of 80 men found no difference."),
    ],
)
def test_a_text_that_agrees_with_its_record_is_let_through(facts: Facts, text: str) -> None:
    assert contradictions(text, facts) == ()


@pytest.mark.parametrize(
    ("facts", "text", "kind"),
    [
        (WEAK_FOR_WOMEN, "ACP recommends against it.", Kind.DIRECTION),
        (WEAK_FOR_WOMEN, "The evidence is inconclusive.", Kind.DIRECTION),
        (WEAK_FOR_WOMEN, "The strength of this advice is strong.", Kind.STRENGTH),
        (WEAK_FOR_WOMEN, "ACP suggests it for men.", Kind.POPULATION),
        (WEAK_FOR_WOMEN, "ACP suggests it for women aged 40 years.", Kind.POPULATION),
        (WEAK_FOR_WOMEN, "ACP suggests it for women who are pregnant.", Kind.POPULATION),
        (AGAINST, "ACP recommends it.", Kind.DIRECTION),
        (NEITHER, "The USPSTF recommends it.", Kind.DIRECTION),
        (NEITHER, "The USPSTF recommends against it.", Kind.DIRECTION),
        (Facts(sex="male"), "For women.", Kind.POPULATION),
        (Facts(pregnancy="pregnant"), "For those who are not pregnant.", Kind.POPULATION),
    ],
)
def test_a_text_that_contradicts_its_record_is_found(facts: Facts, text: str, kind: Kind) -> None:
    assert {finding.kind for finding in contradictions(text, facts)} == {kind}


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("The USPSTF recommends screening.", "The USPSTF recommends screening (with no symptoms)."),
        ("It may cause hypocalcaemia.", "It may cause hypocalcaemia (low blood calcium)."),
        ("NICE names vertebral augmentation.", "NICE names vertebral augmentation (kyphoplasty)."),
        (
            "AAOS was unable to recommend for or against bed rest.",
            "AAOS could not say whether bed rest helps or harms. There was not enough evidence.",
        ),
        ("Alendronate is contraindicated in pregnancy.", "Alendronate must not be used in it."),
    ],
)
def test_what_explains_a_word_or_says_it_plainly_is_no_finding(source: str, text: str) -> None:
    assert differences(text, source=source, terms=TERMS) == ()


@pytest.mark.parametrize(
    "text",
    [
        "The USPSTF recommends screening adults (without symptoms).",
        "The USPSTF recommends screening adults (but not women).",
        "The USPSTF recommends screening (not effective) adults.",
        "The USPSTF recommends screening adults (with calcium).",
    ],
)
def test_a_bracket_that_narrows_or_adds_is_found(text: str) -> None:
    source = "The USPSTF recommends screening adults."

    assert differences(text, source=source, terms=TERMS)


def test_a_concept_that_its_record_is_kept_under_may_be_named() -> None:
    source, text = "AAOS suggests a brace.", "AAOS suggests a spinal brace."

    assert differences(text, source=source, terms=TERMS)
    assert differences(text, source=source, terms=TERMS, about=frozenset({"brace"})) == ()
