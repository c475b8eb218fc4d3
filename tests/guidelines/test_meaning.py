"""A rewording that adds, turns or loses something is found; one that says the same passes."""

from __future__ import annotations

import pytest

from apps.guidelines.domain.meaning.comparing import Kind, differences
from apps.guidelines.domain.meaning.quantities import quantities
from apps.guidelines.domain.meaning.terms import Term, Terms

TERMS = Terms(
    [
        Term("bisphosphonate", ("bisphosphonate", "bone-strengthening medicine")),
        Term("alendronate", ("alendronate", "Fosamax"), frozenset({"bisphosphonate"})),
        Term("denosumab", ("denosumab", "Prolia")),
        Term("romosozumab", ("romosozumab",)),
        Term("aspirin", ("aspirin", "acetylsalicylic acid")),
    ]
)
WOMEN = (
    "ACP recommends alendronate 70 mg weekly for up to 5 years in postmenopausal women aged 65 "
    "years or older with osteoporosis, unless creatinine clearance is below 35 mL/min."
)
SEQUENCE = (
    "ACP suggests romosozumab, followed by a bisphosphonate, only in women at very high risk."
)
AGAINST = "The USPSTF recommends against starting aspirin in adults 60 years or older."


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (WOMEN, WOMEN),
        (
            WOMEN,
            "For women after menopause, 65 years of age and older, with osteoporosis, ACP "
            "recommends Fosamax, 70 milligrams every week, for at most five years, except where "
            "creatinine clearance is less than 35 ml per minute.",
        ),
        (WOMEN, WOMEN.replace("alendronate", "alendronate, a bisphosphonate,")),
        (
            AGAINST,
            "For adults who are 60 and older, the USPSTF recommends against starting "
            "acetylsalicylic acid.",
        ),
        (
            SEQUENCE,
            "Only for women with a very high risk, ACP suggests romosozumab and then a "
            "bone-strengthening medicine.",
        ),
        ("Alendronate is contraindicated.", "Alendronate is not to be used."),
    ],
)
def test_a_text_that_says_the_same_is_let_through(source: str, text: str) -> None:
    assert differences(text, source=source, terms=TERMS) == ()


@pytest.mark.parametrize(
    ("source", "before", "after", "kind"),
    [
        (WOMEN, "70 mg", "7 mg", Kind.NUMBER_ADDED),
        (WOMEN, "70 mg", "70 g", Kind.NUMBER_ADDED),
        (WOMEN, "70 mg weekly", "weekly", Kind.NUMBER_LOST),
        (WOMEN, "5 years", "5 months", Kind.NUMBER_ADDED),
        (WOMEN, "weekly", "daily", Kind.TURNED),
        (WOMEN, "65 years or older", "65 years or younger", Kind.BOUND_TURNED),
        (WOMEN, "below 35", "above 35", Kind.BOUND_TURNED),
        (WOMEN, "up to 5", "at least 5", Kind.BOUND_TURNED),
        (WOMEN, "recommends", "suggests", Kind.WEAKER),
        (WOMEN, "recommends", "recommends against", Kind.NEGATION),
        (WOMEN, "postmenopausal", "premenopausal", Kind.TURNED),
        (WOMEN, "women", "men", Kind.TURNED),
        (WOMEN, "unless", "if", Kind.RESTRICTION_LOST),
        (WOMEN, "alendronate", "denosumab", Kind.TERM_ADDED),
        (WOMEN, "alendronate", "a bisphosphonate", Kind.TERM_LOST),
        (WOMEN, "with osteoporosis", "without osteoporosis", Kind.NEGATION),
        (SEQUENCE, "suggests", "recommends", Kind.STRONGER),
        (SEQUENCE, "only ", "", Kind.RESTRICTION_LOST),
        (SEQUENCE, "very high", "high", Kind.RESTRICTION_LOST),
        (SEQUENCE, "high", "low", Kind.TURNED),
        (
            SEQUENCE,
            "romosozumab, followed by a bisphosphonate",
            "a bisphosphonate, followed by romosozumab",
            Kind.ORDER,
        ),
        (AGAINST, "against ", "", Kind.NEGATION),
        (AGAINST, "starting", "stopping", Kind.TURNED),
        (AGAINST, "adults", "children", Kind.TURNED),
        ("Give calcium and vitamin D.", "and", "or", Kind.TURNED),
        ("It reduces the risk.", "reduces", "increases", Kind.TURNED),
        ("Take it before meals.", "before", "after", Kind.TURNED),
        ("The left hip.", "left", "right", Kind.TURNED),
        ("In acute pain.", "acute", "chronic", Kind.TURNED),
        ("The benefit is small.", "benefit", "harm", Kind.TURNED),
    ],
)
def test_what_a_rewording_turned_is_found(source: str, before: str, after: str, kind: Kind) -> None:
    text = source.replace(before, after)

    assert text != source
    assert kind in {finding.kind for finding in differences(text, source=source, terms=TERMS)}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("3-5 years", ["3 year", "5 year"]),
        ("between 65 and 80 years", ["65 year", "80 year"]),
        ("1,200 mg", ["1200 mg"]),
        ("eGFR below 30 mL/min/1.73 m²", ["30 mL/min"]),
        ("stage G3a and vitamin B12", []),
        ("one 60 mg injection every six months", ["60 mg", "6 month"]),
        ("140/90 mmHg", ["140", "90 mmHg"]),
        ("7.5% or higher", ["7.5 %"]),
    ],
)
def test_numbers_are_read_with_their_units(text: str, read: list[str]) -> None:
    assert [str(quantity) for quantity in quantities(text)] == read


def test_nothing_is_named_where_nothing_is_known() -> None:
    assert Terms([]).named_in("Take aspirin.") == ()
