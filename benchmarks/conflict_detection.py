"""How long an import of 500 recommendations looks for conflicts in a store of 50,000.

python benchmarks/conflict_detection.py, with platform/ and the root on PYTHONPATH: starts a
PostgreSQL of its own. Some interventions are far more common than others, as in real guidelines.
"""

import argparse
import random
import statistics
import time
from typing import Any

from trial_database import database

DRUGS = 3_000
CLASSES = 300
CONDITIONS = 900
BY_GUIDELINE = 100
DISSENT = 0.02
RUNS = 3


class Chance:
    """A drug has three uses, and the n-th drug is named about an n-th as often.

    Sources agree on what a use is worth, but for one in fifty.
    """

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311
        self._weights = [1 / (place + 20) for place in range(DRUGS)]

    def drug(self) -> int:
        return self.random.choices(range(DRUGS), weights=self._weights)[0]

    def facts(self) -> dict[str, Any]:
        """Columns of a recommendation version that detection reads."""
        drug, use = self.drug(), self.random.randrange(3)
        low = self.random.choice((0, 18, 18, 18, 50, 65))
        is_against = (drug + use) % 7 == 0
        if self.random.random() < DISSENT:
            is_against = not is_against
        return {
            "direction": "against" if is_against else "for",
            "interventions": [
                f"class-{drug % CLASSES}"
                if is_against and self.random.random() < 0.1
                else f"drug-{drug}"
            ],
            "conditions": [f"condition-{(drug + use) % CONDITIONS}"],
            "age_min": low,
            "age_max": self.random.choice((None, None, low + 20)),
            "age_unit": "a",
            "acuity": self.random.choice(("any", "any", "acute", "chronic")),
            "intents": ["treat"],
        }


def fill(chance: Chance, name: str, number: int) -> list[int]:
    """Guidelines with active recommendations, as an import leaves them; ids of the latter."""
    from apps.guidelines.models import (
        Guideline,
        GuidelineVersion,
        IssuingBody,
        Recommendation,
        RecommendationVersion,
        Work,
    )

    body, _ = IssuingBody.objects.get_or_create(key="b", name="b", short_name="b")
    work, _ = Work.objects.get_or_create(key="w", kind="guideline", title="w", year=2026)
    guidelines = Guideline.objects.bulk_create(
        Guideline(key=f"{name}-{place}", title=name, body=body, topic="t")
        for place in range(max(number // BY_GUIDELINE, 1))
    )
    versions = GuidelineVersion.objects.bulk_create(
        GuidelineVersion(guideline=row, label="1", status="active", work=work) for row in guidelines
    )
    identities = Recommendation.objects.bulk_create(
        (
            Recommendation(guideline=versions[place % len(versions)].guideline, key=f"r{place}")
            for place in range(number)
        ),
        batch_size=2000,
    )
    RecommendationVersion.objects.bulk_create(
        (
            RecommendationVersion(
                recommendation=identity,
                guideline_version=versions[place % len(versions)],
                ordinal=place % 30_000,
                status="active",
                kind="graded",
                strength=2,
                fidelity="exact",
                clinician="A statement of about as many words as such a statement usually has.",
                student="The same in other words, and about as long as the one before it.",
                patient="The same once more, in words for somebody who is not trained in it.",
                population=f"adults {place}",
                content_sha256="0" * 64,
                **chance.facts(),
            )
            for place, identity in enumerate(identities)
        ),
        batch_size=1000,
    )
    return [row.pk for row in identities]


def name_concepts() -> None:
    from apps.guidelines.models import Concept

    Concept.objects.bulk_create(
        [
            *(
                Concept(
                    key=f"drug-{place}",
                    kind="drug",
                    name=f"drug {place}",
                    broader=[f"class-{place % CLASSES}"],
                )
                for place in range(DRUGS)
            ),
            *(
                Concept(key=f"class-{n}", kind="drug_class", name=f"class {n}")
                for n in range(CLASSES)
            ),
            *(
                Concept(key=f"condition-{n}", kind="condition", name=f"condition {n}")
                for n in range(CONDITIONS)
            ),
        ]
    )


def measure(chance: Chance, size: int, more: int) -> None:
    from apps.accounts.models import Tenant
    from apps.guidelines.models import Conflict
    from apps.guidelines.services.detect_conflicts import reconsider_conflicts
    from core.actors import system
    from core.tenancy.scope import tenant_scope

    tenant = Tenant.objects.create(slug=f"store-{size}", name="store")
    actor = system("benchmark")
    with tenant_scope(tenant.pk):
        name_concepts()
        existing = fill(chance, "old", size)
        started = time.perf_counter()
        reconsider_conflicts(recommendations=existing, actor=actor)
        whole = time.perf_counter() - started
        print(f"{size:,} recommendations: looked at all of them in {whole:.1f} s")
        times = []
        for run in range(RUNS):
            before = Conflict.objects.count()
            fresh = fill(chance, f"new-{run}", more)
            started = time.perf_counter()
            reconsider_conflicts(recommendations=fresh, actor=actor)
            times.append(time.perf_counter() - started)
            print(f"  {more} more: {times[-1]:.2f} s, {Conflict.objects.count() - before} opened")
        print(f"  median {statistics.median(times):.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[2_000, 50_000])
    parser.add_argument("--more", type=int, default=500)
    given = parser.parse_args()
    with database():
        for size in given.sizes:
            measure(Chance(1), size, given.more)


if __name__ == "__main__":
    main()
