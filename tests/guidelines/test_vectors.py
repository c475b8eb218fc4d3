"""Vectors follow the store: made in the background, gone at once, changed without a pause."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.guidelines.embedding import encoder as encoding
from apps.guidelines.embedding.model import MODEL, EncoderMissing
from apps.guidelines.fused import Found, find_by_meaning
from apps.guidelines.models import RecommendationVersion, StatementVector
from apps.guidelines.search import lexemes
from apps.guidelines.services import refresh_vectors as refreshing
from apps.guidelines.services import store_vectors
from apps.guidelines.vectors import Freshness, freshness
from core.queue.models import WorkStatus
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser
from tests.guidelines.editions import withdraw
from tests.guidelines.vectors import index_of, refreshed, vectors_of

pytestmark = pytest.mark.usefixtures("encoder")

ALIKE = {
    "calcium": "Calcium keeps bones strong.",
    "milk": "Milk has calcium for the bones.",
    "cheese": "Cheese gives the bones calcium.",
    "greens": "Greens bring calcium to bones.",
    "fish": "Fish with bones brings calcium.",
    "lamps": "Bright lamps prevent falls at night.",
}


def _store(cast: Cast, statements: dict[str, str]) -> None:
    rows = [make.recommendation(key, text, conditions=[]) for key, text in statements.items()]
    make.store(cast.northgate, make.package(*rows))


def _search(cast: Cast, text: str) -> list[Found]:
    with tenant_scope(cast.northgate.pk):
        return find_by_meaning(text, dict.fromkeys(lexemes(text), 1.0), limit=50)


def _keys(cast: Cast, found: list[Found]) -> list[str]:
    with tenant_scope(cast.northgate.pk):
        rows = RecommendationVersion.objects.select_related("recommendation").in_bulk(
            [item.document_id for item in found]
        )
        return [rows[item.document_id].recommendation.key for item in found]


def _freshness(cast: Cast) -> Freshness:
    with tenant_scope(cast.northgate.pk):
        return freshness()


def test_an_import_waits_for_no_vector_and_the_worker_makes_them(cast: Cast) -> None:
    _store(cast, ALIKE)
    before = _freshness(cast)

    index = refreshed(cast.northgate)

    after = _freshness(cast)
    assert (before.done, before.of, before.fresh_at) == (0, len(ALIKE), None)
    assert (after.done, after.of, after.is_complete) == (len(ALIKE), len(ALIKE), True)
    assert index.status == WorkStatus.DONE
    assert index.model == MODEL
    assert after.fresh_at is not None
    assert after.changed_at is not None
    assert after.fresh_at > after.changed_at


def test_what_shares_no_word_is_found_by_its_meaning(cast: Cast) -> None:
    _store(cast, ALIKE)
    text = "How do I stop tripping in the dark?"
    by_words = _search(cast, text)

    refreshed(cast.northgate)

    assert by_words == []
    assert _keys(cast, _search(cast, text))[0] == "lamps"


def test_what_has_no_vector_yet_is_found_by_its_words(cast: Cast) -> None:
    _store(cast, ALIKE)
    refreshed(cast.northgate)
    with tenant_scope(cast.northgate.pk):
        StatementVector.objects.filter(document_id=_id(cast, "lamps")).delete()

    found = _search(cast, "bright lamps at night")

    assert _keys(cast, found)[0] == "lamps"
    assert found[0].meaning is None


def _id(cast: Cast, key: str) -> int:
    return RecommendationVersion.objects.get(recommendation__key=key, status="active").pk


def test_a_withdrawn_statement_leaves_at_once_and_so_does_what_others_had_of_it(
    cast: Cast,
) -> None:
    _store(cast, ALIKE)
    refreshed(cast.northgate)
    with tenant_scope(cast.northgate.pk):
        gone = _id(cast, "milk")

    withdraw(cast, "milk")

    rows = vectors_of(cast.northgate)
    assert "milk" not in rows
    assert not any(gone in row.neighbours for row in rows.values())
    assert any(row.smoothed is None for row in rows.values())
    assert "milk" not in _keys(cast, _search(cast, "milk for the bones"))
    assert index_of(cast.northgate).status == WorkStatus.QUEUED
    refreshed(cast.northgate)
    assert _freshness(cast).is_complete


def test_a_new_statement_draws_those_it_is_nearest_to_and_leaves_the_rest(cast: Cast) -> None:
    far = {f"far-{number}": text for number, text in enumerate(FAR)}
    _store(cast, {**ALIKE, **far})
    refreshed(cast.northgate)
    before = vectors_of(cast.northgate)
    rows = [make.recommendation("yoghurt", "Yoghurt has calcium for the bones.", conditions=[])]
    document = make.package(*rows)
    document["guidelines"][0]["key"] = "another"
    make.store(cast.northgate, document)

    refreshed(cast.northgate)

    after = vectors_of(cast.northgate)
    with tenant_scope(cast.northgate.pk):
        new = _id(cast, "yoghurt")
    assert new in after["milk"].neighbours
    assert new not in after["far-0"].neighbours
    assert after["far-0"].neighbours == before["far-0"].neighbours
    assert all(len(row.neighbours) == 4 for row in after.values())


FAR = (
    "Check blood pressure every year.",
    "Check blood pressure at home.",
    "Treat raised blood pressure with exercise.",
    "Treat raised blood pressure with less salt.",
    "Blood pressure is measured while sitting.",
)


def test_a_change_while_the_worker_is_busy_is_not_lost(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    _store(cast, ALIKE)
    encode = encoding.encode_statements

    def change_meanwhile(pairs: list[tuple[str, str]]) -> encoding.Vectors:
        with tenant_scope(cast.northgate.pk):
            store_vectors.want_vectors()
        return encode(pairs)

    monkeypatch.setattr(refreshing, "encode_statements", change_meanwhile)
    index = index_of(cast.northgate)
    refreshing.refresh_vectors(tenant_id=cast.northgate.pk, row_id=index.pk)
    monkeypatch.undo()

    assert index_of(cast.northgate).status == WorkStatus.QUEUED
    assert refreshed(cast.northgate).status == WorkStatus.DONE


def test_without_an_encoder_the_order_is_that_of_words_and_it_is_tried_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise EncoderMissing("it is not there")

    _store(cast, ALIKE)
    monkeypatch.setattr(refreshing, "build", refuse)
    index = index_of(cast.northgate)

    refreshing.refresh_vectors(tenant_id=cast.northgate.pk, row_id=index.pk)

    waiting = index_of(cast.northgate)
    assert waiting.status == WorkStatus.QUEUED
    assert waiting.not_before > index.not_before
    assert _keys(cast, _search(cast, "lamps at night")) == ["lamps"]


def test_another_encoder_takes_over_once_all_its_vectors_are_there(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    _store(cast, ALIKE)
    refreshed(cast.northgate)
    for module in (refreshing, store_vectors, "apps.guidelines.vectors"):
        name = module if isinstance(module, str) else module.__name__
        monkeypatch.setattr(f"{name}.MODEL", "another/2")
    with tenant_scope(cast.northgate.pk):
        store_vectors.want_vectors()
    index = index_of(cast.northgate)

    refreshing.bring_up_to_date(cast.northgate.pk, until=0)

    between = _keys(cast, _search(cast, "How do I stop tripping in the dark?"))
    with tenant_scope(cast.northgate.pk):
        models = set(StatementVector.objects.values_list("model", flat=True))
    assert index.model == MODEL
    assert models == {MODEL, "another/2"}
    assert between[0] == "lamps"
    assert refreshed(cast.northgate).model == "another/2"
    with tenant_scope(cast.northgate.pk):
        assert set(StatementVector.objects.values_list("model", flat=True)) == {"another/2"}


def test_another_organisations_vectors_are_neither_seen_nor_drawn_to(cast: Cast) -> None:
    _store(cast, {"lamps": ALIKE["lamps"]})
    make.store(cast.harbour, make.package(make.recommendation("milk", ALIKE["milk"])))
    refreshed(cast.northgate)
    refreshed(cast.harbour)

    found = _search(cast, "milk for the bones")

    assert _keys(cast, found) == ["lamps"]
    assert vectors_of(cast.northgate)["lamps"].neighbours == []
    with tenant_scope(cast.northgate.pk), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM guidelines_statementvector")
        assert cursor.fetchone() == (1,)


def test_a_search_is_two_queries_however_many_statements_there_are(cast: Cast) -> None:
    _store(cast, ALIKE)
    refreshed(cast.northgate)

    with (
        CaptureQueriesContext(
            connection,
        ) as counted,
        tenant_scope(cast.northgate.pk),
    ):
        find_by_meaning("calcium", {"calcium": 1.0}, limit=50)

    assert len([q for q in counted if "guidelines_" in q["sql"]]) == 2


def test_the_desk_says_how_fresh_search_by_meaning_is(cast: Cast) -> None:
    _store(cast, ALIKE)
    curator = browser(cast.northgate, cast.cleo)
    before = " ".join(curator.get("/curation/").content.decode().split())

    refreshed(cast.northgate)

    after = " ".join(curator.get("/curation/").content.decode().split())
    assert "0 of 6 active recommendations are ready" in before
    assert "All 6 active recommendations are found by their meaning, too." in after
