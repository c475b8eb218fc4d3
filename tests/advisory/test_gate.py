"""The gate before approval: the service asks, and the database asks again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from apps.accounts.domain.roles import Role
from apps.accounts.models import Membership, User
from apps.advisory.models import Board, SignOff
from apps.advisory.services.approve import approve
from apps.advisory.services.sign import sign
from apps.articles.domain.history import EventKind
from apps.articles.domain.lifecycle import ApprovalEvidence
from apps.articles.models import ArticleEvent, ArticleVersion
from apps.articles.services import move
from apps.articles.services.tell_history import tell_history
from core.actors import Actor
from core.clock import today
from core.errors import DomainError, WrongState
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast

APPROVE_BY_HAND = (
    "UPDATE articles_articleversion SET state = 'approved', approved_at = now(),"
    " review_due_on = now() WHERE id = %s"
)


def _approve_by_hand(version: ArticleVersion) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(APPROVE_BY_HAND, [version.pk])


def test_the_service_refuses_approval_without_enough_sign_offs(cast: Cast) -> None:
    version = make.under_review(cast)

    with (
        tenant_scope(cast.northgate.pk),
        pytest.raises(WrongState, match="one more sign-off on “outline”") as refusal,
    ):
        approve(version=version, actor=cast.boris_acting)

    assert (refusal.value.status, refusal.value.code) == (409, "wrong_state")


def test_the_database_refuses_approval_without_enough_sign_offs(cast: Cast) -> None:
    version = make.signed(cast)
    with tenant_scope(cast.northgate.pk):
        Board.objects.update(required_sign_offs=2)

        with pytest.raises(
            IntegrityError,
            match="approval needs 2 sign-offs by the rules of the board, 1 are there",
        ):
            _approve_by_hand(version)


def test_the_database_refuses_approval_without_a_board(cast: Cast) -> None:
    version = make.signed(cast)
    with tenant_scope(cast.northgate.pk):
        Board.objects.all().delete()

        with pytest.raises(IntegrityError, match="approval needs a board"):
            _approve_by_hand(version)


def _sign_by_hand(version: ArticleVersion, signer: User, parts: dict[str, str]) -> None:
    SignOff.objects.bulk_create(
        SignOff(version=version, part=key, sha256=digest, signer=signer, signer_name="By hand")
        for key, digest in parts.items()
    )


def test_a_signature_of_other_content_does_not_count_in_the_database(cast: Cast) -> None:
    version = make.under_review(cast)
    with tenant_scope(cast.northgate.pk):
        others = dict.fromkeys(make.all_parts(version), "0" * 64)
        _sign_by_hand(version, cast.boris, others)

        with pytest.raises(IntegrityError, match="0 are there"):
            _approve_by_hand(version)
        with pytest.raises(WrongState, match="one more sign-off"):
            approve(version=version, actor=cast.chiyo_acting)


def test_one_part_without_a_signature_holds_up_approval_in_the_database(cast: Cast) -> None:
    version = make.under_review(cast)
    with tenant_scope(cast.northgate.pk):
        parts = make.all_parts(version)
        del parts["second"]
        _sign_by_hand(version, cast.boris, parts)

        with pytest.raises(IntegrityError, match='0 are there on part "second"'):
            _approve_by_hand(version)
        with pytest.raises(WrongState, match="on “second”"):
            approve(version=version, actor=cast.chiyo_acting)


def test_a_signature_of_the_author_does_not_count_in_the_database(cast: Cast) -> None:
    Membership.objects.filter(user=cast.ada).update(roles=[Role.AUTHOR, Role.BOARD_MEMBER])
    version = make.under_review(cast)
    with tenant_scope(cast.northgate.pk):
        _sign_by_hand(version, cast.ada, make.all_parts(version))

        with pytest.raises(IntegrityError, match="0 are there"):
            _approve_by_hand(version)
        with pytest.raises(WrongState, match="one more sign-off"):
            approve(version=version, actor=cast.chiyo_acting)


def test_the_database_takes_no_signature_of_somebody_who_is_not_on_the_board(cast: Cast) -> None:
    version = make.under_review(cast)

    with (
        tenant_scope(cast.northgate.pk),
        pytest.raises(IntegrityError, match="only a present member"),
        transaction.atomic(),
    ):
        _sign_by_hand(version, cast.rosa, make.all_parts(version))


def test_the_database_lets_pass_what_is_signed(cast: Cast) -> None:
    version = make.signed(cast)

    with tenant_scope(cast.northgate.pk):
        tell_history(EventKind.APPROVED, versions=[version], actor=cast.boris_acting)
        _approve_by_hand(version)

        assert ArticleVersion.objects.get(pk=version.pk).state == "approved"


def _evidence(digest: str, cast: Cast) -> ApprovalEvidence:
    return ApprovalEvidence(
        content_sha256=digest, signed_by=frozenset({cast.boris.pk}), review_due_on=today()
    )


def test_evidence_of_other_content_approves_nothing(cast: Cast) -> None:
    version = make.signed(cast)
    evidence = _evidence("0" * 64, cast)

    with tenant_scope(cast.northgate.pk), pytest.raises(WrongState, match="What was signed"):
        move.approve(version=version, evidence=evidence, actor=cast.boris_acting)


def test_invented_evidence_is_caught_by_the_database(cast: Cast) -> None:
    version = make.under_review(cast)
    evidence = _evidence(version.content_sha256, cast)

    with (
        tenant_scope(cast.northgate.pk),
        pytest.raises(
            IntegrityError,
            match="approval needs 1 sign-offs by the rules of the board, 0 are there",
        ),
    ):
        move.approve(version=version, evidence=evidence, actor=cast.boris_acting)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE advisory_signoff SET sha256 = repeat('0', 64)",
        "UPDATE advisory_signoff SET signer_name = 'Dr Nobody'",
        "DELETE FROM advisory_signoff",
    ],
)
def test_sign_offs_are_never_changed(cast: Cast, statement: str) -> None:
    make.signed(cast)

    with (
        tenant_scope(cast.northgate.pk),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_sign_off_cannot_name_another_organisations_version(cast: Cast) -> None:
    foreign = make.submitted_at_harbour(cast)

    with (
        transaction.atomic(),
        tenant_scope(cast.northgate.pk),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="version_id_in_tenant"), transaction.atomic():
            cursor.execute(
                "INSERT INTO advisory_signoff (tenant_id, version_id, signer_id, signer_name,"
                " signer_specialty, signer_profession, part, sha256, verdict, reason, signed_at)"
                " VALUES (%s, %s, %s, 'x', '', '', '', repeat('0', 64), 'agrees', '', now())",
                [cast.northgate.pk, foreign.pk, cast.boris.pk],
            )


def test_a_board_asks_for_at_least_one_sign_off(cast: Cast) -> None:
    with (
        tenant_scope(cast.northgate.pk),
        pytest.raises(IntegrityError, match="advisory_somebody_signs"),
        transaction.atomic(),
    ):
        Board.objects.update(required_sign_offs=0)


class Regret(Exception):
    """Whoever did it takes it back before it is committed."""


def test_a_deed_and_its_audit_entry_stand_or_fall_together(cast: Cast) -> None:
    version = make.under_review(cast)

    def approve_and_regret() -> None:
        with tenant_scope(cast.northgate.pk):
            sign(version=version, parts=make.all_parts(version), actor=cast.boris_acting)
            assert approve(version=version, actor=cast.chiyo_acting).state == "approved"
            raise Regret

    with pytest.raises(Regret):
        approve_and_regret()

    with tenant_scope(cast.northgate.pk):
        assert not SignOff.objects.exists()
        assert ArticleVersion.objects.get(pk=version.pk).state == "under_review"
        done = AuditEntry.objects.values_list("action", flat=True)
        assert not {"advisory.version.signed", "articles.version.approved"} & set(done)


@pytest.mark.django_db(transaction=True)
def test_of_twenty_approvals_at_once_one_approves(cast: Cast) -> None:
    version = make.signed(cast)
    all_have_read = Barrier(20, timeout=30)

    def press(actor: Actor) -> str:
        try:
            with tenant_scope(cast.northgate.pk):
                seen = ArticleVersion.objects.get(pk=version.pk)
                all_have_read.wait()
                approve(version=seen, actor=actor)
        except DomainError as refusal:
            return f"{refusal.status} {refusal.code}"
        finally:
            connections.close_all()
        return "approved"

    with ThreadPoolExecutor(20) as threads:
        ends = sorted(threads.map(press, [cast.boris_acting, cast.chiyo_acting] * 10))

    assert ends == ["409 changed_meanwhile"] * 19 + ["approved"]
    with tenant_scope(cast.northgate.pk):
        assert AuditEntry.objects.filter(action="articles.version.approved").count() == 1
        told = ArticleEvent.objects.filter(kind=EventKind.APPROVED)
        assert told.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_member_signing_twice_at_once_signs_once(cast: Cast) -> None:
    version = make.under_review(cast)
    both_have_read = Barrier(2, timeout=20)

    def press(_: int) -> tuple[str, ...]:
        try:
            with tenant_scope(cast.northgate.pk):
                seen = ArticleVersion.objects.get(pk=version.pk)
                both_have_read.wait()
                return sign(version=seen, parts=make.all_parts(seen), actor=cast.boris_acting)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        signed = sorted(threads.map(press, range(2)), key=len)

    assert [bool(parts) for parts in signed] == [False, True]
    with tenant_scope(cast.northgate.pk):
        assert AuditEntry.objects.filter(action="advisory.version.signed").count() == 1
