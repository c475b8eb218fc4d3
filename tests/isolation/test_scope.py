"""The scope in Python: loud where the wall would be silent, and never left behind."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Thread
from typing import Any

import pytest
from django.db import connection, connections, transaction

from apps.articles.models import Article
from apps.qa.models import Question
from core.jobs import enqueue
from core.tenancy.scope import (
    TenantMismatch,
    TenantScopeMissing,
    current_tenant_id,
    tenant_scope,
    unscoped,
)
from tests import make
from tests.cast import Cast, make_cast

THREADS = 8
UNITS = 40
POOL = 4


@pytest.mark.parametrize(
    "deed",
    [
        lambda: list(Article.objects.all()),
        lambda: Article.objects.filter(slug="any").exists(),
        lambda: Article.objects.exclude(slug="any").count(),
        lambda: Article.objects.get_or_create(slug="any"),
        lambda: Article.objects.create(slug="any"),
        lambda: Article.objects.bulk_create([Article(slug="any")]),
        lambda: Article.objects.update(slug="any"),
        lambda: Article.objects.filter(slug="any").delete(),
        lambda: Article(slug="any").save(),
        lambda: enqueue("qa.answer_question", row_id=1),
        current_tenant_id,
    ],
)
def test_outside_every_scope_touching_tenant_data_is_an_error(db: None, deed: Any) -> None:
    with pytest.raises(TenantScopeMissing):
        deed()


def test_a_scope_inside_another_is_refused(cast: Cast) -> None:
    with (
        pytest.raises(TenantMismatch),
        tenant_scope(cast.northgate.pk),
        tenant_scope(cast.harbour.pk),
    ):
        pytest.fail("the second scope was opened")


def test_a_scope_inside_its_own_kind_is_refused_too(cast: Cast) -> None:
    with (
        pytest.raises(TenantMismatch),
        tenant_scope(cast.northgate.pk),
        tenant_scope(cast.northgate.pk),
    ):
        pytest.fail("the second scope was opened")


def set_in_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('app.tenant', true), '')")
        found: str = cursor.fetchone()[0]
    return found


def test_a_scope_within_a_transaction_leaves_no_tenant_behind(cast: Cast) -> None:
    with transaction.atomic():
        with tenant_scope(cast.northgate.pk):
            inside = set_in_database()

        assert (inside, set_in_database()) == (str(cast.northgate.pk), "")


def test_a_scope_that_fails_leaves_no_tenant_behind(cast: Cast) -> None:
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), tenant_scope(cast.northgate.pk):
            raise ZeroDivisionError

        assert set_in_database() == ""
        with pytest.raises(TenantScopeMissing):
            current_tenant_id()


def test_a_scope_that_was_rolled_back_leaves_no_tenant_behind(cast: Cast) -> None:
    with transaction.atomic():
        with tenant_scope(cast.northgate.pk):
            Article.objects.create(slug="never-kept")
            transaction.set_rollback(True)

        assert set_in_database() == ""
    with tenant_scope(cast.northgate.pk):
        assert not Article.objects.filter(slug="never-kept").exists()


@pytest.mark.django_db(transaction=True)
def test_a_finished_unit_leaves_its_connection_without_a_tenant() -> None:
    cast = make_cast()
    with tenant_scope(cast.northgate.pk):
        Article.objects.create(slug="kept")

    assert set_in_database() == ""
    assert Article._base_manager.count() == 0


def test_new_rows_get_the_tenant_of_the_scope(cast: Cast) -> None:
    with tenant_scope(cast.northgate.pk):
        one = Article.objects.create(slug="one")
        many = Article.objects.bulk_create([Article(slug="two"), Article(slug="three")])

    assert {row.tenant_id for row in (one, *many)} == {cast.northgate.pk}


def anew(row: Article) -> None:
    row.pk = None
    row.save()


@pytest.mark.parametrize(
    "deed",
    [
        lambda row: row.save(),
        lambda row: Article.objects.bulk_create([Article(slug="x", tenant_id=row.tenant_id)]),
        anew,
    ],
)
def test_a_row_of_another_organisation_cannot_be_saved(cast: Cast, deed: Any) -> None:
    with tenant_scope(cast.harbour.pk):
        row = Article.objects.create(slug="harbours-own")

    with tenant_scope(cast.northgate.pk), pytest.raises(TenantMismatch):
        deed(row)


def test_a_lazy_query_evaluated_after_its_scope_finds_nothing(cast: Cast) -> None:
    make.question(cast.northgate)
    with tenant_scope(cast.northgate.pk):
        lazy = Question.objects.all()

    assert list(lazy) == []


def test_a_lazy_query_evaluated_in_another_scope_finds_nothing_of_either(cast: Cast) -> None:
    make.question(cast.northgate)
    make.question(cast.harbour)
    with tenant_scope(cast.northgate.pk):
        lazy = Question.objects.all()

    with tenant_scope(cast.harbour.pk):
        assert list(lazy) == []


def test_unscoped_lifts_pythons_layer_and_never_the_databases(cast: Cast) -> None:
    make.question(cast.northgate)

    with unscoped(reason="the test asks what is left"):
        assert list(Question.objects.all()) == []


@pytest.mark.django_db(transaction=True)
def test_what_runs_after_the_commit_runs_without_a_tenant() -> None:
    cast = make_cast()
    seen: list[object] = []

    def look() -> None:
        seen.append(set_in_database())
        with pytest.raises(TenantScopeMissing):
            current_tenant_id()

    with tenant_scope(cast.northgate.pk):
        transaction.on_commit(look)

    assert seen == [""]


def test_a_thread_starts_without_a_scope(cast: Cast) -> None:
    refused: list[bool] = []

    def work() -> None:
        try:
            current_tenant_id()
        except TenantScopeMissing:
            refused.append(True)

    with tenant_scope(cast.northgate.pk):
        thread = Thread(target=work)
        thread.start()
        thread.join()

    assert refused == [True]


@pytest.mark.django_db(transaction=True)
def test_threads_over_a_shared_pool_never_read_a_foreign_row() -> None:
    """The pool hands connections on; a tenant left on one of them would show here."""
    cast = make_cast()
    tenants = [cast.northgate.pk, cast.harbour.pk]
    for tenant in (cast.northgate, cast.harbour):
        make.question(tenant)
    options = connections.settings["default"]["OPTIONS"]
    connection.close()
    options["pool"] = {"min_size": 1, "max_size": POOL, "timeout": 20}

    def units(seed: int) -> list[bool]:
        chance = random.Random(seed)  # noqa: S311 - not a secret
        wrong = []
        for _ in range(UNITS):
            tenant_id = chance.choice(tenants)
            with tenant_scope(tenant_id):
                found = set(Question._base_manager.values_list("tenant_id", flat=True))
            wrong.append(found != {tenant_id})
            # Giving it back after each unit is what a request's end does.
            connection.close()
            wrong.append(Question._base_manager.exists())
            connection.close()
        return wrong

    try:
        with ThreadPoolExecutor(THREADS) as threads:
            wrong = [found for part in threads.map(units, range(THREADS)) for found in part]
    finally:
        connection.close_pool()
        del options["pool"]

    assert len(wrong) == THREADS * UNITS * 2
    assert not any(wrong)
