"""The queue: who takes what until when, what comes first, and what of it one sees."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.domain.notices import NoticeKind
from apps.accounts.domain.roles import Role
from apps.accounts.models import Membership, Notice
from apps.advisory.models import Assignment, Board, Member
from apps.articles.models import ArticleVersion
from core.clock import today
from core.tenancy.scope import tenant_scope
from tests import make
from tests.advisory.deeds import entries, state_of
from tests.cast import Cast, browser

QUESTION = "How should osteoporosis be treated?"


def _more(cast: Cast, slug: str, **facts: str) -> ArticleVersion:
    """Another submitted version, in the store that is there."""
    version = make.draft(cast, make.article(slug=slug, question=f"What of {slug}?", **facts))
    with tenant_scope(cast.northgate.pk):
        return make.move.submit(version=version, actor=cast.ada_acting)


def _assignments(cast: Cast) -> list[tuple[int, bool]]:
    """(reviewer, is open), in their order."""
    with tenant_scope(cast.northgate.pk):
        rows = Assignment.objects.order_by("pk")
        return [(row.reviewer_id, row.released_at is None) for row in rows]


def _told(cast: Cast, kind: NoticeKind) -> set[int]:
    with tenant_scope(cast.northgate.pk):
        return set(Notice.objects.filter(kind=kind).values_list("recipient", flat=True))


def _assign(cast: Cast, version: ArticleVersion, *, by: str, to: str, days: int = 7) -> int:
    form = {"reviewer": getattr(cast, to).pk, "due_on": f"{today() + timedelta(days=days)}"}
    client = browser(cast.northgate, getattr(cast, by))
    return client.post(f"/desk/{version.public_id}/assign/do/", form).status_code


@pytest.fixture
def late(cast: Cast) -> ArticleVersion:
    """Assigned to Chiyo, whose day is past."""
    version = make.submitted(cast)
    assert _assign(cast, version, by="edda", to="chiyo") == 302
    with tenant_scope(cast.northgate.pk):
        Assignment.objects.update(due_on=today() - timedelta(days=1))
    return version


def test_taking_a_version_is_reviewing_it(cast: Cast) -> None:
    version = make.submitted(cast)

    browser(cast.northgate, cast.boris).post(f"/desk/{version.public_id}/take/")

    assert _assignments(cast) == [(cast.boris.pk, True)]
    assert state_of(cast, version) == "under_review"


def test_another_member_reviews_it_too_and_the_first_is_told(cast: Cast) -> None:
    version = make.submitted(cast)
    browser(cast.northgate, cast.boris).post(f"/desk/{version.public_id}/take/")
    client = browser(cast.northgate, cast.chiyo)

    answers = [client.post(f"/desk/{version.public_id}/claim/").status_code for _ in range(2)]

    assert answers == [302, 302]
    assert _assignments(cast) == [(cast.boris.pk, True), (cast.chiyo.pk, True)]
    assert _told(cast, NoticeKind.CLAIMED) == {cast.boris.pk}
    assert len(entries(cast, "advisory.review.claimed")) == 2


def test_who_wrote_it_cannot_claim_it(cast: Cast) -> None:
    version = make.submitted(cast)
    Membership.objects.filter(user=cast.ada).update(roles=[Role.AUTHOR, Role.BOARD_MEMBER])

    response = browser(cast.northgate, cast.ada).post(f"/desk/{version.public_id}/claim/")

    assert response.status_code == 403
    assert _assignments(cast) == []


@pytest.mark.parametrize("deed", ["claim", "release", "assign/do", "priority"])
@pytest.mark.parametrize("name", ["nobody", "ada", "cleo", "rosa"])
def test_nobody_else_hands_reviews_out(cast: Cast, deed: str, name: str) -> None:
    version = make.submitted(cast)
    client = browser(cast.northgate, None if name == "nobody" else getattr(cast, name))

    response = client.post(f"/desk/{version.public_id}/{deed}/", {"reviewer": cast.boris.pk})

    assert response.status_code == 403
    assert _assignments(cast) == []


@pytest.mark.parametrize("deed", ["claim", "release", "assign/do", "priority"])
def test_a_version_of_another_organisation_is_not_found(cast: Cast, deed: str) -> None:
    version = make.submitted(cast)
    member = {"claim": cast.mei, "release": cast.mei}.get(deed, cast.otto)

    response = browser(cast.harbour, member).post(f"/desk/{version.public_id}/{deed}/")

    assert response.status_code == 404


def test_a_member_who_is_no_chair_cannot_assign(cast: Cast) -> None:
    version = make.submitted(cast)

    assert _assign(cast, version, by="boris", to="chiyo") == 403


def test_a_chair_assigns_a_review_and_the_member_is_told(cast: Cast) -> None:
    version = make.submitted(cast)
    with tenant_scope(cast.northgate.pk):
        Member.objects.create(user=cast.boris, is_chair=True)

    answers = [_assign(cast, version, by="boris", to="chiyo") for _ in range(2)]

    assert answers == [302, 302]
    assert _assignments(cast) == [(cast.chiyo.pk, True)]
    assert _told(cast, NoticeKind.ASSIGNED) == {cast.chiyo.pk}
    (entry,) = entries(cast, "advisory.review.assigned")
    assert entry.data["reviewer"] == cast.chiyo.pk


def test_a_chair_whose_term_is_over_assigns_nothing(cast: Cast) -> None:
    version = make.submitted(cast)
    with tenant_scope(cast.northgate.pk):
        Member.objects.create(
            user=cast.boris,
            is_chair=True,
            term_from=today() - timedelta(days=9),
            term_until=today() - timedelta(days=1),
        )

    assert _assign(cast, version, by="boris", to="chiyo") == 403


@pytest.mark.parametrize(("to", "days"), [("chiyo", -1), ("ada", 7), ("rosa", 7), ("mei", 7)])
def test_a_day_that_is_past_and_who_cannot_review_it_are_refused_beside_the_field(
    cast: Cast, to: str, days: int
) -> None:
    version = make.submitted(cast)

    assert _assign(cast, version, by="edda", to=to, days=days) == 422
    assert _assignments(cast) == []


def test_what_is_approved_is_not_assigned(cast: Cast) -> None:
    version = make.approved(cast)

    assert _assign(cast, version, by="edda", to="chiyo") == 409


def test_a_member_gives_back_their_own_review_and_no_others(cast: Cast) -> None:
    version = make.submitted(cast)
    _assign(cast, version, by="edda", to="chiyo")
    address, form = f"/desk/{version.public_id}/release/", {"reviewer": cast.chiyo.pk}

    refused = browser(cast.northgate, cast.boris).post(address, form).status_code
    own = browser(cast.northgate, cast.chiyo)
    answers = [own.post(address, form).status_code for _ in range(2)]

    assert (refused, answers) == (403, [302, 302])
    assert _assignments(cast) == [(cast.chiyo.pk, False)]
    assert len(entries(cast, "advisory.review.released")) == 1


def test_what_is_urgent_stands_first_then_what_is_due(cast: Cast) -> None:
    make.submitted(cast)
    soon, urgent = _more(cast, "soon"), _more(cast, "urgent")
    _assign(cast, soon, by="edda", to="chiyo", days=1)
    edda = browser(cast.northgate, cast.edda)
    for _ in range(2):
        edda.post(f"/desk/{urgent.public_id}/priority/", {"is_urgent": "on"})

    html = browser(cast.northgate, cast.boris).get("/desk/").content.decode()

    places = [html.index(words) for words in ("What of urgent?", "What of soon?", QUESTION)]
    assert places == sorted(places)
    assert len(entries(cast, "advisory.version.prioritised")) == 1


def test_a_version_is_due_as_many_days_after_submission_as_the_board_takes(cast: Cast) -> None:
    make.submitted(cast)
    with tenant_scope(cast.northgate.pk):
        Board.objects.update(review_days=3)

    html = browser(cast.northgate, cast.boris).get("/desk/").content.decode()

    assert f'<time datetime="{today() + timedelta(days=3)}">' in html
    assert "Overdue</span>" not in html


@pytest.mark.parametrize(
    ("query", "shows"),
    [
        ("", True),
        ("whose=mine", True),
        ("whose=unassigned", False),
        ("overdue=on", True),
        ("urgent=on", False),
        ("topic=Bone", True),
        ("topic=Hearts", False),
        ("state=submitted", True),
        ("state=under_review", False),
        ("to_sign=on", False),
        ("page=2", False),
    ],
)
def test_the_queue_is_narrowed_by_its_address(
    cast: Cast, late: ArticleVersion, query: str, shows: bool
) -> None:
    html = browser(cast.northgate, cast.chiyo).get(f"/desk/?{query}").content.decode()

    assert (f'href="/desk/{late.public_id}/"' in html) is shows


def test_what_waits_for_my_signature_is_what_i_have_not_signed(cast: Cast) -> None:
    version = make.signed(cast)

    shown = {
        name: f"/desk/{version.public_id}/"
        in browser(cast.northgate, getattr(cast, name)).get("/desk/?to_sign=on").content.decode()
        for name in ("boris", "chiyo")
    }

    assert shown == {"boris": False, "chiyo": True}


@pytest.mark.parametrize("query", ["whose=everybody", "state=approved", "page=0", "page=x"])
def test_what_the_queue_cannot_be_asked_is_refused(cast: Cast, query: str) -> None:
    assert browser(cast.northgate, cast.boris).get(f"/desk/?{query}").status_code == 400


def test_the_desk_says_who_has_how_much(cast: Cast, late: ArticleVersion) -> None:
    html = browser(cast.northgate, cast.boris).get("/desk/").content.decode()

    chiyo = html[html.index("<b>Dr Chiyo</b>") :]
    assert "1 open review" in chiyo[:200]
    assert "1 overdue" in chiyo[:200]
    assert "0 open reviews" in html


def test_the_queue_costs_the_same_however_much_waits(cast: Cast) -> None:
    _assign(cast, make.submitted(cast), by="edda", to="chiyo")
    client = browser(cast.northgate, cast.boris)
    client.get("/desk/")
    with CaptureQueriesContext(connection) as few:
        client.get("/desk/")
    for number in range(4):
        _assign(cast, _more(cast, f"more-{number}"), by="edda", to="boris")

    with CaptureQueriesContext(connection) as many:
        client.get("/desk/")

    assert len(few) == len(many)
