"""Whether a text contradicts what is recorded of its record, whatever its source's words are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from apps.guidelines.domain import grading
from apps.guidelines.domain.grading import Direction
from apps.guidelines.domain.meaning.comparing import Finding, Kind
from apps.guidelines.domain.meaning.facets import NEGATIONS, OPPOSITES
from apps.guidelines.domain.meaning.idioms import UNDECIDED, one_form

_SEX: Final = next(pair for pair in OPPOSITES if pair.name == "sex")
_AGAINST: Final = re.compile(
    r"\b(?:recommends?|suggests?|advises?) against\b|\bdo(?:es)? not (?:recommend|support)\b",
    re.IGNORECASE,
)
_FOR: Final = re.compile(
    r"(?<!not )(?<!or )(?<!to )\b(?:strongly )?recommends\b(?! against| for or against)",
    re.IGNORECASE,
)
# The words in which wordings of the store name the strength, with the steps they may stand for.
_STRENGTH: Final = re.compile(
    r"\bstrength (?:of this advice |of the recommendation )?(?:is|was) (weak|moderate|strong)\b|"
    r"\b(weak|moderate|strong)(?:ly)? recommend",
    re.IGNORECASE,
)
_STEPS: Final = {"weak": 1, "moderate": 2, "strong": 3}
_AGED: Final = re.compile(
    r"\b(?:aged?|ages|age of|(?:over|under|above|below) the age of) (\d{1,3})"
    r"(?: ?(?:to|-|\u2013|and) ?(\d{1,3}))?(?= years?\b|,|\.| or\b)",
    re.IGNORECASE,
)
_PREGNANT: Final = re.compile(r"\b(?:are|is|who are|in|for) pregnant\b", re.IGNORECASE)
_NOT_PREGNANT: Final = re.compile(r"\b(?:not|non|isn['’]t|never)[ -]pregnant\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is recorded of a record: `ages` in years; `sex` and `pregnancy` in the store's words."""

    kind: str = grading.Kind.STATEMENT
    direction: str = Direction.NONE
    strength: int | None = None
    ages: tuple[float, float] = (0.0, 200.0)
    sex: str = "any"
    pregnancy: str = "any"


def contradictions(text: str, facts: Facts) -> tuple[Finding, ...]:
    """What the text says otherwise than it is recorded. What it leaves unsaid is no finding."""
    plain = one_form(text)
    return (
        *_direction(plain, facts),
        *_strength(plain, facts.strength),
        *_ages(plain, facts.ages),
        *_people(plain, facts),
    )


def _direction(text: str, facts: Facts) -> list[Finding]:
    advises_against, advises_for = bool(_AGAINST.search(text)), bool(_FOR.search(text))
    says_otherwise = {
        Direction.FOR: (advises_against and not advises_for) or UNDECIDED in text,
        Direction.AGAINST: not NEGATIONS.search(text) or UNDECIDED in text,
        Direction.EITHER: advises_against,
        # A statement that is not graded may report the advice of others.
        Direction.NONE: facts.kind != grading.Kind.STATEMENT and (advises_for or advises_against),
    }
    direction = Direction(facts.direction)
    return [Finding(Kind.DIRECTION, direction)] if says_otherwise[direction] else []


def _strength(text: str, strength: int | None) -> list[Finding]:
    named = _STRENGTH.search(text)
    if named is None or strength is None:
        return []
    word = (named[1] or named[2]).lower()
    return [] if _STEPS[word] == strength else [Finding(Kind.STRENGTH, word)]


def _ages(text: str, ages: tuple[float, float]) -> list[Finding]:
    said = [float(age) for found in _AGED.finditer(text) for age in found.groups() if age]
    return [
        Finding(Kind.POPULATION, f"{age:g} years") for age in said if not ages[0] <= age <= ages[1]
    ]


def _people(text: str, facts: Facts) -> list[Finding]:
    findings = []
    women, men = bool(_SEX.one.search(text)), bool(_SEX.other.search(text))
    if (facts.sex == "female" and men and not women) or (facts.sex == "male" and women and not men):
        findings.append(Finding(Kind.POPULATION, "women" if women else "men"))
    if facts.pregnancy == "pregnant" and _NOT_PREGNANT.search(text):
        findings.append(Finding(Kind.POPULATION, "not pregnant"))
    if facts.pregnancy == "not_pregnant" and _PREGNANT.search(text):
        findings.append(Finding(Kind.POPULATION, "pregnant"))
    return findings
