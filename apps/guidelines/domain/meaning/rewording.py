"""What stands against showing a machine's rewording of a record in place of the record's own words.

Stricter than what holds for people: a machine may put words in another order, leave out or take
words of another level, and nothing more.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Final

from apps.guidelines.domain.meaning.comparing import Finding, Kind, differences
from apps.guidelines.domain.meaning.facets import NEGATIONS, OPPOSITES
from apps.guidelines.domain.meaning.facts import Facts, contradictions
from apps.guidelines.domain.meaning.terms import Terms

_DATA: Final = Path(__file__).resolve().parents[2] / "data"
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_MARKUP: Final = re.compile(r"[<>{}\[\]\\|`*_#~^=@$]|&\w+;")
_LINK: Final = re.compile(r"\b(?:https?|www)\b", re.IGNORECASE)
_SENTENCE_END: Final = re.compile(r"[.!?](?=\s|$)")
# What advice hangs on: a person may say these otherwise, a machine may not.
_HINGES: Final = re.compile(
    r"\b(recommend|suggest|should|must|may|might|consider|option|strong|moderate|weak|only|unless|"
    r"except|above|below)",
    re.IGNORECASE,
)
# Words that bind what follows them: "more good than harm" is not "more harm than good".
_BINDING: Final = ("than", "over", "not", "no", "without", "before", "after", "until", "only")
# Shorter than half says less; much longer says more.
_SHORTEST: Final = 0.5
_LONGEST: Final = 1.6
# The share of its words that may give way to those of other levels; more is another sentence.
_SWAPPED: Final = 0.5


@dataclass(frozen=True, slots=True)
class Original:
    """A record and the wording of it that was to be reworded. `wordings` are those at all levels;
    `about` are the concepts that the record is kept under.
    """

    statement: str
    wording: str
    wordings: tuple[str, ...]
    about: frozenset[str]
    facts: Facts


def objections(text: str, original: Original, terms: Terms) -> tuple[Finding, ...]:
    """Every reason not to show this text. Empty where it may stand for the wording."""
    sources = dict.fromkeys((original.statement, original.wording))
    return (
        *_form(text, original.wording),
        *_own_words(text, original),
        *_hinges(text, original.wording),
        *_bound_otherwise(text, original.wording),
        *_lost_parts(text, original.wording, terms),
        *contradictions(text, original.facts),
        *chain.from_iterable(
            differences(text, source=source, terms=terms, about=original.about)
            for source in sources
        ),
    )


def _form(text: str, wording: str) -> list[Finding]:
    found = [mark for mark in _MARKUP.findall(text) if mark not in wording]
    reasons = {
        "markup": bool(found) or not text.isprintable(),
        "link": bool(_LINK.search(text)),
        "length": not len(wording) * _SHORTEST <= len(text) <= len(wording) * _LONGEST,
        "sentences": _count_sentences(text) > _count_sentences(wording) + 1,
        "no sentence": not text[:1].isalnum() or not text.rstrip(")").endswith((".", "!")),
    }
    return [Finding(Kind.FORM, reason) for reason, holds in reasons.items() if holds]


def _count_sentences(text: str) -> int:
    return len(_SENTENCE_END.findall(text))


def _own_words(text: str, original: Original) -> list[Finding]:
    """Words that are not among the plain ones and that no level of the record has as often."""
    known: Counter[str] = Counter()
    for wording in (original.statement, *original.wordings):
        known |= _telling(wording)
    return [Finding(Kind.WORD_ADDED, stem) for stem in sorted(_telling(text) - known)]


def _hinges(text: str, wording: str) -> list[Finding]:
    said, meant = ({word.lower() for word in _HINGES.findall(one)} for one in (text, wording))
    denied = len(NEGATIONS.findall(text)) != len(NEGATIONS.findall(wording))
    return [
        *(Finding(Kind.WORD_ADDED, word) for word in sorted(said - meant)),
        *(Finding(Kind.PART_LOST, word) for word in sorted(meant - said)),
        *([Finding(Kind.NEGATION, "not as often as in the wording")] if denied else []),
    ]


def _bound_otherwise(text: str, wording: str) -> list[Finding]:
    said, meant = _bound(text), _bound(wording)
    return [Finding(Kind.ORDER, " ".join(pair)) for pair in sorted(said ^ meant)]


def _bound(text: str) -> set[tuple[str, str]]:
    """Each binding word with the next word after it that says something."""
    pairs, waiting = set(), ""
    for stem in _stems(text):
        if stem in _binding_stems():
            waiting = stem
        elif waiting and stem not in _plain_words():
            pairs.add((waiting, stem))
            waiting = ""
    return pairs


def _lost_parts(text: str, wording: str, terms: Terms) -> list[Finding]:
    poles = [
        Finding(Kind.PART_LOST, pair.name)
        for pair in OPPOSITES
        for pole in (pair.one, pair.other)
        if pole.search(wording) and not pole.search(text)
    ]
    said, meant = terms.read_in(text), terms.read_in(wording)
    concepts = [
        Finding(kind, min(keys))
        for kind, ones, others in (
            (Kind.PART_LOST, meant, said),
            (Kind.WORD_ADDED, said, meant),
        )
        for keys in ones
        if not any(keys & other for other in others)
    ]
    return [*poles, *concepts, *_lost_words(text, wording)]


def _lost_words(text: str, wording: str) -> list[Finding]:
    """A word may give way to one of another level; what only goes was left out."""
    said, meant = _telling(text), _telling(wording)
    lost = meant - said
    if lost.total() <= (said - meant).total() and lost.total() <= meant.total() * _SWAPPED:
        return []
    return [Finding(Kind.PART_LOST, stem) for stem in sorted(lost)]


@lru_cache(maxsize=1)
def _plain_words() -> frozenset[str]:
    return frozenset(_stems((_DATA / "plain_words.txt").read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def _binding_stems() -> frozenset[str]:
    return frozenset(map(_stem, _BINDING))


def _telling(text: str) -> Counter[str]:
    """The words that say something, by their stems, with how often they stand there."""
    return Counter(stem for stem in _stems(text) if stem not in _plain_words())


def _stems(text: str) -> list[str]:
    parts = (part for word in _WORD.findall(text.lower()) for part in word.split("-"))
    return list(filter(None, map(_stem, parts)))


def _stem(word: str) -> str:
    """Endings off, so that "treated" is "treat"; never so far that two words become one."""
    word = re.sub(r"['’]s$", "", word)
    for ending, instead in (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2 and not word.endswith("ss"):
            return (stem + instead).removesuffix("e")
    return word.removesuffix("e") if len(word) > 3 else word
