"""Sign-offs of parts: what one is bound to, what voids it, and what it outlives."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from apps.advisory.models import Board, Interest, Member, SignOff
from apps.advisory.services.approve import approve
from apps.advisory.services.sign import dissent, sign
from apps.advisory.signatures import dissents, signatures
from apps.articles.domain.lifecycle import State
from apps.articles.models import ArticlePart, ArticleVersion
from apps.articles.services import move
from core.clock import today
from core.errors import DomainError, InvalidInput, LostRace, NotPermitted, WrongState
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser


def _second(cast: Cast, document: dict[str, Any]) -> ArticleVersion:
    """A second version of the article, under review."""
    version = make.draft(cast, document)
    with tenant_scope(cast.northgate.pk):
        move.submit(version=version, actor=cast.ada_acting)
        return move.take_under_review(
            version=ArticleVersion.objects.get(pk=version.pk), actor=cast.boris_acting
        )


def _changed() -> dict[str, Any]:
    document = make.article()
    document["sections"][0]["statements"][0]["wording"] = make.worded("Said another way")
    return document


def _signed_parts(version: ArticleVersion) -> set[str]:
    return set(signatures([version.pk])[version.pk])


def test_editing_one_statement_voids_its_own_sign_off_and_no_other(cast: Cast) -> None:
    make.signed(cast)

    newer = _second(cast, _changed())

    with tenant_scope(cast.northgate.pk):
        first = _changed()["sections"][0]["statements"][0]["key"]
        assert _signed_parts(newer) == set(make.all_parts(newer)) - {first}


def test_a_carried_sign_off_says_that_it_was_given_earlier(cast: Cast) -> None:
    make.signed(cast)

    newer = _second(cast, make.article())

    with tenant_scope(cast.northgate.pk):
        found = signatures([newer.pk])[newer.pk]
        assert {row.is_carried for rows in found.values() for row in rows} == {True}
        assert approve(version=newer, actor=cast.chiyo_acting).state == "approved"


def test_another_record_behind_a_statement_voids_its_sign_off(cast: Cast) -> None:
    make.signed(cast)
    document = make.article()
    statement = document["sections"][0]["statements"][0]
    statement["cites"] = document["sections"][0]["statements"][1]["cites"]

    newer = _second(cast, document)

    with tenant_scope(cast.northgate.pk):
        assert statement["key"] not in _signed_parts(newer)


def test_signing_one_part_signs_no_other(cast: Cast) -> None:
    version = make.under_review(cast)

    with tenant_scope(cast.northgate.pk):
        parts = make.all_parts(version)
        fresh = sign(version=version, parts={"first": parts["first"]}, actor=cast.boris_acting)

        assert fresh == ("first",)
        assert _signed_parts(version) == {"first"}
        entry = AuditEntry.objects.get(action="advisory.version.signed")
        assert entry.data["parts"] == {"first": parts["first"]}


@pytest.mark.parametrize(
    ("parts", "error"),
    [({}, InvalidInput), ({"no-such": "a" * 64}, InvalidInput), ({"first": "a" * 64}, LostRace)],
)
def test_what_is_not_there_or_was_not_read_is_not_signed(
    cast: Cast, parts: dict[str, str], error: type[DomainError]
) -> None:
    version = make.under_review(cast)

    with tenant_scope(cast.northgate.pk):
        with pytest.raises(error):
            sign(version=version, parts=parts, actor=cast.boris_acting)

        assert not SignOff.objects.exists()


def _declare(user: Any, intervention: str, **facts: Any) -> Interest:
    return Interest.objects.create(
        user=user,
        intervention=intervention,
        intervention_name=intervention,
        kind="financial",
        public_text="Speaks for its maker",
        from_on=today() - timedelta(days=30),
        **{"is_direct": True, **facts},
    )


def _interventions(version: ArticleVersion) -> dict[str, list[str]]:
    return dict(ArticlePart.objects.filter(version=version).values_list("key", "interventions"))


def test_a_direct_interest_bars_from_its_parts_and_from_approving(cast: Cast) -> None:
    version = make.under_review(cast)
    with tenant_scope(cast.northgate.pk):
        about = _interventions(version)
        barred = next(key for key, found in about.items() if found)
        _declare(cast.boris, about[barred][0])
        parts = make.all_parts(version)

        with pytest.raises(NotPermitted, match="direct interest"):
            sign(version=version, parts={barred: parts[barred]}, actor=cast.boris_acting)
        assert sign(
            version=version, parts={"outline": parts["outline"]}, actor=cast.boris_acting
        ) == ("outline",)
        sign(version=version, parts=parts, actor=cast.chiyo_acting)
        with pytest.raises(NotPermitted, match="direct interest"):
            approve(version=version, actor=cast.boris_acting)


def test_an_interest_declared_later_voids_the_sign_offs_in_the_database(cast: Cast) -> None:
    version = make.signed(cast)
    with tenant_scope(cast.northgate.pk):
        about = _interventions(version)
        barred = {key for key, found in about.items() if found}
        keys = sorted({name for found in about.values() for name in found})

        for name in keys:
            _declare(cast.boris, name)

        assert _signed_parts(version) == set(about) - barred
        with pytest.raises(WrongState, match="one more sign-off"):
            approve(version=version, actor=cast.chiyo_acting)


@pytest.mark.parametrize("harmless", ["indirect", "ended", "withdrawn"])
def test_an_interest_that_is_not_direct_or_not_of_today_voids_nothing(
    cast: Cast, harmless: str
) -> None:
    version = make.signed(cast)
    with tenant_scope(cast.northgate.pk):
        name = next(found[0] for found in _interventions(version).values() if found)
        facts: dict[str, Any] = {
            "indirect": {"is_direct": False},
            "ended": {"until_on": today() - timedelta(days=1)},
            "withdrawn": {"withdrawn_at": version.submitted_at},
        }[harmless]

        _declare(cast.boris, name, **facts)

        assert _signed_parts(version) == set(make.all_parts(version))


def test_dissent_stands_until_the_member_signs_and_holds_approval_up(cast: Cast) -> None:
    version = make.signed(cast)
    with tenant_scope(cast.northgate.pk):
        part = {"part": "first", "sha256": make.all_parts(version)["first"]}

        for _ in range(2):
            dissent(version=version, **part, reason="Too strong.", actor=cast.boris_acting)

        (row,) = dissents(version)
        assert (row.part, row.reason, row.signer_name) == ("first", "Too strong.", "Dr Boris")
        assert AuditEntry.objects.filter(action="advisory.version.dissented").count() == 1
        with pytest.raises(WrongState, match="on “first”"):
            approve(version=version, actor=cast.chiyo_acting)
        sign(version=version, parts={"first": part["sha256"]}, actor=cast.boris_acting)
        assert dissents(version) == ()
        assert approve(version=version, actor=cast.chiyo_acting).state == State.APPROVED


def test_dissent_without_a_reason_is_refused(cast: Cast) -> None:
    version = make.under_review(cast)

    with tenant_scope(cast.northgate.pk), pytest.raises(InvalidInput):
        dissent(
            version=version,
            part="first",
            sha256=make.all_parts(version)["first"],
            reason="  ",
            actor=cast.boris_acting,
        )


def test_a_pharmacist_is_needed_for_parts_with_doses_where_the_board_says_so(cast: Cast) -> None:
    document = make.article()
    document["sections"][0]["statements"][0]["wording"] = make.worded("Give 70 mg once a week")
    make.store(cast.northgate)
    version = _second(cast, document)
    dosed = document["sections"][0]["statements"][0]["key"]
    with tenant_scope(cast.northgate.pk):
        Board.objects.update(needs_pharmacist=True)
        Member.objects.create(user=cast.chiyo, specialty="Bones", profession="pharmacist")
        parts = make.all_parts(version)
        sign(version=version, parts=parts, actor=cast.boris_acting)

        with pytest.raises(WrongState, match=f"a pharmacist.*on “{dosed}”") as refusal:
            approve(version=version, actor=cast.boris_acting)
        sign(version=version, parts={dosed: parts[dosed]}, actor=cast.chiyo_acting)

        assert [row["part"] for row in refusal.value.extra["missing"]] == [dosed]
        with pytest.raises(WrongState, match="gate"):
            approve(version=version, actor=cast.boris_acting)


def test_each_specialty_that_the_board_names_signs_every_part(cast: Cast) -> None:
    version = make.signed(cast)
    with tenant_scope(cast.northgate.pk):
        Board.objects.update(required_specialties=["Bone metabolism"])

        with pytest.raises(WrongState, match="somebody of Bone metabolism"):
            approve(version=version, actor=cast.boris_acting)
        sign(version=version, parts=make.all_parts(version), actor=cast.chiyo_acting)

        assert approve(version=version, actor=cast.boris_acting).state == State.APPROVED


def test_nobody_signs_after_their_term(cast: Cast) -> None:
    version = make.under_review(cast)
    with tenant_scope(cast.northgate.pk):
        yesterday = today() - timedelta(days=1)
        Member.objects.create(user=cast.boris, term_from=yesterday, term_until=yesterday)

        with pytest.raises(NotPermitted, match="term"):
            sign(version=version, parts=make.all_parts(version), actor=cast.boris_acting)
        with pytest.raises(IntegrityError, match="present member"):
            SignOff.objects.create(
                version=version, part="first", sha256="a" * 64, signer=cast.boris, signer_name="B"
            )


def test_a_newer_version_overtakes_the_one_in_review(cast: Cast) -> None:
    older = make.under_review(cast)

    _second(cast, _changed())

    with tenant_scope(cast.northgate.pk):
        assert ArticleVersion.objects.get(pk=older.pk).state == State.OVERTAKEN
        with pytest.raises(WrongState):
            approve(version=ArticleVersion.objects.get(pk=older.pk), actor=cast.boris_acting)


def test_readers_see_who_does_not_agree_with_what_and_why(cast: Cast) -> None:
    version = make.signed(cast)
    with tenant_scope(cast.northgate.pk):
        digest = make.all_parts(version)["second"]
        dissent(
            version=version,
            part="second",
            sha256=digest,
            reason="The trials were <small>.",
            actor=cast.chiyo_acting,
        )
        approve(version=version, actor=cast.boris_acting)
    reader = browser(cast.northgate)

    shown = reader.get("/articles/brittle-bones/").content.decode()
    _second(cast, _changed_second())
    later = reader.get("/articles/brittle-bones/v2/").content.decode()

    assert "The trials were &lt;small&gt;." in shown
    assert "The trials were" not in later


def _changed_second() -> dict[str, Any]:
    document = make.article()
    document["sections"][0]["statements"][1]["wording"] = make.worded("Said with more care")
    return document
