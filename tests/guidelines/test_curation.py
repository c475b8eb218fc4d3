"""The curator's desk: what waits, for curators and nobody else."""

from __future__ import annotations

import pytest

from apps.guidelines.models import GuidelineVersion
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser

DESK = "/curation/"


def test_the_curators_desk_asks_visitors_to_sign_in(cast: Cast) -> None:
    response = browser(cast.northgate).get(DESK)

    assert (response.status_code, response["Location"]) == (302, f"/account/login/?next={DESK}")


@pytest.mark.parametrize("name", ["ada", "boris", "edda", "rosa"])
def test_the_curators_desk_is_for_curators(cast: Cast, name: str) -> None:
    response = browser(cast.northgate, getattr(cast, name)).get(DESK)

    assert response.status_code == 403


def test_the_curators_desk_counts_what_waits_here(cast: Cast) -> None:
    for tenant in (cast.northgate, cast.harbour):
        make.store(tenant)
        with tenant_scope(tenant.pk):
            GuidelineVersion.objects.update(review_due_on="2024-01-01")

    html = browser(cast.northgate, cast.cleo).get(DESK).content.decode()

    assert "<dt>Reviews due</dt><dd>1</dd>" in html


def test_the_way_to_the_curators_desk_is_shown_to_curators(cast: Cast) -> None:
    seen = [
        f'href="{DESK}"' in browser(cast.northgate, person).get("/").content.decode()
        for person in (cast.cleo, cast.boris, None)
    ]

    assert seen == [True, False, False]
