"""A guideline that comes under another key than the store has it, told by its identifiers."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.guidelines.domain.package import read_package
from apps.guidelines.models import Guideline, GuidelineVersion, Link, RecommendationVersion
from apps.guidelines.services.import_package import ImportPlan, ImportRefused, plan_import
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser
from tests.guidelines.editions import changed, edition, unchanged
from tests.guidelines.importing import page_of, planned

TOPIC = {"system": "uspstf-topic", "value": "osteoporosis-screening"}
ALIAS = {"system": "uspstf-alias", "value": "bone-loss-screening"}
SHARED = {"system": "pharmgkb", "value": "PA1"}


def _keyed(document: dict[str, Any], key: str, *identifiers: dict[str, str]) -> dict[str, Any]:
    document["guidelines"][0] |= {"key": key, "identifiers": list(identifiers)}
    return document


def _stored(cast: Cast, key: str, *identifiers: dict[str, str]) -> ImportPlan:
    return make.store(cast.northgate, _keyed(make.package(), key, *identifiers))


def _newer(key: str, *identifiers: dict[str, str]) -> dict[str, Any]:
    return _keyed(edition(changed(), unchanged() | {"key": "second"}), key, *identifiers)


def _linked() -> dict[str, Any]:
    """The renamed guideline's next edition, with a link that names it by its new key."""
    document = _newer("bone-loss", TOPIC)
    document["links"] = [
        {"from": "bone-loss/first", "to_uri": "https://other.example/1", "kind": "same_as"}
    ]
    return document


def _planned(cast: Cast, document: dict[str, Any]) -> ImportPlan:
    with tenant_scope(cast.northgate.pk):
        return plan_import(package=read_package(document))


def test_a_renamed_guideline_is_the_next_edition_of_the_one_that_is_stored(cast: Cast) -> None:
    _stored(cast, "osteoporosis", TOPIC)

    plan = make.store(cast.northgate, _newer("bone-loss", TOPIC, ALIAS))

    with tenant_scope(cast.northgate.pk):
        assert Guideline.objects.get().key == "osteoporosis"
        assert dict(GuidelineVersion.objects.values_list("label", "status")) == {
            "2023": "superseded",
            "2025": "active",
        }
        first = RecommendationVersion.objects.filter(recommendation__key="first")
        assert first.values("recommendation").distinct().count() == 1
    assert [issue.code for issue in plan.issues] == ["same_identifier"]


def test_what_the_package_says_of_a_renamed_guideline_is_said_of_the_stored_one(
    cast: Cast,
) -> None:
    _stored(cast, "osteoporosis", TOPIC)

    make.store(cast.northgate, _linked())

    with tenant_scope(cast.northgate.pk):
        assert Link.objects.get().start.guideline.key == "osteoporosis"


def test_a_renamed_guideline_comes_again_without_any_change(cast: Cast) -> None:
    _stored(cast, "osteoporosis", TOPIC)
    make.store(cast.northgate, _newer("bone-loss", TOPIC, ALIAS))

    again = _planned(cast, _newer("bone-loss", TOPIC, ALIAS))

    assert not again.is_change


def test_links_of_a_renamed_guideline_are_no_news_the_second_time(cast: Cast) -> None:
    _stored(cast, "osteoporosis", TOPIC)
    make.store(cast.northgate, _linked())

    run = planned(cast, _linked())

    page = browser(cast.northgate, cast.cleo).get(page_of(run))
    assert "Nothing to store" in page.content.decode()


def test_identifiers_of_two_stored_guidelines_are_refused(cast: Cast) -> None:
    _stored(cast, "osteoporosis", TOPIC)
    _stored(cast, "bones", ALIAS)

    with pytest.raises(ImportRefused) as refusal:
        make.store(cast.northgate, _newer("bone-loss", TOPIC, ALIAS))

    assert [issue.code for issue in refusal.value.issues] == ["identifiers_disagree"]


def _both(one: str, other: str) -> dict[str, Any]:
    document = _newer(one, TOPIC)
    document["guidelines"] += _newer(other, TOPIC)["guidelines"]
    return document


def test_a_guideline_beside_the_one_whose_identifier_it_has_is_another(cast: Cast) -> None:
    _stored(cast, "osteoporosis", TOPIC)

    make.store(cast.northgate, _both("osteoporosis", "bone-loss"))

    with tenant_scope(cast.northgate.pk):
        assert Guideline.objects.count() == 2


def test_two_guidelines_that_could_be_the_same_one_are_refused(cast: Cast) -> None:
    _stored(cast, "osteoporosis", TOPIC)

    with pytest.raises(ImportRefused, match="osteoporosis twice"):
        make.store(cast.northgate, _both("bones", "bone-loss"))


def test_an_identifier_that_several_guidelines_share_says_nothing(cast: Cast) -> None:
    _stored(cast, "cpic-one", SHARED)

    _stored(cast, "cpic-other", SHARED)

    with tenant_scope(cast.northgate.pk):
        assert Guideline.objects.count() == 2


def test_another_organisations_guideline_is_none_of_ours(cast: Cast) -> None:
    make.store(cast.harbour, _keyed(make.package(), "osteoporosis", TOPIC))

    _stored(cast, "bone-loss", TOPIC)

    with tenant_scope(cast.northgate.pk):
        assert Guideline.objects.get().key == "bone-loss"


def test_looking_for_identifiers_costs_the_same_for_any_number(cast: Cast) -> None:
    def queries(count: int) -> int:
        document = _newer("new-0", TOPIC)
        for number in range(1, count):
            topic = {**TOPIC, "value": f"topic-{number}"}
            document["guidelines"] += _newer(f"new-{number}", topic)["guidelines"]
        with CaptureQueriesContext(connection) as captured:
            _planned(cast, document)
        return len(captured)

    assert queries(5) == queries(1)
