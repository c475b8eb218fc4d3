"""How long everything that rests on a guideline takes to be found and marked when it is replaced.

python benchmarks/supersession.py, with platform/ and the root on PYTHONPATH: a guideline of 500
recommendations with 5,000 dependants (half statements of articles, half answers) is replaced by an
edition in which every one changed, and then withdrawn. Medians of three, commit included.
"""

import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from trial_database import database

RECOMMENDATIONS = 500
STATEMENTS = 2_500
ANSWERS = 2_500
ARTICLES = 50
RUNS = 3


def edition(label: str) -> dict[str, Any]:
    """The whole guideline, every statement of it worded for this edition."""
    from tests import make

    rows = [
        make.recommendation(f"r{number}", f"In {label}, offer treatment number {number}.")
        for number in range(RECOMMENDATIONS)
    ]
    document = make.package(*rows, label=label)
    document["guidelines"][0]["versions"][0]["published_on"] = f"{label}-01-01"
    return document


def take(document: dict[str, Any]) -> None:
    from apps.guidelines.domain.package import read_package
    from apps.guidelines.services.import_package import import_package
    from core.actors import system

    import_package(package=read_package(document), actor=system("benchmark"))


def rest_on(label: str, author: Any) -> None:
    """Submitted articles and given answers on the recommendations of this edition."""
    from apps.guidelines.models import RecommendationVersion

    rows = list(RecommendationVersion.objects.filter(guideline_version__label=label))
    write_articles(label, rows, author)
    give_answers(rows, author)


def write_articles(label: str, rows: list[Any], author: Any) -> None:
    from apps.articles.domain.history import EventKind
    from apps.articles.models import Article, ArticleVersion, Citation, Section, Statement
    from apps.articles.services.tell_history import tell_history
    from core.actors import system
    from core.clock import now

    articles = Article.objects.bulk_create(Article(slug=f"a{label}-{n}") for n in range(ARTICLES))
    versions = ArticleVersion.objects.bulk_create(
        ArticleVersion(
            article=article,
            number=1,
            question="How?",
            heading="So",
            topic="Bone",
            author=author,
            last_editor=author,
        )
        for article in articles
    )
    words = {"clinician": "Say", "student": "Say", "patient": "Say"}
    sections = Section.objects.bulk_create(
        Section(version=version, ordinal=1, key="all", **words) for version in versions
    )
    statements = Statement.objects.bulk_create(
        Statement(
            version=versions[n % ARTICLES],
            section=sections[n % ARTICLES],
            role="statement",
            ordinal=n // ARTICLES,
            key=f"s{n}",
            **words,
        )
        for n in range(STATEMENTS)
    )
    Citation.objects.bulk_create(
        Citation(statement=row, recommendation_version=rows[n % RECOMMENDATIONS], ordinal=1)
        for n, row in enumerate(statements)
    )
    tell_history(EventKind.SUBMITTED, versions=versions, actor=system("benchmark"))
    ArticleVersion.objects.filter(pk__in=[row.pk for row in versions]).update(
        state="submitted", submitted_at=now(), content_sha256="0" * 64
    )


def give_answers(rows: list[Any], author: Any) -> None:
    from apps.qa.models import Answer, Question, Sentence
    from core.clock import now

    questions = Question.objects.bulk_create(
        Question(text="How?", level="clinician", asker=author, status="done", answered_at=now())
        for _ in range(ANSWERS)
    )
    answers = Answer.objects.bulk_create(
        Answer(question=question, outcome="answered", engine="e", rules="r", digest="0" * 64)
        for question in questions
    )
    Sentence.objects.bulk_create(
        Sentence(
            answer=answer,
            ordinal=1,
            role="summary",
            recommendation_version=rows[n % RECOMMENDATIONS],
            clinician="Say",
            student="Say",
            patient="Say",
        )
        for n, answer in enumerate(answers)
    )


def withdraw(label: str, curator: Any) -> None:
    from apps.guidelines.models import GuidelineVersion
    from apps.guidelines.services.withdraw import withdraw_version

    withdraw_version(
        version=GuidelineVersion.objects.get(label=label),
        reason="The panel withdrew it",
        on=date(2026, 1, 1),
        actor=curator,
    )


def measured(tenant_id: int, deed: Callable[[], None]) -> tuple[float, int]:
    """Seconds with the commit, and queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from core.tenancy.scope import tenant_scope

    with CaptureQueriesContext(connection) as queries:
        started = time.perf_counter()
        with tenant_scope(tenant_id):
            deed()
        seconds = time.perf_counter() - started
    return seconds, len(queries)


def run(number: int) -> dict[str, tuple[float, int]]:
    """One organisation of its own: an edition, its replacement, and the end of that."""
    from apps.accounts.domain.roles import Role
    from apps.accounts.services.found_tenant import admit_member, found_tenant
    from core.tenancy.scope import tenant_scope
    from tests.cast import PASSWORD, actor_of

    tenant = found_tenant(slug=f"bench-{number}", name="Bench")
    person = admit_member(
        tenant=tenant,
        email=f"cleo@bench-{number}.example",
        name="Cleo Marsh",
        roles=[Role.AUTHOR, Role.CURATOR],
        password=PASSWORD,
    )
    with tenant_scope(tenant.pk):
        take(edition("2023"))
        rest_on("2023", person)
    newer = edition("2024")
    replaced = measured(tenant.pk, lambda: take(newer))
    with tenant_scope(tenant.pk):
        check_marked()
        rest_on("2024", person)
    curator = actor_of(person, Role.CURATOR)
    withdrawn = measured(tenant.pk, lambda: withdraw("2024", curator))
    return {"replaced": replaced, "withdrawn": withdrawn}


def check_marked() -> None:
    from apps.articles.models import StatementMark
    from apps.qa.models import AnswerMark

    found = StatementMark.objects.count() + AnswerMark.objects.count()
    if found != STATEMENTS + ANSWERS:
        raise RuntimeError(f"{found} marks for {STATEMENTS + ANSWERS} dependants")


def main() -> None:
    with database():
        runs = [run(number) for number in range(RUNS)]
    dependants = STATEMENTS + ANSWERS
    print(f"{RECOMMENDATIONS} recommendations, {dependants} dependants, median of {RUNS}")
    for name in ("replaced", "withdrawn"):
        seconds = statistics.median(result[name][0] for result in runs)
        queries = max(result[name][1] for result in runs)
        print(f"{name:<10} {seconds:6.2f} s {queries:6} queries")


if __name__ == "__main__":
    main()
