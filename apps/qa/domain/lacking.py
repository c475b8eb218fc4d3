"""What an answer lacks, in words for people, and as the subject that gaps are told apart by."""

from __future__ import annotations

from typing import Final

from apps.guidelines.domain.lexicon_words import fold
from apps.qa.domain.population import ADULT, ANY_AGE, People
from apps.qa.domain.shapes import Understanding

# The emergency rules read English only, too.
NOT_ENGLISH: Final = (
    "This guideline store can be asked in English only. "
    "If somebody may be in danger, call the emergency number now."
)
LONGEST_SUBJECT: Final = 300
_BANDS: Final = {(0.0, 17.0): "children", (12.0, 17.0): "teenagers"}
_SEXES: Final = {"male": "men", "female": "women"}


def missing_sentence(meant: Understanding) -> str:
    """What the store does not have, in a sentence."""
    if not meant.is_english:
        return NOT_ENGLISH
    if meant.unknown:
        return f"The guideline store has no active recommendation on: {', '.join(meant.unknown)}."
    about = " and ".join(meant.subjects)
    whom = said_people(meant.people)
    if not about:
        return "The guideline store has no active recommendation that fits this question."
    said = f"The guideline store has no active recommendation that fits this question on {about}"
    return f"{said} for {whom}." if whom else f"{said}."


def subject_of(meant: Understanding) -> str:
    """The missing words, folded and sorted; where none is unknown, what was named and for whom.

    Empty for a question that names nothing.
    """
    if meant.unknown:
        words = sorted({fold(word) for word in meant.unknown})
    elif meant.subjects:
        words = [*sorted({name.lower() for name in meant.subjects}), said_people(meant.people)]
    else:
        words = []
    return ", ".join(filter(None, words))[:LONGEST_SUBJECT]


def said_people(people: People) -> str:
    """Whom a question names, as in "for women over 80"; empty for everybody."""
    if people.pregnancy == "pregnant":
        return "pregnant women"
    if people.ages == ADULT:
        return _SEXES.get(people.sex, "adults")
    who = _BANDS.get(people.ages) or _SEXES.get(people.sex, "")
    age = "" if people.ages in _BANDS else _said_ages(people.ages)
    return " ".join(filter(None, (who or ("people" if age else ""), age)))


def _said_ages(ages: tuple[float, float]) -> str:
    if ages == ANY_AGE:
        return ""
    youngest, oldest = (f"{age:.3g}" for age in ages)
    if ages[0] == ages[1]:
        return f"of {youngest}" if ages[0] >= 1 else "under 1"
    return f"over {youngest}" if ages[1] == ANY_AGE[1] else f"under {oldest}"
