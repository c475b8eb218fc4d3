"""Understanding a question against the tenant's store, and fetching evidence for it. Reads only."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from apps.articles.models import ArticleVersion
from apps.guidelines.conflicts import conflicts_for_readers
from apps.guidelines.domain.lexicon_words import normalise
from apps.guidelines.fused import Found
from apps.guidelines.models import Concept, IssuingBody, RecommendationVersion
from apps.guidelines.models.guideline import VersionStatus
from apps.guidelines.search import (
    Vocabulary,
    find_unknown_lexemes,
    has_document_with,
    lexemes,
    lexemes_by_word,
    load_candidates,
)
from apps.qa.as_evidence import as_evidence, relevance
from apps.qa.assumptions import taken_from_thread
from apps.qa.domain.composition import choose
from apps.qa.domain.enough import gate
from apps.qa.domain.following import follow
from apps.qa.domain.language import is_english
from apps.qa.domain.population import (
    People,
    read_acuity,
    read_people,
    without_kidney_figures,
)
from apps.qa.domain.selection import MUST_MENTION, select
from apps.qa.domain.shapes import Evidence, Understanding
from apps.qa.domain.understanding import (
    designations,
    has_result,
    intents_of,
    subject_lexemes,
    without_cues,
)
from apps.qa.ports import Filters, SearchQuery
from apps.qa.retrievers import retriever
from apps.qa.subjects import Subjects, concepts_of, correct_spelling, subjects_of
from core.masking import without_placeholders

# Words of the article's subject help to rank what the question leaves unsaid ("she", "it").
CONTEXT_WEIGHT: Final = 0.3
MOST_CANDIDATES: Final = 60
_NOTHING: Final = Understanding(
    asked_about=(),
    conditions=frozenset(),
    excluded=frozenset(),
    wider=frozenset(),
    unknown=(),
    names_something=False,
    people=People(),
    intents=frozenset(),
    is_english=False,
)


@dataclass(frozen=True, slots=True)
class Retrieved:
    """All that composition needs, read in one unit of work.

    `assumed` are sentences on what the question left open and was taken to mean.
    """

    meant: Understanding
    evidence: list[Evidence]
    names: dict[str, str]
    conflicts: list[tuple[str, frozenset[int]]]
    sides: dict[int, Evidence]
    assumed: tuple[str, ...] = ()


def retrieve(
    text: str, *, article: ArticleVersion | None, earlier: Sequence[str] = ()
) -> Retrieved:
    """Understand and search. About ten queries, and five for each `earlier` question of the thread,
    of which the last is the one before.
    """
    text, *earlier = map(without_placeholders, (text, *earlier))
    vocabulary = Vocabulary()
    context = concepts_of(article, vocabulary)
    meant = _understand_thread([*earlier, text], vocabulary, context)
    if not meant.is_english:
        return Retrieved(meant, [], {}, [], {})
    if article is not None and meant.acuity == "any":
        meant = replace(meant, acuity=read_acuity(article.question))
    thread = taken_from_thread(text, earlier=earlier, vocabulary=vocabulary, meant=meant)
    hits = _search(text, meant, vocabulary)
    meant = replace(meant, is_near=gate().is_enough([(hit.words, hit.meaning) for hit in hits]))
    evidence = _load(hits, vocabulary, meant)
    evidence += _warnings(evidence, meant, vocabulary)
    # A conflict is told beside what it is about, so those of the other candidates need no reading.
    conflicts = conflicts_for_readers([item.id for item in choose(evidence, meant)])
    missing = {side for _, ids in conflicts for side in ids} - {item.id for item in evidence}
    sides = {item.id: item for item in evidence}
    sides |= {
        row.pk: as_evidence(row, 0.0, vocabulary, meant) for row in load_candidates(sorted(missing))
    }
    return Retrieved(
        meant, evidence, vocabulary.names(), conflicts, sides, (*meant.assumed, *thread)
    )


def _understand_thread(
    texts: Sequence[str], vocabulary: Vocabulary, context: list[Concept]
) -> Understanding:
    """What the last of these questions was taken to mean, each in the light of those before."""
    meant = understand(texts[0], vocabulary=vocabulary, context=context)
    for text in texts[1:]:
        said = understand(text, vocabulary=vocabulary, context=[])
        meant = follow(said, meant, text=text, parents=_parents(vocabulary))
    return meant


def _parents(vocabulary: Vocabulary) -> Callable[[frozenset[str]], frozenset[str]]:
    return lambda keys: frozenset(vocabulary.parents(keys))


def understand(text: str, *, vocabulary: Vocabulary, context: list[Concept]) -> Understanding:
    """What the question names, excludes and leaves to its article. Three queries, or up to seven
    where words look misspelt or foreign to the store.
    """
    if not is_english(text):
        return _NOTHING
    text, corrected = correct_spelling(text, vocabulary)
    subjects = subjects_of(text, vocabulary=vocabulary, context=context)
    candidates = _candidates(text, subjects, vocabulary)
    unknown = find_unknown_lexemes(candidates)
    if unknown:
        unknown -= _names_of_bodies()
    people = read_people(_without_names(text, subjects.about, vocabulary))
    others = _other_designations(text, subjects.found, vocabulary)
    return Understanding(
        asked_about=tuple(_group(concept, text, vocabulary) for concept in subjects.about),
        conditions=_related(subjects.conditions, vocabulary),
        topic=frozenset(concept.key for concept in subjects.conditions),
        excluded=subjects.excluded,
        wider=frozenset(vocabulary.parents(subjects.excluded)),
        unknown=tuple(dict.fromkeys([*others, *subjects.elsewhere, *_surface(text, unknown)])),
        names_something=_names_something(subjects, context, candidates, unknown, people),
        people=people,
        acuity=read_acuity(text),
        intents=intents_of(text),
        is_elsewhere=bool(subjects.elsewhere),
        assumed=(
            *(f"“{word}” was read as {better}." for word, better in corrected.items()),
            *subjects.assumed,
        ),
        subjects=tuple(dict.fromkeys(concept.name for concept in subjects.found)),
    )


def _group(concept: Concept, text: str, vocabulary: Vocabulary) -> frozenset[str]:
    """A concept with all that is narrower; after a test's result what comes next is another of its
    kind: a colonoscopy after a stool test.
    """
    keys = vocabulary.with_narrower(concept.key)
    if concept.kind == "test" and has_result(text):
        keys |= {key for kind in concept.broader for key in vocabulary.with_narrower(kind)}
    return frozenset(keys)


def _candidates(text: str, subjects: Subjects, vocabulary: Vocabulary) -> list[str]:
    """Lexemes that could name a subject, beside those of the concepts that were found."""
    names = " ".join(word for row in subjects.found for word in vocabulary.words_for(row))
    rest = without_cues(without_kidney_figures(text))
    stems = lexemes_by_word([rest, names])
    return [word for word in subject_lexemes(sorted(stems[rest])) if word not in stems[names]]


def _names_of_bodies() -> set[str]:
    """Who says something is no subject: "What does NICE say?" Two queries."""
    names = IssuingBody.objects.values_list("short_name", flat=True)
    return set(lexemes(" ".join(names)))


def _names_something(
    subjects: Subjects,
    context: list[Concept],
    candidates: list[str],
    unknown: set[str],
    people: People,
) -> bool:
    """Under an article, to say whom it is for is enough: "What if he is a man?" """
    if subjects.found:
        return True
    if context and (set(candidates) - unknown or (people != People() and not unknown)):
        return True
    if subjects.carried and not unknown:
        return True
    return len(candidates) > 1 and has_document_with(candidates)


def _without_names(text: str, about: list[Concept], vocabulary: Vocabulary) -> str:
    """The text without the names of treatments: baby aspirin is not for babies."""
    for concept in about:
        for name in sorted(vocabulary.words_for(concept), key=len, reverse=True):
            words = re.escape(name).replace(r"\ ", r"\W+")
            text = re.sub(rf"\b{words}\b", " ", text, flags=re.IGNORECASE)
    return text


def _other_designations(text: str, found: list[Concept], vocabulary: Vocabulary) -> list[str]:
    """Type 1 diabetes names something else than a concept that is called type 2 diabetes."""
    names = " | ".join(
        normalise(term) for concept in found for term in vocabulary.words_for(concept)
    )
    return [name for name in designations(text) if f" {normalise(name)} " not in f" {names} "]


def _related(concepts: list[Concept], vocabulary: Vocabulary) -> frozenset[str]:
    """The conditions with narrower and broader ones:
    advice on osteoporosis holds in its fractures.
    """
    keys: set[str] = set()
    for concept in concepts:
        keys |= vocabulary.with_narrower(concept.key) | vocabulary.with_broader(concept.key)
    return frozenset(keys)


def _surface(text: str, unknown: set[str]) -> list[str]:
    """The unknown lexemes as the asker wrote them."""
    if not unknown:
        return []
    words = list(dict.fromkeys(word.strip(".,;:!?()\"'“”’") for word in text.split()))
    return [word for word, found in lexemes_by_word(words).items() if found & unknown]


def _search(text: str, meant: Understanding, vocabulary: Vocabulary) -> list[Found]:
    weights = dict.fromkeys(lexemes(text), 1.0)
    subjects = {key for group in meant.asked_about for key in group} | meant.excluded
    for word in lexemes(" ".join(vocabulary.name(key) for key in sorted(subjects))):
        weights.setdefault(word, 0.5)
    for word in lexemes(" ".join(vocabulary.name(key) for key in sorted(meant.topic))):
        weights.setdefault(word, CONTEXT_WEIGHT)
    return retriever().search(SearchQuery(text, weights), Filters(), MOST_CANDIDATES)


def _load(hits: list[Found], vocabulary: Vocabulary, meant: Understanding) -> list[Evidence]:
    scores = {hit.document_id: relevance(hit) for hit in hits}
    return [
        as_evidence(row, scores[row.pk], vocabulary, meant)
        for row in load_candidates([hit.document_id for hit in hits])
    ]


def _warnings(
    evidence: list[Evidence], meant: Understanding, vocabulary: Vocabulary
) -> list[Evidence]:
    """Warnings and monitoring for what will be told, which a search need not find. Three queries.

    Their score is zero: they are told beside what was found, and decide nothing.
    """
    told = {key for item in select(evidence, meant) for key in item.interventions}
    if not told:
        return []
    rows = RecommendationVersion.objects.filter(
        status=VersionStatus.ACTIVE,
        intents__overlap=sorted(MUST_MENTION),
        interventions__overlap=sorted(told),
    ).exclude(pk__in=[item.id for item in evidence])
    found = list(rows.order_by("pk").values_list("pk", flat=True))
    return [as_evidence(row, 0.0, vocabulary, meant) for row in load_candidates(found)]
