"""Whoever waits for an import sees how far it is, though it is one transaction."""

from __future__ import annotations

import pytest
from django.db import connection

from apps.guidelines.domain.values import ImportStep
from apps.guidelines.models import ImportRun
from apps.guidelines.services.report_progress import Progress
from core.queue.work import claim
from core.tenancy.scope import tenant_scope
from tests.cast import Cast, browser
from tests.guidelines.importing import now, page_of, planned, started, stored


class Undone(Exception):
    """Ends a unit of work without its commit."""


def claimed(cast: Cast) -> ImportRun:
    """As the worker has it that is at work on it."""
    run = started(cast)
    with tenant_scope(cast.northgate.pk):
        mine = claim(ImportRun, run.pk)
    assert mine is not None
    return mine


def seen_from_outside(run: ImportRun) -> tuple[str, int, int]:
    """By another connection, which sees what is committed and nothing else."""
    outside = connection.copy()
    try:
        with outside.cursor() as cursor:
            cursor.execute("SELECT set_config('app.tenant', %s, false)", [str(run.tenant_id)])
            cursor.execute(
                "SELECT progress_step, progress_done, progress_of"
                " FROM guidelines_importrun WHERE id = %s",
                [run.pk],
            )
            step, done, of = cursor.fetchone()
    finally:
        outside.close()
    return step, done, of


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_import_is_stored_and_outlives_its_rollback(
    cast: Cast,
) -> None:
    run = claimed(cast)
    seen = []

    def store_and_fail() -> None:
        with tenant_scope(cast.northgate.pk):
            Progress(cast.northgate.pk, run).at(ImportStep.STORING, 2_000, 12_000)
            seen.append(seen_from_outside(run))
            raise Undone

    with pytest.raises(Undone):
        store_and_fail()

    assert seen == [("storing", 2_000, 12_000)]
    assert seen_from_outside(run) == ("storing", 2_000, 12_000)


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_lost_its_claim_reports_nothing(cast: Cast) -> None:
    run = claimed(cast)
    with tenant_scope(cast.northgate.pk):
        ImportRun.objects.filter(pk=run.pk).update(fencing_token=run.fencing_token + 1)

    Progress(cast.northgate.pk, run).at(ImportStep.STORING, 1, 2)

    assert seen_from_outside(run) == ("", 0, 0)


@pytest.mark.django_db(transaction=True)
def test_progress_cannot_reach_into_another_organisation(cast: Cast) -> None:
    run = claimed(cast)

    Progress(cast.harbour.pk, run).at(ImportStep.STORING, 1, 2)

    assert seen_from_outside(run) == ("", 0, 0)


@pytest.mark.django_db(transaction=True)
def test_the_worker_counts_recommendations_up_to_what_was_planned(cast: Cast) -> None:
    before = planned(cast)

    after = stored(cast)

    assert (before.progress_step, before.progress_done) == ("comparing", 2)
    assert (after.progress_step, after.progress_done, after.progress_of) == ("storing", 2, 2)


@pytest.mark.django_db(transaction=True)
def test_the_page_shows_how_far_the_worker_is(cast: Cast) -> None:
    run = claimed(cast)
    Progress(cast.northgate.pk, run).at(ImportStep.READING, 3, 7)

    html = browser(cast.northgate, cast.cleo).get(page_of(now(cast, run))).content.decode()

    assert "3 of 7 files read." in html
