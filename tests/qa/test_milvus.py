"""Milvus beside PostgreSQL: fed in the background, believed in nothing, missed by nobody."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.guidelines import milvus
from apps.guidelines.embedding.model import MODEL
from apps.guidelines.fused import Found
from apps.guidelines.models import RecommendationVersion, VectorIndex
from apps.guidelines.search import lexemes
from apps.guidelines.services.store_vectors import want_vectors
from apps.guidelines.tasks import refresh_queued_vectors
from apps.guidelines.vectors import digests, is_mirrored, mirrored
from apps.qa.evaluation.collection import Document
from apps.qa.evaluation.scratch import scratch_store
from apps.qa.ports import Filters, SearchQuery
from apps.qa.retrievers import ENGINES, retriever
from core.queue.models import WorkStatus
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast
from tests.guidelines.editions import withdraw
from tests.guidelines.vectors import index_of, refreshed
from tests.qa.milvus import Server, milvus_process, milvus_server, needs_milvus

__all__ = ["milvus_process", "milvus_server"]

pytestmark = pytest.mark.usefixtures("encoder")

NOBODY = "http://127.0.0.1:9"
QUESTION = "How do I stop tripping in the dark?"
STATEMENTS = {
    "lamps": "Bright lamps prevent falls at night.",
    "milk": "Milk has calcium for the bones.",
    "salt": "Treat raised blood pressure with less salt.",
    "shoes": "Firm shoes prevent falls.",
}


@pytest.fixture
def store(cast: Cast) -> Cast:
    rows = [make.recommendation(key, text, conditions=[]) for key, text in STATEMENTS.items()]
    make.store(cast.northgate, make.package(*rows))
    return cast


def _found(cast: Cast, name: str = "milvus") -> list[Found]:
    asked = SearchQuery(QUESTION, dict.fromkeys(lexemes(QUESTION), 1.0))
    with tenant_scope(cast.northgate.pk):
        return ENGINES[name]().search(asked, Filters(), 10)


def _held(cast: Cast) -> dict[int, str]:
    with tenant_scope(cast.northgate.pk):
        return milvus.held(model=MODEL)


def _again(cast: Cast) -> VectorIndex:
    """One more turn of the worker, whether or not it is time."""
    with tenant_scope(cast.northgate.pk):
        want_vectors()
    index = index_of(cast.northgate)
    refresh_queued_vectors(tenant_id=cast.northgate.pk, row_id=index.pk)
    return index_of(cast.northgate)


@needs_milvus
def test_it_holds_what_postgresql_has_and_finds_the_same(
    store: Cast, milvus_server: Server
) -> None:
    refreshed(store.northgate)

    with tenant_scope(store.northgate.pk):
        wanted = digests()
    assert _held(store) == wanted
    assert len(wanted) == len(STATEMENTS)
    assert _found(store) == _found(store, "postgres")


@needs_milvus
def test_a_change_reaches_it_with_the_next_refresh(store: Cast, milvus_server: Server) -> None:
    refreshed(store.northgate)
    withdraw(store, "milk")
    stale = _held(store)

    refreshed(store.northgate)

    with tenant_scope(store.northgate.pk):
        wanted = digests()
    assert len(stale) == len(STATEMENTS)
    assert _held(store) == wanted
    assert len(wanted) == len(STATEMENTS) - 1


@needs_milvus
def test_what_it_wrongly_takes_for_ours_is_never_shown(store: Cast, milvus_server: Server) -> None:
    make.store(store.harbour, make.package(make.recommendation("dark", QUESTION)))
    refreshed(store.northgate)
    refreshed(store.harbour)
    with tenant_scope(store.harbour.pk):
        foreign = mirrored(list(digests()))
    with tenant_scope(store.northgate.pk):
        milvus.keep(foreign, model=MODEL)
        proposed = milvus.nearest(foreign[0].vector, model=MODEL, directions=(), limit=1)

    found = {hit.document_id for hit in _found(store)}

    assert proposed == [foreign[0].document_id]
    assert foreign[0].document_id not in found
    assert len(found) == len(STATEMENTS)


@needs_milvus
def test_what_it_has_lost_is_brought_again_and_meanwhile_postgresql_searches(
    store: Cast, milvus_server: Server
) -> None:
    refreshed(store.northgate)
    held = _held(store)
    with tenant_scope(store.northgate.pk):
        milvus.forget(list(held), model=MODEL)

    meanwhile = _found(store)
    cache.clear()
    _again(store)

    assert meanwhile == _found(store, "postgres")
    assert _held(store) == held


@needs_milvus
def test_it_dies_and_comes_back_and_nobody_waits_for_it(store: Cast, milvus_server: Server) -> None:
    refreshed(store.northgate)
    whole = _found(store)
    milvus_server.stop()

    without = _found(store)
    away = milvus.state()
    milvus_server.start()
    cache.clear()

    assert without == whole
    assert (away, milvus.state()) == ("away", "ok")
    with tenant_scope(store.northgate.pk):
        assert milvus.nearest(
            mirrored(list(digests()))[0].vector, model=MODEL, directions=(), limit=9
        )
    assert _found(store) == whole


@needs_milvus
def test_vectors_of_an_older_encoder_leave_it(store: Cast, milvus_server: Server) -> None:
    refreshed(store.northgate)
    with tenant_scope(store.northgate.pk):
        milvus.keep(mirrored(list(digests())), model="older/1")

    _again(store)

    with tenant_scope(store.northgate.pk):
        assert milvus.held(model="older/1") == {}
        assert len(milvus.held(model=MODEL)) == len(STATEMENTS)


@needs_milvus
def test_an_evaluation_goes_through_it_and_leaves_nothing_there(
    cast: Cast, milvus_server: Server
) -> None:
    documents = [Document(id=key, title="", text=text) for key, text in STATEMENTS.items()]

    with scratch_store(documents) as scratch, tenant_scope(scratch.tenant.pk):
        held = milvus.held(model=MODEL)
        assert is_mirrored("milvus")

    with tenant_scope(scratch.tenant.pk):
        assert milvus.held(model=MODEL) == {}
    assert held.keys() == scratch.names.keys()


@needs_milvus
def test_a_search_is_three_queries(store: Cast, milvus_server: Server) -> None:
    refreshed(store.northgate)

    with CaptureQueriesContext(connection) as counted:
        _found(store)

    assert len([query for query in counted if "guidelines_" in query["sql"]]) == 3


def test_an_engine_that_was_never_there_costs_no_answer(store: Cast, settings: Any) -> None:
    refreshed(store.northgate)
    settings.RETRIEVER, settings.MILVUS_URI = "milvus", NOBODY
    with tenant_scope(store.northgate.pk):
        VectorIndex.objects.update(held_by="milvus")
        tripped = RecommendationVersion.objects.get(recommendation__key="lamps").pk

    found = _found(store)

    assert type(retriever()) is ENGINES["milvus"]
    assert found[0].document_id == tripped
    assert milvus.state() == "away"


def test_vectors_wait_for_an_engine_that_is_away_and_postgresql_has_them(
    store: Cast, settings: Any
) -> None:
    settings.RETRIEVER, settings.MILVUS_URI = "milvus", NOBODY

    index = _again(store)

    assert index.status == WorkStatus.QUEUED
    assert index.not_before > index.changed_at
    assert (index.held_by, index.fresh_at) == ("postgres", None)
    assert _found(store)[0].meaning is not None
