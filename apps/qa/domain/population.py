"""For whom a question is asked, as far as its words say, and whether a record is for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

ANY_AGE: Final = (0.0, 200.0)
# As the store counts adults.
ADULT: Final = (19.0, ANY_AGE[1])

_NUMBER: Final = r"(\d{1,3})"
# What makes of a number a dose, a result or a time.
_NO_AGE: Final = (
    r"(?!\s*(?:mg|g|ml|mm|cm|kg|mcg|µg|%|/|\.\d|°|"
    r"units?|times|hours?|days?|weeks?|months?|tablets?|degrees?))"
)
_SPAN: Final = rf"{_NUMBER} ?(?:-|to|and|until) ?{_NUMBER}"
_DECADES: Final = {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50,
    "sixties": 60, "seventies": 70, "eighties": 80, "nineties": 90,
}  # fmt: skip
_AGES: Final = (
    (re.compile(rf"\b(?:between|age[sd]?(?: from| between)?) {_SPAN}\b{_NO_AGE}"), "between"),
    (re.compile(rf"\b{_SPAN}[\s-]*(?:years?|yrs?)\b(?: old| of age)"), "between"),
    (
        re.compile(rf"\b{_NUMBER}[\s-]*(?:years?|yrs?|y)[\s-]*old\b|\bag(?:ed|e of|e) {_NUMBER}\b"),
        "is",
    ),
    (re.compile(rf"\b{_NUMBER}[\s-]*months?[\s-]*old\b"), "months"),
    (re.compile(r"\b(\d{1,2})[\s-]*weeks?[\s-]*old\b"), "weeks"),
    (
        re.compile(
            rf"\b(?:over|above|older than|past) (?:the age of )?{_NUMBER}s?\b{_NO_AGE}|"
            rf"\b{_NUMBER}(?: years?)? (?:and|or) (?:over|older|above)\b|\b{_NUMBER}\+"
        ),
        "over",
    ),
    (
        re.compile(
            rf"\b(?:under|below|younger than) (?:the age of )?{_NUMBER}s?\b{_NO_AGE}|"
            rf"\b{_NUMBER}(?: years?)? (?:and|or) (?:under|younger)\b"
        ),
        "under",
    ),
    (re.compile(rf"\bin (?:my|his|her|their|the) (\d0|{'|'.join(_DECADES)})s?\b"), "decade"),
    (
        re.compile(
            r"\b(?:i am|i['’]m|s?he is|s?he['’]s|who is|at|turn(?:s|ed|ing)?) "
            rf"(\d{{1,2}})\b{_NO_AGE}"
        ),
        "is",
    ),
    (re.compile(r"\b(?:newborns?|bab(?:y|ies)|infants?)\b"), "baby"),
    (re.compile(r"\btoddlers?\b"), "toddler"),
    (re.compile(r"\b(?:child(?:ren)?|kids?|boys?|girls?)\b"), "child"),
    (re.compile(r"\b(?:teenagers?|teens?|adolescents?)\b"), "teenager"),
    (
        re.compile(
            r"\b(?:adults?|m[ae]n|wom[ae]n|grand(?:mother|father|ma|pa)|husband|wife|elderly|"
            r"postmenopausal|menopause)\b"
        ),
        "adult",
    ),
)
_FIXED_AGES: Final = {
    "baby": (0.0, 1.0),
    "toddler": (1.0, 3.0),
    "child": (0.0, 17.0),
    "teenager": (12.0, 17.0),
    # At 18 advice for adolescents may still hold, and then the age is said.
    "adult": ADULT,
}
_MALE: Final = re.compile(
    r"\b(?:m[ae]n|males?|boys?|husband|father|grandfather|brother|son|uncle|he|him|his)\b"
)
_FEMALE: Final = re.compile(
    r"\b(?:wom[ae]n|females?|girls?|wife|mother|grandmother|sister|daughter|aunt|she|her|hers|"
    r"(?:post|pre|peri)-?menopausal|(?:after|past) the (?:menopause|change)|pregnant|pregnancy)\b"
)
_NOT_PREGNANT: Final = re.compile(r"\b(?:not|non|isn[’']t|never)[\s-]+(?:\w+\s+)?pregnan")
_PREGNANT: Final = re.compile(r"\bpregnan|\bexpecting a baby\b")


_CHRONIC: Final = re.compile(
    r"\b(?:chronic|long[- ]standing|old fractures?|persistent|"
    r"for (?:(?:many|several|\d+) )?(?:years|months))\b"
)
_ACUTE: Final = re.compile(r"\b(?:acute|new|fresh|recent|just (?:broke|happened)|sudden)\b")
_FILTRATION: Final = re.compile(
    r"\b(?:e?gfr|filtration rate|creatinine clearance|crcl)\b[^.;?!\d]{0,25}(\d{1,3})\b",
    re.IGNORECASE,
)
_KIDNEY_STAGE: Final = re.compile(r"\b(?:ckd|stage|g)[\s-]*(?:stage |g)?([1-5])[ab]?\b")
_KIDNEY: Final = re.compile(r"\b(?:ckd|kidneys?|renal)\b")
# KDIGO 2012: the lowest filtration rate of each stage, in mL/min/1.73 m².
_STAGES: Final = ((90, 1), (60, 2), (30, 3), (15, 4), (0, 5))


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


def directness(asked: People, record: People) -> int:
    """How much of whom the question names the record is written for: 0 to 3."""
    return (
        (asked.ages != ANY_AGE and record.ages != ANY_AGE)
        + (asked.sex != "any" and record.sex == asked.sex)
        + (asked.pregnancy != "any" and record.pregnancy == asked.pregnancy)
    )


def read_acuity(text: str) -> str:
    """acute or chronic, where the words say one of them; otherwise any."""
    words = text.lower()
    is_chronic, is_acute = bool(_CHRONIC.search(words)), bool(_ACUTE.search(words))
    if is_chronic == is_acute:
        return "any"
    return "chronic" if is_chronic else "acute"


def read_kidney_stage(text: str) -> int | None:
    """The stage of chronic kidney disease that a filtration rate or a stage in the text says."""
    words = text.lower()
    rate = _FILTRATION.search(words)
    if rate:
        return next(stage for lowest, stage in _STAGES if int(rate[1]) >= lowest)
    stage = _KIDNEY_STAGE.search(words) if _KIDNEY.search(words) else None
    return int(stage[1]) if stage else None


def without_kidney_figures(text: str) -> str:
    """The text without the figures that `read_kidney_stage` reads."""
    return _FILTRATION.sub(" ", text) if read_kidney_stage(text) else text


def _ages(words: str) -> tuple[float, float]:
    for pattern, kind in _AGES:
        found = pattern.search(words)
        if found and kind in _FIXED_AGES:
            return _FIXED_AGES[kind]
        if found:
            said = [group for group in found.groups() if group]
            return _numbered(kind, [float(_DECADES.get(number, number)) for number in said])
    return ANY_AGE


def _numbered(kind: str, numbers: list[float]) -> tuple[float, float]:
    first, last = numbers[0], numbers[-1]
    return {
        "is": (first, first),
        "between": (min(first, last), max(first, last)),
        "months": (first / 12, first / 12),
        "weeks": (first / 52, first / 52),
        "decade": (first, first + 9),
        "over": (first, ANY_AGE[1]),
        "under": (0.0, first),
    }[kind]


def _sex(words: str) -> str:
    is_male, is_female = bool(_MALE.search(words)), bool(_FEMALE.search(words))
    if is_male is is_female:
        return "any"
    return "male" if is_male else "female"


def _pregnancy(words: str) -> str:
    if _NOT_PREGNANT.search(words):
        return "not_pregnant"
    return "pregnant" if _PREGNANT.search(words) else "any"
