"""Withdrawing an article: the notice at its address, its successor, and everything that follows."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from apps.accounts.domain.roles import Role
from apps.advisory.models import Member
from apps.articles.models import Article, ArticleEvent, ArticleVersion, StatementMark
from apps.articles.selectors import articles_citing, library
from apps.articles.services import move
from apps.guidelines.models import RecommendationVersion
from apps.qa.models import Question
from core.actors import Actor
from core.clock import now
from core.errors import InvalidInput, NotPermitted
from core.models import AuditEntry, Event
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, actor_of, browser, partner
from tests.guidelines.editions import withdraw as withdraw_record

PAGE = "/articles/brittle-bones/"
API = "/api/v1/articles/brittle-bones/"
WHY = "A trial of 2026 found more harm than benefit."
TEXT = "Offer a bisphosphonate (clinician)"


def _admin(cast: Cast) -> Client:
    return browser(cast.northgate, cast.edda)


def _acting(cast: Cast) -> Actor:
    return actor_of(cast.edda, Role.ADMIN)


def _another(cast: Cast, slug: str = "other-bones") -> ArticleVersion:
    """A second approved article at Northgate."""
    version = make.draft(cast, make.article(slug=slug, question=f"What of {slug}?"))
    with tenant_scope(cast.northgate.pk):
        version = move.submit(version=version, actor=cast.ada_acting)
        version = move.take_under_review(version=version, actor=cast.boris_acting)
    return make.sign_and_approve(cast, version)


def _withdrawn(cast: Cast, successor: str = "") -> ArticleVersion:
    version = make.approved(cast)
    if successor:
        _another(cast, successor)
    response = _admin(cast).post(f"{PAGE}withdraw/", {"reason": WHY, "successor": successor})
    assert response.status_code == 302
    return version


def _again(cast: Cast, *, approved: bool) -> ArticleVersion:
    """A newer version of the same article."""
    version = make.draft(cast)
    with tenant_scope(cast.northgate.pk):
        version = move.submit(version=version, actor=cast.ada_acting)
        version = move.take_under_review(version=version, actor=cast.boris_acting)
    return make.sign_and_approve(cast, version) if approved else version


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}v1/"])
def test_its_addresses_give_the_reason_the_day_and_the_successor_and_no_text(
    cast: Cast, path: str
) -> None:
    _withdrawn(cast, "other-bones")

    response = browser(cast.northgate).get(path)

    html = response.content.decode()
    assert response.status_code == 410
    for shown in (WHY, f"{now():%-d %B %Y}", 'href="/articles/other-bones/"', f"{PAGE}history/"):
        assert shown in html, shown
    assert "What of other-bones?" in html
    assert TEXT not in html
    assert "noindex" in html


def test_it_is_told_audited_and_in_the_history_that_stays_readable(cast: Cast) -> None:
    _withdrawn(cast, "other-bones")

    response = browser(cast.northgate).get(f"{PAGE}history/")

    assert (response.status_code, "Withdrawn" in response.content.decode()) == (200, True)
    with tenant_scope(cast.northgate.pk):
        events = ArticleEvent.objects.filter(article__slug="brittle-bones")
        said = json.loads(events.latest("number").said)
        entry = AuditEntry.objects.get(action="articles.version.withdrawn")
        event = Event.objects.get(kind="articles.version.withdrawn")
    assert (said["kind"], said["by"]) == ("withdrawn", cast.edda.name)
    assert (said["reason"], said["successor"]) == (WHY, "other-bones")
    assert (entry.data["reason"], entry.data["successor"]) == (WHY, "other-bones")
    assert event.data == {"number": 1, "successor": "other-bones"}


def test_library_and_records_no_longer_name_it(cast: Cast) -> None:
    _withdrawn(cast)

    with tenant_scope(cast.northgate.pk):
        record = RecommendationVersion.objects.get(recommendation__key="first")
        assert library() == []
        assert articles_citing(record.recommendation.public_id) == ()
        assert articles_citing(record.public_id) == ()


def test_partners_get_410_with_the_successor(cast: Cast) -> None:
    _withdrawn(cast, "other-bones")
    program = partner(cast.northgate, cast.pia_key)

    for path in (API, f"{API}versions/1/"):
        response = program.get(path)
        body = response.json()
        assert (response.status_code, body["code"]) == (410, "article_withdrawn")
        assert body["successor"] == "other-bones"
        assert WHY in body["detail"]
    listed = program.get("/api/v1/articles/").json()["results"]
    assert [row["slug"] for row in listed] == ["other-bones"]


def test_nothing_is_asked_or_reported_under_it_any_more(cast: Cast) -> None:
    _withdrawn(cast)
    client = browser(cast.northgate)

    asked = client.post(f"{PAGE}questions/", {"text": "And what then?", "level": "patient"})
    reported = client.post(f"{PAGE}report/", {"kind": "other", "text": "It is gone"})

    assert (asked.status_code, reported.status_code) == (410, 410)
    assert WHY in asked.content.decode()


def test_an_answer_given_under_it_says_so_and_a_follow_up_leaves_it(cast: Cast) -> None:
    version = make.approved(cast)
    client = browser(cast.northgate)
    asked = client.post(f"{PAGE}questions/", {"text": "What comes first?", "level": "patient"})
    with tenant_scope(cast.northgate.pk):
        move.withdraw(version=version, reason=WHY, successor=None, actor=_acting(cast))

    html = client.get(asked["Location"]).content.decode()
    first = asked["Location"].split("/")[-2]
    client.post("/questions/", {"text": "How often?", "level": "patient", "follows": first})

    assert "was withdrawn" in html
    assert "New weakness of the legs" not in html
    with tenant_scope(cast.northgate.pk):
        assert Question.objects.latest("pk").article_version is None


def test_a_newer_version_that_is_approved_brings_the_address_back(cast: Cast) -> None:
    _withdrawn(cast)
    client = browser(cast.northgate)
    _again(cast, approved=False)
    waiting = [client.get(path).status_code for path in (PAGE, f"{PAGE}v1/", f"{PAGE}v2/")]
    with tenant_scope(cast.northgate.pk):
        newer = ArticleVersion.objects.get(number=2)

    make.sign_and_approve(cast, newer)

    now_there = [client.get(path).status_code for path in (PAGE, f"{PAGE}v1/", f"{PAGE}v2/")]
    assert (waiting, now_there) == ([410, 410, 200], [200, 410, 200])


def test_versions_before_the_withdrawn_one_are_gone_too(cast: Cast) -> None:
    make.approved(cast)
    _again(cast, approved=True)

    _admin(cast).post(f"{PAGE}withdraw/", {"reason": WHY})

    assert browser(cast.northgate).get(f"{PAGE}v1/").status_code == 410


def test_withdrawing_twice_is_withdrawing_once(cast: Cast) -> None:
    version = _withdrawn(cast)

    again = _admin(cast).post(f"{PAGE}withdraw/", {"reason": "Another reason"})
    with tenant_scope(cast.northgate.pk):
        same = move.withdraw(version=version, reason="x", successor=None, actor=_acting(cast))

        assert same.withdrawal_reason == WHY
        assert AuditEntry.objects.filter(action="articles.version.withdrawn").count() == 1
    assert again.status_code == 410


def test_two_articles_cannot_lead_to_each_other(cast: Cast) -> None:
    _withdrawn(cast, "other-bones")
    with tenant_scope(cast.northgate.pk):
        other = ArticleVersion.objects.get(article__slug="other-bones")
        first = Article.objects.get(slug="brittle-bones")

        for successor in (first, other.article):
            with pytest.raises(InvalidInput, match="not withdrawn"):
                move.withdraw(version=other, reason=WHY, successor=successor, actor=_acting(cast))


def test_the_page_offers_approved_articles_alone(cast: Cast) -> None:
    make.approved(cast)
    _another(cast)
    _admin(cast).post("/articles/other-bones/withdraw/", {"reason": WHY})
    _another(cast, "third-bones")

    html = _admin(cast).get(f"{PAGE}withdraw/").content.decode()

    assert 'value="third-bones"' in html
    assert 'value="other-bones"' not in html
    assert 'value="brittle-bones"' not in html


@pytest.mark.parametrize(
    "form", [{"reason": ""}, {"reason": "  "}, {"reason": "So", "successor": "nobody-wrote-it"}]
)
def test_what_was_typed_comes_back_where_it_cannot_be_done(
    cast: Cast, form: dict[str, str]
) -> None:
    make.approved(cast)

    response = _admin(cast).post(f"{PAGE}withdraw/", form)

    assert response.status_code == 422
    assert form["reason"].strip() in response.content.decode()
    assert browser(cast.northgate).get(PAGE).status_code == 200


@pytest.mark.parametrize("state", ["submitted", "under_review"])
def test_only_what_is_approved_is_withdrawn(cast: Cast, state: str) -> None:
    getattr(make, state)(cast)

    assert _admin(cast).post(f"{PAGE}withdraw/", {"reason": WHY}).status_code == 409


def test_a_chair_of_the_board_may_and_other_members_may_not(cast: Cast) -> None:
    make.approved(cast)
    with tenant_scope(cast.northgate.pk):
        Member.objects.create(user=cast.boris, is_chair=True)
    chair, member = (browser(cast.northgate, who) for who in (cast.boris, cast.chiyo))

    refused = member.post(f"{PAGE}withdraw/", {"reason": WHY})
    offered = [f"{PAGE}withdraw/" in who.get(PAGE).content.decode() for who in (chair, member)]
    done = chair.post(f"{PAGE}withdraw/", {"reason": WHY})

    assert (refused.status_code, offered, done.status_code) == (403, [True, False], 302)


@pytest.mark.parametrize("name", ["ada", "cleo", "rosa"])
def test_nobody_else_may(cast: Cast, name: str) -> None:
    version = make.approved(cast)
    client = browser(cast.northgate, getattr(cast, name))

    assert client.get(f"{PAGE}withdraw/").status_code == 403
    assert client.post(f"{PAGE}withdraw/", {"reason": WHY}).status_code == 403
    with tenant_scope(cast.northgate.pk), pytest.raises(NotPermitted):
        move.withdraw(version=version, reason=WHY, successor=None, actor=cast.ada_acting)


def test_visitors_sign_in_and_neighbours_find_nothing(cast: Cast) -> None:
    make.approved(cast)

    asked = browser(cast.northgate).post(f"{PAGE}withdraw/", {"reason": WHY})
    foreign = browser(cast.harbour, cast.otto).post(f"{PAGE}withdraw/", {"reason": WHY})

    assert (asked.status_code, foreign.status_code) == (302, 404)
    assert browser(cast.northgate).get(PAGE).status_code == 200


def test_a_change_of_evidence_leaves_a_withdrawn_version_alone(cast: Cast) -> None:
    _withdrawn(cast)

    withdraw_record(cast)

    with tenant_scope(cast.northgate.pk):
        assert not StatementMark.objects.exists()


@pytest.mark.parametrize(
    ("state", "said"),
    [("draft", ""), ("under_review", "is under review"), ("sent_back", "asked for changes")],
)
def test_readers_of_an_approved_version_hear_of_a_newer_one_unless_it_is_a_draft(
    cast: Cast, state: str, said: str
) -> None:
    make.approved(cast)
    newer = make.draft(cast) if state == "draft" else _again(cast, approved=False)
    if state == "sent_back":
        with tenant_scope(cast.northgate.pk):
            move.ask_for_changes(version=newer, reason="Again", actor=cast.boris_acting)

    html = browser(cast.northgate).get(PAGE).content.decode()

    assert ("This one stays valid until" in html) == bool(said)
    assert said in html
    assert (f"{PAGE}v2/" in html) == bool(said)
