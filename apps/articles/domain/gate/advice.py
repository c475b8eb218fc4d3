"""Rules on what is advised: direction, strength and treatment against the records."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from apps.articles.domain.gate.article import Passage, Record
from apps.articles.domain.gate.case import Case
from apps.articles.domain.gate.claims import POLES, Claim, acuity_of, order_of, pole_of
from apps.articles.domain.gate.findings import Finding
from apps.guidelines.domain.grading import DIRECTION_NAMES, STRENGTH_NAMES, Direction, Kind
from apps.guidelines.domain.meaning.facets import NEGATIONS, STRONG, WEAK, Opposites

_NAMED_STRENGTH: Final = re.compile(
    r"[(:,] ?(strong|moderate|weak|conditional)(?: recommendation)?(?=[).,]|$)|"
    r"\b(strong|moderate|weak|conditional)(?:ly)? recommend",
    re.IGNORECASE,
)
_STEPS: Final = {"weak": {1}, "conditional": {1}, "moderate": {2}, "strong": {3}}
_AGREE: Final = {
    Direction.FOR: frozenset({Direction.FOR, Direction.EITHER}),
    Direction.AGAINST: frozenset({Direction.AGAINST, Direction.EITHER}),
    Direction.NONE: frozenset({Direction.NONE, Direction.EITHER}),
    Direction.EITHER: frozenset(Direction),
}
_POLES: Final = {
    **POLES,
    "outcome": Opposites(
        "outcome",
        re.compile(r"\b(?:better|improv\w*|recover\w*|resolv\w*)\b", re.IGNORECASE),
        re.compile(r"\b(?:worse|worsen\w*|deteriorat\w*)\b", re.IGNORECASE),
    ),
}
# What a body says with these of its own accord is no turning of its evidence.
_FACETS: Final = (
    *("change", "start", "continuation", "worth", "safety", "effect", "adequacy", "severity"),
    "outcome",
)


def direction(case: Case) -> Iterator[Finding]:
    for row in case.article.passages:
        seen: set[str] = set()
        for claim in case.claims(row.text):
            if claim.stance is None:
                continue
            for name, records in _bearing(case, row, claim):
                finding = direction_finding(row.key, row.label, claim, name, records)
                if finding and finding.rule not in seen:
                    seen.add(finding.rule)
                    yield finding


def _bearing(case: Case, row: Passage, claim: Claim) -> Iterator[tuple[str, tuple[Record, ...]]]:
    """Each treatment of the claim with what bears on it; all sources where it names none."""
    sources = case.sources(row)
    for keys in claim.named or ((frozenset(),) if sources else ()):
        records = case.bearing(keys, sources, is_carried=claim.is_carried)
        yield (
            (min(keys).replace("-", " ") if keys else "this"),
            tuple(record for record in records if _may_meet(claim, record)),
        )


def _may_meet(claim: Claim, record: Record) -> bool:
    """What is said of old illness says nothing of a record on new illness, and the other way."""
    said = acuity_of(claim.text)
    return not {"acute", "chronic"} <= {said, record.acuity}


def direction_finding(
    place: str, label: str, claim: Claim, name: str, records: Collection[Record]
) -> Finding | None:
    """None where one of the records agrees, or says neither."""
    stance = claim.stance
    if stance is None or not records or any(_agrees(claim, record) for record in records):
        return None
    names = ", ".join(dict.fromkeys(record.name for record in records))
    given = {record.effective for record in records}
    if stance is Direction.FOR and given == {Direction.NONE}:
        return Finding(
            "no-recommendation-promoted",
            place,
            f"{label} advises {name}, on which {names} makes no recommendation. Say so, or "
            "cite a source that recommends it.",
        )
    said = ", ".join(sorted(DIRECTION_NAMES[Direction(way)].lower() for way in given))
    return Finding(
        "direction-turned",
        place,
        f"{label} reads as {DIRECTION_NAMES[stance].lower()} {name}, but {names} says: {said}. "
        "Word it as the source does.",
    )


def _agrees(claim: Claim, record: Record) -> bool:
    stance = claim.stance or Direction.EITHER
    if record.effective == "":
        return True
    if record.kind == Kind.STATEMENT:
        # Its direction was read from its words, as the claim's was: only plain opposites count.
        opposite = {Direction.FOR: Direction.AGAINST, Direction.AGAINST: Direction.FOR}
        turned = opposite.get(stance) == record.effective
        denied = bool(NEGATIONS.search(claim.text)) != bool(NEGATIONS.search(record.statement))
        undecided = record.effective == Direction.NONE and stance is not Direction.NONE
        return not (turned and denied) and not undecided
    return record.effective in _AGREE[stance]


def strength(case: Case) -> Iterator[Finding]:
    for row in case.article.passages:
        seen: set[str] = set()
        for claim in case.claims(row.text):
            for name, records in _bearing(case, row, claim):
                for finding in _strengths(case, row, claim, name, records):
                    if finding.rule not in seen:
                        seen.add(finding.rule)
                        yield finding


def _strengths(
    case: Case, row: Passage, claim: Claim, name: str, records: tuple[Record, ...]
) -> Iterator[Finding]:
    graded = [record for record in records if record.strength]
    if claim.stance not in (Direction.FOR, Direction.AGAINST) or not graded:
        return
    names = ", ".join(dict.fromkeys(record.name for record in graded))
    grade = STRENGTH_NAMES[max(record.strength or 0 for record in graded)].lower()
    if len(graded) == len(records) and is_overstated(claim, graded):
        yield Finding(
            "strength-overstated",
            row.key,
            f"{row.label} words {name} as firm advice (“{_firm_word(claim.text)}”), but {names} is "
            f"a {grade}. Word it as an option or a suggestion.",
        )
    if claim.stance is Direction.FOR and case.sources(row) and _is_understated(claim, graded):
        yield Finding(
            "strength-understated",
            row.key,
            f"{row.label} words {name} as a mere option, but {names} is a {grade}. Word it "
            "as a recommendation.",
        )


def is_overstated(claim: Claim, graded: Collection[Record]) -> bool:
    """Firm words where every source is weak, or moderate and not firm itself."""
    return (
        claim.is_firm and not claim.is_hedged and all(_is_soft(record, claim) for record in graded)
    )


def _is_soft(record: Record, claim: Claim) -> bool:
    """Weak or moderate, with no firm word of its own, nor the very order of the claim."""
    firm = bool(STRONG.search(record.statement)) and not WEAK.search(record.statement)
    verb = order_of(claim.text)
    return (
        record.strength in (1, 2) and not firm and not (verb and verb in record.statement.lower())
    )


def _is_understated(claim: Claim, graded: Collection[Record]) -> bool:
    return (
        claim.is_hedged
        and not claim.is_firm
        and all(record.strength == 3 and not WEAK.search(record.statement) for record in graded)
    )


def _firm_word(text: str) -> str:
    found = STRONG.search(text)
    return found.group() if found else " ".join(text.split()[:3])


def strength_named(case: Case) -> Iterator[Finding]:
    for row in case.article.passages:
        for claim in case.claims(row.text):
            found = _NAMED_STRENGTH.search(claim.text)
            if not found:
                continue
            word = (found[1] or found[2]).lower()
            records = [
                record
                for _, bearing in _bearing(case, row, claim)
                for record in bearing
                if record.strength
            ]
            if records and not any(record.strength in _STEPS[word] for record in records):
                yield Finding(
                    "strength-misnamed",
                    row.key,
                    f"{row.label} calls it {word}, but {records[0].name} is a "
                    f"{STRENGTH_NAMES[records[0].strength or 0].lower()}. Give the source's grade.",
                )


def position(case: Case) -> Iterator[Finding]:
    for row in case.article.passages:
        if row.role != "position" or not row.cites:
            continue
        stance = Direction(row.stance)
        if not any(
            record.effective == "" or record.effective in _AGREE[stance] for record in row.cites
        ):
            yield Finding(
                "position-misstated",
                row.key,
                f"{row.label} is set down as “{DIRECTION_NAMES[stance]}”, which "
                f"{row.cites[0].name} "
                "does not say. Set it to the direction of its record.",
            )


def treatment(case: Case) -> Iterator[Finding]:
    """A treatment that no cited record speaks of: the citation stands at the wrong place."""
    for row in case.article.passages:
        records = case.sources(row)
        if not records or len(records) < len(case.scope(row)) or row.unresolved:
            continue
        known = frozenset().union(
            *(record.interventions | record.beside for record in records),
            *(keys for record in records for keys in case.read(record.text)),
        )
        for keys in dict.fromkeys(case.store.names.named_in(row.text)):
            if not any(case.related(key, other) for key in keys for other in known):
                yield Finding(
                    "treatment-without-source",
                    row.key,
                    f"{row.label} speaks of {min(keys).replace('-', ' ')}, of which nothing it "
                    "cites says anything. Cite the record on it.",
                )


def turned(case: Case) -> Iterator[Finding]:
    """The opposite of what the sources say: raises for lowers, stop for start."""
    for row in case.article.passages:
        records = case.sources(row)
        if not records or len(records) < len(case.scope(row)):
            continue
        source = " ".join(record.statement for record in records)
        for name in _FACETS:
            said, meant = pole_of(row.text, _POLES[name]), pole_of(source, _POLES[name])
            if said and meant and said != meant:
                pattern = _POLES[name].one if said == "one" else _POLES[name].other
                found = pattern.search(row.text)
                yield Finding(
                    "meaning-turned",
                    row.key,
                    f"{row.label} says “{found.group() if found else ''}”, and {records[0].name} "
                    "says the opposite. Read the source again.",
                )


RULES: Final = (direction, strength, strength_named, position, treatment, turned)
