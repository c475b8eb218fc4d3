"""Rules on sources that differ: shown side by side and reconciled, also those nobody cited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from apps.articles.domain.gate.article import OtherStatement, Passage, Record, StoreConflict
from apps.articles.domain.gate.case import Case
from apps.articles.domain.gate.claims import POLES, Claim, acuity_of, pole_of, quoted
from apps.articles.domain.gate.figures import numbers_of
from apps.articles.domain.gate.findings import Finding
from apps.guidelines.domain.grading import Direction

_TAKES_SIDE: Final = (Direction.FOR, Direction.AGAINST, Direction.EITHER)
_OPPOSITE: Final = {Direction.FOR: Direction.AGAINST, Direction.AGAINST: Direction.FOR}

_PEOPLE: Final = ("age", "sex", "menopause", "severity")
_SCALES: Final = ("", "year", "month", "%", "mmHg", "mL/min")
_BESIDE: Final = re.compile(
    r" (?:to|beside|besides|with|after|before|instead of|over|than|in addition to)\b"
)
_NARROWS: Final = re.compile(
    r"\b(?:if|when|where|unless|who|whose|without|below|above|despite|only|until|very)\b",
    re.IGNORECASE,
)


def unreconciled(case: Case) -> Iterator[Finding]:
    """Statements on a treatment on which active records of the store point different ways."""
    for box in case.article.differences:
        if not box.is_reconciled and box.positions:
            yield Finding(
                "conflict-unreconciled",
                box.positions[0],
                f"“{box.title}” has no reconciliation. A named reviewer writes how the positions "
                "fit together.",
            )
    for conflict in case.store.conflicts:
        if not _is_relevant(case, conflict) or _is_shown(case, conflict):
            continue
        sides = [case.store.records[pk] for pk in sorted(conflict.sides)]
        subject = _subject(case, sides)
        for row in case.article.passages:
            if row.role != "position" and _speaks_of(case, row, subject):
                yield Finding(
                    "conflict-unreconciled",
                    row.key,
                    f"{row.label} speaks of {', '.join(sorted(subject)).replace('-', ' ')}, on "
                    f"which sources differ: {_sides(sides)}. Set them side by side and reconcile.",
                )


def _sides(sides: list[Record]) -> str:
    return "; ".join(
        f"{record.body_label}{f' ({record.published})' if record.published else ''} "
        f"{record.effective or 'says neither'}"
        for record in sides
    )


def _subject(case: Case, sides: list[Record]) -> frozenset[str]:
    """What one side recommends and another recommends against."""
    taken = {key for side in sides if side.effective == "for" for key in side.interventions}
    left = {key for side in sides if side.effective == "against" for key in side.interventions}
    shared = frozenset(key for key in taken if any(case.related(key, other) for other in left))
    return shared or frozenset(taken & left)


def _speaks_of(case: Case, row: Passage, subject: frozenset[str]) -> bool:
    return any(
        claim.stance in _TAKES_SIDE
        and any(case.store.lineage.above(key) & subject for key in claim.keys)
        for claim in case.claims(row.text)
    )


def _is_relevant(case: Case, conflict: StoreConflict) -> bool:
    """One side is cited, or a side is on what the article is on."""
    if conflict.sides & case.cited.keys() or not case.topic_conditions:
        return True
    return any(
        case.related(one, other)
        for pk in conflict.sides
        for one in case.store.records[pk].conditions
        for other in case.topic_conditions
    )


def _is_shown(case: Case, conflict: StoreConflict) -> bool:
    """Whether a box of the article sets its bodies side by side on its subject."""
    sides = [case.store.records[pk] for pk in conflict.sides]
    subject = _subject(case, sides)
    bodies = {side.body for side in sides}
    for box in case.article.differences:
        cited = [record for key in box.positions for record in case.by_key[key].cites]
        shown = {record.body for record in cited if case.is_about(record, subject)}
        if bodies <= shown or len({r.effective for r in _boxed(case, box.positions, conflict)}) > 1:
            return True
    return False


def _boxed(case: Case, positions: tuple[str, ...], conflict: StoreConflict) -> list[Record]:
    return [
        record
        for key in positions
        for record in case.by_key[key].cites
        if record.id in conflict.sides
    ]


def position_missing(case: Case) -> Iterator[Finding]:
    """A box that leaves out a body which takes a side in the same conflict."""
    for conflict in case.store.conflicts:
        for box in case.article.differences:
            boxed = _boxed(case, box.positions, conflict)
            if len({record.effective for record in boxed}) < 2:
                continue
            shown = {record.body for record in boxed}
            for pk in sorted(conflict.sides):
                side = case.store.records[pk]
                if side.body not in shown:
                    shown.add(side.body)
                    yield Finding(
                        "position-missing",
                        box.positions[0],
                        f"“{box.title}” leaves out {side.body_label}, which takes a side too. Add "
                        "its position.",
                    )


def self_contradiction(case: Case) -> Iterator[Finding]:
    """Two statements of the article that advise opposite things, with no box between them."""
    claims = [
        (row, claim)
        for row in case.article.passages
        if row.role == "statement"
        for claim in case.claims(row.text)
        if claim.stance in _OPPOSITE and claim.named
    ]
    boxed = _named_in_boxes(case)
    for number, (row, claim) in enumerate(claims):
        for other, opposed in claims[number + 1 :]:
            shared = _main(case, claim) & _main(case, opposed) - boxed
            if (
                row is not other
                and shared
                and _are_opposed(claim, opposed)
                and same_people(case, claim.text, opposed.text)
            ):
                yield Finding(
                    "self-contradiction",
                    other.key,
                    f"{other.label} advises the opposite of {row.label} on "
                    f"{', '.join(sorted(shared)).replace('-', ' ')}. Show both sides as sources "
                    "that differ, or say for whom each holds.",
                )


def _named_in_boxes(case: Case) -> frozenset[str]:
    return frozenset().union(
        *(
            keys
            for box in case.article.differences
            for key in box.positions
            for keys in case.named(case.by_key[key].text)
        )
    )


def _are_opposed(claim: Claim, other: Claim) -> bool:
    return claim.stance in _OPPOSITE and _OPPOSITE[claim.stance] == other.stance


def _main(case: Case, claim: Claim) -> frozenset[str]:
    """What the claim is on; what that is added to, or comes before, stands after it."""
    before = _BESIDE.split(claim.text, maxsplit=1)[0]
    named = case.named(before) or claim.named[:1]
    return frozenset().union(*named) & claim.keys


def same_people(case: Case, one: str, other: str) -> bool:
    """Whether nothing in the two texts tells their people apart."""
    if any(pole_of(one, POLES[name]) != pole_of(other, POLES[name]) for name in _PEOPLE):
        return False
    if "any" not in (acuity_of(one), acuity_of(other)) and acuity_of(one) != acuity_of(other):
        return False
    return _narrowed(case, one) == _narrowed(case, other)


def _narrowed(case: Case, text: str) -> frozenset[str]:
    """What narrows whom a text is for: conditions beside the article's, ages and scores, "if"."""
    conditions = frozenset().union(*case.read(text)) - frozenset().union(*case.named(text))
    beside = {
        key
        for key in conditions
        if not any(case.related(key, own) for own in case.topic_conditions)
    }
    numbers = {str(item) for item in numbers_of(text) if item.unit in _SCALES}
    return frozenset(beside | numbers | {word.lower() for word in _NARROWS.findall(text)})


def contradicts_article(case: Case) -> Iterator[Finding]:
    """Another approved article of the organisation says the opposite for the same people."""
    others = [
        (other, claim)
        for other in case.store.others
        for claim in case.claims(other.text)
        if claim.stance in _OPPOSITE and claim.named
    ]
    for row in case.article.passages:
        if row.role == "position":
            continue
        for claim in case.claims(row.text):
            found = _opposed(case, claim, others)
            if found:
                yield Finding("contradicts-article", row.key, f"{row.label} {found}")
                break


def _opposed(case: Case, claim: Claim, others: list[tuple[OtherStatement, Claim]]) -> str:
    if claim.stance not in _OPPOSITE:
        return ""
    for other, opposed in others:
        if opposed.stance != _OPPOSITE[claim.stance] or not _main(case, claim) & _main(
            case, opposed
        ):
            continue
        if same_people(case, claim.text, opposed.text):
            return (
                f"says the opposite of “{other.article}” (“{quoted(opposed.text)}”), "
                "which is approved here. Settle which holds, or say for whom each does."
            )
    return ""


RULES: Final = (unreconciled, position_missing, self_contradiction, contradicts_article)
