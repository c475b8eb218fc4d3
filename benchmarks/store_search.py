"""How long the store takes to be indexed, searched and browsed: 2,000 and 50,000 recommendations.

python benchmarks/store_search.py, with platform/ and the root on PYTHONPATH: starts a PostgreSQL of
its own. The corpus is made of invented words that are as unequally frequent as English ones.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path
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


def fill(language: Language, versions: list[Any], number: int) -> list[Any]:
    """Active recommendations, as many of each version, not indexed yet."""
    from apps.guidelines.models import Recommendation, RecommendationVersion

    identities = Recommendation.objects.bulk_create(
        (
            Recommendation(guideline=versions[place % len(versions)].guideline, key=f"r{place}")
            for place in range(number)
        ),
        batch_size=2000,
    )
    return RecommendationVersion.objects.bulk_create(
        (
            RecommendationVersion(
                recommendation=identity,
                guideline_version=versions[place % len(versions)],
                ordinal=place // len(versions),
                status="active",
                kind="graded",
                direction="against" if place % 7 == 0 else "for",
                strength=place % 3 + 1,
                fidelity="exact",
                age_min=18 if place % 2 else None,
                age_unit="a" if place % 2 else "",
                sex="female" if place % 11 == 0 else "any",
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


def found(slug: str, language: Language, guidelines: int) -> list[Any]:
    """A tenant's concepts, and its guidelines with a version each; inside `tenant_scope` of it."""
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
    made = Guideline.objects.bulk_create(
        Guideline(key=f"{slug}-{place}", title=f"{slug} {place}", body=body, topic=f"t{place % 30}")
        for place in range(guidelines)
    )
    return GuidelineVersion.objects.bulk_create(
        GuidelineVersion(
            guideline=guideline,
            label="1",
            status="active",
            published_on="2026-01-01",
            published_precision="day",
            work=work,
        )
        for guideline in made
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
    from apps.guidelines.bm25 import find_recommendations
    from apps.guidelines.search import has_document_with, lexemes
    from apps.guidelines.services.index_documents import index_documents
    from apps.guidelines.services.refresh_statistics import refresh_statistics
    from core.tenancy.scope import tenant_scope

    tenant = found_tenant(slug=f"bench-{size}", name="Benchmark")
    with tenant_scope(tenant.pk):
        rows = fill(language, found(f"g{size}", language, size // 100), size)
        spent = milliseconds(lambda: index_documents(documents=rows))
    refresh_statistics()
    vacuum()
    print(f"{size} recommendations: {size / spent * 1000:.0f} indexed a second")
    with tenant_scope(tenant.pk):
        queries = [
            dict.fromkeys(lexemes(language.say(language.random.randint(2, 12))), 1.0)
            for _ in range(QUERIES)
        ]
        tell("search", [milliseconds(lambda q=q: find_recommendations(q)) for q in queries])
        took = [milliseconds(lambda q=q: has_document_with([*q])) for q in queries]
        tell("all words in one", took)
        browse_all(language)
        gone = [row.pk for row in rows[: size // 2]]
        tell("superseding a hundred", [milliseconds(lambda: supersede(gone[:100]))])
        tell("superseding half of all", [milliseconds(lambda: supersede(gone[100:]))])
    vacuum()
    with tenant_scope(tenant.pk):
        browse_older(language)


def browse_all(language: Language) -> None:
    """What the page of the store costs the database."""
    from apps.guidelines.browsing import Filters, browse
    from apps.guidelines.selectors import store_page

    chosen = [
        ("one filter", {"direction": "against"}),
        ("topic and person", {"topic": "t7", "age": 40, "sex": "male"}),
        ("person alone", {"age": 40, "sex": "male", "pregnancy": "not_pregnant"}),
    ]
    tell("overview", [in_database(lambda: store_page(1)) for _ in range(50)])
    for name, filters in chosen:
        for page in (1, 9):
            asked = Filters(**filters)
            took = [in_database(lambda a=asked, p=page: browse(a, page=p)) for _ in range(50)]
            tell(f"{name}, page {page}", took)
    words = [language.say(language.random.randint(2, 12)) for _ in range(QUERIES // 3)]
    for name, filters in [("words alone", {}), *((f"words, {n}", f) for n, f in chosen)]:
        asked = [Filters(words=text, **filters) for text in words]
        tell(name, [in_database(lambda a=a: browse(a)) for a in asked])
    single = [Filters(words=language.say(1)) for _ in range(QUERIES // 3)]
    tell("one word alone", [in_database(lambda a=a: browse(a)) for a in single])


def browse_older(language: Language) -> None:
    """Words among half of the store, which a newer edition has superseded."""
    from apps.guidelines.browsing import Filters, browse

    words = [" ".join(language.random.choices(language.words[:500], k=2)) for _ in range(50)]
    asked = [Filters(words=text, status="superseded") for text in words]
    tell("words, superseded", [in_database(lambda a=a: browse(a)) for a in asked])


def in_database(do: Callable[[], object]) -> float:
    """Milliseconds that the database's process works for it: other load on the machine is apart."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        ran = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    before = int(ran.read_text().split()[0])
    do()
    return (int(ran.read_text().split()[0]) - before) / 1e6


def vacuum() -> None:
    """What autovacuum does in its time, done now."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("VACUUM ANALYZE guidelines_recommendationversion")
        cursor.execute("SET ROLE consilium_app")


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
