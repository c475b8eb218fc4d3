"""What any search engine behind apps/qa/ports.py promises, asked of each that ships."""

from __future__ import annotations

import pytest

from apps.guidelines.embedding import encoder as encoding
from apps.guidelines.embedding.model import MODEL
from apps.guidelines.models import RecommendationVersion
from apps.guidelines.search import lexemes
from apps.guidelines.services import mirror_vectors, refresh_vectors, store_vectors
from apps.qa.ports import Filters, Retriever, SearchQuery
from apps.qa.retrievers import retriever
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast
from tests.guidelines.editions import edition, withdraw
from tests.guidelines.vectors import index_of, refreshed
from tests.qa.milvus import milvus_process, milvus_server, needs_milvus

__all__ = ["milvus_process", "milvus_server"]

pytestmark = pytest.mark.usefixtures("encoder")

QUESTION = "Should my spine be held by a brace?"


@pytest.fixture(params=["postgres", pytest.param("milvus", marks=needs_milvus)])
def engine(request: pytest.FixtureRequest) -> Retriever:
    if request.param == "milvus":
        request.getfixturevalue("milvus_server")
    return retriever()


@pytest.fixture
def store(cast: Cast, engine: Retriever) -> Cast:
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


def test_what_two_organisations_say_in_the_same_words_stays_apart(
    store: Cast, engine: Retriever
) -> None:
    make.store(store.harbour, _another("brace", "Offer a brace for the spine."))
    refreshed(store.harbour)
    asked = SearchQuery(QUESTION, dict.fromkeys(lexemes(QUESTION), 1.0))

    with tenant_scope(store.northgate.pk):
        ours = {hit.document_id for hit in engine.search(asked, Filters(), 10)}
    with tenant_scope(store.harbour.pk):
        theirs = {hit.document_id for hit in engine.search(asked, Filters(), 10)}
        assert _keys(engine)[0] in ("brace", "other")

    assert len(ours) == 3
    assert len(theirs) == 2
    assert not ours & theirs


def _another(key: str, text: str) -> dict[str, object]:
    document = make.package(make.recommendation(key, text))
    document["guidelines"][0]["key"] = "another"
    return document


def test_what_is_withdrawn_or_superseded_is_not_found_before_anything_is_refreshed(
    store: Cast, engine: Retriever
) -> None:
    withdraw(store, "brace")
    with tenant_scope(store.northgate.pk):
        without = _keys(engine)
    make.store(store.northgate, edition(make.recommendation("vitamin", "Offer a brace at night.")))
    with tenant_scope(store.northgate.pk):
        asked = SearchQuery(QUESTION, {"brace": 1.0, "vitamin": 1.0, "winter": 1.0})
        found = engine.search(asked, Filters(), 10)
        rows = RecommendationVersion.objects.in_bulk([hit.document_id for hit in found])

    assert "brace" not in without
    assert {row.clinician for row in rows.values()} == {"Offer a brace at night."}


def test_while_another_encoder_takes_over_the_answers_go_on(
    store: Cast, engine: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (refresh_vectors, store_vectors, mirror_vectors):
        monkeypatch.setattr(module, "MODEL", "another/2")
    monkeypatch.setattr("apps.guidelines.vectors.MODEL", "another/2")
    monkeypatch.setattr(encoding, "KNOWN", frozenset({MODEL, "another/2"}))
    with tenant_scope(store.northgate.pk):
        before = _keys(engine)
        store_vectors.want_vectors()

    refresh_vectors.bring_up_to_date(store.northgate.pk, until=0)
    with tenant_scope(store.northgate.pk):
        between = _keys(engine)
    served = index_of(store.northgate).model
    moved = refreshed(store.northgate).model

    with tenant_scope(store.northgate.pk):
        assert _keys(engine) == between == before
    assert (served, moved) == (MODEL, "another/2")
