"""Cases for evaluating answers, and how well what was answered meets them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any, Final

from apps.qa.domain.outcome import Outcome

# What the engine has to reach on its own cases.
OUTCOMES_RIGHT: Final = 0.95
MOST_FALSE_ALARMS: Final = 0.02


@dataclass(frozen=True, slots=True)
class Case:
    """A question and what its answer must be.

    `cites` and `must_not_cite` name records as guideline key/recommendation key, the latter with *
    for any; `kind` and `half` only group the results.
    """

    question: str
    outcome: str
    level: str | None = None
    article: str | None = None
    cites: frozenset[str] = frozenset()
    must_not_cite: frozenset[str] = frozenset()
    first: str | None = None
    kind: str = "any"
    half: str = "all"


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered. `cited` are records in the order told, `unfounded` those whose sentence
    is not their own or that are not active.
    """

    outcome: str
    cited: tuple[str, ...]
    unfounded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    case: Case
    given: Given

    @property
    def is_outcome_right(self) -> bool:
        return self.given.outcome == self.case.outcome

    @property
    def wrongly_cited(self) -> list[str]:
        """Sentences that do not say what their record says, or that this question must not get."""
        return [
            name
            for name in self.given.cited
            if name in self.given.unfounded
            or any(fnmatch(name, barred) for barred in self.case.must_not_cite)
        ]

    @property
    def missing(self) -> list[str]:
        return sorted(self.case.cites - set(self.given.cited))

    @property
    def is_first_right(self) -> bool:
        return self.case.first is None or self.given.cited[:1] == (self.case.first,)

    @property
    def is_right(self) -> bool:
        return (
            self.is_outcome_right
            and self.is_first_right
            and not self.missing
            and not self.wrongly_cited
        )


def report(results: Sequence[Result]) -> dict[str, Any]:
    """Accuracy by outcome, kind and half; citations; emergencies; what failed."""
    citations = _citations(results)
    emergencies = _emergencies(results)
    right = _share(sum(result.is_outcome_right for result in results), len(results))
    return {
        "cases": len(results),
        "outcome_right": right,
        "all_right": _share(sum(result.is_right for result in results), len(results)),
        "outcomes": _grouped((result.case.outcome, result.is_outcome_right) for result in results),
        "kinds": _grouped((result.case.kind, result.is_right) for result in results),
        "halves": _grouped((result.case.half, result.is_right) for result in results),
        "citations": citations,
        "emergencies": emergencies,
        "meets_goals": right >= OUTCOMES_RIGHT
        and citations["precision"] == 1.0
        and emergencies["recall"] == 1.0
        and emergencies["false_alarm_rate"] <= MOST_FALSE_ALARMS,
        "failures": [_failure(result) for result in results if not result.is_right],
    }


def _share(part: int, whole: int) -> float:
    """Of nothing, all is right."""
    return round(part / whole, 4) if whole else 1.0


def _grouped(rows: Iterable[tuple[str, bool]]) -> dict[str, dict[str, float]]:
    cases: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for name, is_right in rows:
        cases[name] += 1
        right[name] += is_right
    return {
        name: {"cases": cases[name], "right": right[name], "share": _share(right[name], number)}
        for name, number in sorted(cases.items())
    }


def _citations(results: Sequence[Result]) -> dict[str, float]:
    shown = sum(len(result.given.cited) for result in results)
    wrong = sum(len(result.wrongly_cited) for result in results)
    expected = sum(len(result.case.cites) for result in results)
    missing = sum(len(result.missing) for result in results)
    return {
        "shown": shown,
        "wrong": wrong,
        "precision": _share(shown - wrong, shown),
        "expected": expected,
        "missing": missing,
        "recall": _share(expected - missing, expected),
    }


def _emergencies(results: Sequence[Result]) -> dict[str, float]:
    real = [result for result in results if result.case.outcome == Outcome.EMERGENCY]
    others = [result for result in results if result.case.outcome != Outcome.EMERGENCY]
    alarms = sum(result.given.outcome == Outcome.EMERGENCY for result in others)
    return {
        "cases": len(real),
        "recall": _share(sum(result.is_outcome_right for result in real), len(real)),
        "false_alarms": alarms,
        "false_alarm_rate": _share(alarms, len(others)) if others else 0.0,
    }


def _failure(result: Result) -> dict[str, Any]:
    case, given = result.case, result.given
    return {
        "question": case.question,
        "kind": case.kind,
        "expected": case.outcome,
        "given": given.outcome,
        "missing": result.missing,
        "wrongly_cited": result.wrongly_cited,
        "cited": list(given.cited),
    }
