"""In which order recommendations answer what was asked, thing by thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Protocol

# The ways to say one thing, each as the words that it takes, with how well it says it.
Slot = Mapping[frozenset[str], float]
# A text with "back" but without "broken" says little of a broken back.
_INCOMPLETE: Final = 0.2
# Scores that differ less than this share of the best count as equal.
_STEP: Final = 0.4
_GRADED_FIRST: Final = {"graded": 0, "statement": 2}


class Found(Protocol):
    """`scores` by word; `common` are words that were not looked for."""

    @property
    def document_id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def scores(self) -> dict[str, float]: ...
    @property
    def common(self) -> frozenset[str]: ...


def rank(
    found: Iterable[Found], *, slots: tuple[Slot, ...], weights: dict[str, float]
) -> list[int]:
    """The ids of those that say at least one of the things, best first.

    A slot counts by the best of its ways. Of what is equally relevant, graded recommendations come
    before good practice and open questions, and statements last. `weights` are in the scores.
    """
    rated = [(_relevance(item, slots, weights), item) for item in found]
    rated = [(score, item) for score, item in rated if score]
    best = max((score for score, _ in rated), default=0.0)
    rated.sort(
        key=lambda pair: (
            -round(pair[0] / best / _STEP),
            _GRADED_FIRST.get(pair[1].kind, 1),
            -pair[0],
            pair[1].document_id,
        )
    )
    return [item.document_id for _, item in rated]


def _relevance(item: Found, slots: tuple[Slot, ...], weights: dict[str, float]) -> float:
    """How much it says of what was asked; nothing if it says none of the things."""
    said, total = False, 0.0
    for slot in slots:
        ways = [_way(item, words - item.common, weights) for words in slot]
        said |= any(is_complete for is_complete, _ in ways)
        total += max(weight * score for weight, (_, score) in zip(slot.values(), ways, strict=True))
    return total if said else 0.0


def _way(item: Found, words: frozenset[str], weights: dict[str, float]) -> tuple[bool, float]:
    """Whether it has all the words, and what they count."""
    has = words & item.scores.keys()
    score = sum(item.scores[word] / weights[word] for word in has)
    is_complete = bool(words) and has == words
    return is_complete, score if is_complete else score * _INCOMPLETE
