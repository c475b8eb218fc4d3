"""The meaning checker on the demonstration store: false alarms, and mutations that it catches.

Run as: PYTHONPATH=.:platform .venv/bin/python benchmarks/meaning.py
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from apps.guidelines.domain.meaning.comparing import differences
from apps.guidelines.domain.meaning.facts import Facts
from apps.guidelines.domain.meaning.rewording import Original, objections
from apps.guidelines.domain.meaning.terms import Term, Terms

DEMO: Final = Path(__file__).resolve().parents[1] / "apps" / "guidelines" / "demo"
JUDGED: Final = ("drug", "drug_class", "procedure", "device", "vaccine")
LEVELS: Final = ("student", "patient")
# What somebody would get wrong: the first that matches is replaced.
REPLACED: Final = (
    (r"\bmg\b", "g"),
    (r"\bmonths?\b", "weeks"),
    (r"\byears?\b", "months"),
    (r"\brecommends\b", "suggests"),
    (r"\bsuggests\b", "recommends"),
    (r"\brecommends\b", "recommends against"),
    (r"\bagainst\b ", ""),
    (r"\bnot ", ""),
    (r"\b(is|are|should|be)\b", r"\1 not"),
    (r"\bwithout\b", "with"),
    (r"\bwith\b", "without"),
    (r"\breduc\w+", "increase"),
    (r"\bhigh\b", "low"),
    (r"\bbefore\b", "after"),
    (r"\bafter\b", "before"),
    (r"\bwomen\b", "men"),
    (r"\badults\b", "children"),
    (r"\bacute\b", "chronic"),
    (r"\bchronic\b", "acute"),
    (r"\bonly ", ""),
    (r"\bor (more|older|higher)\b", "or less"),
    (r"\b(below|under|less than)\b", "above"),
    (r"\bat least\b", "at most"),
    (r"\bdaily\b", "weekly"),
    (r"\bshould\b", "may"),
    (r"\bdenosumab\b", "alendronate"),
    (r"\bbisphosphonates?\b", "denosumab"),
    (r"\bmetformin\b", "insulin"),
    (r"\boral\b", "intravenous"),
    (r"\bfirst\b", "second"),
    (r"\bpostmenopausal\b", "premenopausal"),
    (r"\bunless\b", "if"),
    (r"\bvery high\b", "high"),
    (r"\bsevere\b", "mild"),
    (r"\bstart(ing)?\b", "stop"),
    (r"\bvertebroplasty\b", "kyphoplasty"),
    (r"\bbenefits?\b", "harm"),
    (r" and ", " or "),
    (r" or ", " and "),
    (r"\d+(?:\.\d+)? (?:mg|years|months|weeks|days)", "some"),
)


@dataclass(frozen=True, slots=True)
class Record:
    statement: str
    wordings: tuple[str, ...]
    about: frozenset[str]
    terms: Terms


def records() -> list[Record]:
    """All of the demonstration, each with the concepts of its own organisation."""
    return [
        record
        for file in sorted(DEMO.glob("*.json"))
        for record in _of_package(json.loads(file.read_text(encoding="utf-8")))
    ]


def _of_package(package: dict[str, Any]) -> list[Record]:
    terms = Terms(
        Term(
            concept["key"],
            (concept["name"], *concept["terms"]),
            frozenset(concept["broader"]),
            is_judged=concept["kind"] in JUDGED,
        )
        for concept in package["concepts"]
        if concept["kind"] in (*JUDGED, "condition")
    )
    rows = [
        row
        for guideline in package["guidelines"]
        for version in guideline["versions"]
        for row in version["recommendations"]
    ]
    return [
        Record(
            statement=row["statement"],
            wordings=tuple((row["plain"] or {}).get(level, row["statement"]) for level in LEVELS),
            about=frozenset(
                [*row["interventions"], *row["comparators"], *row["for_those_who_cannot_take"]]
            ),
            terms=terms,
        )
        for row in rows
    ]


def is_flagged(text: str, record: Record, _: str = "") -> bool:
    """By the rules for people's wordings."""
    found = differences(text, source=record.statement, terms=record.terms, about=record.about)
    return bool(found)


def is_objected_to(text: str, record: Record, wording: str) -> bool:
    """By the rules for a machine's rewording of that wording."""
    original = Original(
        statement=record.statement,
        wording=wording,
        wordings=(record.statement, *record.wordings),
        about=record.about,
        facts=Facts(),
    )
    return bool(objections(text, original, record.terms))


def mutations(chance: random.Random) -> list[Callable[[str], str]]:
    def number(text: str) -> str:
        found = list(re.finditer(r"(?<![\w.])\d+(?:\.\d+)?", text))
        if not found:
            return text
        one = chance.choice(found)
        other = str(int(float(one[0])) * chance.choice([2, 10]) + 1)
        return text[: one.start()] + other + text[one.end() :]

    def replacing(pattern: str, by: str) -> Callable[[str], str]:
        return lambda text: re.sub(pattern, by, text, count=1, flags=re.IGNORECASE)

    return [number, *(replacing(pattern, by) for pattern, by in REPLACED)]


def trial(
    texts: list[tuple[str, Record]], is_caught: Callable[[str, Record, str], bool] = is_flagged
) -> tuple[int, int]:
    """How many mutations there were, and how many were found."""
    made = caught = 0
    for mutate in mutations(random.Random(1)):  # noqa: S311 - the same each time
        for text, record in texts:
            mutated = mutate(text)
            if mutated != text:
                made += 1
                caught += is_caught(mutated, record, text)
    return made, caught


def main() -> None:
    store = records()
    for place, level in enumerate(LEVELS):
        flagged = sum(is_flagged(record.wordings[place], record) for record in store)
        print(f"{level}: {flagged} of {len(store)} wordings flagged")
    statements = [(record.statement, record) for record in store]
    print("statements: {} mutations, {} caught".format(*trial(statements)))
    passing = [
        (text, record)
        for record in store
        for text in record.wordings
        if not is_flagged(text, record)
    ]
    print("wordings, against the statement: {} mutations, {} caught".format(*trial(passing)))
    print("wordings, as a model's: {} mutations, {} caught".format(*trial(passing, is_objected_to)))


if __name__ == "__main__":
    main()
