"""What of a library's words, bodies and works is taken into a store that has its own."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Facts = Mapping[str, Any]
K = TypeVar("K", bound=Hashable)


@dataclass(slots=True)
class Fitting(Generic[K]):
    """`taken` are stored; for `kept` the store says something else of the same thing, and that
    stays; `foreign` keys mean something else here, so what names them cannot come in.
    """

    taken: list[K] = field(default_factory=list)
    kept: list[K] = field(default_factory=list)
    foreign: list[K] = field(default_factory=list)


def fit(
    *,
    new: Mapping[K, Facts],
    before: Mapping[K, Facts],
    local: Mapping[K, Facts],
    is_same_thing: Callable[[Facts, Facts], bool],
) -> Fitting[K]:
    """A row is taken where its key is free, or where the store still has what the library gave.

    `before` are the rows of the release that was taken over last.
    """
    fitting: Fitting[K] = Fitting()
    for key, facts in new.items():
        here = local.get(key)
        if here is None:
            fitting.taken.append(key)
        elif here == facts:
            continue
        elif here == before.get(key):
            fitting.taken.append(key)
        elif not is_same_thing(here, facts):
            fitting.foreign.append(key)
        elif facts != before.get(key):
            fitting.kept.append(key)
    return fitting


def is_same_concept(one: Facts, other: Facts) -> bool:
    """Of one kind, and each known by a name of the other."""
    if one["kind"] != other["kind"]:
        return False
    return bool(_words(one) & _words(other))


def is_same_body(one: Facts, other: Facts) -> bool:
    return _folded(one["name"]) == _folded(other["name"])


def is_same_work(one: Facts, other: Facts) -> bool:
    """By DOI or PMID where both have one, else by title."""
    for name in ("doi", "pmid"):
        if one[name] and other[name]:
            return bool(one[name] == other[name])
    return _folded(one["title"]) == _folded(other["title"])


def _words(concept: Facts) -> set[str]:
    return {_folded(word) for word in (concept["name"], *concept["terms"])}


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
