"""One recommendation of a CPIC drug file: for which genetic result, how strong, which way."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final

from apps.guidelines.domain.direction import infer_direction
from apps.guidelines.domain.grading import Direction, Fidelity, Kind
from apps.guidelines.domain.ratings import (
    IN_TEXT,
    NormalisedGrade,
    RatingLabel,
    UnknownRating,
    grade_from,
    resolve_rating,
)
from apps.guidelines.formats.drug_mentions import other_drugs
from apps.guidelines.formats.foreign_json import MISSING, Fields
from apps.guidelines.formats.rating_entries import rating_entry

_COMPARATORS: Final = str.maketrans({"≥": " ge ", "≤": " le ", ">": " gt ", "<": " lt "})
_EVERYBODY: Final = ("", "general", "n/a")
_AGE: Final = re.compile(
    r"(?P<sign>[<>≥≤]=?|under|over)\s*(?P<age>\d{1,3})\s*(?:years|yrs|y\b)", re.IGNORECASE
)
_DOSING: Final = re.compile(r"\bdos(?:e[sd]?|ing|age)\b|\btitrat|\bmg\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """A row that can be a record. `label` is None where the source prints no classification."""

    fields: Fields
    drug: str
    statement: str
    people: str
    label: RatingLabel | None
    grade: NormalisedGrade

    @property
    def about(self) -> str:
        """The genetic result and the population, which name the record from version to version."""
        return self.people.translate(_COMPARATORS)

    @property
    def printed(self) -> str:
        return self.fields.folded("classification")

    @property
    def content(self) -> str:
        return json.dumps(self.fields.values, sort_keys=True)


def read_row(fields: Fields, drug: str) -> Row | None:
    """None after an issue that says why the row can be no record."""
    statement = fields.folded("drugrecommendation")
    if not statement:
        message = "This row has no drugrecommendation, so it was left out"
        place = fields.place("drugrecommendation")
        fields.reading.warning("statement_missing", place, message)
        return None
    try:
        label = read_label(fields, "cpic", "classification")
    except UnknownRating:
        return None
    stated = infer_direction(statement, about=drug)
    grade = grade_from([label] if label else [], stated=stated)
    row = Row(fields, drug, statement, _people(fields), label, grade)
    if label and grade.kind is Kind.STATEMENT and label.kind == "graded":
        row = _ungraded(row, stated)
    warn_of_other_drugs(fields, "drugrecommendation", drug)
    return row


def read_label(fields: Fields, system: str, name: str) -> RatingLabel | None:
    """None, with a warning, where nothing is printed. Raises `UnknownRating` after an error."""
    printed = fields.folded(name)
    if not printed:
        message = f"No {name} is printed, so this is recorded as a statement without a grade"
        fields.reading.warning("rating_missing", fields.place(name), message)
        return None
    try:
        return resolve_rating(printed=printed, system=system, axis="strength")
    except UnknownRating as error:
        fields.reading.error("unknown_rating", fields.place(name), str(error))
        raise


def _ungraded(row: Row, stated: Direction | None) -> Row:
    """A strength without a direction is none: the label is kept as printed, and not as a rating."""
    fields = row.fields
    if stated is Direction.NONE:
        code = "rating_contradicts_text"
        why = "but the text makes no recommendation"
    else:
        code = "direction_not_found"
        why = "but the text does not say for or against what"
    message = f"{row.printed} is printed, {why}; recorded as a statement without a strength"
    fields.reading.warning(code, fields.place("drugrecommendation"), message)
    grade = NormalisedGrade(Kind.STATEMENT, Direction.NONE, None, None, Fidelity.NONE)
    return Row(fields, row.drug, row.statement, row.people, None, grade)


def warn_of_other_drugs(fields: Fields, name: str, drug: str) -> None:
    """A text under one drug that talks about another is a slip of the source, or of the file."""
    if others := other_drugs(fields.text(name), drug):
        message = f"The text names {', '.join(others)} and not {drug}"
        fields.reading.warning("subject_not_in_statement", fields.place(name), message)


def make_record(row: Row, drug_key: str) -> dict[str, Any]:
    """The record as a package has it, without its key and its citations."""
    grade = row.grade
    is_read_from_text = row.label is not None and row.label.direction == IN_TEXT
    return {
        "kind": grade.kind.value,
        "statement": row.statement,
        "verbatim": True,
        "direction": grade.direction.value,
        "direction_inferred": is_read_from_text and grade.direction is not Direction.NONE,
        "strength": grade.strength,
        "certainty": grade.certainty,
        "fidelity": grade.fidelity.value,
        "ratings": [rating_entry(row.label, printed=row.printed)] if row.label else [],
        "label_as_printed": row.printed[:200],
        "interventions": [drug_key],
        "population": {"text": row.people, **_ages(row.fields.folded("population"))},
        "intents": _intents(row),
        "remarks": _unless_missing(row.fields.folded("comments")),
        "rationale": _by_gene(row.fields, "implications"),
        "x": {"source": row.fields.values},
    }


def _intents(row: Row) -> list[str]:
    intents = ["treat"]
    if _DOSING.search(row.statement):
        intents.append("dose")
    if row.grade.direction is Direction.AGAINST:
        intents.append("safety")
    return intents


def _people(fields: Fields) -> str:
    """Genes in order with phenotype and activity score, allele statuses, and the population."""
    scores, phenotypes = fields.mapping("activityscore"), fields.mapping("phenotypes")
    parts = []
    for gene in sorted({**phenotypes.values, **scores.values}):
        phenotype = _unless_missing(phenotypes.folded(gene))
        score = _unless_missing(scores.folded(gene))
        words = [gene, phenotype, f"(activity score {score})" if score else ""]
        if phenotype or score:
            parts.append(" ".join(word for word in words if word))
    statuses = fields.mapping("allelestatus")
    parts += [status for gene in sorted(statuses.values) if (status := statuses.folded(gene))]
    genotypes = fields.values.get("genotypes")
    if genotypes:
        parts.append(f"genotype {json.dumps(genotypes, sort_keys=True, ensure_ascii=False)}")
    population = fields.folded("population")
    if population.lower() not in _EVERYBODY:
        parts.append(population)
    return "; ".join(parts) or "Everybody: no genetic result is named"


def _ages(population: str) -> dict[str, Any]:
    """Limits in years, only where the source gives figures: "adults" has none."""
    found: dict[str, Any] = {}
    for match in _AGE.finditer(population):
        is_upper = match["sign"][0].lower() in "<≤u"
        found["age_max" if is_upper else "age_min"] = int(match["age"])
    if found.get("age_min", 0) > found.get("age_max", 999):
        return {}
    return {**found, "age_unit": "a"} if found else {}


def _by_gene(fields: Fields, name: str) -> str:
    """A line for each gene; one alone needs no name before it."""
    texts = fields.mapping(name)
    lines = {gene: _unless_missing(texts.folded(gene)) for gene in sorted(texts.values)}
    said = {gene: line for gene, line in lines.items() if line}
    if len(said) == 1:
        return next(iter(said.values()))
    return "\n".join(f"{gene}: {line}" for gene, line in said.items())


def _unless_missing(text: str) -> str:
    return "" if text.lower() in MISSING else text
