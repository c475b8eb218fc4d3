"""What changed in the evidence of late, and what rests on it."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.guidelines.changes import changes_page
from apps.guidelines.domain.values import ChangeKind
from apps.guidelines.models import EvidenceChange
from apps.guidelines.services.record_change import Touched, record_change
from core.actors import system
from core.clock import now
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser
from tests.guidelines.editions import WITHDRAWN_ON, record, withdraw

CHANGES = "/curation/changes/"


def test_a_change_is_told_with_what_rests_on_it(cast: Cast) -> None:
    make.approved(cast)
    make.answered(cast.northgate, "Is a bisphosphonate right for osteoporosis?")
    withdraw(cast)

    with tenant_scope(cast.northgate.pk):
        (item,) = changes_page().items
    html = browser(cast.northgate, cast.cleo).get(CHANGES).content.decode()

    assert (item.kind, item.since, item.actor) == ("withdrawn", WITHDRAWN_ON, "Cleo Marsh")
    assert (item.statements, item.answers, item.tasks) == (3, 1, 1)
    assert [(row.title, row.records) for row in item.guidelines] == [("Bone drugs", 1)]
    for said in ("Harms outweigh its benefits", "4 May 2026", "1 article waits for the board"):
        assert said in html
    assert f'href="{item.guidelines[0].url}"' in html


def test_a_change_that_nothing_rests_on_says_so(cast: Cast) -> None:
    make.store(cast.northgate)
    withdraw(cast)

    html = browser(cast.northgate, cast.cleo).get(CHANGES).content.decode()

    assert "No statement and no answer rests on it." in html


def test_what_was_recorded_long_ago_or_elsewhere_is_not_told(cast: Cast) -> None:
    make.store(cast.northgate)
    withdraw(cast)
    with tenant_scope(cast.northgate.pk):
        EvidenceChange.objects.create(
            kind=ChangeKind.CONCERN,
            subject="An old work",
            reason="Somebody asked the journal",
            since=WITHDRAWN_ON,
            actor_name="Cleo Marsh",
            created_at=now() - timedelta(days=91),
        )

    here = browser(cast.northgate, cast.cleo).get(CHANGES).content.decode()
    elsewhere = browser(cast.harbour, cast.hana).get(CHANGES).content.decode()

    assert "An old work" not in here
    assert "1 change<" in here
    assert "Nothing changed in the last 90 days." in elsewhere


def test_the_list_costs_the_same_for_more(cast: Cast) -> None:
    make.approved(cast)
    client = browser(cast.northgate, cast.cleo)
    withdraw(cast)
    client.get(CHANGES)
    with CaptureQueriesContext(connection) as few:
        client.get(CHANGES)
    for number in range(25):
        with tenant_scope(cast.northgate.pk):
            record_change(
                kind=ChangeKind.CONCERN,
                subject=f"Work {number}",
                reason="Somebody asked the journal",
                since=WITHDRAWN_ON,
                touched=[Touched(record("second").pk)],
                actor=system("tests"),
            )

    with CaptureQueriesContext(connection) as more:
        html = client.get(CHANGES).content.decode()

    # Eight of them find out who asks.
    assert len(more) == len(few) == 9 + 6
    assert 'href="?page=2"' in html
