"""What words the store has: lexemes, and concepts named in a text.

Reads only, within the tenant's scope and over active versions.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from apps.guidelines.citing import with_sources
from apps.guidelines.domain.lexicon import Term, expand
from apps.guidelines.domain.lexicon_words import fold
from apps.guidelines.models import Concept, OwnTerm, Posting, RecommendationVersion
from core.tenancy.scope import current_tenant_id

# Batch by batch, and only those that have all the terms.
_HAS_ALL: Final = """
SELECT 1
FROM (SELECT batch FROM guidelines_posting
      WHERE tenant_id = %(tenant)s AND term = ANY (%(terms)s)
      GROUP BY batch HAVING count(*) = %(number)s) AS b
CROSS JOIN LATERAL (
    SELECT FROM guidelines_posting AS p CROSS JOIN LATERAL unnest(p.documents) AS document_id
    WHERE p.tenant_id = %(tenant)s AND p.term = ANY (%(terms)s) AND p.batch = b.batch
    GROUP BY document_id HAVING count(*) = %(number)s
    LIMIT 1
) AS found
LIMIT 1
"""

# Asked for "blood pressure drugs" where the store says "blood pressure medicine".
MEDICINES: Final = frozenset({"drug", "med", "medication", "medicine", "pill", "tablet"})


def lexemes(text: str) -> list[str]:
    """The distinct content words of a text as PostgreSQL's English dictionary stems them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT lexeme FROM unnest(to_tsvector('english', %s))", [text])
        return [row[0] for row in cursor.fetchall()]


def lexemes_by_word(words: list[str]) -> dict[str, set[str]]:
    """The lexemes of each word. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, array(SELECT lexeme FROM unnest(to_tsvector('english', word))) "
            "FROM unnest(%s::text[]) AS word",
            [words],
        )
        return {word: set(found) for word, found in cursor.fetchall()}


def find_unknown_lexemes(terms: list[str]) -> set[str]:
    """Those lexemes that no active recommendation has. One query."""
    known = Posting.objects.filter(term__in=terms).values_list("term", flat=True)
    return set(terms) - set(known)


def has_document_with(terms: list[str]) -> bool:
    """Whether one active recommendation has all of these lexemes. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            _HAS_ALL,
            {"tenant": current_tenant_id(), "terms": [*set(terms)], "number": len(set(terms))},
        )
        return bool(cursor.fetchone())


class Vocabulary:
    """The tenant's concepts, with every word for them. One query, when first used.

    It remembers by which words of other lists it found a concept.
    """

    def __init__(self) -> None:
        self._found_by: dict[str, set[str]] = defaultdict(set)

    @cached_property
    def _concepts(self) -> dict[str, Concept]:
        own = OwnTerm.objects.filter(concept=OuterRef("pk")).order_by("pk")
        rows = Concept.objects.annotate(
            own=ArraySubquery(own.values(term=JSONObject(text="text", context="context")))
        )
        return {concept.key: concept for concept in rows}

    def words_for(self, concept: Concept) -> tuple[str, ...]:
        """Its name, its terms, the tenant's own, and the words by which it was found."""
        own = (term["text"] for term in self._own.get(concept.key, ()))
        return (concept.name, *concept.terms, *own, *sorted(self._found_by[concept.key]))

    @cached_property
    def _own(self) -> dict[str, list[dict[str, Any]]]:
        own = {key: vars(concept)["own"] for key, concept in self._concepts.items()}
        return {key: terms for key, terms in own.items() if terms}

    @cached_property
    def _by_name(self) -> dict[str, list[Concept]]:
        names: dict[str, list[Concept]] = {}
        for _, concept in sorted(self._concepts.items()):
            for name in {normalise(term) for term in (concept.name, *concept.terms)} - {""}:
                names.setdefault(name, []).append(concept)
        return {name: self._narrowest(concepts) for name, concepts in names.items()}

    def _narrowest(self, concepts: list[Concept]) -> list[Concept]:
        broader = {
            key for concept in concepts for key in self.with_broader(concept.key) - {concept.key}
        }
        return [concept for concept in concepts if concept.key not in broader]

    def find_in(self, text: str) -> list[Concept]:
        """The concepts named in the text, longest name first; a word is used for one name only.

        A name that several concepts share means all of them, but none that is broader than another.
        After the names come the words of our lists, where they mean exactly such a name.
        """
        rest = f" {normalise(text)} "
        found: list[Concept] = []
        names = self._by_name | self._own_in(rest)
        for name in sorted(names, key=lambda name: (-len(name), name)):
            if f" {name} " in rest:
                rest = rest.replace(f" {name} ", "  ")
                for concept in names[name]:
                    self._found_by[concept.key].add(name)
                found += [concept for concept in names[name] if concept not in found]
        for term in expand(text).terms:
            if f" {normalise(term.matched)} " in rest:
                for concept in self._meant_by(term):
                    self._found_by[concept.key].add(term.matched)
                    found += [concept] if concept not in found else []
        return found

    def _own_in(self, words: str) -> dict[str, list[Concept]]:
        """By the tenant's own terms that count here: those whose context is there, if any."""
        found: dict[str, list[Concept]] = {}
        for key, terms in self._own.items():
            for term in terms:
                context = [f" {normalise(word)} " for word in term["context"]]
                if not context or any(word in words for word in context):
                    found.setdefault(normalise(term["text"]), []).append(self._concepts[key])
        return found

    def _meant_by(self, term: Term) -> list[Concept]:
        """The concepts of exactly this name, else of other names of the diagnosis or drug: Tylenol
        is acetaminophen, in this store paracetamol. Of a diagnosis, those that it belongs to, too.
        """
        named = self._by_name.get(normalise(term.text), [])
        if term.relation == "exact":
            others = expand(term.text).terms
            same = (other.text for other in others if other.relation in ("exact", "synonym"))
            return named or self._of_kind(("condition", "drug"), same)
        return self._of_kind(("condition",), [term.text] if term.relation == "broader" else [])

    def _of_kind(self, kinds: tuple[str, ...], names: Iterable[str]) -> list[Concept]:
        named = [concept for name in names for concept in self._by_name.get(normalise(name), ())]
        return [concept for concept in dict.fromkeys(named) if concept.kind in kinds]

    def found_by(self, concept: Concept) -> frozenset[str]:
        """The words, normalised, by which a text was found to name this concept."""
        return frozenset(map(normalise, self._found_by[concept.key]))

    @cached_property
    def spellings(self) -> frozenset[str]:
        """Every single word of the names of concepts, in lower case."""
        names = (name for row in self._concepts.values() for name in (row.name, *row.terms))
        return frozenset(word for name in names for word in re.findall(r"[a-z]+", name.lower()))

    def named_in(self, text: str, keys: frozenset[str]) -> frozenset[str]:
        """Those of the concepts that the text names."""
        words = f" {normalise(text)} "
        return frozenset(
            key
            for key in keys
            for term in self.words_for(self._concepts[key])
            if f" {normalise(term)} " in words
        )

    def name(self, key: str) -> str:
        """The name of a concept; empty for a key that nobody defines."""
        concept = self._concepts.get(key)
        return concept.name if concept else ""

    def names(self) -> dict[str, str]:
        return {key: concept.name for key, concept in self._concepts.items()}

    def with_narrower(self, key: str) -> set[str]:
        """The concept and everything it is broader than: bisphosphonate holds alendronate."""
        keys = {key}
        while True:
            more = {
                concept.key
                for concept in self._concepts.values()
                if concept.key not in keys and keys & set(concept.broader)
            }
            if not more:
                return keys
            keys |= more

    def parents(self, keys: Iterable[str]) -> set[str]:
        """The concepts right above these, as far as they are not among them."""
        known = [self._concepts[key] for key in keys if key in self._concepts]
        return {parent for concept in known for parent in concept.broader} - set(keys)

    def with_broader(self, key: str) -> set[str]:
        """The concept and everything broader than it."""
        keys: set[str] = set()
        waiting = [key]
        while waiting:
            current = waiting.pop()
            concept = self._concepts.get(current)
            if current not in keys and concept is not None:
                keys.add(current)
                waiting.extend(concept.broader)
        return keys


def normalise(text: str) -> str:
    """Lower case, words apart by one blank, folded, one word for every medicine."""
    return " ".join(map(_base, re.findall(r"[a-z0-9]+", text.lower())))


def _base(word: str) -> str:
    word = fold(word)
    return "medicine" if word in MEDICINES else word


def load_documents(ids: list[int]) -> list[RecommendationVersion]:
    """These versions with their sources, in the order given. Two queries."""
    rows = {row.pk: row for row in with_sources(RecommendationVersion.objects.filter(pk__in=ids))}
    return [rows[pk] for pk in ids if pk in rows]
