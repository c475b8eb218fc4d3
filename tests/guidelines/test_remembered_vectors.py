"""What a process remembers of the vectors finds what a scan of them finds, and is never stale."""

from __future__ import annotations

from collections import OrderedDict

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.guidelines import remembered_vectors
from apps.guidelines.embedding.encoder import encode_question
from apps.guidelines.embedding.model import MODEL
from apps.guidelines.fused import Found, find_by_meaning
from apps.guidelines.models import RecommendationVersion
from apps.guidelines.remembered_vectors import near
from apps.guidelines.search import lexemes
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast
from tests.guidelines.editions import withdraw
from tests.guidelines.vectors import refreshed

pytestmark = pytest.mark.usefixtures("encoder")

STATEMENTS = {
    "calcium": "Calcium keeps bones strong.",
    "milk": "Milk has calcium for the bones.",
    "fish": "Fish with bones brings calcium.",
    "lamps": "Bright lamps prevent falls at night.",
}


@pytest.fixture
def stored(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Asked by a process that has just begun and remembers nothing."""
    monkeypatch.setattr(remembered_vectors, "_held", OrderedDict())
    _store(cast, STATEMENTS)
    refreshed(cast.northgate)
    return cast


def _store(cast: Cast, statements: dict[str, str]) -> None:
    rows = [make.recommendation(key, text, conditions=[]) for key, text in statements.items()]
    make.store(cast.northgate, make.package(*rows))


def _near(cast: Cast, text: str, number: int = 10) -> list[str] | None:
    with tenant_scope(cast.northgate.pk):
        found = near(encode_question(text, model=MODEL), MODEL, number)
        rows = RecommendationVersion.objects.select_related("recommendation").in_bulk(found or [])
        return None if found is None else [rows[pk].recommendation.key for pk in found]


def _search(cast: Cast, text: str, *, remembered: bool) -> list[Found]:
    with tenant_scope(cast.northgate.pk):
        weights = dict.fromkeys(lexemes(text), 1.0)
        return find_by_meaning(text, weights, limit=50, propose=near if remembered else None)


@pytest.mark.parametrize("text", ["milk for the bones", "light in the dark", "calcium", "zebra"])
def test_a_search_by_what_is_remembered_finds_what_the_scan_finds(stored: Cast, text: str) -> None:
    scanned = _search(stored, text, remembered=False)

    assert _search(stored, text, remembered=True) == scanned


def test_the_nearest_come_first_and_no_more_than_asked_for(stored: Cast) -> None:
    found = _near(stored, STATEMENTS["milk"], 2)

    assert found is not None
    assert found[0] == "milk"
    assert len(found) == 2


def test_a_withdrawn_statement_is_not_proposed_and_a_new_one_is(stored: Cast) -> None:
    _near(stored, "milk for the bones")

    withdraw(stored, "milk")
    while_changing = _near(stored, "milk for the bones")
    refreshed(stored.northgate)

    assert while_changing is None
    assert set(_near(stored, "milk for the bones") or []) == set(STATEMENTS) - {"milk"}
    _store(stored, {**STATEMENTS, "greens": "Greens bring calcium to bones."})
    assert _near(stored, "greens") is None
    refreshed(stored.northgate)
    assert (_near(stored, "greens") or [])[0] == "greens"


def test_another_organisations_statements_are_never_proposed(stored: Cast) -> None:
    make.store(stored.harbour, make.package(make.recommendation("secret", STATEMENTS["milk"])))
    refreshed(stored.harbour)

    ours = _near(stored, "milk for the bones")

    assert set(ours or []) == set(STATEMENTS)


def test_more_than_a_process_may_hold_is_left_to_the_scan(
    stored: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered_vectors, "MOST_VECTORS", len(STATEMENTS) - 1)

    assert _near(stored, "milk") is None


def test_the_organisation_that_asked_longest_ago_is_forgotten_first(
    stored: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.store(stored.harbour, make.package(make.recommendation("other", "Milk is white.")))
    refreshed(stored.harbour)
    monkeypatch.setattr(remembered_vectors, "MOST_VECTORS", len(STATEMENTS))
    _near(stored, "milk")
    with tenant_scope(stored.harbour.pk):
        near(encode_question("milk", model=MODEL), MODEL, 5)

    with CaptureQueriesContext(connection) as asked:
        _near(stored, "milk")

    assert sum("halfvec_send" in query["sql"] for query in asked) == 1


def test_what_is_remembered_is_read_once(stored: Cast) -> None:
    with CaptureQueriesContext(connection) as asked:
        for _ in range(3):
            _near(stored, "milk")

    assert sum("halfvec_send" in query["sql"] for query in asked) == 1
