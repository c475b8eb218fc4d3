"""Rules on the algorithm: a step says no more than the statements it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from apps.articles.domain.gate.advice import direction_finding, is_overstated
from apps.articles.domain.gate.article import Record, Step
from apps.articles.domain.gate.case import Case
from apps.articles.domain.gate.claims import Claim, quoted
from apps.articles.domain.gate.findings import Finding
from apps.articles.domain.gate.populations import acuity_finding
from apps.guidelines.domain.grading import Direction

# A step that weighs, checks or explains orders nothing.
_WEIGHS: Final = re.compile(
    r"\b(?:differ|explain|discuss|decide|check|confirm|review|assess|measure|ask|look|examine|"
    r"exclude|rule out|depends?|reassess|refer)\w*\b",
    re.IGNORECASE,
)
_CHOICE: Final = re.compile(r"\b(?:or|either)\b", re.IGNORECASE)


def uncited(case: Case) -> Iterator[Finding]:
    """A step may leave it to its branches, all of which then rest on something."""
    for step in case.article.steps:
        if not step.basis and not (step.has_branches and not step.is_branch):
            yield Finding(
                "step-uncited",
                step.place,
                f"{step.label} (“{quoted(step.text)}”) rests on no statement. Name the statements "
                "that carry it.",
            )


def beyond_basis(case: Case) -> Iterator[Finding]:
    for step in case.article.steps:
        if not step.basis:
            continue
        rows = [case.by_key[key] for key in step.basis if key in case.by_key]
        read = case.read
        known = frozenset().union(
            *(keys for row in rows for keys in read(f"{row.text} {row.note}")),
            *(record.interventions | record.beside for row in rows for record in case.scope(row)),
        )
        ordered = dict.fromkeys(
            keys
            for claim in case.claims(step.text)
            if not (claim.is_carried or _WEIGHS.search(claim.text))
            for keys in claim.named
        )
        for keys in ordered:
            if not any(case.related(key, other) for key in keys for other in known):
                yield Finding(
                    "step-beyond-basis",
                    step.place,
                    f"{step.label} brings in {_name(keys)}, which none of the statements it rests "
                    "on speaks of. Name the statement, or take it out of the step.",
                )


def disagrees(case: Case) -> Iterator[Finding]:
    """A step against its records; an order for what nobody recommends; for the wrong illness."""
    for step in case.article.steps:
        sources = case.basis(step)
        seen: set[str] = set()
        for claim, keys in _orders(case, step):
            records = case.bearing(keys, sources) if step.basis else case.recommended(keys)
            finding = direction_finding(step.place, step.label, claim, _name(keys), records)
            if finding and finding.rule == "direction-turned":
                finding = Finding("step-disagrees", finding.place, finding.message)
            if finding and f"{finding.rule} {_name(keys)}" not in seen:
                seen.add(f"{finding.rule} {_name(keys)}")
                yield finding


def _orders(case: Case, step: Step) -> Iterator[tuple[Claim, frozenset[str]]]:
    """Each treatment of the step; named without a verb in a step, it is ordered."""
    for claim in case.claims(step.text):
        stance = claim.stance
        if stance is None and not _WEIGHS.search(claim.text):
            stance = Direction.FOR
        if stance is not None:
            for keys in claim.named:
                yield Claim(claim.text, (keys,), stance, claim.is_firm, claim.is_hedged), keys


def acuity(case: Case) -> Iterator[Finding]:
    """A treatment of new illness ordered in an article on old, where the step does not say so."""
    for step in case.article.steps:
        seen: set[str] = set()
        for claim, _ in _orders(case, step) if not step.is_alert else ():
            finding = acuity_finding(case, step.place, step.label, claim, step, seen)
            if finding:
                yield finding


def promotes(case: Case) -> Iterator[Finding]:
    for step in case.article.steps:
        sources = case.basis(step)
        for claim, keys in _orders(case, step):
            graded = _graded(case.bearing(keys, sources))
            if claim.stance is Direction.FOR and graded and is_overstated(claim, graded):
                yield Finding(
                    "step-promotes-option",
                    step.place,
                    f"{step.label} orders {_name(keys)}, which {graded[0].name} gives as an option "
                    "only. Word the step as an option.",
                )
                break


def _graded(records: tuple[Record, ...]) -> tuple[Record, ...]:
    """All of them where all are graded, else none: one ungraded source may be firm."""
    return records if all(record.strength for record in records) else ()


def drops(case: Case) -> Iterator[Finding]:
    """A statement offers one or the other; the steps take up one and never speak of the other."""
    taken = frozenset().union(
        *(keys for step in case.article.steps for keys in case.read(step.text))
    )
    if not taken:
        return
    for row in case.article.passages:
        for claim in case.claims(row.text) if row.role == "statement" else ():
            if claim.stance is not Direction.FOR or not _CHOICE.search(claim.text):
                continue
            named = dict.fromkeys(claim.named)
            used = [keys for keys in named if keys & taken]
            lost = [keys for keys in named if not any(_held(case, key, taken) for key in keys)]
            if used and lost and _are_rivals(case, claim, used[0], lost[0]):
                yield Finding(
                    "step-drops-option",
                    row.key,
                    f"{row.label} offers {_name(lost[0])} beside {_name(used[0])}, but the "
                    "algorithm speaks of the latter only. Say in the step why, or name both.",
                )
                break


def _held(case: Case, key: str, taken: frozenset[str]) -> bool:
    return any(case.related(key, other) for other in taken)


def _are_rivals(case: Case, claim: Claim, used: frozenset[str], lost: frozenset[str]) -> bool:
    """Whether the claim has "A or B" (or "B or A") and nothing else between them."""
    words = claim.text.lower()
    return any(
        re.search(rf"{re.escape(one)}\w* or (?:\w+ ){{0,2}}{re.escape(other)}", words)
        for mine in used
        for theirs in lost
        for one, other in (
            (mine.replace("-", " "), theirs.replace("-", " ")),
            (theirs.replace("-", " "), mine.replace("-", " ")),
        )
    )


def _name(keys: frozenset[str]) -> str:
    return min(keys).replace("-", " ") if keys else "this"


RULES: Final = (uncited, beyond_basis, disagrees, acuity, promotes, drops)
