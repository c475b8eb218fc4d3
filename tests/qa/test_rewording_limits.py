"""What a language model may use, and when it is left alone."""

from __future__ import annotations

from typing import Any

import pytest

from apps.qa.models import RewordingFailure, RewordingPolicy
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast
from tests.qa.fake_model import (
    QUESTION,
    Response,
    ready,
    serving,
    switched_on,
    use_of,
    well,
)

__all__ = ["ready"]


def test_a_model_that_keeps_failing_is_left_alone(ready: Cast, settings: Any) -> None:
    with serving(lambda request: Response(status=400), settings) as fake:
        for _ in range(5):
            make.answered(ready.northgate, QUESTION)

    assert len(fake.requests) == 3
    assert use_of(ready).calls == 3


def test_one_success_makes_up_forfailures_of(ready: Cast, settings: Any) -> None:
    replies = iter([Response(status=400), Response(status=400)])

    def behave(request: dict[str, Any]) -> Response:
        return next(replies, None) or well(request)

    with serving(behave, settings) as fake:
        for _ in range(5):
            make.answered(ready.northgate, QUESTION)

    assert len(fake.requests) == 5


def test_what_the_endpoint_counted_is_what_was_used(ready: Cast, settings: Any) -> None:
    with serving(well, settings):
        make.answered(ready.northgate, QUESTION)
        make.answered(ready.northgate, QUESTION)

    used = use_of(ready)
    assert (used.calls, used.tokens, used.offered, used.kept) == (2, 642, 2, 2)


def test_a_call_that_used_nothing_is_not_counted_in_tokens(ready: Cast, settings: Any) -> None:
    with serving(lambda request: Response(status=400), settings):
        make.answered(ready.northgate, QUESTION)

    assert (use_of(ready).calls, use_of(ready).tokens) == (1, 0)


def test_nothing_is_sent_beyond_the_quota(cast: Cast, settings: Any) -> None:
    switched_on(cast, monthly_tokens=900)

    with serving(well, settings) as fake:
        for _ in range(4):
            make.answered(cast.northgate, QUESTION)

    assert len(fake.requests) == 2
    assert use_of(cast).tokens == 642


@pytest.mark.parametrize("state", ["off", "never decided", "another organisation's"])
def test_nothing_is_sent_unless_the_organisation_wants_it(
    cast: Cast, settings: Any, state: str
) -> None:
    switched_on(cast)
    with tenant_scope(cast.northgate.pk):
        if state == "off":
            RewordingPolicy.objects.update(is_on=False)
        else:
            RewordingPolicy.objects.all().delete()
    if state == "another organisation's":
        with tenant_scope(cast.harbour.pk):
            RewordingPolicy.objects.create(is_on=True, monthly_tokens=100_000)

    with serving(well, settings) as fake:
        make.answered(cast.northgate, QUESTION)

    assert fake.requests == []


def test_only_the_latest_failures_are_kept(ready: Cast, settings: Any) -> None:
    with tenant_scope(ready.northgate.pk):
        RewordingFailure.objects.bulk_create(
            RewordingFailure(kind="busy", detail=str(number)) for number in range(30)
        )

    with serving(lambda request: Response(status=400), settings):
        make.answered(ready.northgate, QUESTION)

    with tenant_scope(ready.northgate.pk):
        assert RewordingFailure.objects.count() == 20
        assert RewordingFailure.objects.order_by("-id")[0].kind == "refused"
