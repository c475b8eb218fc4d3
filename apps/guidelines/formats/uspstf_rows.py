"""One specific recommendation of the Prevention TaskForce API: its grade and its population."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final

from apps.guidelines.domain.direction import infer_direction
from apps.guidelines.domain.grading import Direction, Kind
from apps.guidelines.domain.ratings import (
    NormalisedGrade,
    RatingLabel,
    UnknownRating,
    grade_from,
    resolve_rating,
)
from apps.guidelines.formats.foreign_json import Fields, read_whole_number
from apps.guidelines.formats.uspstf_topics import split_title

# `gradeVer` is an index into the two wordings that the API's own `grades` has for a letter. Only
# the period is taken from it: the direction comes from our table, since the API words C as
# "recommends against" while its C statements say "selectively offer".
_PERIODS: Final = {0: "-2006", 1: "2012-"}
# The API writes 99, 100 or 999 where no upper limit is meant.
_NO_UPPER_LIMIT: Final = 99
_SEXES: Final = {
    "": "any",
    "all": "any",
    "any": "any",
    "both": "any",
    "female": "female",
    "male": "male",
    "men": "male",
    "men and women": "any",
    "women": "female",
    "women and men": "any",
}
_AGED: Final = re.compile(r"\b(?:aged?|ages) (\d+) to (\d+) years", re.IGNORECASE)
_PREGNANT: Final = re.compile(r"\bpregnant\b", re.IGNORECASE)
_NOT_ONLY_PREGNANT: Final = re.compile(
    r"\bincluding\b|\bpostpartum\b|\bmothers\b|\bcapable\b|\bnot pregnant\b|\band adults\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Specific:
    """A row that can be a record: graded, with a statement."""

    row: Fields
    topic: str
    population: dict[str, Any]
    label: RatingLabel
    grade: NormalisedGrade
    statement: str

    @property
    def general(self) -> str:
        return self.row.text("general")

    @property
    def about(self) -> str:
        """Population, sex and age: ids change from year to year, titles repeat in a topic."""
        people = self.population
        ages = f"{people.get('age_min', 0)}-{people.get('age_max', '')}"
        return f"{people['text']} {people.get('sex', 'any')} {ages}"

    @property
    def content(self) -> str:
        """All that the row says, without the id that changes from year to year."""
        said = {name: value for name, value in self.row.values.items() if name != "id"}
        return json.dumps(said, sort_keys=True)


def read_specific(row: Fields) -> Specific | None:
    """None after an issue that says why the row can be no record."""
    statement = row.text("text")
    if not statement:
        message = "This recommendation has no text, so it was left out"
        row.reading.warning("statement_missing", row.place("text"), message)
        return None
    label = _read_label(row)
    if label is None:
        return None
    topic, people = split_title(row.folded("title"))
    grade = grade_from([label], stated=None)
    specific = Specific(row, topic, _population(row, people), label, grade, statement)
    _compare_with_wording(specific)
    return specific


def _read_label(row: Fields) -> RatingLabel | None:
    version = row.whole_number("gradeVer")
    period = _PERIODS.get(version) if version is not None else None
    if period is None:
        message = (
            f"gradeVer {row.values.get('gradeVer')!r} is not known, and a letter means nothing "
            "without it; known: 0 (definitions before 2007), 1 (the present ones)"
        )
        row.reading.error("unknown_rating", row.place("gradeVer"), message)
        return None
    try:
        return resolve_rating(
            printed=row.text("grade"), system="uspstf", system_version=period, axis="combined"
        )
    except UnknownRating as error:
        row.reading.error("unknown_rating", row.place("grade"), str(error))
        return None


def _compare_with_wording(specific: Specific) -> None:
    inferred = infer_direction(specific.statement)
    graded = specific.grade.direction
    if inferred in (None, Direction.EITHER, graded):
        return
    kind = "an I statement" if specific.grade.kind is Kind.INSUFFICIENT else f"{graded} the service"
    message = (
        f"Grade {specific.label.label} is {kind}, but the text reads as {inferred}; "
        "the grade was taken"
    )
    specific.row.reading.warning("rating_contradicts_text", specific.row.place("text"), message)


def _population(row: Fields, people: str) -> dict[str, Any]:
    """Only what is not the default; the text is the source's, whatever the ages say."""
    found: dict[str, Any] = {"text": people or "Not named apart from the statement"}
    found |= _ages(row, people)
    written = row.text("sex", "gender").casefold()
    if written not in _SEXES:
        message = f"Sex {written!r} is not known; the record is for any"
        row.reading.warning("unknown_sex", row.place("sex"), message)
    if (sex := _SEXES.get(written, "any")) != "any":
        found["sex"] = sex
    if pregnancy := _pregnancy(row, people):
        found["pregnancy"] = pregnancy
    return found


def _pregnancy(row: Fields, people: str) -> str:
    if "nonpregnant" in people.lower():
        return "not_pregnant"
    if _PREGNANT.search(people):
        return "" if _NOT_ONLY_PREGNANT.search(people) else "pregnant"
    return "pregnant" if not people and row.text("riskName") == "Pregnant" else ""


def _ages(row: Fields, people: str) -> dict[str, Any]:
    given = row.values.get("ageRange")
    if given in (None, [], ""):
        return {}
    limits = [read_whole_number(value) for value in given] if isinstance(given, list) else []
    lowest, highest = limits if len(limits) == 2 else (None, None)
    if lowest is None or highest is None or lowest < 0 or highest < lowest:
        message = f"ageRange {given!r} is no range of years; no age was recorded"
        row.reading.warning("age_unclear", row.place("ageRange"), message)
        return {}
    written = _AGED.search(people)
    if written and (int(written[1]), int(written[2])) != (lowest, highest):
        message = f"ageRange is {lowest} to {highest}, but the title says {written[0]}"
        row.reading.warning("age_contradicts_text", row.place("ageRange"), message)
    found: dict[str, Any] = {}
    if highest < _NO_UPPER_LIMIT:
        found["age_max"] = highest
    if lowest or found:
        found["age_min"] = lowest
    return {**found, "age_unit": "a"} if found else {}
