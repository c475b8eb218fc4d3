"""Every move of a version is told to everybody it concerns, and not to who moved it."""

from __future__ import annotations

from apps.accounts.domain.notices import NoticeKind
from apps.accounts.models import Notice
from apps.advisory.services.sign import dissent
from core.tenancy.scope import tenant_scope
from tests import make
from tests.advisory.deeds import send
from tests.cast import Cast, browser


def _told(cast: Cast, kind: str) -> set[int]:
    with tenant_scope(cast.northgate.pk):
        return set(Notice.objects.filter(kind=kind).values_list("recipient", flat=True))


def test_what_is_submitted_is_told_to_the_board(cast: Cast) -> None:
    make.submitted(cast)

    assert _told(cast, NoticeKind.SUBMITTED) == {cast.boris.pk, cast.chiyo.pk}


def test_a_rejection_is_told_to_the_author_and_to_who_reviews_it(cast: Cast) -> None:
    version = make.signed(cast)

    send(browser(cast.northgate, cast.chiyo), version, "ask-for-changes")

    assert _told(cast, NoticeKind.CHANGES_REQUESTED) == {cast.ada.pk, cast.boris.pk}


def test_signing_is_told_to_the_author_and_not_to_the_signer(cast: Cast) -> None:
    make.signed(cast)

    assert _told(cast, NoticeKind.SIGNED) == {cast.ada.pk}


def test_dissent_is_told_to_the_author_and_to_who_signed(cast: Cast) -> None:
    version = make.signed(cast)
    with tenant_scope(cast.northgate.pk):
        sha256 = make.all_parts(version)["brief"]
        dissent(version=version, part="brief", sha256=sha256, reason="No.", actor=cast.chiyo_acting)

    assert _told(cast, NoticeKind.DISSENTED) == {cast.ada.pk, cast.boris.pk}


def test_approval_and_replacement_are_told(cast: Cast) -> None:
    make.approved(cast)
    newer = make.draft(cast, make.article(sections=[], algorithm=[]))
    with tenant_scope(cast.northgate.pk):
        newer = make.move.submit(version=newer, actor=cast.ada_acting)
        newer = make.move.take_under_review(version=newer, actor=cast.chiyo_acting)
    make.sign_and_approve(cast, newer)

    assert _told(cast, NoticeKind.APPROVED) == {cast.ada.pk}
    assert _told(cast, NoticeKind.SUPERSEDED) == {cast.ada.pk}


def test_a_version_that_is_overtaken_in_review_is_told_to_its_reviewer(cast: Cast) -> None:
    version = make.submitted(cast)
    browser(cast.northgate, cast.boris).post(f"/desk/{version.public_id}/take/")
    newer = make.draft(cast, make.article(sections=[], algorithm=[]))
    with tenant_scope(cast.northgate.pk):
        make.move.submit(version=newer, actor=cast.ada_acting)

    assert _told(cast, NoticeKind.SUPERSEDED) == {cast.boris.pk}
