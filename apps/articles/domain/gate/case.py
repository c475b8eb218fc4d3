"""The article beside its store: what each passage claims, and which records bear on a claim."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cached_property

from apps.articles.domain.gate.article import Article, Passage, Record, Step, Store
from apps.articles.domain.gate.claims import Claim, acuity_of, read_claims
from apps.guidelines.domain.grading import Kind


class Case:
    """Read by every rule; what it works out, it works out once."""

    def __init__(self, article: Article, store: Store) -> None:
        self.article = article
        self.store = store
        self._claims: dict[str, tuple[Claim, ...]] = {}
        self._related: dict[tuple[str, str], bool] = {}
        self._read: dict[str, tuple[frozenset[str], ...]] = {}
        self._named: dict[str, tuple[frozenset[str], ...]] = {}
        self.by_key = {passage.key: passage for passage in article.passages}

    @cached_property
    def topic_acuity(self) -> str:
        return acuity_of(f"{self.article.question} {self.article.heading}")

    @cached_property
    def topic_conditions(self) -> frozenset[str]:
        return frozenset().union(*self.read(self.article.subject))

    @cached_property
    def cited(self) -> dict[int, Record]:
        return {record.id: record for row in self.article.passages for record in row.cites}

    def children(self, passage: Passage) -> tuple[Passage, ...]:
        return tuple(row for row in self.article.passages if row.parent == passage.key)

    def claims(self, text: str) -> tuple[Claim, ...]:
        if text not in self._claims:
            self._claims[text] = read_claims(text, self.store.terms)
        return self._claims[text]

    def read(self, text: str) -> tuple[frozenset[str], ...]:
        """All concepts of the text, illnesses too."""
        if text not in self._read:
            self._read[text] = self.store.terms.read_in(text)
        return self._read[text]

    def named(self, text: str) -> tuple[frozenset[str], ...]:
        """The treatments of the text, in its order."""
        if text not in self._named:
            self._named[text] = self.store.terms.named_in(text)
        return self._named[text]

    def scope(self, passage: Passage) -> tuple[Record, ...]:
        """What the passage rests on: its own citations, its parent's, and its children's."""
        around = [passage, *self.children(passage)]
        if passage.parent:
            around.append(self.by_key[passage.parent])
        return _once(record for row in around for record in row.cites)

    def sources(self, passage: Passage) -> tuple[Record, ...]:
        """What it rests on, summaries of our own apart: those are no evidence."""
        return tuple(record for record in self.scope(passage) if not record.is_digest)

    def bearing(
        self, keys: Collection[str], sources: Collection[Record], *, is_carried: bool = False
    ) -> tuple[Record, ...]:
        """Which of the sources are on one of these treatments; all where none is named.

        Without any source it is what the store has on them: a summary is judged by the evidence.
        What is only carried over from the clause before may be on another thing: all sources bear.
        """
        if not sources:
            return self.recommended(keys)
        if not keys or is_carried:
            return tuple(sources)
        return tuple(record for record in sources if self.is_about(record, keys))

    def recommended(self, keys: Collection[str]) -> tuple[Record, ...]:
        """What panels of the store say of these treatments; a study alone carries no advice."""
        return tuple(r for r in self.in_store(keys) if r.kind != Kind.STATEMENT)

    def in_store(self, keys: Collection[str]) -> tuple[Record, ...]:
        return tuple(
            record
            for record in self.store.records.values()
            if keys and not record.is_digest and self.is_about(record, keys)
        )

    def is_about(self, record: Record, keys: Iterable[str]) -> bool:
        return any(self.related(key, own) for key in keys for own in record.interventions)

    def related(self, one: str, other: str) -> bool:
        pair = (one, other)
        if pair not in self._related:
            self._related[pair] = self.store.lineage.are_related(one, other)
        return self._related[pair]

    def basis(self, step: Step) -> tuple[Record, ...]:
        """The records behind the statements that a step rests on."""
        rows = [self.by_key[key] for key in step.basis if key in self.by_key]
        return _once(record for row in rows for record in self.sources(row))


def _once(records: Iterable[Record]) -> tuple[Record, ...]:
    return tuple({record.id: record for record in records}.values())
