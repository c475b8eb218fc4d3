"""Every word for the concepts of a store and where each comes from. Reads only."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from apps.guidelines.domain.lexicon import OwnTerms, other_words
from apps.guidelines.domain.lexicon_words import fold, key_of, normalise, split_words
from apps.guidelines.models import Concept, OwnTerm
from core.errors import NotFound

MOST_CONCEPTS: Final = 50


@dataclass(frozen=True, slots=True)
class OwnTermShown:
    public_id: uuid.UUID
    text: str
    kind: str
    context: tuple[str, ...]
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class ConceptWords:
    """`listed` are words of the platform's own list, `packaged` of ICD-10-CM and of drug names."""

    key: str
    kind: str
    name: str
    broader: tuple[str, ...]
    own: tuple[OwnTermShown, ...]
    sourced: tuple[str, ...]
    listed: tuple[str, ...]
    packaged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundConcept:
    """`by` is the word that was found, where it is not the name."""

    key: str
    kind: str
    name: str
    by: str


@dataclass(frozen=True, slots=True)
class FoundConcepts:
    concepts: tuple[FoundConcept, ...]
    is_cut: bool


def own_terms_in(text: str) -> OwnTerms:
    """The organisation's own terms that count in this text, with the names they stand for.

    One query.
    """
    words = frozenset(map(fold, split_words(text)))
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    rows = OwnTerm.objects.order_by("pk").values_list("text", "context", "concept__name")
    for own, context, name in rows:
        if not context or not words.isdisjoint(map(fold, context)):
            found[key_of(own)].append(name)
    return {key: tuple(names) for key, names in found.items()}


def find_concepts(text: str) -> FoundConcepts:
    """Concepts with a word that has the text in it, or all of them; by name. Two queries."""
    wanted = normalise(text)
    own: dict[int, list[str]] = defaultdict(list)
    for concept_id, term in OwnTerm.objects.values_list("concept_id", "text"):
        own[concept_id].append(term)
    found = []
    for row in Concept.objects.order_by("name", "key"):
        words = [row.name, *row.terms, *own[row.pk]]
        by = next((word for word in words if wanted in normalise(word)), None)
        if by is not None:
            found.append(FoundConcept(row.key, row.kind, row.name, "" if by == row.name else by))
    return FoundConcepts(tuple(found[:MOST_CONCEPTS]), is_cut=len(found) > MOST_CONCEPTS)


def get_own_term(public_id: uuid.UUID) -> OwnTerm:
    """With its concept. One query. Raises `NotFound`."""
    row = OwnTerm.objects.filter(public_id=public_id).select_related("concept").first()
    if row is None:
        raise NotFound("There is no such term in this store")
    return row


def concept_words(key: str) -> ConceptWords | None:
    """Every word of a concept. Three queries."""
    concept = Concept.objects.filter(key=key).first()
    if concept is None:
        return None
    broader = Concept.objects.filter(key__in=concept.broader).order_by("name")
    others = [other_words(name) for name in (concept.name, *concept.terms)]
    known = {normalise(word) for word in (concept.name, *concept.terms)}
    listed = _new((word for words in others for word in words.listed), known)
    packaged = _new((word for words in others for word in words.packaged), known)
    return ConceptWords(
        key=concept.key,
        kind=concept.kind,
        name=concept.name,
        broader=tuple(broader.values_list("name", flat=True)),
        own=tuple(map(_shown, OwnTerm.objects.filter(concept=concept).order_by("text"))),
        sourced=tuple(concept.terms),
        listed=listed,
        packaged=packaged,
    )


def _new(words: Iterable[str], known: set[str]) -> tuple[str, ...]:
    """The words that are not known yet, which they are from then on."""
    found: list[str] = []
    for word in sorted(words, key=str.lower):
        if normalise(word) not in known:
            known.add(normalise(word))
            found.append(word)
    return tuple(found)


def _shown(row: OwnTerm) -> OwnTermShown:
    return OwnTermShown(
        public_id=row.public_id,
        text=row.text,
        kind=row.kind,
        context=tuple(row.context),
        added_by=row.added_by_name,
        added_at=row.added_at,
    )
