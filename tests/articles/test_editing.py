"""Saving one part of a draft: what comes in, what is refused, and that nobody's text is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.domain.roles import Role
from apps.accounts.services.found_tenant import admit_member
from apps.articles.models import ArticleVersion
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.articles.pen import Pen, pen, said
from tests.cast import PASSWORD, Cast, browser, host_of


def _second_author(cast: Cast, version: ArticleVersion) -> Pen:
    ben = admit_member(
        tenant=cast.northgate,
        email="ben@northgate.example",
        name="Ben Okafor",
        roles=[Role.AUTHOR],
        password=PASSWORD,
    )
    return Pen(cast, browser(cast.northgate, ben), version)


def test_a_saved_text_is_there_with_who_saved_it_and_what_the_gate_finds(cast: Cast) -> None:
    ben = _second_author(cast, pen(cast).version)

    response = ben.save(ben.statement("first"), text="Offer a bisphosphonate, 70 mg. [3]")

    assert response.status_code == 302
    assert response["Location"] == f"{ben.address}#statement-{ben.statement('first').pk}"
    assert ben.statement("first").clinician == "Offer a bisphosphonate, 70 mg. [3]"
    assert ben.found("citation-typed") == ["first"]
    with tenant_scope(cast.northgate.pk):
        version = ben.current()
        entry = AuditEntry.objects.get(action="articles.draft.saved")
        assert version.last_editor.name == entry.actor_name == "Ben Okafor"
        assert version.updated_at > version.article.created_at
        assert entry.subject_id == str(version.public_id)


def test_a_program_of_the_page_gets_the_new_base_and_all_findings(cast: Cast) -> None:
    ada = pen(cast)
    form = ada.form(ada.statement("first"), text="Offer it. [3]")

    response = ada.client.post(f"{ada.address}save/", form, headers={"x-fragment": "1"})

    body = said(response)
    assert response.status_code == 200
    assert f'data-base="{ada.form(ada.statement("first"))["base"]}"' in body
    assert 'data-findings-at="first"' in body


def test_saving_the_same_twice_is_saving_it_once(cast: Cast) -> None:
    ada = pen(cast)
    form = ada.form(ada.statement("first"), text="Said once.")

    statuses = [ada.post("save", **form).status_code for _ in range(2)]

    assert statuses == [302, 302]
    with tenant_scope(cast.northgate.pk):
        assert AuditEntry.objects.filter(action="articles.draft.saved").count() == 1


def test_two_authors_of_one_statement_see_both_texts_and_choose(cast: Cast) -> None:
    ada = pen(cast)
    ben = _second_author(cast, ada.version)
    seen = ben.form(ben.statement("first"), text="Ben's text")
    ada.save(ada.statement("first"), text="Ada's text")

    refused = ben.post("save", **seen)

    assert refused.status_code == 409
    assert "Ben's text" in said(refused)
    assert "Ada's text" in said(refused)
    assert ada.statement("first").clinician == "Ada's text"

    chosen = ben.save(ben.statement("first"), text="Ben's text")

    assert chosen.status_code == 302
    assert ada.statement("first").clinician == "Ben's text"


def test_a_page_that_saves_by_itself_is_told_of_the_other_text_too(cast: Cast) -> None:
    ada = pen(cast)
    seen = ada.form(ada.statement("first"), text="Mine")
    ada.save(ada.statement("first"), text="Theirs")

    refused = ada.client.post(f"{ada.address}save/", seen, headers={"x-fragment": "1"})

    assert refused.status_code == 409
    assert said(refused).lstrip().startswith('<section class="kept" data-kept')
    assert 'data-theirs="text">Theirs<' in said(refused)


def test_two_authors_of_different_statements_do_not_notice_each_other(cast: Cast) -> None:
    ada = pen(cast)
    ben = _second_author(cast, ada.version)
    first = ada.form(ada.statement("first"), text="Ada's text")
    second = ben.form(ben.statement("second"), text="Ben's text")

    statuses = [ada.post("save", **first).status_code, ben.post("save", **second).status_code]

    assert statuses == [302, 302]
    assert ada.statement("first").clinician == "Ada's text"
    assert ada.statement("second").clinician == "Ben's text"


def test_each_kind_of_part_is_saved(cast: Cast) -> None:
    ada = pen(cast)
    with tenant_scope(cast.northgate.pk):
        section, box = ada.version.sections.get(), ada.version.differences.get()
        step = ada.version.steps.get(parent=None)
        branch, flag = ada.version.steps.exclude(parent=None).get(), ada.version.red_flags.get()

    position = ada.statement("medical-differs-1-1")
    saves: list[tuple[Any, dict[str, str]]] = [
        (section, {"text": "Drugs"}),
        (box, {"text": "On denosumab", "reconciliation": ""}),
        (step, {"title": "Treat", "detail": "First line"}),
        (branch, {"title": "If not", "detail": "Denosumab"}),
        (flag, {"text": "New numbness"}),
        (position, {"text": "Take none", "stance": "against"}),
        (ada.version, {"question": "What now?", "keywords": "Bone, drugs", "slug": "what-now"}),
    ]
    for row, typed in saves:
        # Titles that other levels word differently keep those words.
        level = "clinician" if "reconciliation" not in typed else "patient"
        response = ada.save(row, level=level, **typed)
        assert response.status_code == 302, (typed, said(response))

    with tenant_scope(cast.northgate.pk):
        for row, _ in saves:
            row.refresh_from_db()
        version = ada.current()
        assert section.clinician == "Drugs"
        assert box.patient == "On denosumab"
        assert box.reconciliation["patient"] == box.reconciliation["clinician"]
        assert (step.title["clinician"], step.detail["clinician"]) == ("Treat", "First line")
        assert branch.is_alert is False
        assert flag.clinician == "New numbness"
        assert (position.clinician, position.stance) == ("Take none", "against")
        assert (version.question, version.keywords) == ("What now?", ["Bone", "drugs"])
        assert version.article.slug == "what-now"


@pytest.mark.parametrize("name", ["boris", "rosa", "cleo", "edda"])
def test_only_authors_come_to_a_draft(cast: Cast, name: str) -> None:
    ada = pen(cast)
    other = Pen(cast, browser(cast.northgate, getattr(cast, name)), ada.version)

    statuses = [other.get().status_code, other.save(ada.statement("first"), text="X").status_code]

    assert statuses == [403, 403]
    assert ada.statement("first").clinician != "X"


def test_a_visitor_signs_in_first(cast: Cast) -> None:
    ada = pen(cast)
    visitor = Pen(cast, browser(cast.northgate), ada.version)

    responses = [visitor.get(), visitor.save(ada.statement("first"), text="X")]

    assert [response.status_code for response in responses] == [302, 302]
    assert all("/account/login/" in response["Location"] for response in responses)
    assert ada.statement("first").clinician != "X"


def test_another_organisation_finds_no_such_draft(cast: Cast) -> None:
    ada = pen(cast)
    otto = Pen(cast, browser(cast.harbour, cast.otto), ada.version)

    statuses = [otto.get().status_code, otto.save(ada.statement("first"), text="X").status_code]

    assert statuses == [404, 404]


def test_what_was_submitted_is_shown_instead_of_edited(cast: Cast) -> None:
    ada = pen(cast)
    form = ada.form(ada.statement("first"), text="Too late")
    with tenant_scope(cast.northgate.pk):
        make.move.submit(version=ada.version, actor=cast.ada_acting)

    page, saved = ada.get(), ada.post("save", **form)

    assert (page.status_code, page["Location"]) == (302, "/articles/brittle-bones/v1/")
    assert saved.status_code == 409
    assert ada.statement("first").clinician != "Too late"


REFUSED: list[tuple[dict[str, str], int, str]] = [
    ({"text": ""}, 422, "words of their own"),
    ({"text": "x" * 5001}, 422, "5000"),
    ({"text": "typed", "base": "short"}, 422, "typed"),
    ({"text": "typed", "level": "expert"}, 422, "typed"),
    ({"part": "statement-x"}, 400, "which part"),
    ({"part": "statement-999999999"}, 404, "not in the draft"),
]


@pytest.mark.parametrize(("changes", "status", "words"), REFUSED)
def test_what_cannot_be_saved_is_refused_and_comes_back(
    cast: Cast, changes: dict[str, str], status: int, words: str
) -> None:
    ada = pen(cast)
    before = ada.statement("first").wording()

    response = ada.save(ada.statement("first"), **{"text": "typed", **changes})

    assert response.status_code == status
    assert words in said(response)
    assert ada.statement("first").wording() == before


@pytest.mark.parametrize("slug", ["Not A Slug", "taken"])
def test_an_address_is_small_letters_and_nobody_elses(cast: Cast, slug: str) -> None:
    ada = pen(cast)
    make.draft(cast, make.article(slug="taken", question="Another question?"))

    response = ada.save(ada.version, slug=slug)

    assert response.status_code == 422
    assert slug in said(response)
    with tenant_scope(cast.northgate.pk):
        assert ada.current().article.slug == "brittle-bones"


def test_an_article_with_two_versions_keeps_its_address(cast: Cast) -> None:
    ada = pen(cast)
    ada = pen(cast, make.draft(cast))

    response = ada.save(ada.version, slug="elsewhere")

    assert response.status_code == 422
    assert "keeps its address" in said(response)


def test_the_editor_asks_the_database_as_often_for_a_long_draft(cast: Cast) -> None:
    make.store(cast.northgate)
    short, long = make.draft(cast), make.draft(cast, {**make.long_article(), "slug": "long"})
    counts = {}
    for version in (short, long):
        ada = pen(cast, version)
        ada.get()
        with CaptureQueriesContext(connection) as page:
            ada.get()
        with CaptureQueriesContext(connection) as saving:
            ada.save(ada.statement("first"), text=f"Offer it in version {version.pk}")
        counts[version.pk] = (len(page), len(saving))

    assert counts[short.pk] == counts[long.pk]
    assert counts[short.pk][0] <= 35
    assert counts[short.pk][1] <= 75


def test_every_form_of_the_page_carries_the_token_of_its_own_request(cast: Cast) -> None:
    ada = pen(cast)
    strict = Client(enforce_csrf_checks=True, headers={"host": host_of(cast.northgate)})
    strict.cookies = ada.client.cookies
    first, second = (strict.get(ada.address).content.decode() for _ in range(2))

    for page in (first, second):
        assert "<!--csrf-->" not in page
        assert page.count('method="post"') == page.count('name="csrfmiddlewaretoken"')
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', second)[-1]
    form = ada.form(ada.statement("first"), text="Sent with a token")
    statuses = [
        strict.post(f"{ada.address}save/", form).status_code,
        strict.post(f"{ada.address}save/", {**form, "csrfmiddlewaretoken": token}).status_code,
    ]
    assert statuses == [403, 302]
