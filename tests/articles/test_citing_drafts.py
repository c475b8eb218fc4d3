"""Citing in a draft is picking a record of the store; a step rests on statements."""

from __future__ import annotations

from typing import Any

import pytest

from apps.articles.drafts import name_of, order_of
from apps.articles.models import AlgorithmStep, Statement
from apps.articles.services.cite import seen_basis
from apps.guidelines.models import RecommendationVersion
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.articles.pen import Pen, pen, said
from tests.cast import Cast, browser


def _record(cast: Cast, key: str) -> RecommendationVersion:
    with tenant_scope(cast.northgate.pk):
        return RecommendationVersion.objects.get(recommendation__key=key)


def _cited(ada: Pen, key: str) -> list[str]:
    with tenant_scope(ada.cast.northgate.pk):
        rows = Statement.objects.get(version=ada.version, key=key).citations.order_by("ordinal")
        return [row.recommendation_version.recommendation.key for row in rows]


def _pick(ada: Pen, key: str, record: str, **more: Any) -> Any:
    part = str(name_of(ada.statement(key)))
    found = _record(ada.cast, record)
    return ada.post("cite", part=part, recommendation=found.public_id, **more)


def _change(ada: Pen, key: str, deed: str) -> Any:
    with tenant_scope(ada.cast.northgate.pk):
        statement = Statement.objects.get(version=ada.version, key=key)
        seen = order_of(statement.citations.order_by("ordinal", "pk"))
    return ada.post("citations", part=str(name_of(statement)), seen=seen, deed=deed)


def test_the_store_is_searched_by_the_words_of_the_statement_and_then_by_others(
    cast: Cast,
) -> None:
    ada = pen(cast)
    part = str(name_of(ada.statement("first")))

    own = said(ada.get("cite", part=part))
    other = said(ada.get("cite", part=part, q="denosumab"))

    assert "Offer a bisphosphonate first to adults with osteoporosis." in own
    assert "Cited here" in own
    assert "Consider denosumab where a bisphosphonate cannot be taken." in other
    for fact in ("ACP", "2023", "Weak recommendation", "Moderate certainty"):
        assert fact in other
    assert "Speaks of: adults with osteoporosis" in other


def test_the_search_comes_as_a_part_of_the_page_too(cast: Cast) -> None:
    ada = pen(cast)
    part = str(name_of(ada.statement("first")))

    response = ada.client.get(
        f"{ada.address}cite/", {"part": part, "q": "zebra"}, headers={"x-fragment": "1"}
    )

    assert said(response).lstrip().startswith('<div class="pick" data-pick>')
    assert "No recommendation in the store matches these words." in said(response)


def test_a_picked_record_is_cited_once_and_the_gate_has_looked(cast: Cast) -> None:
    ada = pen(cast, None)
    ada.post("add", what="statement", to=str(name_of(_section(ada))), text="Offer a bisphosphonate")
    key = ada.in_order(section__isnull=False)[-1]
    assert ada.found("citation-missing") == [key]

    statuses = [_pick(ada, key, "first").status_code for _ in range(2)]

    assert statuses == [302, 302]
    assert _cited(ada, key) == ["first"]
    assert ada.found("citation-missing") == []
    with tenant_scope(cast.northgate.pk):
        entry = AuditEntry.objects.get(action="articles.draft.cited")
        assert entry.data["recommendation"] == str(_found(ada, key))


def _section(ada: Pen) -> Any:
    with tenant_scope(ada.cast.northgate.pk):
        return ada.version.sections.get()


def _found(ada: Pen, key: str) -> Any:
    statement = Statement.objects.get(version=ada.version, key=key)
    return statement.citations.get().recommendation_version.public_id


def test_a_marker_of_a_package_is_replaced_where_it_stood(cast: Cast) -> None:
    make.store(cast.northgate)
    brief = {"wording": make.worded("Treat"), "cites": ["who/nothing", "acp-bone/second"]}
    ada = pen(cast, make.draft(cast, make.article(brief=brief)))
    with tenant_scope(cast.northgate.pk):
        marker = ada.version.statements.get(key="brief").unresolved_citations.get()
    assert "who/nothing" in said(ada.get())

    response = _pick(ada, "brief", "first", instead_of=marker.pk)

    assert response.status_code == 302
    assert _cited(ada, "brief") == ["first", "second"]
    assert ada.found("citation-unresolved") == []


def test_citations_and_markers_are_dropped_and_change_places(cast: Cast) -> None:
    make.store(cast.northgate)
    cites = ["acp-bone/first", "acp-bone/second", "who/nothing"]
    brief = {"wording": make.worded("Treat"), "cites": cites}
    ada = pen(cast, make.draft(cast, make.article(brief=brief)))
    with tenant_scope(cast.northgate.pk):
        statement = ada.version.statements.get(key="brief")
        first, second = statement.citations.order_by("ordinal")
        marker = statement.unresolved_citations.get()

    statuses = [
        _change(ada, "brief", f"up-{second.pk}").status_code,
        _change(ada, "brief", f"drop-marker-{marker.pk}").status_code,
        _change(ada, "brief", f"drop-marker-{marker.pk}").status_code,
    ]

    assert statuses == [302, 302, 302]
    assert _cited(ada, "brief") == ["second", "first"]
    assert _change(ada, "brief", f"drop-{first.pk}").status_code == 302
    assert _cited(ada, "brief") == ["second"]
    with tenant_scope(cast.northgate.pk):
        actions = list(
            AuditEntry.objects.filter(action__contains="cited").values_list("action", flat=True)
        )
    assert sorted(actions) == ["articles.draft.recited", *["articles.draft.uncited"] * 2]


def test_an_order_that_changed_meanwhile_is_not_changed_again(cast: Cast) -> None:
    make.store(cast.northgate)
    brief = {"wording": make.worded("Treat"), "cites": ["acp-bone/first", "acp-bone/second"]}
    ada = pen(cast, make.draft(cast, make.article(brief=brief)))
    with tenant_scope(cast.northgate.pk):
        statement = ada.version.statements.get(key="brief")
        rows = list(statement.citations.order_by("ordinal"))
    form = {"part": str(name_of(statement)), "seen": order_of(rows), "deed": f"up-{rows[1].pk}"}

    statuses = [ada.post("citations", **form).status_code for _ in range(2)]

    assert statuses == [302, 409]
    assert _cited(ada, "brief") == ["second", "first"]


def test_a_record_that_is_no_longer_active_is_not_cited(cast: Cast) -> None:
    ada = pen(cast)
    with tenant_scope(cast.northgate.pk):
        RecommendationVersion.objects.filter(recommendation__key="second").update(
            status="superseded"
        )

    response = _pick(ada, "first", "second")

    assert response.status_code == 409
    assert _cited(ada, "first") == ["first"]


def test_a_record_of_another_organisation_is_not_there(cast: Cast) -> None:
    ada = pen(cast)
    make.store(cast.harbour)
    with tenant_scope(cast.harbour.pk):
        theirs = RecommendationVersion.objects.get(recommendation__key="first")

    response = ada.post(
        "cite", part=str(name_of(ada.statement("first"))), recommendation=theirs.public_id
    )

    assert response.status_code == 404


REFUSED: list[tuple[str, dict[str, str], int]] = [
    ("cite", {"recommendation": "none"}, 400),
    ("cite", {"part": "section-1", "recommendation": "0" * 8 + "-0000-4000-8000-" + "0" * 12}, 400),
    ("citations", {"deed": "sideways-1"}, 400),
    ("citations", {"deed": "up-999999", "seen": "0" * 64}, 404),
    ("basis", {"statements": "999999", "seen": "0" * 64}, 400),
    ("basis", {"seen": "0" * 64}, 400),
]


@pytest.mark.parametrize(("where", "form", "status"), REFUSED)
def test_what_names_nothing_is_refused(
    cast: Cast, where: str, form: dict[str, str], status: int
) -> None:
    ada = pen(cast)

    response = ada.post(where, **{"part": str(name_of(ada.statement("first"))), **form})

    assert response.status_code == status


@pytest.mark.parametrize("where", ["cite", "citations", "basis"])
def test_a_reader_is_refused_and_a_neighbour_finds_nothing(cast: Cast, where: str) -> None:
    ada = pen(cast)
    part = str(name_of(ada.statement("first")))
    rosa = Pen(cast, browser(cast.northgate, cast.rosa), ada.version)
    otto = Pen(cast, browser(cast.harbour, cast.otto), ada.version)

    statuses = [who.post(where, part=part).status_code for who in (rosa, otto)]

    assert statuses == [403, 404]


def _step(ada: Pen) -> AlgorithmStep:
    with tenant_scope(ada.cast.northgate.pk):
        return AlgorithmStep.objects.get(version=ada.version, parent=None)


def _rests_on(ada: Pen) -> set[str]:
    with tenant_scope(ada.cast.northgate.pk):
        return {basis.statement.key for basis in _reload(ada).bases.all()}


def _reload(ada: Pen) -> AlgorithmStep:
    return AlgorithmStep.objects.get(version=ada.version, parent=None)


def test_a_step_rests_on_the_statements_that_were_chosen(cast: Cast) -> None:
    ada = pen(cast)
    step = _step(ada)
    page = said(ada.get("basis", part=str(name_of(step))))
    with tenant_scope(cast.northgate.pk):
        seen = seen_basis(step)
    chosen = [ada.statement(key).pk for key in ("second", "child")]
    form = {"part": str(name_of(step)), "seen": seen, "statements": chosen}

    statuses = [ada.post("basis", **form).status_code for _ in range(2)]

    assert "1.2.1" in page
    assert statuses == [302, 302]
    assert _rests_on(ada) == {"second", "child"}
    assert ada.post("basis", **{**form, "statements": []}).status_code == 409
    with tenant_scope(cast.northgate.pk):
        assert AuditEntry.objects.filter(action="articles.draft.basis_set").count() == 1
