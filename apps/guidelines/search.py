"""What words the store has: lexemes, and concepts named in a text.

Reads only, within the tenant's scope and over active versions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Final

from django.db import connection

from apps.guidelines.citing import with_sources
from apps.guidelines.domain.lexicon import Term, expand
from apps.guidelines.domain.lexicon_words import normalise
from apps.guidelines.known_concepts import KnownConcepts, known_concepts
from apps.guidelines.models import Concept, Posting, RecommendationVersion
from core.levels import Level
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

_WEIGHED: Final = (
    *("public_id", "status", "content_sha256", "kind", "direction", "strength", "certainty"),
    *("line", "conditions", "interventions", "comparators", "for_those_who_cannot_take"),
    *("intents", "acuity", "age_min", "age_max", "age_unit", "sex", "pregnancy", "verbatim"),
    *(level.value for level in Level),
    *("guideline_version__published_on", "guideline_version__guideline__redistribution"),
)


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
    """The tenant's concepts, with every word for them. One query, when first used, and one more
    where they have changed.

    It remembers by which words of other lists it found a concept.
    """

    def __init__(self) -> None:
        self._found_by: dict[str, set[str]] = defaultdict(set)

    @cached_property
    def _known(self) -> KnownConcepts:
        return known_concepts()

    def words_for(self, concept: Concept) -> tuple[str, ...]:
        """Its name, its terms, the tenant's own, and the words by which it was found."""
        own = (term["text"] for term in self._known.own.get(concept.key, ()))
        return (concept.name, *concept.terms, *own, *sorted(self._found_by[concept.key]))

    def find_in(self, text: str) -> list[Concept]:
        """The concepts named in the text, longest name first; a word is used for one name only.

        A name that several concepts share means all of them, but none that is broader than another.
        After the names come the words of our lists, where they mean exactly such a name.
        """
        rest = f" {normalise(text)} "
        found: list[Concept] = []
        names = self._known.names_beginning_in(rest) | self._own_in(rest)
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
        for key, terms in self._known.own.items():
            for term in terms:
                context = [f" {normalise(word)} " for word in term["context"]]
                if not context or any(word in words for word in context):
                    found.setdefault(normalise(term["text"]), []).append(self._known.by_key[key])
        return found

    def _meant_by(self, term: Term) -> list[Concept]:
        """The concepts of exactly this name, else of other names of the diagnosis or drug: Tylenol
        is acetaminophen, in this store paracetamol. Of a diagnosis, those that it belongs to, too.
        """
        named = self._known.by_name.get(normalise(term.text), [])
        if term.relation == "exact":
            others = expand(term.text).terms
            same = (other.text for other in others if other.relation in ("exact", "synonym"))
            return named or self._of_kind(("condition", "drug"), same)
        return self._of_kind(("condition",), [term.text] if term.relation == "broader" else [])

    def _of_kind(self, kinds: tuple[str, ...], names: Iterable[str]) -> list[Concept]:
        named = [
            concept for name in names for concept in self._known.by_name.get(normalise(name), ())
        ]
        return [concept for concept in dict.fromkeys(named) if concept.kind in kinds]

    def found_by(self, concept: Concept) -> frozenset[str]:
        """The words, normalised, by which a text was found to name this concept."""
        return frozenset(map(normalise, self._found_by[concept.key]))

    @property
    def spellings(self) -> frozenset[str]:
        """Every single word of the names of concepts, in lower case."""
        return self._known.spellings

    def named_in(self, text: str, keys: frozenset[str]) -> frozenset[str]:
        """Those of the concepts that the text names."""
        if not keys:
            return frozenset()
        words = f" {normalise(text)} "
        return frozenset(
            key
            for key in keys
            for term in self.words_for(self._known.by_key[key])
            if f" {normalise(term)} " in words
        )

    def name(self, key: str) -> str:
        """The name of a concept; empty for a key that nobody defines."""
        return self._known.names.get(key, "")

    def names(self) -> dict[str, str]:
        return self._known.names

    def with_narrower(self, key: str) -> set[str]:
        """The concept and everything it is broader than: bisphosphonate holds alendronate."""
        return self._known.with_narrower(key)

    def parents(self, keys: Iterable[str]) -> set[str]:
        """The concepts right above these, as far as they are not among them."""
        by_key = self._known.by_key
        known = [by_key[key] for key in keys if key in by_key]
        return {parent for concept in known for parent in concept.broader} - set(keys)

    def with_broader(self, key: str) -> set[str]:
        """The concept and everything broader than it."""
        return self._known.with_broader(key)


def load_candidates(ids: list[int]) -> list[RecommendationVersion]:
    """These versions with what an answer weighs and quotes of them, in the order given. One query.

    Whatever else is read of one costs a query: a whole record with its sources and ratings takes
    ten times as long.
    """
    found = RecommendationVersion.objects.select_related("guideline_version__guideline")
    rows = found.only(*_WEIGHED).in_bulk(ids)
    return [rows[pk] for pk in ids if pk in rows]


def load_documents(ids: list[int]) -> list[RecommendationVersion]:
    """These versions with their sources, in the order given. Two queries."""
    rows = {row.pk: row for row in with_sources(RecommendationVersion.objects.filter(pk__in=ids))}
    return [rows[pk] for pk in ids if pk in rows]
