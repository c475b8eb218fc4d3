"""The tenant's concepts, ready to be looked up, remembered by each process until they change."""

from __future__ import annotations

import re
from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from functools import cached_property
from threading import Lock
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from apps.guidelines.domain.lexicon_words import normalise
from apps.guidelines.models import Concept, OwnTerm
from core.tenancy.scope import current_tenant_id

# Some 4 MB for 3,000 concepts.
_MOST_TENANTS: Final = 16
# Which transaction wrote each row, and as its which command: nothing can be written without a
# trace, whoever writes it. A number that is counted up would have to be locked by every import.
_STATE: Final = """
SELECT (SELECT row(count(*), sum(xmin::text::bigint * 65536 + cmin::text::bigint))::text
        FROM guidelines_concept WHERE tenant_id = %(tenant)s),
       (SELECT row(count(*), sum(xmin::text::bigint * 65536 + cmin::text::bigint))::text
        FROM guidelines_ownterm WHERE tenant_id = %(tenant)s)
"""


class KnownConcepts:
    """All concepts as they were at one moment. Shared by threads: nothing of it is changed."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self.by_key: Final = {concept.key: concept for concept in concepts}

    @cached_property
    def own(self) -> dict[str, list[dict[str, Any]]]:
        """The tenant's own terms of each concept: text and context."""
        own = {key: vars(concept)["own"] for key, concept in self.by_key.items()}
        return {key: terms for key, terms in own.items() if terms}

    @cached_property
    def by_name(self) -> dict[str, list[Concept]]:
        """By normalised name; of those that share a name none is broader than another."""
        names: dict[str, list[Concept]] = {}
        for _, concept in sorted(self.by_key.items()):
            for name in {normalise(term) for term in (concept.name, *concept.terms)} - {""}:
                names.setdefault(name, []).append(concept)
        return {
            name: concepts if len(concepts) == 1 else self._narrowest(concepts)
            for name, concepts in names.items()
        }

    def _narrowest(self, concepts: list[Concept]) -> list[Concept]:
        broader = {
            key for concept in concepts for key in self.with_broader(concept.key) - {concept.key}
        }
        return [concept for concept in concepts if concept.key not in broader]

    @cached_property
    def _by_first_word(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for name in self.by_name:
            found[name.partition(" ")[0]].append(name)
        return dict(found)

    def names_beginning_in(self, words: str) -> dict[str, list[Concept]]:
        """The names whose first word is one of these, with their concepts."""
        starting = (self._by_first_word.get(word, ()) for word in set(words.split()))
        return {name: self.by_name[name] for names in starting for name in names}

    @cached_property
    def spellings(self) -> frozenset[str]:
        """Every single word of the names of concepts, in lower case."""
        names = (name for row in self.by_key.values() for name in (row.name, *row.terms))
        return frozenset(word for name in names for word in re.findall(r"[a-z]+", name.lower()))

    @cached_property
    def names(self) -> dict[str, str]:
        return {key: concept.name for key, concept in self.by_key.items()}

    @cached_property
    def _right_below(self) -> dict[str, set[str]]:
        below: dict[str, set[str]] = defaultdict(set)
        for concept in self.by_key.values():
            for key in concept.broader:
                below[key].add(concept.key)
        return dict(below)

    def with_narrower(self, key: str) -> set[str]:
        """The concept and everything it is broader than: bisphosphonate holds alendronate."""
        keys: set[str] = set()
        waiting = [key]
        while waiting:
            current = waiting.pop()
            if current not in keys:
                keys.add(current)
                waiting.extend(self._right_below.get(current, ()))
        return keys

    def with_broader(self, key: str) -> set[str]:
        """The concept and everything broader than it."""
        keys: set[str] = set()
        waiting = [key]
        while waiting:
            current = waiting.pop()
            concept = self.by_key.get(current)
            if current not in keys and concept is not None:
                keys.add(current)
                waiting.extend(concept.broader)
        return keys


class _Memory:
    """Of the tenants asked for last, what was known and in which state of their rows."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[int, tuple[object, KnownConcepts]] = OrderedDict()

    def recall(self, tenant_id: int, state: object) -> KnownConcepts | None:
        with self._lock:
            kept = self._kept.get(tenant_id)
            if kept is None or kept[0] != state:
                return None
            self._kept.move_to_end(tenant_id)
            return kept[1]

    def keep(self, tenant_id: int, state: object, known: KnownConcepts) -> None:
        with self._lock:
            self._kept[tenant_id] = (state, known)
            self._kept.move_to_end(tenant_id)
            while len(self._kept) > _MOST_TENANTS:
                self._kept.popitem(last=False)


_memory: Final = _Memory()


def known_concepts() -> KnownConcepts:
    """The tenant's concepts as they are now. One query, and one more where they have changed since
    this process last asked.
    """
    tenant_id = current_tenant_id()
    # The state comes first: of what is committed between the two, the next question will know.
    state = _state(tenant_id)
    known = _memory.recall(tenant_id, state)
    if known is None:
        known = KnownConcepts(_load())
        _memory.keep(tenant_id, state, known)
    return known


def _state(tenant_id: int) -> object:
    with connection.cursor() as cursor:
        cursor.execute(_STATE, {"tenant": tenant_id})
        return cursor.fetchone()


def _load() -> list[Concept]:
    own = OwnTerm.objects.filter(concept=OuterRef("pk")).order_by("pk")
    return list(
        Concept.objects.defer("codes").annotate(
            own=ArraySubquery(own.values(term=JSONObject(text="text", context="context")))
        )
    )
