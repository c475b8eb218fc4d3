"""For whom a question is asked, as far as its words say, and whether a record is for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

ANY_AGE: Final = (0.0, 200.0)

_NUMBER: Final = r"(\d{1,3})"
_AGES: Final = (
    (
        re.compile(rf"\b{_NUMBER}[\s-]*(?:years?|yrs?|y)[\s-]*old\b|\bag(?:ed|e of) {_NUMBER}\b"),
        "is",
    ),
    (re.compile(rf"\b{_NUMBER}[\s-]*months?[\s-]*old\b"), "months"),
    (
        re.compile(
            rf"\b(?:over|above|older than|past) (?:the age of )?{_NUMBER}\b(?! ?(?:mg|%|/|kg))"
        ),
        "over",
    ),
    (
        re.compile(
            rf"\b(?:under|below|younger than) (?:the age of )?{_NUMBER}\b(?! ?(?:mg|%|/|kg))"
        ),
        "under",
    ),
    (
        re.compile(r"\b(?:child(?:ren)?|kids?|bab(?:y|ies)|infants?|toddlers?|boys?|girls?)\b"),
        "child",
    ),
    (re.compile(r"\b(?:teenagers?|teens?|adolescents?)\b"), "teenager"),
)
_MALE: Final = re.compile(
    r"\b(?:m[ae]n|males?|boys?|husband|father|grandfather|brother|son|uncle|he|him|his)\b"
)
_FEMALE: Final = re.compile(
    r"\b(?:wom[ae]n|females?|girls?|wife|mother|grandmother|sister|daughter|aunt|she|her|hers)\b"
)
_NOT_PREGNANT: Final = re.compile(r"\b(?:not|non|isn[’']t|never)[\s-]+(?:\w+\s+)?pregnan")
_PREGNANT: Final = re.compile(r"\bpregnan|\bexpecting a baby\b")


_CHRONIC: Final = re.compile(r"\b(?:chronic|long[- ]standing|old fractures?|persistent)\b")
_ACUTE: Final = re.compile(r"\b(?:acute|new|fresh|recent|just (?:broke|happened)|sudden)\b")


@dataclass(frozen=True, slots=True)
class People:
    """`ages` in years, from and to; `sex` and `pregnancy` in the words of the store, or "any"."""

    ages: tuple[float, float] = ANY_AGE
    sex: str = "any"
    pregnancy: str = "any"


def read_people(text: str) -> People:
    """Whom the question names; everybody where it names nobody."""
    words = text.lower()
    return People(ages=_ages(words), sex=_sex(words), pregnancy=_pregnancy(words))


def are_meant(asked: People, record: People) -> bool:
    """Whether a record for those people can hold for the ones asked about.

    A record for pregnancy needs a question that speaks of it; otherwise it is another population.
    """
    if asked.ages[0] >= record.ages[1] or asked.ages[1] < record.ages[0]:
        return False
    if "any" not in (asked.sex, record.sex) and asked.sex != record.sex:
        return False
    return record.pregnancy == "any" or record.pregnancy == (
        asked.pregnancy if asked.pregnancy != "any" else "not_pregnant"
    )


def read_acuity(text: str) -> str:
    """acute or chronic, where the words say one of them; otherwise any."""
    words = text.lower()
    is_chronic, is_acute = bool(_CHRONIC.search(words)), bool(_ACUTE.search(words))
    if is_chronic == is_acute:
        return "any"
    return "chronic" if is_chronic else "acute"


def _ages(words: str) -> tuple[float, float]:
    for pattern, kind in _AGES:
        found = pattern.search(words)
        if found:
            age = float(next(filter(None, found.groups()), 0))
            return {
                "is": (age, age),
                "months": (age / 12, age / 12),
                "over": (age, ANY_AGE[1]),
                "under": (0.0, age),
                "child": (0.0, 17.0),
                "teenager": (12.0, 17.0),
            }[kind]
    return ANY_AGE


def _sex(words: str) -> str:
    is_male, is_female = bool(_MALE.search(words)), bool(_FEMALE.search(words))
    if is_male is is_female:
        return "any"
    return "male" if is_male else "female"


def _pregnancy(words: str) -> str:
    if _NOT_PREGNANT.search(words):
        return "not_pregnant"
    return "pregnant" if _PREGNANT.search(words) else "any"
