"""What was asked for comes before what shares a word with it, and graded before not graded."""

from __future__ import annotations

from typing import Any

from apps.guidelines.browsing import Filters, browse
from apps.guidelines.finding import understand
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast


def _found(cast: Cast, query: str, *recommendations: dict[str, Any]) -> list[str]:
    about_nothing = {"interventions": [], "conditions": []}
    document = make.package(*[item | about_nothing for item in recommendations])
    make.store(cast.northgate, document)
    with tenant_scope(cast.northgate.pk):
        return [hit.statement for hit in browse(Filters(words=query)).records]


def test_a_record_of_the_thing_comes_before_one_that_shares_a_word(cast: Cast) -> None:
    found = _found(
        cast,
        "broken back",
        make.recommendation("pain", "Back pain after back surgery was rare."),
        make.recommendation("spine", "A vertebral fracture heals with time."),
    )

    assert found == ["A vertebral fracture heals with time."]


def test_of_equally_relevant_records_the_graded_comes_first(cast: Cast) -> None:
    statement = make.recommendation("said", "Vertebral fracture is painful.")
    statement |= {
        "kind": "statement",
        "ratings": [],
        "direction": "none",
        "fidelity": "none",
    } | dict.fromkeys(["strength", "certainty"])
    graded = make.recommendation("graded", "Vertebral fracture is treated with rest and with time.")

    found = _found(cast, "broken back", statement, graded)

    assert found[0].startswith("Vertebral fracture is treated")


def test_what_is_denied_is_not_searched_by_other_names(cast: Cast) -> None:
    _found(cast, "", make.recommendation("spine", "A vertebral fracture heals."))

    with tenant_scope(cast.northgate.pk):
        assert understand("no broken back").also == ()
