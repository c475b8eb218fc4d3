"""A change of evidence reopens what rests on it, in the version and for as long as it does."""

from __future__ import annotations

from datetime import date

from apps.advisory.models import ReviewTask
from apps.advisory.services.sign import sign
from apps.advisory.signatures import signatures
from apps.articles.services import move
from apps.guidelines.domain.values import ChangeKind
from apps.guidelines.models import RecommendationVersion
from apps.guidelines.services.record_change import Touched, record_change
from core.actors import system
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser
from tests.guidelines.editions import withdraw

STILL = {"outcome": "still_holds", "reason": "The other source says the same."}


def _address(cast: Cast) -> str:
    with tenant_scope(cast.northgate.pk):
        task = ReviewTask.objects.select_related("version", "change").get()
        return f"/desk/{task.version.public_id}/evidence/{task.change.public_id}/"


def test_a_change_before_approval_can_be_found_to_hold_after_it(cast: Cast) -> None:
    version = make.under_review(cast)
    with tenant_scope(cast.northgate.pk):
        record_change(
            kind=ChangeKind.CONCERN,
            subject="The trial behind it",
            reason="Its data are in doubt",
            since=date(2026, 5, 5),
            touched=[Touched(RecommendationVersion.objects.get(recommendation__key="second").pk)],
            actor=system("tests"),
        )
    make.sign_and_approve(cast, version)

    browser(cast.northgate, cast.chiyo).post(_address(cast), STILL)

    with tenant_scope(cast.northgate.pk):
        assert ReviewTask.objects.get().outcome.startswith("still_holds")


def test_a_change_behind_an_older_text_voids_no_sign_off_of_a_newer_one(cast: Cast) -> None:
    make.approved(cast)
    document = make.article()
    first, second = document["sections"][0]["statements"][:2]
    first["cites"] = second["cites"]
    version = make.draft(cast, document)
    with tenant_scope(cast.northgate.pk):
        version = move.submit(version=version, actor=cast.ada_acting)
        version = move.take_under_review(version=version, actor=cast.boris_acting)
        parts = {first["key"]: make.all_parts(version)[first["key"]]}
        sign(version=version, parts=parts, actor=cast.boris_acting)

    withdraw(cast, "first")

    with tenant_scope(cast.northgate.pk):
        assert first["key"] in signatures([version.pk])[version.pk]
        assert sign(version=version, parts=parts, actor=cast.boris_acting) == ()
