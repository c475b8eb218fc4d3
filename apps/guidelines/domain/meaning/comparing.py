"""Whether a text says what its source says: nothing added, nothing turned, nothing lost.

Judges sentences of the store at other levels, sentences of a model, and texts of authors against
their sources. It errs towards a finding: what is found is not shown, and the source's words stand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from apps.guidelines.domain.meaning.facets import (
    NEGATIONS,
    OPPOSITES,
    RESTRICTIONS,
    STRONG,
    WEAK,
    Opposites,
)
from apps.guidelines.domain.meaning.idioms import one_form, split_glosses
from apps.guidelines.domain.meaning.quantities import Quantity, quantities
from apps.guidelines.domain.meaning.terms import Terms


class Kind(StrEnum):
    NUMBER_ADDED = "number_added"
    NUMBER_LOST = "number_lost"
    BOUND_TURNED = "bound_turned"
    NEGATION = "negation"
    STRONGER = "stronger"
    WEAKER = "weaker"
    TURNED = "turned"
    RESTRICTION_LOST = "restriction_lost"
    TERM_ADDED = "term_added"
    TERM_LOST = "term_lost"
    ORDER = "order"
    DIRECTION = "direction"
    STRENGTH = "strength"
    POPULATION = "population"
    FORM = "form"
    WORD_ADDED = "word_added"
    PART_LOST = "part_lost"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the text says otherwise than its source."""

    kind: Kind
    what: str


def differences(
    text: str, *, source: str, terms: Terms, about: frozenset[str] = frozenset()
) -> tuple[Finding, ...]:
    """What a rewording changed. Empty where both say the same as far as these rules can see.

    `about` are the concepts that the record is kept under: to name one of them adds nothing.
    """
    said, meant = one_form(text), one_form(source)
    plain, glosses = split_glosses(said, source=meant)
    return (
        *_numbers(text, source),
        *_negations(plain, meant),
        *_strength(said, meant),
        *(finding for pair in OPPOSITES for finding in _turned(said, meant, pair)),
        *_joined(text, source),
        *_restrictions(text, source),
        *_terms(plain, source, terms, about=about, glosses=glosses),
    )


def _numbers(text: str, source: str) -> list[Finding]:
    said, meant = quantities(text), quantities(source)
    added = [Finding(Kind.NUMBER_ADDED, str(item)) for item in said if not _has(meant, item)]
    lost = [Finding(Kind.NUMBER_LOST, str(item)) for item in meant if not _has(said, item)]
    turned = [
        Finding(Kind.BOUND_TURNED, str(item))
        for item in said
        if item.bound and _has(meant, item) and item.bound not in _bounds(meant, item)
    ]
    return [*added, *lost, *turned]


def _has(others: tuple[Quantity, ...], item: Quantity) -> bool:
    return any(_is_same(other, item) for other in others)


def _is_same(one: Quantity, other: Quantity) -> bool:
    return one.value == other.value and (one.unit == other.unit or not (one.unit and other.unit))


def _bounds(others: tuple[Quantity, ...], item: Quantity) -> set[str]:
    """The bounds of the same number there; where it has none, any is fine: nothing is turned."""
    found = {other.bound for other in others if _is_same(other, item)}
    return found if found != {""} else {"least", "most"}


def _negations(text: str, source: str) -> list[Finding]:
    said, meant = len(NEGATIONS.findall(text)), len(NEGATIONS.findall(source))
    return [] if said == meant else [Finding(Kind.NEGATION, f"{said} instead of {meant}")]


def _strength(text: str, source: str) -> list[Finding]:
    findings = []
    if STRONG.search(text) and not STRONG.search(source):
        findings.append(Finding(Kind.STRONGER, _first(STRONG.findall(text))))
    if STRONG.search(source) and not STRONG.search(text):
        findings.append(Finding(Kind.WEAKER, _first(STRONG.findall(source))))
    if WEAK.search(text) and not WEAK.search(source):
        findings.append(Finding(Kind.WEAKER, _first(WEAK.findall(text))))
    if WEAK.search(source) and not WEAK.search(text):
        findings.append(Finding(Kind.STRONGER, _first(WEAK.findall(source))))
    return findings


def _first(found: list[str]) -> str:
    return found[0].lower()


def _turned(text: str, source: str, pair: Opposites) -> list[Finding]:
    """Turned when there is more of one pole than in the source, and less of the opposite."""
    for pole, opposite in ((pair.one, pair.other), (pair.other, pair.one)):
        if len(pole.findall(text)) > len(pole.findall(source)) and (
            len(opposite.findall(text)) < len(opposite.findall(source))
        ):
            return [Finding(Kind.TURNED, pair.name)]
    return []


def _joined(text: str, source: str) -> list[Finding]:
    """ "Oestrogen and tibolone" is not "oestrogen or tibolone"."""
    meant = {(before, after): word for before, word, after in _joints(source)}
    return [
        Finding(Kind.TURNED, f"{before} {word} {after}")
        for before, word, after in _joints(text)
        if meant.get((before, after), word) != word
    ]


def _joints(text: str) -> list[tuple[str, str, str]]:
    words = re.findall(r"[a-z0-9'-]+", text.lower())
    return [
        (before, word, after)
        for before, word, after in zip(words, words[1:], words[2:], strict=False)
        if word in ("and", "or", "nor")
    ]


def _restrictions(text: str, source: str) -> list[Finding]:
    return [
        Finding(Kind.RESTRICTION_LOST, name)
        for name, pattern in RESTRICTIONS
        if pattern.search(source) and not pattern.search(text)
    ]


def _terms(
    text: str, source: str, terms: Terms, *, about: frozenset[str], glosses: tuple[str, ...]
) -> list[Finding]:
    said, meant = terms.named_in(text), terms.named_in(source)
    explained = [keys for gloss in glosses for keys in terms.named_in(gloss)]
    all_said = frozenset().union(*said, *explained)
    known = frozenset().union(*meant) | about
    # To call nitrofurantoin an antibiotic adds nothing; to name a drug of a class does, unless
    # it stands in brackets as an example.
    added = [
        *(keys for keys in said if not _is_known(keys, known, terms)),
        *(
            keys
            for keys in explained
            if not _is_known(keys, known, terms)
            and not any(terms.holds(wider, key) for wider in known for key in keys)
        ),
    ]
    lost = [keys for keys in meant if not keys & all_said]
    return [
        *(Finding(Kind.TERM_ADDED, min(keys)) for keys in added),
        *(Finding(Kind.TERM_LOST, min(keys)) for keys in lost),
        *_order(said, meant),
    ]


def _is_known(keys: frozenset[str], known: frozenset[str], terms: Terms) -> bool:
    return any(terms.holds(wider, key) for wider in keys for key in known)


def _order(said: tuple[frozenset[str], ...], meant: tuple[frozenset[str], ...]) -> list[Finding]:
    """The order in which what both name comes first; "A before B" is not "B before A"."""
    both = frozenset().union(*said) & frozenset().union(*meant)
    first_said, first_meant = _firsts(said, both), _firsts(meant, both)
    return [] if first_said == first_meant else [Finding(Kind.ORDER, ", ".join(first_said))]


def _firsts(named: tuple[frozenset[str], ...], both: frozenset[str]) -> list[str]:
    keys = [min(item & both) for item in named if item & both]
    return list(dict.fromkeys(keys))
