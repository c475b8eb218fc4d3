"""What the gate found is kept with the content; approval asks for it; warnings can be let stand."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.advisory.services.approve import approve
from apps.articles.models import ArticleVersion, GateFinding, GateRun, GateWaiver, StricterRule
from apps.articles.services.run_gate import run_gate
from apps.articles.services.set_stricter_rules import set_stricter_rules
from apps.articles.services.waive_finding import waive_finding
from apps.guidelines.models import RecommendationVersion
from core.errors import InvalidInput, NotFound, NotPermitted, WrongState
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, actor_of
from tests.guidelines.editions import withdraw

APPROVE_BY_HAND = (
    "UPDATE articles_articleversion SET state = 'approved', approved_at = now(),"
    " review_due_on = now() WHERE id = %s"
)


def _uncited() -> dict[str, Any]:
    document = make.article()
    document["sections"][0]["statements"][0]["cites"] = []
    return document


def _approve_by_hand(version: ArticleVersion) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(APPROVE_BY_HAND, [version.pk])


def _warning(version: ArticleVersion) -> GateFinding:
    return GateFinding.objects.filter(run__version=version, severity="warns")[0]


def test_a_submitted_version_has_a_run_over_what_was_submitted(cast: Cast) -> None:
    version = make.submitted(cast)

    with tenant_scope(cast.northgate.pk):
        run = GateRun.objects.get(version=version)
        assert (run.content_sha256, run.is_stale) == (version.content_sha256, False)


def test_running_again_replaces_the_findings(cast: Cast) -> None:
    version = make.submitted(cast)
    with tenant_scope(cast.northgate.pk):
        before = GateFinding.objects.count()

        run_gate(version)

        assert GateFinding.objects.count() == before > 0


def test_approval_is_refused_with_the_findings_that_block(cast: Cast) -> None:
    make.store(cast.northgate)
    version = make.draft(cast, _uncited())
    with tenant_scope(cast.northgate.pk):
        reviewed = make.move.submit(version=version, actor=cast.ada_acting)
        reviewed = make.move.take_under_review(version=reviewed, actor=cast.boris_acting)
        make.sign(version=reviewed, parts=make.all_parts(reviewed), actor=cast.boris_acting)

        with pytest.raises(WrongState, match=r"Statement 1\.1 cites nothing") as refusal:
            approve(version=reviewed, actor=cast.boris_acting)
        with pytest.raises(IntegrityError, match="the gate has"):
            _approve_by_hand(reviewed)

        assert {"rule": "citation-missing", "statement": "first"}.items() <= (
            refusal.value.extra["findings"][0].items()
        )


@pytest.mark.parametrize(
    "spoiled", [{"is_stale": True}, {"content_sha256": "0" * 64}], ids=["stale", "another content"]
)
def test_the_database_refuses_approval_without_a_run_that_holds(
    cast: Cast, spoiled: dict[str, Any]
) -> None:
    version = make.signed(cast)
    with tenant_scope(cast.northgate.pk):
        GateRun.objects.update(**spoiled)

        with pytest.raises(IntegrityError, match="needs a run of the gate"):
            _approve_by_hand(version)


def test_a_change_of_the_evidence_puts_the_run_of_what_cites_it_out_of_date(cast: Cast) -> None:
    version = make.submitted(cast)

    withdraw(cast)

    with tenant_scope(cast.northgate.pk):
        assert GateRun.objects.get(version=version).is_stale


def test_approval_judges_anew_over_the_evidence_of_the_moment(cast: Cast) -> None:
    version = make.signed(cast)
    with tenant_scope(cast.northgate.pk):
        RecommendationVersion.objects.filter(recommendation__key="first").update(
            status="withdrawn", status_reason="It does harm"
        )

        with pytest.raises(WrongState, match="was withdrawn"):
            approve(version=version, actor=cast.boris_acting)


def test_a_warning_is_let_stand_once_by_name_and_audited(cast: Cast) -> None:
    version = make.submitted(cast)
    with tenant_scope(cast.northgate.pk):
        fingerprint = _warning(version).fingerprint

        for reason in ("The work has no address", "Another reason"):
            waive_finding(
                version=version, fingerprint=fingerprint, reason=reason, actor=cast.boris_acting
            )

        waiver = GateWaiver.objects.get()
        assert (waiver.waived_by_name, waiver.reason) == ("Dr Boris", "The work has no address")
        assert AuditEntry.objects.filter(action="articles.finding.waived").count() == 1


@pytest.mark.parametrize("name", ["rosa", "cleo"])
def test_only_authors_and_the_board_let_a_warning_stand(cast: Cast, name: str) -> None:
    version = make.submitted(cast)
    with tenant_scope(cast.northgate.pk), pytest.raises(NotPermitted):
        waive_finding(
            version=version,
            fingerprint=_warning(version).fingerprint,
            reason="Why not",
            actor=getattr(cast, f"{name}_acting"),
        )


def test_what_blocks_is_not_there_or_has_no_reason_is_not_waived(cast: Cast) -> None:
    make.store(cast.northgate)
    version = make.draft(cast, _uncited())
    with tenant_scope(cast.northgate.pk):
        blocking = GateFinding.objects.filter(severity="blocks")[0].fingerprint

        for fingerprint, reason, refused in (
            (blocking, "It may stand", WrongState),
            ("0" * 64, "It may stand", NotFound),
            (_warning(version).fingerprint, "  ", InvalidInput),
        ):
            with pytest.raises(refused):
                waive_finding(
                    version=version,
                    fingerprint=fingerprint,
                    reason=reason,
                    actor=cast.ada_acting,
                )

        assert not GateWaiver.objects.exists()


def test_a_warning_that_an_admin_raised_stops_approval(cast: Cast) -> None:
    version = make.signed(cast)
    edda = actor_of(cast.edda, make.Role.ADMIN)
    with tenant_scope(cast.northgate.pk):
        assert set_stricter_rules(rules=["reference-incomplete"], actor=edda)
        assert not set_stricter_rules(rules=["reference-incomplete"], actor=edda)

        with pytest.raises(WrongState, match="lacks a DOI"):
            approve(version=version, actor=cast.boris_acting)

        assert AuditEntry.objects.filter(action="articles.gate.rules_changed").count() == 1


def test_nobody_but_an_admin_changes_the_rules_and_none_can_be_lowered(cast: Cast) -> None:
    edda = actor_of(cast.edda, make.Role.ADMIN)
    with tenant_scope(cast.northgate.pk):
        with pytest.raises(NotPermitted):
            set_stricter_rules(rules=["readability"], actor=cast.ada_acting)
        with pytest.raises(InvalidInput):
            set_stricter_rules(rules=["citation-missing"], actor=edda)
        with pytest.raises(IntegrityError), transaction.atomic():
            StricterRule.objects.create(
                rule="citation-missing", severity="warns", raised_by_name="By hand"
            )


def test_a_run_costs_the_same_for_an_article_twice_as_long(cast: Cast) -> None:
    make.store(cast.northgate)
    counts = []
    for document in (make.article(slug="short"), {**make.long_article(), "slug": "long"}):
        version = make.draft(cast, document)
        with tenant_scope(cast.northgate.pk), CaptureQueriesContext(connection) as queries:
            run_gate(version)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 45
