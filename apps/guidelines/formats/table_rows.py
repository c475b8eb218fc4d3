"""One row of a table as a recommendation of a package."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from apps.guidelines.domain.values import Acuity, AgeUnit, Intent, Pregnancy, Sex
from apps.guidelines.formats.building import make_key
from apps.guidelines.formats.table_cells import Cells
from apps.guidelines.formats.table_concepts import ConceptBook, read_kinds
from apps.guidelines.formats.table_grades import read_grade
from apps.guidelines.formats.table_works import WorkShelf, read_citations

CONCEPT_COLUMNS: Final = (
    "conditions",
    "interventions",
    "comparators",
    "for_those_who_cannot_take",
)
TEXT_COLUMNS: Final = (
    *("section", "setting", "remarks", "rationale", "practical_info", "quote", "status_reason"),
)
_ACUITIES: Final = {word.value: word.value for word in Acuity}
_UNITS: Final = {
    **dict.fromkeys(("a", "y", "yr", "yrs", "year", "years"), AgeUnit.YEARS.value),
    **dict.fromkeys(("mo", "month", "months"), AgeUnit.MONTHS.value),
}
_SEXES: Final = {
    **dict.fromkeys(("female", "f", "women", "woman", "females", "girls"), Sex.FEMALE.value),
    **dict.fromkeys(("male", "m", "men", "man", "males", "boys"), Sex.MALE.value),
    **dict.fromkeys(("any", "all", "both", "either"), Sex.ANY.value),
}
_PREGNANCIES: Final = {
    **dict.fromkeys(("pregnant", "yes"), Pregnancy.PREGNANT.value),
    **dict.fromkeys(("not pregnant", "no"), Pregnancy.NOT_PREGNANT.value),
    **dict.fromkeys(("any", "all", "either"), Pregnancy.ANY.value),
}
_STATUSES: Final = {
    "active": "",
    "current": "",
    **{word.replace("_", " "): word for word in ("superseded", "withdrawn", "not_carried_forward")},
}
_EXPLAINED: Final = ("withdrawn", "not_carried_forward")
_CHANGES: Final = {word: word for word in ("new", "unchanged", "amended", "replaced")}
_INTENTS: Final = {
    **{word.value: word.value for word in Intent},
    "treatment": Intent.TREAT.value,
    "diagnosis": Intent.DIAGNOSE.value,
    "screening": Intent.SCREEN.value,
    "prevention": Intent.PREVENT.value,
    "dosing": Intent.DOSE.value,
    "monitoring": Intent.MONITOR.value,
}


@dataclass(frozen=True, slots=True)
class RowReader:
    """Turns rows into recommendations; concepts and works are shared with the other rows."""

    concepts: ConceptBook
    shelf: WorkShelf
    rating_system: str | None

    def read(
        self, row: Cells, ratings: list[Cells], citations: list[Cells]
    ) -> dict[str, Any] | None:
        """The recommendation, or None with the reason among the issues."""
        key = self._key(row)
        statement = row.text("statement")
        if not statement:
            row.error(
                "missing_statement",
                "statement",
                "The statement is empty. An export leaves it out where the guideline's licence "
                "forbids to hand it on.",
            )
        grade = read_grade(row, ratings, self.rating_system)
        facts: dict[str, Any] = {
            "key": key,
            "number": row.text("number", 40),
            "statement": statement,
            "plain": self._plain(row),
            **(grade or {}),
            **self._concepts(row),
            "population": self._population(row),
            **self._choices(row),
            **{column: row.text(column) for column in TEXT_COLUMNS},
            "locator": row.text("locator", 200),
            "safety": row.items("safety", "\n"),
            "actions": self._actions(row),
            "citations": read_citations(row, citations, self.shelf),
            "x": {"columns": row.row.others} if row.row.others else {},
        }
        if not key or not statement or grade is None:
            return None
        kept = {"strength", "certainty", "direction", "kind"}
        return {name: value for name, value in facts.items() if name in kept or value}

    def _key(self, row: Cells) -> str:
        key = row.text("key")
        if not key:
            row.error("empty_key", "key", "Every row needs a key that no other row has.")
            return ""
        return make_key(key)

    def _plain(self, row: Cells) -> dict[str, str]:
        plain = {"student": row.text("plain_student"), "patient": row.text("plain_patient")}
        lacking = [level for level, text in plain.items() if not text]
        if len(lacking) == 1:
            row.error(
                "missing_level",
                f"plain_{lacking[0]}",
                "The wordings for students and for patients come together, or not at all.",
            )
        return {} if lacking else plain

    def _concepts(self, row: Cells) -> dict[str, list[str]]:
        kinds = read_kinds(row)
        return {column: self.concepts.keys_of(row, column, kinds) for column in CONCEPT_COLUMNS}

    def _population(self, row: Cells) -> dict[str, Any]:
        unit = row.choice("age_unit", _UNITS)
        oldest = 1560 if unit == AgeUnit.MONTHS else 130
        low = row.number("age_min", low=0, high=oldest)
        high = row.number("age_max", low=0, high=oldest)
        has_age = low is not None or high is not None
        if low is not None and high is not None and low > high:
            row.error("ages_reversed", "age_max", f"The age range runs from {low:g} to {high:g}.")
        population = {
            "text": row.text("population"),
            "age_min": low,
            "age_max": high,
            "age_unit": unit or (AgeUnit.YEARS.value if has_age else ""),
            "sex": row.choice("sex", _SEXES),
            "pregnancy": row.choice("pregnancy", _PREGNANCIES),
            "excluded": row.text("population_excluded"),
        }
        return {name: value for name, value in population.items() if value not in (None, "")}

    def _choices(self, row: Cells) -> dict[str, Any]:
        status = row.choice("status", _STATUSES)
        if status in _EXPLAINED and not row.text("status_reason"):
            row.error("missing_reason", "status_reason", f"Status {status!r} needs a reason.")
        intents = []
        for intent in row.items("intents"):
            if intent.casefold() not in _INTENTS:
                known = ", ".join(Intent)
                row.error("unknown_value", "intents", f"{intent!r} is not one of: {known}.")
                continue
            intents.append(_INTENTS[intent.casefold()])
        return {
            "acuity": row.choice("acuity", _ACUITIES),
            "line": row.whole("line", low=1, high=20),
            "intents": list(dict.fromkeys(intents)),
            "verbatim": row.flag("verbatim"),
            "status": status,
            "change": row.choice("change", _CHANGES),
            "review_due_on": row.day("review_due_on"),
        }

    def _actions(self, row: Cells) -> list[dict[str, Any]]:
        """The one action that a row has place for. A dose may be a range: "40-80"."""
        span = re.fullmatch(r"([0-9.]+)\s*(?:-|–|to)\s*([0-9.]+)", row.text("dose"))  # noqa: RUF001
        if span:
            row = row.changed(dose=span[1], dose_max=span[2])
        action: dict[str, Any] = {
            "dose_value": row.number("dose", low=0, high=99_999_999),
            "dose_max": row.number("dose_max", low=0, high=99_999_999),
            "dose_unit": row.text("unit", 40),
            "route": row.text("route", 100),
            "frequency": row.text("frequency", 200),
            "duration": row.text("duration", 200),
        }
        given = {name: value for name, value in action.items() if value not in (None, "")}
        text = row.text("action")
        if not given and not text:
            return []
        _check_dose(row, given)
        concepts = self.concepts.keys_of(row, "action_concept", read_kinds(row))
        return [
            {
                "role": "intervention",
                "text": text or row.text("interventions") or row.text("statement"),
                **({"concept": concepts[0]} if concepts else {}),
                **given,
            }
        ]


def _check_dose(row: Cells, action: dict[str, Any]) -> None:
    value, most = action.get("dose_value"), action.get("dose_max")
    if value is None and most is not None:
        row.error("missing_dose", "dose", "It is missing beside dose_max.")
    elif value is not None and "dose_unit" not in action:
        row.error("missing_unit", "unit", "A dose needs its unit (UCUM, as in mg).")
    elif value is not None and most is not None and most < value:
        row.error("doses_reversed", "dose_max", f"The dose runs from {value:g} to {most:g}.")
