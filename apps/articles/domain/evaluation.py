"""Good articles and defects seeded into them: how they are written down, and what they count."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from typing import Any

from apps.articles.domain.package import FORMAT
from core.levels import Level

Document = dict[str, Any]


@dataclass(slots=True)
class Tally:
    """By rule: `planted` defects and those `found`; findings that are `true` and `false`."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    true: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)

    @property
    def recall(self) -> float:
        return self.found.total() / max(self.planted.total(), 1)

    @property
    def precision(self) -> float:
        return self.true.total() / max(self.true.total() + self.false.total(), 1)

    def add_good(self, findings: Iterable[tuple[str, str]]) -> None:
        """An article without a defect: every finding is a false alarm."""
        self.false.update(rule for rule, _ in findings)

    def add_defect(
        self, rule: str, places: Container[str], place: str, findings: Iterable[tuple[str, str]]
    ) -> None:
        """What is found where the defect shows is true, whatever rule says it; the rest is not."""
        found = list(findings)
        self.planted[rule] += 1
        self.found[rule] += (rule, place) in found
        self.true.update(name for name, at in found if at in places)
        self.false.update(name for name, at in found if at not in places)


def as_package(article: Document) -> Document:
    """The short form as an article package; students read the clinicians' wording."""
    return {
        "format": FORMAT,
        "demonstration": True,
        "slug": article["slug"],
        "question": article["question"],
        "heading": article["heading"],
        "topic": article["topic"],
        "keywords": [],
        "brief": {"wording": _wording(article["brief"]), "cites": article["brief"]["cites"]},
        "sections": [
            {
                "key": "content",
                "heading": _same(article["heading"]),
                "statements": [_statement(row) for row in article["statements"]],
                "differences": article["differences"],
            }
        ],
        "algorithm": [
            {
                "title": _same(step["title"]),
                "detail": _same(step["detail"]),
                "basis": step["basis"],
                "branches": [],
            }
            for step in article["steps"]
        ],
        "red_flags": [_same(flag) for flag in article["red_flags"]],
    }


def with_defect(article: Document, defect: Document) -> Document:
    """The good article with its `edit` of a statement, its `step` or its `red_flags`."""
    changed = copy.deepcopy(article)
    if "edit" in defect:
        rows = [{**changed["brief"], "key": "brief"}, *changed["statements"]]
        (row,) = (row for row in rows if row["key"] == defect["edit"]["statement"])
        row |= {key: value for key, value in defect["edit"].items() if key != "statement"}
        changed["brief"] = rows[0]
    if "step" in defect:
        step = changed["steps"][defect["step"]["number"] - 1]
        step |= {key: value for key, value in defect["step"].items() if key != "number"}
    changed["red_flags"] = defect.get("red_flags", changed["red_flags"])
    return changed


def _statement(row: Document) -> Document:
    note = row.get("note")
    return {
        "key": row["key"],
        "wording": _wording(row),
        "cites": row["cites"],
        "note": _same(note) if note else None,
        "children": row.get("children", []),
    }


def _wording(row: Document) -> dict[str, str]:
    return {**_same(row["clinician"]), Level.PATIENT.value: row["patient"]}


def _same(text: str) -> dict[str, str]:
    return {level.value: text for level in Level}
