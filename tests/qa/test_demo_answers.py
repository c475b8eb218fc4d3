"""The engine on the demonstration store: the questions of questions.jsonl, each a promise."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from apps.articles.domain.package import read_article
from apps.articles.models import ArticleVersion
from apps.articles.services import move
from apps.articles.services.import_article import import_article
from apps.guidelines.models import RecommendationVersion
from apps.guidelines.services.refresh_statistics import refresh_statistics
from apps.guidelines.services.refresh_vectors import bring_up_to_date
from apps.qa.domain.composition import compose
from apps.qa.domain.shapes import Draft
from apps.qa.models import Question, Sentence
from apps.qa.retrieval import retrieve
from apps.qa.selectors import question_page
from apps.qa.services.answer import answer_question
from apps.qa.services.ask import ask
from config.demo import APPS
from core.actors import anonymous
from core.levels import Level
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, make_cast

QUESTIONS = [
    json.loads(line)
    for line in (Path(__file__).parent / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]
ARTICLES = ("chronic-wedge-fracture", "northgate-denosumab")


class Demo:
    """Northgate's demonstration store, its two articles, and the names of its records."""

    def __init__(self, cast: Cast) -> None:
        self.tenant = cast.northgate
        for name in ("everyday", "northgate"):
            make.store(cast.northgate, _read("guidelines", name))
        bring_up_to_date(cast.northgate.pk, until=math.inf)
        with tenant_scope(cast.northgate.pk):
            self.articles = {
                version.article.slug: version
                for version in (_submit(cast, name) for name in ARTICLES)
            }
            self.names = {
                row.pk: f"{row.recommendation.guideline.key}/{row.recommendation.key}"
                for row in RecommendationVersion.objects.select_related("recommendation__guideline")
            }

    def answer(self, text: str, article: str | None = None) -> Draft:
        with tenant_scope(self.tenant.pk):
            found = retrieve(text, article=self.articles[article] if article else None)
        return compose(
            found.evidence,
            found.meant,
            names=found.names,
            conflicts=found.conflicts,
            sides=found.sides,
        )

    def cited(self, draft: Draft) -> list[str]:
        told = [claim for claim in draft.claims if claim.role != "nearby"]
        return [self.names[claim.evidence.id] for claim in told]


def _read(app: str, name: str) -> Any:
    return json.loads((APPS / app / "demo" / f"{name}.json").read_text(encoding="utf-8"))


def _submit(cast: Cast, name: str) -> ArticleVersion:
    package = read_article(_read("articles", name))
    version = import_article(package=package, author=cast.ada, actor=cast.ada_acting)
    return move.submit(version=version, actor=cast.ada_acting)


@pytest.fixture(scope="module")
def demo(encoder: None, django_db_setup: None, django_db_blocker: Any) -> Iterator[Demo]:
    """Loaded once: what these tests read, none of them writes; all of it is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        demo = Demo(make_cast())
        # What is deferred would be checked again after each test: thousands of foreign keys.
        connection.check_constraints()
        refresh_statistics()
        yield demo
        transaction.set_rollback(True)


def _case(asked: dict[str, Any]) -> Any:
    """A question known to be answered wrongly says why; once it is right, the mark must go."""
    gap = asked.get("known_gap")
    marks = [pytest.mark.xfail(reason=gap)] if gap else []
    return pytest.param(asked, id=asked["question"], marks=marks)


@pytest.mark.parametrize("asked", [_case(asked) for asked in QUESTIONS])
def test_the_demonstration_store_answers_as_expected(
    asked: dict[str, Any], demo: Demo, db: None
) -> None:
    expected = asked["expect"]

    draft = demo.answer(asked["question"], asked.get("article"))

    cited = demo.cited(draft)
    assert draft.outcome == expected["outcome"], cited
    assert set(expected["cites"]) <= set(cited), cited
    assert not set(expected.get("must_not_cite", [])) & set(cited), cited
    assert not expected.get("first") or cited[0] == expected["first"], cited


@pytest.mark.parametrize("asked", QUESTIONS, ids=[item["question"] for item in QUESTIONS])
def test_every_sentence_is_its_active_records_own(
    asked: dict[str, Any], demo: Demo, db: None
) -> None:
    draft = demo.answer(asked["question"], asked.get("article"))

    with tenant_scope(demo.tenant.pk):
        records = RecommendationVersion.objects.in_bulk([c.evidence.id for c in draft.claims])
    for claim in draft.claims:
        record = records[claim.evidence.id]
        assert record.status == "active"
        assert dict(claim.evidence.wording) == record.wording()


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize(
    "text",
    [
        "What if the patient cannot take a bisphosphonate?",
        "What if the patient has stage 4 kidney disease?",
    ],
)
def test_the_service_answers_under_the_article_at_every_level(
    text: str, level: Level, demo: Demo, db: None
) -> None:
    article = demo.articles["chronic-wedge-fracture"]
    with tenant_scope(demo.tenant.pk):
        question = ask(text=text, level=level, article=article, actor=anonymous("somebody"))

    answer_question(tenant_id=demo.tenant.pk, question_id=question.pk)

    with tenant_scope(demo.tenant.pk):
        answered = Question.objects.get(pk=question.pk)
        page = question_page(answered, tenant=demo.tenant, level=level, host="example")
        assert page.answer is not None
        told = [*page.answer.summary, *(s for part in page.answer.sections for s in part.sentences)]
        numbers = {reference.number for reference in page.answer.references}
        rows = Sentence.objects.filter(answer__question=answered)
        assert page.answer.outcome == "answered"
        assert {row.at(level) for row in rows} >= {sentence.text for sentence in told}
        assert all(sentence.citations for sentence in told)
        assert {c.number for sentence in told for c in sentence.citations} <= numbers
        assert page.red_flags
