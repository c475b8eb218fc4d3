"""What any search engine behind apps/qa/ports.py promises, asked of each that ships."""

from __future__ import annotations

import pytest

from apps.guidelines.models import RecommendationVersion
from apps.guidelines.search import lexemes
from apps.qa.adapters.postgres import PostgresRetriever
from apps.qa.ports import Filters, Retriever, SearchQuery
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast
from tests.guidelines.vectors import refreshed

pytestmark = pytest.mark.usefixtures("encoder")

QUESTION = "Should my spine be held by a brace?"


@pytest.fixture(params=[PostgresRetriever], ids=["postgres"])
def engine(request: pytest.FixtureRequest) -> Retriever:
    made: Retriever = request.param()
    return made


@pytest.fixture
def store(cast: Cast) -> Cast:
    rows = [
        make.recommendation("brace", "Offer a brace for the spine."),
        make.recommendation(
            "no-brace", "Do not offer a brace for the spine.", direction="against", ratings=[]
        ),
        make.recommendation("vitamin", "Offer vitamin D to everybody in winter."),
    ]
    make.store(cast.northgate, make.package(*rows))
    make.store(cast.harbour, make.package(make.recommendation("other", "A brace for the spine.")))
    refreshed(cast.northgate)
    refreshed(cast.harbour)
    return cast


def _keys(engine: Retriever, *, k: int = 10, directions: tuple[str, ...] = ()) -> list[str]:
    asked = SearchQuery(QUESTION, dict.fromkeys(lexemes(QUESTION), 1.0))
    found = engine.search(asked, Filters(frozenset(directions)), k)
    rows = RecommendationVersion.objects.select_related("recommendation").in_bulk(
        [hit.document_id for hit in found]
    )
    return [rows[hit.document_id].recommendation.key for hit in found]


def test_the_nearest_come_first_and_no_more_than_asked_for(store: Cast, engine: Retriever) -> None:
    with tenant_scope(store.northgate.pk):
        every, best = _keys(engine), _keys(engine, k=1)

    assert set(every[:2]) == {"brace", "no-brace"}
    assert every[2] == "vitamin"
    assert best == every[:1]


def test_against_is_never_found_as_for(store: Cast, engine: Retriever) -> None:
    asked = SearchQuery(QUESTION, dict.fromkeys(lexemes(QUESTION), 1.0))

    with tenant_scope(store.northgate.pk):
        found = engine.search(asked, Filters(), 10)
        told = {row.pk: row.direction for row in RecommendationVersion.objects.all()}
        only_against = _keys(engine, directions=("against",))

    assert {hit.document_id: hit.direction for hit in found} == told
    assert only_against == ["no-brace"]


def test_what_a_place_rests_on_is_told(store: Cast, engine: Retriever) -> None:
    asked = SearchQuery(QUESTION, dict.fromkeys(lexemes(QUESTION), 1.0))

    with tenant_scope(store.northgate.pk):
        first, *_, last = engine.search(asked, Filters(), 10)

    assert 0 < first.words <= 1
    assert last.words == 0
    assert first.meaning is not None
    assert last.meaning is not None
    assert first.meaning > last.meaning


def test_what_is_deleted_is_gone_and_comes_back_when_indexed_again(
    store: Cast, engine: Retriever
) -> None:
    with tenant_scope(store.northgate.pk):
        row = RecommendationVersion.objects.get(recommendation__key="brace")
        engine.delete([row.pk])
        gone = _keys(engine)
        engine.index([row])
        again = _keys(engine)

    assert "brace" not in gone
    assert "brace" in again


def test_nobody_finds_what_another_organisation_has(store: Cast, engine: Retriever) -> None:
    with tenant_scope(store.harbour.pk):
        assert _keys(engine) == ["other"]
