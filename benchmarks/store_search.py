"""How long the store takes to be indexed and searched, at 2,000 and at 50,000 recommendations.

python benchmarks/store_search.py, with platform/ and the root on PYTHONPATH: starts a PostgreSQL of
its own. The corpus is made of invented words that are as unequally frequent as English ones.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable
from itertools import accumulate
from typing import Any

from trial_database import database

VOCABULARY = 20_000
CONCEPTS = 3_000
SYLLABLES = [first + vowel for first in "bdfgklmnprstvz" for vowel in "aeiou"]
QUERIES = 300
# Every second word of English text is one of these, and PostgreSQL keeps none of them.
FUNCTION_WORDS = ["the", "of", "and", "to", "in", "for", "with", "or", "be", "is", "are", "by"]
FUNCTION_WORDS += ["on", "at", "as", "not", "from", "this", "that", "it"]


class Language:
    """Words with Zipf's frequencies: the n-th is said a n-th as often as the first."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311
        words: dict[str, None] = {}
        while len(words) < VOCABULARY:
            words["".join(self.random.choices(SYLLABLES, k=self.random.choice((2, 3, 4))))] = None
        self.words = list(words)
        self._weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))

    def say(self, number: int) -> str:
        """A text of twice as many words, half of them function words."""
        said = self.random.choices(self.words, cum_weights=self._weights, k=number)
        between = self.random.choices(FUNCTION_WORDS, k=number)
        return " ".join(word for pair in zip(between, said, strict=True) for word in pair)

    def name(self, number: int) -> str:
        return " ".join(self.random.sample(self.words, number))

    def concepts(self) -> list[str]:
        return [f"concept-{self.random.randrange(CONCEPTS)}" for _ in range(2)]


def fill(language: Language, version: Any, number: int) -> list[Any]:
    """Active recommendations of this version, not indexed yet."""
    from apps.guidelines.models import Recommendation, RecommendationVersion

    identities = Recommendation.objects.bulk_create(
        (Recommendation(guideline=version.guideline, key=f"r{place}") for place in range(number)),
        batch_size=2000,
    )
    return RecommendationVersion.objects.bulk_create(
        (
            RecommendationVersion(
                recommendation=identity,
                guideline_version=version,
                ordinal=place % 30_000,
                status="active",
                kind="graded",
                direction="for",
                strength=2,
                fidelity="exact",
                clinician=language.say(12),
                student=language.say(12),
                patient=language.say(12),
                population=language.say(4),
                remarks=language.say(8),
                conditions=language.concepts(),
                interventions=language.concepts(),
                content_sha256="0" * 64,
            )
            for place, identity in enumerate(identities)
        ),
        batch_size=1000,
    )


def found(slug: str, language: Language) -> Any:
    """A tenant, its concepts and one version of a guideline; inside `tenant_scope` of it."""
    from apps.guidelines.models import Concept, Guideline, GuidelineVersion, IssuingBody, Work

    Concept.objects.bulk_create(
        Concept(
            key=f"concept-{place}",
            kind="condition",
            name=language.name(2),
            terms=[language.name(1), language.name(2), language.name(2)],
        )
        for place in range(CONCEPTS)
    )
    body = IssuingBody.objects.create(key=slug, name=slug, short_name=slug)
    work = Work.objects.create(key=slug, kind="guideline", title=slug, year=2026)
    guideline = Guideline.objects.create(key=slug, title=slug, body=body, topic="t")
    return GuidelineVersion.objects.create(
        guideline=guideline,
        label="1",
        status="active",
        published_on="2026-01-01",
        published_precision="day",
        work=work,
    )


def milliseconds(do: Callable[[], object]) -> float:
    started = time.perf_counter()
    do()
    return (time.perf_counter() - started) * 1000


def tell(name: str, times: list[float]) -> None:
    times.sort()
    print(
        f"  {name:<22} p50 {statistics.median(times):7.1f} ms   "
        f"p95 {times[int(len(times) * 0.95)]:7.1f} ms   longest {times[-1]:7.1f} ms",
        flush=True,
    )


def measure(size: int, language: Language) -> None:
    from apps.accounts.services.found_tenant import found_tenant
    from apps.guidelines.bm25 import find_matches, find_recommendations
    from apps.guidelines.search import has_document_with, lexemes
    from apps.guidelines.services.index_documents import index_documents
    from apps.guidelines.services.refresh_statistics import refresh_statistics
    from core.tenancy.scope import tenant_scope

    tenant = found_tenant(slug=f"bench-{size}", name="Benchmark")
    with tenant_scope(tenant.pk):
        rows = fill(language, found(f"g{size}", language), size)
        spent = milliseconds(lambda: index_documents(documents=rows))
    refresh_statistics()
    print(f"{size} recommendations: {size / spent * 1000:.0f} indexed a second")
    with tenant_scope(tenant.pk):
        queries = [
            dict.fromkeys(lexemes(language.say(language.random.randint(2, 12))), 1.0)
            for _ in range(QUERIES)
        ]
        tell("search", [milliseconds(lambda q=q: find_recommendations(q)) for q in queries])
        times = [milliseconds(lambda q=q: find_matches(q, limit=200)) for q in queries]
        tell("search, term by term", times)
        took = [milliseconds(lambda q=q: has_document_with([*q])) for q in queries]
        tell("all words in one", took)
        gone = [row.pk for row in rows[:100]]
        tell("superseding a hundred", [milliseconds(lambda: supersede(gone))])


def supersede(ids: list[int]) -> None:
    from apps.guidelines.models import RecommendationVersion

    RecommendationVersion.objects.filter(pk__in=ids).update(status="superseded")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[2_000, 50_000])
    sizes = parser.parse_args().sizes
    with database():
        language = Language(seed=20261125)
        for size in sizes:
            measure(size, language)


if __name__ == "__main__":
    main()
