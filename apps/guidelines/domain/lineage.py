"""What is broader and narrower than a concept: bisphosphonate lies above alendronate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping


class Lineage:
    """Built from the keys right above each concept; a circle among them does no harm."""

    def __init__(self, broader: Mapping[str, Iterable[str]]) -> None:
        self._up: dict[str, set[str]] = {key: set(above) for key, above in broader.items()}
        self._down: dict[str, set[str]] = defaultdict(set)
        for key, above in self._up.items():
            for parent in above:
                self._down[parent].add(key)
        self._above: dict[str, frozenset[str]] = {}
        self._below: dict[str, frozenset[str]] = {}

    def above(self, key: str) -> frozenset[str]:
        """The concept and everything broader."""
        return self._reach(key, self._up, self._above)

    def below(self, key: str) -> frozenset[str]:
        """The concept and everything narrower."""
        return self._reach(key, self._down, self._below)

    def are_related(self, one: str, other: str) -> bool:
        """Whether they are the same, or one is broader than the other."""
        return other in self.above(one) or one in self.above(other)

    @staticmethod
    def _reach(
        key: str, steps: Mapping[str, set[str]], known: dict[str, frozenset[str]]
    ) -> frozenset[str]:
        if key not in known:
            reached: set[str] = set()
            waiting = [key]
            while waiting:
                current = waiting.pop()
                if current not in reached:
                    reached.add(current)
                    waiting.extend(steps.get(current, ()))
            known[key] = frozenset(reached)
        return known[key]
