"""An upload is read and planned by the worker, approved by a curator, and stored by the worker."""

from __future__ import annotations

import json
from typing import Any

import pytest

from apps.guidelines.formats.reading import SourceFile
from apps.guidelines.models import ImportRun, RecommendationVersion
from apps.guidelines.services.decide_import import approve_import, reject_import
from apps.guidelines.services.start_import import start_import
from apps.guidelines.services.work_on_import import work_on_import
from core.actors import Actor
from core.errors import InvalidInput, NotPermitted, WrongState
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast


def _curator(cast: Cast) -> Actor:
    return cast.cleo_acting


def _start(cast: Cast, document: Any, actor: Actor | None = None) -> ImportRun:
    content = json.dumps(document).encode()
    with tenant_scope(cast.northgate.pk):
        return start_import(
            files=[SourceFile("bones.json", content)], actor=actor or _curator(cast)
        )


def _work(cast: Cast, run: ImportRun) -> ImportRun:
    work_on_import(tenant_id=cast.northgate.pk, run_id=run.pk)
    with tenant_scope(cast.northgate.pk):
        return ImportRun.objects.get(pk=run.pk)


@pytest.mark.django_db(transaction=True)
def test_what_a_curator_approved_is_stored_and_the_upload_forgotten(cast: Cast) -> None:
    planned = _work(cast, _start(cast, make.package()))
    with tenant_scope(cast.northgate.pk):
        assert not RecommendationVersion.objects.exists()
        approve_import(run=planned, plan_sha256=planned.plan_sha256, actor=_curator(cast))

    stored = _work(cast, planned)

    with tenant_scope(cast.northgate.pk):
        assert (planned.stage, planned.plan["counts"]["new"]) == ("planned", 2)
        assert (stored.stage, stored.status, stored.upload) == ("stored", "done", None)
        assert RecommendationVersion.objects.filter(status="active").count() == 2
        entry = AuditEntry.objects.get(action="guidelines.package.imported")
        assert entry.actor_name == cast.cleo.name


@pytest.mark.django_db(transaction=True)
def test_a_file_that_cannot_be_taken_is_refused_with_the_place(cast: Cast) -> None:
    run = _work(cast, _start(cast, make.package(bodies=[])))

    with tenant_scope(cast.northgate.pk):
        issue = run.issues.get()
        assert run.stage == "refused"
        assert (issue.severity, issue.code) == ("error", "unknown_body")
        assert not RecommendationVersion.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_changed_since_the_plan_is_not_stored(cast: Cast) -> None:
    planned = _work(cast, _start(cast, make.package()))
    make.store(cast.northgate, make.package(make.recommendation("other", "Offer something else.")))
    with tenant_scope(cast.northgate.pk):
        approve_import(run=planned, plan_sha256=planned.plan_sha256, actor=_curator(cast))

    run = _work(cast, planned)

    with tenant_scope(cast.northgate.pk):
        assert run.stage == "refused"
        assert run.plan == planned.plan
        assert not RecommendationVersion.objects.filter(recommendation__key="first").exists()


@pytest.mark.django_db(transaction=True)
def test_a_run_that_failed_for_good_keeps_its_files_until_somebody_decides(cast: Cast) -> None:
    run = _start(cast, make.package())
    with tenant_scope(cast.northgate.pk):
        # The last attempt, on an archive that no reader survives.
        ImportRun.objects.filter(pk=run.pk).update(attempts=4, upload=b"no archive")

    failed = _work(cast, run)

    assert failed.status == "failed"
    assert bytes(failed.upload or b"") == b"no archive"
    with tenant_scope(cast.northgate.pk):
        ended = reject_import(run=failed, actor=_curator(cast))
    assert (ended.stage, ended.status, ended.upload) == ("rejected", "done", None)


@pytest.mark.django_db(transaction=True)
def test_working_twice_is_once(cast: Cast) -> None:
    first = _work(cast, _start(cast, make.package()))

    second = _work(cast, first)

    assert (second.stage, second.fencing_token) == ("planned", first.fencing_token)


def test_only_a_curator_uploads(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        _start(cast, make.package(), cast.boris_acting)


def test_only_a_curator_decides(cast: Cast) -> None:
    run = _start(cast, make.package())
    with tenant_scope(cast.northgate.pk), pytest.raises(NotPermitted):
        approve_import(run=run, plan_sha256="", actor=cast.boris_acting)


def test_what_is_not_planned_cannot_be_decided(cast: Cast) -> None:
    run = _start(cast, make.package())
    with tenant_scope(cast.northgate.pk), pytest.raises(WrongState):
        reject_import(run=run, actor=_curator(cast))


def test_an_import_without_a_file_is_refused(cast: Cast) -> None:
    with tenant_scope(cast.northgate.pk), pytest.raises(InvalidInput):
        start_import(files=[], actor=_curator(cast))


@pytest.mark.django_db(transaction=True)
def test_of_more_issues_than_are_kept_the_rest_is_counted(cast: Cast) -> None:
    document = make.package(bodies=[])
    (guideline,) = document["guidelines"]
    document["guidelines"] = [guideline | {"key": f"guideline-{n}"} for n in range(2_005)]

    run = _work(cast, _start(cast, document))

    with tenant_scope(cast.northgate.pk):
        assert run.issues.count() == 2_001
        assert run.issues.latest("ordinal").message == "There are 5 more like these."
