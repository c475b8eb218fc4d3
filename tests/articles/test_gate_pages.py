"""The gate on the pages of authors, the board, readers and admins; and its command."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from apps.articles.models import ArticleVersion, GateFinding, GateRun, GateWaiver, StricterRule
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser

WARNING = "lacks a DOI"


def _form(version: ArticleVersion, **changes: str) -> dict[str, str]:
    finding = GateFinding.objects.filter(run__version=version, severity="warns")[0]
    return {
        "fingerprint": finding.fingerprint,
        "reason": "The work has no address",
        "back": "article",
        **changes,
    }


def _address(version: ArticleVersion) -> str:
    return f"/articles/findings/{version.public_id}/waive/"


def test_authors_see_a_finding_at_its_statement_and_in_the_list(cast: Cast) -> None:
    make.submitted(cast)

    html = browser(cast.northgate, cast.ada).get("/articles/brittle-bones/").content.decode()

    assert html.count(WARNING) == 2
    assert 'id="finding-1"' in html
    assert 'href="#brief"' in html


def test_the_board_sees_it_on_the_review_page(cast: Cast) -> None:
    version = make.submitted(cast)

    html = browser(cast.northgate, cast.boris).get(f"/desk/{version.public_id}/").content.decode()

    assert WARNING in html
    assert "Nothing blocks approval." in html


def test_readers_do_not_see_what_is_open(cast: Cast) -> None:
    make.submitted(cast)

    for reader in (None, cast.rosa):
        html = browser(cast.northgate, reader).get("/articles/brittle-bones/").content.decode()
        assert WARNING not in html


def test_readers_see_what_was_let_stand_with_name_and_reason(cast: Cast) -> None:
    version = make.submitted(cast)
    with tenant_scope(cast.northgate.pk):
        form = _form(version)

    response = browser(cast.northgate, cast.ada).post(_address(version), form)

    html = browser(cast.northgate).get("/articles/brittle-bones/").content.decode()
    assert (response.status_code, response.headers["location"]) == (
        302,
        "/articles/brittle-bones/v1/#gate",
    )
    assert WARNING in html
    assert "The work has no address" in html
    assert "Ada Lindgren" in html


@pytest.mark.parametrize(
    ("name", "changes", "status"),
    [
        ("rosa", {}, 403),
        ("ada", {"reason": ""}, 400),
        ("ada", {"fingerprint": "0" * 64}, 404),
        ("ada", {"back": "elsewhere"}, 400),
    ],
)
def test_what_cannot_be_waived_is_refused(
    cast: Cast, name: str, changes: dict[str, str], status: int
) -> None:
    version = make.submitted(cast)
    with tenant_scope(cast.northgate.pk):
        form = _form(version, **changes)

    response = browser(cast.northgate, getattr(cast, name)).post(_address(version), form)

    assert response.status_code == status
    with tenant_scope(cast.northgate.pk):
        assert not GateWaiver.objects.exists()


def test_another_organisations_version_is_not_found(cast: Cast) -> None:
    version = make.submitted(cast)
    with tenant_scope(cast.northgate.pk):
        form = _form(version)

    assert browser(cast.harbour, cast.otto).post(_address(version), form).status_code == 404


def test_a_run_that_is_out_of_date_is_made_again_before_authors_see_it(cast: Cast) -> None:
    version = make.submitted(cast)
    with tenant_scope(cast.northgate.pk):
        GateRun.objects.update(is_stale=True)

    browser(cast.northgate, cast.ada).get("/articles/brittle-bones/")

    with tenant_scope(cast.northgate.pk):
        assert not GateRun.objects.get(version=version).is_stale


def test_an_admin_chooses_which_warnings_block(cast: Cast) -> None:
    admin = browser(cast.northgate, cast.edda)

    response = admin.post("/settings/gate/change/", {"rules": ["readability"]})

    assert response.status_code == 302
    assert "checked" in admin.get("/settings/gate/").content.decode()
    with tenant_scope(cast.northgate.pk):
        assert StricterRule.objects.get().rule == "readability"
    with tenant_scope(cast.harbour.pk):
        assert not StricterRule.objects.exists()


def test_the_settings_of_the_gate_are_for_admins(cast: Cast) -> None:
    for person, status in ((None, 302), (cast.ada, 403), (cast.rosa, 403)):
        client = browser(cast.northgate, person)
        assert client.get("/settings/gate/").status_code == status
        assert client.post("/settings/gate/change/", {"rules": []}).status_code == status
    response = browser(cast.northgate, cast.edda).post(
        "/settings/gate/change/", {"rules": ["citation-missing"]}
    )
    assert response.status_code == 400


def test_the_command_prints_what_the_contract_says(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    make.submitted(cast)

    call_command("gate", "brittle-bones", "--tenant", "northgate", "--json")

    shown = json.loads(capsys.readouterr().out)
    assert shown["passes"] is True
    assert {"rule", "severity", "statement", "message"} == set(shown["findings"][0])


def test_the_command_does_not_know_another_version(cast: Cast) -> None:
    make.submitted(cast)

    with pytest.raises(CommandError, match="no such article or version"):
        call_command("gate", "brittle-bones", "--tenant", "northgate", "--version", "2")
